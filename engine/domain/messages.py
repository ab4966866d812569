"""What a person sends and what is said to them, free of any channel's format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Media(NamedTuple):
    """A file a person sent. `url` is where the channel keeps it; nobody fetches it unasked."""

    content_type: str
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound:
    """One message of a person. `tap` is the payload of a tapped button; `location` latitude, longitude in degrees.

    `reaction` is the emoji put under a message: no answer to anything. `reply_to` is the channel's id of the message
    this one quotes. `card`: it held the number of a payment card, which was masked before anything was stored.
    """

    text: str = ""
    tap: str | None = None
    media: tuple[Media, ...] = ()
    location: tuple[float, float] | None = None
    reaction: str | None = None
    reply_to: str | None = None
    card: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message as its channel delivered it.

    `address` is where it came from and where to answer; `user` is the channel's own lasting name for the person, if
    it tells: it stays when a number gets a new owner. `number` is where else they can be reached, if they write from
    a user id and the channel tells their number beside it.
    """

    provider_id: str
    address: str
    message: Inbound
    user: str | None = None
    number: str | None = None


class Choice(NamedTuple):
    """One offered option. `payload` is what a tap sends back: `flow.state@version#entry:option`."""

    id: str
    label: str
    description: str = ""
    payload: str = ""


@dataclass(frozen=True, slots=True)
class Outbound:
    """One message to a person. `key` names its words as `flow.text`; `fallback` is the language it fell back from.

    `template` names the approved template that says the same when free text may not be sent, `variables` are the
    values for its places {{1}}, {{2}}, ... `media` is the id of a stored file that is sent along.
    """

    key: str
    text: str
    language: str
    choices: tuple[Choice, ...] = ()
    template: str | None = None
    fallback: str | None = None
    variables: tuple[str, ...] = ()
    media: str | None = None
