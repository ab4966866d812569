"""What the page is told: people, their chats, faults, the clock, the wire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from integrations.sandbox.errors import wording
from integrations.sandbox.faults import Fault
from integrations.sandbox.records import Handing, Message, Person
from integrations.sandbox.state import Sandbox
from integrations.sandbox.wire import Exchange

SHOWN = 4096
_CHAT = 400
Json = Mapping[str, Any]


def overview(sandbox: Sandbox, person: str | None, after: int) -> Json:
    """All of it. `person` is whose chat is open; of the wire only what comes `after` this number."""
    with sandbox.lock:
        owner = sandbox.people.get(person or "")
        return {
            "version": sandbox.version,
            "now": _milliseconds(sandbox.now()),
            "offset": sandbox.clock.offset,
            "number": sandbox.account.number,
            "people": [_person(sandbox, known) for known in sandbox.people.values()],
            "chat": chat(sandbox, owner) if owner else [],
            "turns": [{"at": _milliseconds(at), "seconds": seconds} for at, seconds in sandbox.turns],
            "faults": [fault_json(fault) for fault in sandbox.faults.waiting()],
            "wire": [exchange_json(exchange) for exchange in sandbox.wire.after(after)],
        }


def chat(sandbox: Sandbox, person: Person) -> Sequence[Json]:
    """A person's messages, oldest first; reactions stand with what they are put under."""
    messages = [message for message in sandbox.chat(person) if message.reaction is None]
    return [bubble(sandbox, message) for message in messages[-_CHAT:]]


def bubble(sandbox: Sandbox, message: Message) -> Json:
    """One message as it looks."""
    quoted = sandbox.messages.get(message.quotes or "")
    return {
        "sid": message.sid,
        "mine": message.is_inbound,
        "type": message.type,
        "text": message.body,
        "at": _milliseconds(message.created),
        "state": _ticks(message),
        "error": message.error,
        "trouble": "" if message.error is None else wording(message.error),
        "options": [
            {"id": option.id, "title": option.title, "description": option.description} for option in message.options
        ],
        "button": message.list_button,
        "chosen": message.chosen,
        "media": [_file(sandbox, sid) for sid in message.media],
        "location": None if message.location is None else _place(message),
        "quote": None if quoted is None else {"text": _told(quoted), "mine": quoted.is_inbound, "sid": quoted.sid},
        "reaction": message.reactions,
        "template": message.template,
    }


def fault_json(fault: Fault) -> Json:
    """A fault that waits."""
    return {
        "id": fault.id, "endpoint": fault.endpoint, "kind": str(fault.kind), "times": fault.times,
        "seconds": fault.seconds, "code": fault.code, "status": fault.status, "accepts": fault.accepts,
        "reason": fault.reason,
    }  # fmt: skip


def exchange_json(exchange: Exchange) -> Json:
    """A line of the wire."""
    return {
        "number": exchange.number, "way": exchange.way, "method": exchange.method, "url": exchange.url,
        "at": _milliseconds(exchange.at), "status": exchange.status, "milliseconds": round(exchange.milliseconds, 1),
        "request": _text(exchange.request), "answer": _text(exchange.answer), "fault": exchange.fault,
        "note": exchange.note,
    }  # fmt: skip


def _person(sandbox: Sandbox, person: Person) -> Json:
    messages = [message for message in sandbox.chat(person) if message.reaction is None]
    last = messages[-1] if messages else None
    now = sandbox.now()
    return {
        "id": person.id,
        "name": person.name,
        "address": person.number or person.user,
        "number": person.number,
        "open": person.is_open(now),
        "opened": None if person.last_inbound_at is None else _milliseconds(person.last_inbound_at),
        "typing": 0 if person.typing_until is None else _milliseconds(person.typing_until),
        "count": sum(not message.is_inbound for message in messages),
        "last": None if last is None else {"text": _told(last), "at": _milliseconds(last.created)},
    }


def _ticks(message: Message) -> str:
    """How far it is: of the bot's by its status, of the person's by what the bot's door said."""
    if not message.is_inbound:
        return str(message.status)
    if message.handing is Handing.LOST:
        return "failed"
    if message.is_seen:
        return "read"
    return "delivered" if message.handing is Handing.TAKEN else "sent"


def _told(message: Message) -> str:
    """A message in one line."""
    if message.body:
        return message.body[:160]
    return message.location.label or message.type if message.location else message.type


def _file(sandbox: Sandbox, sid: str) -> Json:
    file = sandbox.media[sid]
    return {
        "url": f"/sandbox/media/{sid}", "type": file.content_type, "name": file.name, "size": len(file.content),
        "card": _card(file.content) if "vcard" in file.content_type else None,
    }  # fmt: skip


def _card(content: bytes) -> Json:
    lines = content.decode("utf-8", "replace").splitlines()
    named = {line.partition(":")[0].partition(";")[0]: line.partition(":")[2] for line in reversed(lines)}
    return {"name": named.get("FN", ""), "phone": named.get("TEL", "")}


def _place(message: Message) -> Json:
    place = message.location
    assert place is not None
    return {
        "latitude": place.latitude, "longitude": place.longitude, "label": place.label, "address": place.address,
    }  # fmt: skip


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _text(content: bytes) -> str:
    return content[:SHOWN].decode("utf-8", "replace")
