"""People answer instead of the bot: what was said, an answer of an operator, and the way back to the bot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog

from engine.domain.messages import Inbound, Outbound
from engine.domain.payloads import outbound_of
from engine.domain.payments.records import Order
from engine.domain.records import InboxItem, OutboxItem
from engine.domain.sessions import Contact
from engine.domain.windows import is_open
from engine.errors import NotHeld
from engine.interfaces.clock import Clock
from engine.interfaces.identifiers import Identifiers
from engine.interfaces.unit_of_work import Storage, UnitOfWork
from engine.services.consents import MESSAGES
from engine.services.hearing import message_of
from engine.services.storing import Storing
from engine.services.turns import Turns

CLOSED = "human.closed"
"""The fact that brings a conversation back to the bot."""
REPLY = "human.reply"
"""The key of what operators write; there are no words of a flow behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One message of a conversation. `status` says how far it has come, through us or to the person."""

    at: datetime
    from_person: bool
    text: str
    status: str


class Handover:
    """What an operator does."""

    def __init__(self, storage: Storage, clock: Clock, identifiers: Identifiers, turns: Turns) -> None:
        self._storage = storage
        self._clock = clock
        self._turns = turns
        self._storing = Storing(identifiers, None)
        self._log = structlog.get_logger("handover")

    def held(self, limit: int) -> Sequence[Contact]:
        """Those who wait for people, who has waited longest first."""
        with self._storage.read() as work:
            return work.contacts.held(limit)

    def talk(self, contact: str, limit: int) -> Sequence[Line]:
        """The last messages of a conversation in both directions, in the order of time."""
        with self._storage.read() as work:
            heard = work.inbox.of_subject(contact, limit)
            said = work.outbox.of_contact(contact, limit)
        lines = [line for item in reversed(heard) if (line := _heard(item)) is not None]
        lines += [_said(item) for item in reversed(said)]
        return sorted(lines, key=lambda line: line.at)[-limit:]

    def orders(self, contact: str) -> Sequence[Order]:
        """What they have ordered, the latest first: many who ask for people ask about their money."""
        with self._storage.read() as work:
            return work.orders.of_contact(contact)

    def reply(self, contact: str, text: str) -> None:
        """Answer a person. NotHeld, if the bot answers them, they have said STOP, or the time for free text is over."""
        now = self._clock.now()
        with self._storage.begin() as work:
            session, person = work.sessions.lock(contact), work.contacts.lock(contact)
            if session is None or person is None or person.held_at is None:
                raise NotHeld(f"contact {contact!r} is with the bot; `handover list` shows who waits for people")
            if _has_left(work, person):
                raise NotHeld(f"contact {contact!r} has said STOP since they waited for people")
            if not is_open(person.last_inbound_at, now):
                raise NotHeld(f"contact {contact!r} wrote more than 24 hours ago; free text can no longer be sent")
            message = Outbound(REPLY, text, person.language)
            work.outbox.add(self._storing.messages(session, person, message, now, asked=True))
            work.commit()
        self._log.info("handover.replied", contact=contact, session=session.id)

    def close(self, contact: str) -> None:
        """Give the person back to the bot. NotHeld, if it has them already."""
        with self._storage.read() as work:
            person = work.contacts.get(contact)
        if person is None or person.held_at is None:
            raise NotHeld(f"contact {contact!r} is with the bot already")
        self._turns.fact(contact, CLOSED, {}, f"{CLOSED}:{contact}:{person.held_at.isoformat()}")
        self._log.info("handover.closed", contact=contact)


def _has_left(work: UnitOfWork, person: Contact) -> bool:
    """Whether they want no messages, and said so later than that they want a person."""
    return person.silent and any(
        consent.purpose == MESSAGES and not consent.given and person.held_at is not None and consent.at > person.held_at
        for consent in work.consents.of_contact(person.id)
    )


def _heard(item: InboxItem) -> Line | None:
    message = message_of(item)
    if message is None:
        return None
    return Line(at=item.received_at, from_person=True, text=_shown(message), status=item.status.value)


def _said(item: OutboxItem) -> Line:
    progress = item.progress or item.status
    text = outbound_of(item.body).text if item.body else ""
    return Line(at=item.created_at, from_person=False, text=text, status=progress.value)


def _shown(message: Inbound) -> str:
    """What an operator reads: the text, and in brackets what is none."""
    shown = [message.text] if message.text else []
    if message.tap is not None and not message.text:
        shown.append(f"[{message.tap.rpartition(':')[2]}]")
    shown += [f"[{media.content_type}]" for media in message.media]
    if message.location is not None:
        shown.append(f"[{message.location[0]}, {message.location[1]}]")
    if message.reaction is not None:
        shown.append(f"[{message.reaction}]")
    return " ".join(shown)
