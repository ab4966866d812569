"""The ports of what waits in tables: events, messages, jobs and timers. All of them work inside one unit of work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from engine.domain.records import InboxItem, InboxStatus, Job, OutboxItem, OutboxStatus, TimerRecord
from engine.domain.values import Data


class InboxRepository(Protocol):
    """What happened, in the order it was recorded."""

    def record(self, item: InboxItem) -> bool:
        """Store an item, unless one with its provider id is there: then answer False."""
        ...

    def record_from(self, channel: str, user: str, address: str, item: InboxItem) -> str | None:
        """Store an item as that of the contact who has both identities and is answered at `address`: their id.

        None, and nothing is stored, if there is none such, or the provider id is there already.
        """
        ...

    def limit(self, item: str) -> None:
        """Keep an item that was recorded in this unit of work, and never handle it."""
        ...

    def get(self, item: str) -> InboxItem | None:
        """The item with this id, to look at."""
        ...

    def next_unhandled(self, subject: str, now: datetime) -> InboxItem | None:
        """The oldest new and due item of a subject, locked; it waits for all older messages, due or not.

        Waits for a turn that has it; call it before locking the session.
        """
        ...

    def claim(self, now: datetime) -> InboxItem | None:
        """The oldest new and due item of a subject nobody works for at this moment, locked.

        An item waits for all older messages of its subject, due or not. Never waits for a turn.
        Damaged, if it cannot be read; so do `next_unhandled` and `waiting`.
        """
        ...

    def begin(self, item: str, until: datetime) -> None:
        """One more attempt, before it is made: until then it is nobody's turn, nor that of a later item of its subject.

        It is this one's who has begun it: `lock` finds it all the same.
        """
        ...

    def lock(self, item: str) -> InboxItem | None:
        """The item with this id, if it is new, locked; waits for a turn that has it."""
        ...

    def give_back(self, item: InboxItem) -> None:
        """Its attempts and the time when it is due are what they were before it was begun."""
        ...

    def next_due(self) -> datetime | None:
        """When the earliest of all new items is due that wait for no older message."""
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

    def waiting(self, subject: str) -> Sequence[InboxItem]:
        """All new items of a subject, due or not, in order."""
        ...

    def overdue(self, since: datetime, before: datetime, limit: int) -> Sequence[InboxItem]:
        """New messages of people, due between these times, that wait for nothing but their turn; the earliest first.

        To look at: it may be somebody's turn at this moment.
        """
        ...

    def rewrite(self, item: str, payload: Data) -> None:
        """Keep this instead of what was recorded, which must not stay."""
        ...

    def postpone(self, items: Sequence[str], due_at: datetime) -> None:
        """Not to be handled before this time; their order stays."""
        ...

    def listed(self, status: InboxStatus, limit: int) -> Sequence[InboxItem]:
        """The latest items in this status, the latest first."""
        ...

    def of_subject(self, subject: str, limit: int) -> Sequence[InboxItem]:
        """The latest items of a subject, the latest first."""
        ...

    def replay(self, item: str, now: datetime) -> bool:
        """A dead or limited item is new again, with no attempt counted; False if it is neither."""
        ...


class OutboxRepository(Protocol):
    """Messages to people, sent in the order they were added for each contact."""

    def add(self, items: Sequence[OutboxItem]) -> None:
        """Store messages in this order, to be sent after the commit."""
        ...

    def get(self, item: str) -> OutboxItem | None:
        """The message with this id, to look at."""
        ...

    def find(self, provider_id: str) -> OutboxItem | None:
        """The message the channel has given this id."""
        ...

    def claim(self, now: datetime, until: datetime, settled: datetime, limit: int) -> Sequence[OutboxItem]:
        """The next due message of each of some contacts, now SENDING until a time, its attempt and claim counted.

        Its `sent_at` is now: if its worker dies, that is since when it may have gone out.
        A message waits while an older one to the same contact is pending, being sent or uncertain, and while an older
        one that was sent after `settled` has not yet left the channel. An older one that was not asked for, and is not
        yet due, is no reason to wait.
        """
        ...

    def claim_uncertain(self, now: datetime, until: datetime, limit: int) -> Sequence[OutboxItem]:
        """Due uncertain messages, and those whose sender's claim has ended.

        Now UNCERTAIN until a time, their claim counted.
        """
        ...

    def unreported(self, now: datetime, since: datetime, limit: int) -> Sequence[OutboxItem]:
        """Due messages that were SENT after `since`, of which the channel has not told that they left it; locked.

        Save them with a later `due_at`, so that they are not found again at once.
        """
        ...

    def save(self, item: OutboxItem) -> bool:
        """Store what became of a message; False, and nothing stored, if somebody has claimed it since (`claims`)."""
        ...

    def progress(self, item: OutboxItem) -> None:
        """Store only how far a message has come, and its error."""
        ...

    def is_waiting(self, contact: str) -> bool:
        """Whether messages for a contact are still to be sent."""
        ...

    def next_due(self) -> datetime | None:
        """When the earliest of all messages to be sent or looked up may be taken."""
        ...

    def of_session(self, session: str) -> Sequence[OutboxItem]:
        """All messages of a session in their order."""
        ...

    def listed(self, status: OutboxStatus, limit: int) -> Sequence[OutboxItem]:
        """The latest messages in this status, the latest first."""
        ...

    def of_contact(self, contact: str, limit: int) -> Sequence[OutboxItem]:
        """The latest messages to a contact, the latest first."""
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

    def finish(self, job: Job) -> bool:
        """The outcome goes into the inbox in this unit of work.

        False, if it is no longer wanted, or somebody has claimed the job since (`attempts`).
        """
        ...

    def unannounced(self, before: datetime, limit: int) -> Sequence[Job]:
        """Pending jobs added before a time whose person has not been shown that we are typing; now they count as it."""
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
