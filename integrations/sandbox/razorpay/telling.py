"""What the bot is told: events are written down as they are at this moment, signed, and planned."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from integrations.sandbox.agenda import Ring
from integrations.sandbox.faults import Fault, Kind
from integrations.sandbox.razorpay.endpoints import EVENTS
from integrations.sandbox.razorpay.entities import Json
from integrations.sandbox.razorpay.ids import new_id
from integrations.sandbox.razorpay.records import ACCOUNT, Event
from integrations.sandbox.state import Sandbox

_HTML = {"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An event. `payload` holds entities by name; `created` is None where Razorpay leaves it out.

    `is_sorted`: the newer events have their fields in the order of the alphabet. `inside` and `beside` are what stands
    in the payload, or beside an entity, where it does not belong.
    """

    name: str
    payload: Mapping[str, Json]
    created: int | None
    is_sorted: bool = False
    inside: Mapping[str, object] | None = None
    beside: Mapping[str, Json] | None = None


def tell(sandbox: Sandbox, drafts: Sequence[Draft], lane: str, account: str | None = None) -> list[Event]:
    """Write events down and plan them, with what was ordered to go wrong. Those of one lane come in this order."""
    books = sandbox.books
    fault = sandbox.faults.take(EVENTS)
    events = []
    for draft in drafts:
        books.count += 1
        event = Event(
            number=books.count, id=new_id(sandbox.sids), name=draft.name, lane=lane, created=sandbox.now(),
            body=_written(draft, account or (books.merchant.account if books.merchant else ACCOUNT)),
            secret=books.secret,
        )  # fmt: skip
        books.keep_event(event)
        events.append(event)
    for event, ring, after in _planned(sandbox, events, fault):
        if books.is_enabled and books.merchant is not None:
            sandbox.plan(ring, after)
        else:
            event.is_over = True
    sandbox.changed()
    return events


def again(sandbox: Sandbox, event: Event) -> Event:
    """The same event under a new id: its body is the same to the byte."""
    sandbox.books.count += 1
    other = Event(
        number=sandbox.books.count, id=new_id(sandbox.sids), name=event.name, lane=event.lane, created=sandbox.now(),
        body=event.body, secret=sandbox.books.secret,
    )  # fmt: skip
    sandbox.books.keep_event(other)
    return other


def sign(secret: str, body: bytes) -> str:
    """What stands in X-Razorpay-Signature."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _planned(sandbox: Sandbox, events: Sequence[Event], fault: Fault | None) -> Sequence[tuple[Event, Ring, float]]:
    """When each is posted."""
    soon = sandbox.pace.told
    due = [(event, Ring(event.id), soon) for event in events]
    match fault.kind if fault else None:
        case Kind.LOSE:
            for event in events:
                event.is_over = True
            return ()
        case Kind.DUPLICATE:
            return [entry for entry in due for _ in range(2)]
        case Kind.RENEW:
            copies = [(copy := again(sandbox, event), Ring(copy.id), soon) for event in events]
            return [entry for pair in zip(due, copies, strict=True) for entry in pair]
        case Kind.REORDER:
            return due[::-1]
        case Kind.DELAY if fault:
            return [(event, ring, after + fault.seconds) for event, ring, after in due]
        case Kind.FORGE:
            return [(event, Ring(event.id, is_forged=True), after) for event, _, after in due]
    return due


def _written(draft: Draft, account: str) -> bytes:
    payload: Json = {
        name: {"entity": entity, **((draft.beside or {}).get(name, {}))} for name, entity in draft.payload.items()
    }
    body: Json = {
        "entity": "event", "account_id": account, "event": draft.name, "contains": list(draft.payload),
        "payload": payload | dict(draft.inside or {}),
    }  # fmt: skip
    if draft.created is not None:
        body["created_at"] = draft.created
    return _as_go_writes(body) if draft.is_sorted else _as_php_writes(body)


def _as_php_writes(body: Json) -> bytes:
    """The older events: slashes and all letters but ASCII are escaped."""
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def _as_go_writes(body: Json) -> bytes:
    """The newer events: sorted, UTF-8, only what HTML would read is escaped."""
    text = json.dumps(body, separators=(",", ":"), sort_keys=True, ensure_ascii=False)
    return "".join(_HTML.get(letter, letter) for letter in text).encode()
