"""The ports of storage, one for each kind of row. All of them work inside one unit of work.

Locks are taken in one order, so that no two turns wait for each other: inbox item, then session, then
contact.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from engine.domain.records import Definition, InboxItem, Job, OutboxItem, TimerRecord, TurnRecord
from engine.domain.sessions import Contact, Session


class ContactRepository(Protocol):
    """People, found by their identity on a channel."""

    def find(self, channel: str, address: str) -> Contact | None:
        """The contact with this address on this channel."""
        ...

    def get(self, contact: str) -> Contact | None:
        """The contact with this id, to look at."""
        ...

    def lock(self, contact: str) -> Contact | None:
        """The contact with this id; nobody else can change it until this unit of work ends."""
        ...

    def add(self, contact: Contact) -> Contact:
        """Store a new contact and answer the stored one: an older one, if the address is known already."""
        ...

    def save(self, contact: Contact) -> None:
        """Store language, data and last message of a contact that was locked before."""
        ...


class SessionRepository(Protocol):
    """Where subjects stand. A subject has at most one open session."""

    def lock(self, subject: str) -> Session | None:
        """The open session of a subject; nobody else can lock it until this unit of work ends."""
        ...

    def get(self, session: str) -> Session | None:
        """The session with this id, open or done, to look at."""
        ...

    def add(self, session: Session) -> None:
        """Store a new session. Conflict, if the subject has got an open one meanwhile."""
        ...

    def save(self, session: Session) -> Session:
        """Store a session and answer it with the next revision.

        Conflict, if the stored revision is not its own.
        """
        ...


class InboxRepository(Protocol):
    """What happened, in the order it was recorded."""

    def record(self, item: InboxItem) -> bool:
        """Store an item, unless one with its provider id is there: then answer False."""
        ...

    def get(self, item: str) -> InboxItem | None:
        """The item with this id, to look at."""
        ...

    def next_unhandled(self, subject: str, now: datetime) -> InboxItem | None:
        """The oldest new and due item of a subject, locked.

        Waits for a turn that has it; call it before locking the session.
        """
        ...

    def claim(self, now: datetime) -> InboxItem | None:
        """The oldest new and due item of a subject nobody works for at this moment, locked.

        Never waits for a turn.
        """
        ...

    def next_due(self) -> datetime | None:
        """When the earliest of all new items is due."""
        ...

    def handled(self, item: str) -> None:
        """A turn has handled the item; it belongs into that turn's unit of work."""
        ...

    def failed(self, item: str, error: str) -> None:
        """One more attempt was in vain; the item stays the next of its subject."""
        ...

    def bury(self, item: str, error: str) -> None:
        """The last attempt was in vain; the item is dead and no longer in the way of the next."""
        ...


class OutboxRepository(Protocol):
    """Messages to people, sent in the order they were added for each contact."""

    def add(self, items: Sequence[OutboxItem]) -> None:
        """Store messages in this order, to be sent after the commit."""
        ...

    def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[OutboxItem]:
        """The next due message of each of some contacts, taken until a time, its attempt counted.

        A message whose predecessor is still pending is not offered; one that is neither sent nor failed in
        time is offered again.
        """
        ...

    def is_waiting(self, contact: str) -> bool:
        """Whether messages for a contact are still pending."""
        ...

    def sent(self, item: str, provider_id: str | None) -> None:
        """The channel has taken the message and gave it this id."""
        ...

    def failed(self, item: str, error: str, retry_at: datetime | None) -> None:
        """The channel has not taken the message; try again at that time, or never."""
        ...

    def next_due(self) -> datetime | None:
        """When the earliest of all pending messages may be taken."""
        ...

    def of_session(self, session: str) -> Sequence[OutboxItem]:
        """All messages of a session in their order."""
        ...


class JobRepository(Protocol):
    """Calls of gateways that states wait for."""

    def add(self, job: Job) -> None:
        """Store the intent to call, before it is called."""
        ...

    def cancel(self, session: str, token: int) -> None:
        """Nobody waits for the job of this entry any more; does nothing if it is done."""
        ...

    def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[Job]:
        """Due jobs nobody has, the oldest first, taken until a time, their attempt counted."""
        ...

    def overdue(self, now: datetime, limit: int) -> Sequence[Job]:
        """Pending jobs whose timeout has passed, locked."""
        ...

    def finish(self, job: str) -> bool:
        """The outcome goes into the inbox in this unit of work; False, if it is no longer wanted."""
        ...

    def next_due(self) -> datetime | None:
        """When the earliest of all pending jobs may be taken, or has waited too long."""
        ...

    def of_session(self, session: str) -> Sequence[Job]:
        """The pending jobs of a session, the oldest first."""
        ...


class TimerRepository(Protocol):
    """Events that are due at a time."""

    def set(self, timer: TimerRecord) -> None:
        """Store a timer; it replaces the one of the same name in the session."""
        ...

    def cancel(self, session: str, timer: str) -> None:
        """Forget a timer by its name; does nothing if it is not set."""
        ...

    def clear(self, session: str) -> None:
        """Forget all timers of a session."""
        ...

    def due(self, now: datetime, limit: int) -> Sequence[TimerRecord]:
        """Due timers that nobody has, the earliest first, locked; remove them in this unit of work."""
        ...

    def remove(self, timer: str) -> None:
        """Forget a timer by its id, as its event goes into the inbox in this unit of work."""
        ...

    def next_due(self) -> datetime | None:
        """When the earliest of all timers is due."""
        ...

    def of_session(self, session: str) -> Sequence[TimerRecord]:
        """The timers of a session, the earliest first."""
        ...


class TurnLogRepository(Protocol):
    """What every turn did; nothing in it is ever changed."""

    def append(self, turn: TurnRecord) -> None:
        """Write a line. Conflict, if the session's revision has one already."""
        ...

    def of_session(self, session: str) -> Sequence[TurnRecord]:
        """The turns of a session in their order."""
        ...


class DefinitionRepository(Protocol):
    """Flow files as sessions have used them, by content."""

    def add(self, definition: Definition) -> bool:
        """Store a definition, unless its content is there: then answer False."""
        ...

    def get(self, content: str) -> Definition | None:
        """The definition with this hash of its content."""
        ...

    def find(self, flow: str, version: int, structure: str) -> Definition | None:
        """The latest definition of a flow with this version and this shape: what a session's frame names."""
        ...
