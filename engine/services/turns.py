"""The one door for everything that happens to a session: events are recorded, and handled one after the other."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias, TypeVar

import structlog

from engine.charts.grammar import PROTECTED
from engine.domain.cards import without_card
from engine.domain.events import Event, EventKind, is_fact_name
from engine.domain.messages import Inbound
from engine.domain.records import InboxItem, InboxStatus
from engine.domain.values import Json
from engine.domain.windows import QuietHours
from engine.errors import Conflict, Damaged, NotAFact, StorageError
from engine.interfaces.clock import Clock
from engine.interfaces.identifiers import Identifiers
from engine.interfaces.unit_of_work import Storage, UnitOfWork
from engine.runtime.interpreter import Interpreter
from engine.services.consents import STOP
from engine.services.failures import MOST_ATTEMPTS, Begun, Failed, Failures, Overtaken
from engine.services.handling import Handling
from engine.services.hearing import message_of
from engine.services.people import People, other_name
from engine.services.storing import Storing
from engine.services.turn_log import TurnTaken, tell, where

Pick: TypeAlias = Callable[[UnitOfWork, datetime], InboxItem | None]
Done = TypeVar("Done")

_RETAKES = 5
_LATEST = 50
_LATELY = timedelta(minutes=1)

__all__ = ["MOST_ATTEMPTS", "Recorded", "TurnTaken", "Turns"]


@dataclass(frozen=True, slots=True)
class Recorded:
    """A message is stored as this item of the inbox, which is None for a repeat; `contact` is whose it is."""

    inbox: str | None
    contact: str

    @property
    def is_new(self) -> bool:
        """Not a repeat."""
        return self.inbox is not None


class Turns:
    """Takes events in and handles them, one at a time and in order for each subject."""

    def __init__(
        self, storage: Storage, interpreter: Interpreter, clock: Clock, identifiers: Identifiers, language: str,
        *, quiet: QuietHours | None = None, prepare: Callable[[], None] = lambda: None,
    ) -> None:  # fmt: skip
        """`language` is what a new contact is spoken to in until they choose; `prepare` is called before each turn."""
        self._storage = storage
        self.interpreter = interpreter
        self._clock = clock
        self._people = People(identifiers, language)
        self._storing = Storing(identifiers, quiet)
        self._handling = Handling(interpreter, identifiers, self._people, self._storing)
        self._failures = Failures(storage, self._handling, clock)
        self._prepare = prepare
        self._log = structlog.get_logger("turn")

    # -- record

    def message(
        self, channel: str, address: str, provider_id: str, message: Inbound, *, user: str | None = None,
        number: str | None = None, is_limited: Callable[[], bool] = lambda: False,
    ) -> Recorded:  # fmt: skip
        """A person sent something. Stored when this returns, without the number of a card if there was one.

        `user` is the channel's lasting name for the person, `number` what it tells beside an address that is none.
        `is_limited` is asked whether they send too much, and never for a repeat, which is not theirs. What is too much
        is kept and not handled, unless it is a command that everybody may always give, and not the same one again and
        again.
        """
        event = Event(kind=EventKind.MESSAGE, message=without_card(message))
        return _again_on_conflict(
            lambda: self._record(channel, (address, user, number), f"{channel}:{provider_id}", event, is_limited)
        )

    def fact(self, subject: str, name: str, data: Mapping[str, Json], provider_id: str) -> bool:
        """Something became true for a subject: `payment.paid`. False for a repeat; NotAFact for a name of ours."""
        if not is_fact_name(name):
            raise NotAFact(
                f"{name!r} is no fact: only the engine raises such events; facts are named like payment.paid"
            )
        now = self._clock.now()
        with self._storage.begin() as work:
            event = Event(kind=EventKind.FACT, name=name, data=data)
            is_new = work.inbox.record(self._storing.item(subject, f"fact:{provider_id}", event, now))
            work.commit()
        return is_new

    def too_many(self, contact: str) -> None:
        """Tell a person politely that they have sent too much; when to say so is for the caller to know."""
        _again_on_conflict(lambda: self._tell_too_many(contact))

    # -- load, decide, store

    def take(self, subject: str) -> TurnTaken | None:
        """Handle the subject's oldest unhandled item; None when there is none."""
        return self._taken(lambda work, now: work.inbox.next_unhandled(subject, now))

    def take_any(self) -> TurnTaken | None:
        """Handle the oldest unhandled item nobody else works on; None when there is none."""
        return self._taken(lambda work, now: work.inbox.claim(now))

    def _record(
        self, channel: str, names: tuple[str, str | None, str | None], provider_id: str, event: Event,
        is_limited: Callable[[], bool],
    ) -> Recorded:  # fmt: skip
        now = self._clock.now()
        with self._storage.begin() as work:
            item = self._storing.item("", provider_id, event, now)
            is_new, contact = True, work.inbox.record_from(channel, other_name(*names), names[0], item)
            if contact is None:  # somebody new, at another address, or a message that comes again
                contact = self._people.meet(work, channel, *names).id
                is_new = work.inbox.record(replace(item, subject=contact))
            if is_new:  # a repeat makes nobody known: they may have been forgotten since
                if is_limited() and not self._is_command(work, replace(item, subject=contact), now):
                    work.inbox.limit(item.id)
                work.commit()
        return Recorded(item.id if is_new else None, contact)

    def _is_command(self, work: UnitOfWork, item: InboxItem, now: datetime) -> bool:
        """Whether it must be heard from somebody who sends too much. What was just heard need not be heard again."""
        command = self._command(item)
        if command not in PROTECTED or (command == STOP and self._is_silent(work, item.subject)):
            return False
        latest = (each for each in work.inbox.of_subject(item.subject, _LATEST) if each.id != item.id)
        heard = (each for each in latest if each.status is not InboxStatus.LIMITED and each.received_at > now - _LATELY)
        return command == STOP or command not in map(self._command, heard)

    def _is_silent(self, work: UnitOfWork, subject: str) -> bool:
        contact = work.contacts.get(subject)
        return contact is not None and contact.silent

    def _command(self, item: InboxItem) -> str | None:
        message = message_of(item)
        return None if message is None else self.interpreter.command(message.text)

    def _tell_too_many(self, subject: str) -> None:
        now = self._clock.now()
        with self._storage.begin() as work:
            session, contact = self._handling.session(work, subject), work.contacts.lock(subject)
            said = None if contact is None else self.interpreter.words(contact, "too_many")
            if contact is None or said is None:
                return
            contact = replace(contact, last_inbound_at=max(now, contact.last_inbound_at or now))  # they have written
            work.contacts.save(contact)
            self._storing.effects(work, session, contact, (said,), now, asked=True)
            work.commit()

    def _taken(self, pick: Pick) -> TurnTaken | None:
        left = _RETAKES
        begun: InboxItem | None = None
        overtaken: Conflict | None = None
        while left:
            resumed, begun = begun, None
            try:
                is_found, taken = self._attempt(pick, resumed)
            except Begun as counted:
                begun = counted.item
            except Conflict as conflict:
                left, begun, overtaken = left - 1, resumed, conflict
            except Damaged as damaged:
                self._failures.bury(damaged.row)
            except Failed as failed:
                self._failures.count(failed.item, failed.error)
            else:
                if taken is not None or not is_found:
                    return taken
        if isinstance(overtaken, Overtaken):
            self._failures.overtaken(overtaken.item)
        raise Conflict("a session was changed by others five times in a row; the event stays in the inbox")

    def _attempt(self, pick: Pick, begun: InboxItem | None) -> tuple[bool, TurnTaken | None]:
        """One transaction: whether there was an item, and its turn, unless it has to wait for what belongs to it.

        A mistake of ours undoes it and raises Failed. Begun, if the attempt had to be counted first.
        """
        item: InboxItem | None = None
        self._prepare()
        try:
            with self._storage.begin() as work:
                now = self._clock.now()
                item = self._failures.resumed(work, begun)
                if item is None:
                    item = pick(work, now)
                    if item is None:
                        return False, None
                    self._failures.foresee(work, item, now)
                taken = self._handling.handle(work, item, now)
                work.commit()
        except (Begun, Damaged, Failed):
            raise
        except Conflict as conflict:
            if item is None:
                raise
            raise Overtaken(item) from conflict
        except StorageError:
            if item is not None:
                self._failures.trouble(item)
            raise
        except Exception as error:  # the outer edge of a turn: nothing a person sends may stop the worker
            if item is None:
                raise
            self._log.error(
                "turn.failed", contact=item.subject, inbox=item.id, attempt=item.attempts + 1, error=where(error)
            )
            raise Failed(item, where(error)) from error
        self._failures.over(item)
        if taken is not None:
            tell(taken, self._clock.now())
        return True, taken


def _again_on_conflict(store: Callable[[], Done]) -> Done:
    """Two messages of somebody new may be in each other's way; the second one finds what the first has stored."""
    for _ in range(_RETAKES - 1):
        try:
            return store()
        except Conflict:
            continue
    return store()
