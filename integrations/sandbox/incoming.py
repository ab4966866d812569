"""A person does something on the phone: it becomes a message to the bot."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from integrations.sandbox.agenda import Deliver
from integrations.sandbox.faults import INBOUND, Kind
from integrations.sandbox.records import Location, MediaFile, Message, Option, Person, Status
from integrations.sandbox.state import Sandbox

HELD = 10.0
"""How long a message waits for another to overtake it, at most."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file a person sends."""

    content_type: str
    content: bytes
    name: str = ""


def text(sandbox: Sandbox, person: Person, body: str, quotes: str | None = None) -> Message:
    """Write something, perhaps as the answer to an older message."""
    if not 0 < len(body) <= 4096:
        raise ValueError("a text has 1 to 4096 characters")
    with sandbox.lock:
        if quotes is not None:
            _of(sandbox, person, quotes)
        return _send(sandbox, person, "text", body=body, quotes=quotes)


def tap(sandbox: Sandbox, person: Person, sid: str, option: str) -> Message:
    """Tap a button or choose a row, also of an old message."""
    with sandbox.lock:
        message = _of(sandbox, person, sid)
        chosen = next((known for known in message.options if known.id == option), None)
        if chosen is None:
            raise ValueError("this message has no such button or row")
        message.chosen = chosen.id
        kind = "list" if message.type == "list-picker" else "button" if message.template else "interactive"
        return _send(sandbox, person, kind, body=chosen.title, quotes=sid, options=(chosen,))


def location(sandbox: Sandbox, person: Person, place: Location) -> Message:
    """Share a place."""
    if not (-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180):
        raise ValueError("there is no such place on earth")
    with sandbox.lock:
        return _send(sandbox, person, "location", place=place)


def file(sandbox: Sandbox, person: Person, upload: Upload, caption: str = "") -> Message:
    """Send a picture, a voice message, a document, a sticker or a contact."""
    kind = kind_of(upload.content_type, upload.name)
    with sandbox.lock:
        return _send(sandbox, person, kind, body=caption, upload=upload)


def react(sandbox: Sandbox, person: Person, sid: str, emoji: str) -> Message:
    """Put an emoji under a message."""
    if not 0 < len(emoji) <= 16:
        raise ValueError("a reaction is one emoji")
    with sandbox.lock:
        _of(sandbox, person, sid).reactions = emoji
        return _send(sandbox, person, "reaction", body=emoji, quotes=sid)


def follow(sandbox: Sandbox, person: Person, link: str) -> Message:
    """Open a deep link `https://wa.me/<number>?text=...` and send what it has written."""
    parts = urlsplit(link)
    number = parts.path.strip("/").lstrip("+")
    if parts.netloc not in ("wa.me", "api.whatsapp.com") or number != sandbox.account.number.lstrip("+"):
        raise ValueError(f"a deep link here is https://wa.me/{sandbox.account.number.lstrip('+')}?text=...")
    return text(sandbox, person, "".join(parse_qs(parts.query).get("text", [])))


def kind_of(content_type: str, name: str = "") -> str:
    """What WhatsApp calls a file of this type."""
    if content_type == "image/webp" and name.endswith(".webp"):
        return "sticker"
    if content_type in ("text/vcard", "text/x-vcard"):
        return "contacts"
    family = content_type.partition("/")[0]
    return family if family in ("image", "audio", "video") else "document"


def _of(sandbox: Sandbox, person: Person, sid: str) -> Message:
    message = sandbox.messages.get(sid)
    if message is None or message.person != person.id:
        raise ValueError("this person has no such message")
    return message


def _send(
    sandbox: Sandbox,
    person: Person,
    kind: str,
    *,
    body: str = "",
    quotes: str | None = None,
    options: tuple[Option, ...] = (),
    place: Location | None = None,
    upload: Upload | None = None,
) -> Message:
    now = sandbox.now()
    message = Message(
        sid=sandbox.sids.new("MM" if upload else "SM"), person=person.id, direction="inbound", sender=person.address,
        to=sandbox.account.address, body=body, type=kind, created=now, updated=now, sent=now, status=Status.RECEIVED,
        quotes=quotes, options=options, location=place, reaction=body if kind == "reaction" else None,
    )  # fmt: skip
    sandbox.keep(message)
    if upload is not None:
        _keep(sandbox, message, upload)
    if kind != "reaction":
        person.last_inbound_at = now
    _hand_over(sandbox, message)
    return message


def _keep(sandbox: Sandbox, message: Message, upload: Upload) -> None:
    kept = MediaFile(
        sid=sandbox.sids.new("ME"), message=message.sid, content_type=upload.content_type, content=upload.content,
        created=message.created, name=upload.name,
    )  # fmt: skip
    sandbox.media[kept.sid] = kept
    message.media.append(kept.sid)


def _hand_over(sandbox: Sandbox, message: Message) -> None:
    """Plan the webhook, with what was ordered to go wrong."""
    fault = sandbox.faults.take(INBOUND)
    deliver = Deliver(message.sid, is_forged=fault is not None and fault.kind is Kind.FORGE)
    held = sandbox.held.pop(message.person, None)
    if fault is not None and fault.kind is Kind.REORDER and held is None:
        sandbox.held[message.person] = deliver
        sandbox.plan(deliver, HELD)
        return
    sandbox.plan(deliver, fault.seconds if fault and fault.kind is Kind.DELAY else 0.0)
    if fault is not None and fault.kind is Kind.DUPLICATE:
        sandbox.plan(Deliver(message.sid))
    if held is not None:
        sandbox.agenda.move(held, sandbox.now())
