"""What the sandbox keeps: people with phones, messages, files."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

WINDOW = timedelta(hours=24)
_NUMBER = re.compile(r"whatsapp:\+[1-9]\d{6,14}")
_USER = re.compile(r"whatsapp:[A-Z]{2}\.[0-9A-Za-z]{1,128}")


class Status(StrEnum):
    """How far a message has come."""

    QUEUED = "queued"
    SENT = "sent"
    DELIVERED = "delivered"
    READ = "read"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    RECEIVED = "received"


class Handing(StrEnum):
    """How a person's message fares at the bot's door."""

    WAITING = "waiting"
    TAKEN = "taken"
    LOST = "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """Ours at Twilio. `tokens`: the first one signs; each opens the API."""

    sid: str
    tokens: tuple[str, ...]
    number: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"AC[0-9a-fA-F]{32}", self.sid):
            raise ValueError("an account sid is AC and 32 hexadecimal digits")
        if not self.tokens or not all(self.tokens):
            raise ValueError("an account has a token, and none is empty")
        if not _NUMBER.fullmatch(self.address):
            raise ValueError("the number is written as +14155238886")

    @property
    def address(self) -> str:
        """Where people write to."""
        return f"whatsapp:{self.number}"


@dataclass(slots=True, kw_only=True)
class Person:
    """Somebody with a phone. `number` is None for who hides it; `user` is the channel's lasting name for them.

    `reads` whether they let others know what they have read.
    """

    id: str
    name: str
    number: str | None = None
    user: str | None = None
    reads: bool = True
    last_inbound_at: datetime | None = None
    typing_until: datetime | None = None

    def __post_init__(self) -> None:
        if self.number is None and self.user is None:
            raise ValueError("a person has a number or a user id")
        if self.number is not None and not _NUMBER.fullmatch(f"whatsapp:{self.number}"):
            raise ValueError("a number is written as +919800000001")
        if self.user is not None and not _USER.fullmatch(f"whatsapp:{self.user}"):
            raise ValueError("a user id is written as IN.4566546130240823")

    @property
    def address(self) -> str:
        """What their messages come from."""
        return f"whatsapp:{self.number or self.user}"

    def addresses(self) -> tuple[str, ...]:
        """All that reaches them."""
        return tuple(f"whatsapp:{name}" for name in (self.number, self.user) if name is not None)

    def is_open(self, now: datetime) -> bool:
        """Whether free text may be sent to them."""
        return self.last_inbound_at is not None and now < self.last_inbound_at + WINDOW


def is_address(text: str) -> bool:
    """Whether this can be somebody on WhatsApp."""
    return bool(_NUMBER.fullmatch(text) or _USER.fullmatch(text))


@dataclass(frozen=True, slots=True)
class Option:
    """A button, or a row of a list."""

    id: str
    title: str
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaFile:
    """A file of a message."""

    sid: str
    message: str
    content_type: str
    content: bytes
    created: datetime
    name: str = ""


@dataclass(frozen=True, slots=True)
class Location:
    """A place on the map, degrees."""

    latitude: float
    longitude: float
    label: str = ""
    address: str = ""


@dataclass(slots=True, kw_only=True)
class Message:
    """One message in either direction. `type` is what it looks like: text, quick-reply, list-picker, image, ...

    `template`: its content was approved. `media_urls` are where files are to be fetched, `media` those that are here.
    `quotes` is the sid of the message it answers. `handing` is of messages to the bot. `is_seen`: what came later has
    been seen, too.
    """

    sid: str
    person: str
    direction: str
    sender: str
    to: str
    body: str
    type: str
    created: datetime
    status: Status
    updated: datetime
    sent: datetime | None = None
    error: int | None = None
    media_urls: tuple[str, ...] = ()
    media: list[str] = field(default_factory=list)
    options: tuple[Option, ...] = ()
    list_button: str = ""
    chosen: str | None = None
    content: str | None = None
    template: bool = False
    callback: str | None = None
    quotes: str | None = None
    location: Location | None = None
    reaction: str | None = None
    reactions: str = ""
    handing: Handing = Handing.WAITING
    is_seen: bool = False

    @property
    def is_inbound(self) -> bool:
        """Whether a person sent it."""
        return self.direction == "inbound"
