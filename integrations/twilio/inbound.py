"""A message of a person out of the form that Twilio posts for it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator

from engine.domain.messages import Inbound, Media, Received
from engine.errors import Unreadable
from engine.interfaces.channel import Form
from integrations.twilio.fields import MESSAGE_SID, address_of, message_sid, text_of

LONGEST_TEXT = 4096
LONGEST_TAP = 256
LONGEST_URL = 2048
MOST_MEDIA = 10
_USER = re.compile(r"whatsapp:[A-Za-z]{2}\.[A-Za-z0-9]{1,140}", re.ASCII)
_NUMBER = re.compile(r"[1-9][0-9]{6,17}", re.ASCII)
_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{1,32})?", re.ASCII)
_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,60}/[a-z0-9!#$&^_.+-]{1,60}", re.ASCII)
_INBOUND = ("", "received", "receiving")
_UNKNOWN_TYPE = "application/octet-stream"


def received(form: Form) -> Received:
    """The message. Fields nobody needs, and new ones, are left alone; odd ones are left out."""
    if any(text_of(form, name, 20) not in _INBOUND for name in ("SmsStatus", "MessageStatus")):
        raise Unreadable("a report, where a message is expected")
    address = address_of(form, "From")
    return Received(
        provider_id=message_sid(form), address=address, user=_user(form, address), number=_number(form, address),
        message=_message(form),
    )  # fmt: skip


def _message(form: Form) -> Inbound:
    text = text_of(form, "Body", LONGEST_TEXT)
    reply_to = text_of(form, "OriginalRepliedMessageSid", 40)
    quoted = reply_to if MESSAGE_SID.fullmatch(reply_to) else None
    if text_of(form, "MessageType", 20).lower() == "reaction":
        return Inbound(reaction=text or text_of(form, "ReactionEmoji", 64), reply_to=quoted)
    label = text_of(form, "ButtonText", LONGEST_TEXT) or text_of(form, "ListTitle", LONGEST_TEXT)
    return Inbound(
        text=text or label, tap=_tap(form), media=tuple(_media(form)), location=_location(form), reply_to=quoted
    )


def _user(form: Form, address: str) -> str | None:
    """WhatsApp's own id of the person: beside a number, or instead of one."""
    given = text_of(form, "ExternalUserId", 200)
    if given and not given.startswith("whatsapp:"):
        given = f"whatsapp:{given}"
    return next((user for user in (given, address) if _USER.fullmatch(user)), None)


def _number(form: Form, address: str) -> str | None:
    """The number of who writes from a user id, as an address; who writes from a number has told it."""
    given = text_of(form, "WaId", 40).strip()
    return f"whatsapp:+{given}" if _USER.fullmatch(address) and _NUMBER.fullmatch(given) else None


def _tap(form: Form) -> str | None:
    """The payload of a button or a row; one that is longer than any of ours is none."""
    for name in ("ButtonPayload", "ListId"):
        payload = text_of(form, name, LONGEST_TAP + 1).strip()
        if payload:
            return payload if len(payload) <= LONGEST_TAP else None
    return None


def _media(form: Form) -> Iterator[Media]:
    counted = text_of(form, "NumMedia", 10).strip()
    count = int(counted) if counted.isascii() and counted.isdigit() else MOST_MEDIA
    for number in range(min(count, MOST_MEDIA)):
        url = text_of(form, f"MediaUrl{number}", LONGEST_URL + 1).strip()
        content_type = text_of(form, f"MediaContentType{number}", 200).partition(";")[0].strip().lower()
        if not url and not content_type:
            return
        is_usable = url.startswith(("https://", "http://")) and len(url) <= LONGEST_URL and url.isprintable()
        yield Media(content_type if _TYPE.fullmatch(content_type) else _UNKNOWN_TYPE, url if is_usable else "")


def _location(form: Form) -> tuple[float, float] | None:
    latitude, longitude = _degrees(form, "Latitude", 90), _degrees(form, "Longitude", 180)
    return None if latitude is None or longitude is None else (latitude, longitude)


def _degrees(form: Form, name: str, most: int) -> float | None:
    given = text_of(form, name, 64).strip()
    if not _DEGREES.fullmatch(given):
        return None
    degrees = float(given)
    return degrees if math.isfinite(degrees) and abs(degrees) <= most else None
