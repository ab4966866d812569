"""The turn: record, load, decide, store. The one door for everything that happens to a session."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeAlias

import structlog

from engine.domain import effects as wanted
from engine.domain.events import Event, EventKind, is_fact_name
from engine.domain.messages import Inbound
from engine.domain.payloads import body_of, event_of, payload_of
from engine.domain.records import InboxItem, Job, OutboxItem, TimerRecord, TurnRecord
from engine.domain.sessions import Contact, Session, Status
from engine.domain.values import Json
from engine.errors import Conflict, NotAFact, StorageError
from engine.interfaces.clock import Clock
from engine.interfaces.identifiers import Identifiers
from engine.interfaces.unit_of_work import Storage, UnitOfWork
from engine.runtime.interpreter import Decision, Interpreter

Pick: TypeAlias = Callable[[UnitOfWork, datetime], InboxItem | None]

MOST_ATTEMPTS = 3
_RETAKES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnTaken:
    """One turn as it was stored, for transcripts and traces."""

    item: InboxItem
    before: Session
    decision: Decision


class Turns:
    """Takes events in and handles them, one at a time and in order for each subject."""

    def __init__(
        self, storage: Storage, interpreter: Interpreter, clock: Clock, identifiers: Identifiers, language: str
    ) -> None:
        """`language` is what a new contact is spoken to in until they choose."""
        self._storage = storage
        self.interpreter = interpreter
        self._clock = clock
        self._identifiers = identifiers
        self._language = language
        self._log = structlog.get_logger("turn")

    # -- record

    def message(self, channel: str, address: str, provider_id: str, message: Inbound) -> bool:
        """A person sent something. Stored when this returns; False for a repeat of the same provider id."""
        now = self._clock.now()
        with self._storage.begin() as work:
            contact = work.contacts.find(channel, address) or work.contacts.add(
                Contact(id=self._identifiers.new(), channel=channel, address=address, language=self._language)
            )
            event = Event(kind=EventKind.MESSAGE, message=message)
            is_new = work.inbox.record(self._item(contact.id, f"{channel}:{provider_id}", event, now))
            work.commit()
        return is_new

    def fact(self, subject: str, name: str, data: Mapping[str, Json], provider_id: str) -> bool:
        """Something became true for a subject: `payment.paid`. False for a repeat; NotAFact for a name of ours."""
        if not is_fact_name(name):
            raise NotAFact(
                f"{name!r} is no fact: only the engine raises such events; facts are named like payment.paid"
            )
        now = self._clock.now()
        with self._storage.begin() as work:
            event = Event(kind=EventKind.FACT, name=name, data=data)
            is_new = work.inbox.record(self._item(subject, f"fact:{provider_id}", event, now))
            work.commit()
        return is_new

    # -- load, decide, store

    def take(self, subject: str) -> TurnTaken | None:
        """Handle the subject's oldest unhandled item; None when there is none."""
        return self._taken(lambda work, now: work.inbox.next_unhandled(subject, now))

    def take_any(self) -> TurnTaken | None:
        """Handle the oldest unhandled item nobody else works on; None when there is none."""
        return self._taken(lambda work, now: work.inbox.claim(now))

    def _taken(self, pick: Pick) -> TurnTaken | None:
        left = _RETAKES
        while left:
            try:
                return self._attempt(pick)
            except Conflict:
                left -= 1
            except _Failed as failed:
                self._count_failure(failed.item, failed.error)
        raise Conflict("a session was changed by others five times in a row; the event stays in the inbox")

    def _attempt(self, pick: Pick) -> TurnTaken | None:
        """One transaction; a mistake of ours undoes it and raises _Failed."""
        item: InboxItem | None = None
        try:
            with self._storage.begin() as work:
                now = self._clock.now()
                item = pick(work, now)
                if item is None:
                    return None
                taken = self._turn(work, item, now)
                work.commit()
        except (Conflict, StorageError):
            raise
        except Exception as error:  # the outer edge of a turn: nothing a person sends may stop the worker
            if item is None:
                raise
            where = _where(error)
            self._log.error("turn.failed", inbox=item.id, attempt=item.attempts + 1, error=where)
            raise _Failed(item, where) from error
        self._tell(taken)
        return taken

    def _count_failure(self, failed: InboxItem, error: str) -> None:
        """One more attempt was in vain; after some the event is buried and the person told."""
        now = self._clock.now()
        with self._storage.begin() as work:
            item = work.inbox.next_unhandled(failed.subject, now)
            if item is None or item.id != failed.id:
                return  # somebody else has handled it meanwhile
            if item.attempts + 1 < MOST_ATTEMPTS:
                work.inbox.failed(item.id, error)
            else:
                work.inbox.bury(item.id, error)
                self._apologise(work, item, now)
            work.commit()

    def _apologise(self, work: UnitOfWork, item: InboxItem, now: datetime) -> None:
        session, contact = work.sessions.lock(item.subject), work.contacts.lock(item.subject)
        if contact is None or (session is None and item.kind is not EventKind.MESSAGE):
            return
        if session is None:
            session = Session(id=self._identifiers.new(), subject=item.subject, frames=())
            work.sessions.add(session)
        self._store_effects(work, session, contact, self.interpreter.apology(contact), now)

    def _turn(self, work: UnitOfWork, item: InboxItem, now: datetime) -> TurnTaken:
        session = work.sessions.lock(item.subject)
        is_new = session is None
        if session is None:
            session = Session(id=self._identifiers.new(), subject=item.subject, frames=())
        contact = work.contacts.lock(item.subject)
        if contact is None:
            raise LookupError(f"no contact for subject {item.subject!r}")
        if item.payload.get("session", session.id) != session.id:
            return _too_late(work, item, session, contact)
        decision = self.interpreter.decide(session, contact, event_of(item), now)
        stored = self._store(work, item, session, decision, is_new, now)
        return TurnTaken(item=item, before=session, decision=replace(decision, session=stored))

    def _store(
        self, work: UnitOfWork, item: InboxItem, before: Session, decision: Decision, is_new: bool, now: datetime
    ) -> Session:
        session = decision.session
        if is_new:
            work.sessions.add(session)
        else:
            session = work.sessions.save(session)
        contact = decision.contact
        if item.kind is EventKind.MESSAGE:
            contact = replace(contact, last_inbound_at=now)
        work.contacts.save(contact)
        self._store_effects(work, session, contact, decision.effects, now)
        if session.status is Status.DONE:
            work.timers.clear(session.id)
        work.turns.append(_record(item, before, decision, session, now))
        if decision.error is None:
            work.inbox.handled(item.id)
        else:
            work.inbox.bury(item.id, decision.error)
        return session

    def _store_effects(
        self, work: UnitOfWork, session: Session, contact: Contact, effects: Iterable[wanted.Effect], now: datetime
    ) -> None:
        messages: list[OutboxItem] = []
        timers: dict[str, wanted.SetTimer | wanted.CancelTimer] = {}
        for effect in effects:
            match effect:
                case wanted.Say(message):
                    messages.append(
                        OutboxItem(
                            id=self._identifiers.new(), contact=contact.id, session=session.id, key=message.key,
                            body=body_of(message), created_at=now, due_at=now,
                        )
                    )  # fmt: skip
                case wanted.SetTimer() | wanted.CancelTimer():
                    timers[effect.id] = effect
                case wanted.StartJob():
                    work.jobs.add(self._job(session, effect, now))
                case wanted.CancelJob(token):
                    work.jobs.cancel(session.id, token)
                case wanted.SendEvent(subject, name, data, delay):
                    event = Event(kind=EventKind.FACT, name=name, data=data)
                    due = now + timedelta(seconds=delay)
                    work.inbox.record(self._item(subject, f"send:{self._identifiers.new()}", event, now, due))
                case wanted.Log(label, value):
                    self._log.info("flow.log", session=session.id, label=label, value=value)
        for effect in timers.values():
            if isinstance(effect, wanted.SetTimer):
                work.timers.set(self._timer(session, effect, now))
            else:
                work.timers.cancel(session.id, effect.id)
        if messages:
            work.outbox.add(messages)

    # -- rows

    def _item(
        self, subject: str, provider_id: str, event: Event, now: datetime, due: datetime | None = None
    ) -> InboxItem:
        return InboxItem(
            id=self._identifiers.new(), provider_id=provider_id, subject=subject, kind=event.kind, name=event.name,
            payload=payload_of(event), received_at=now, due_at=due,
        )  # fmt: skip

    def _job(self, session: Session, effect: wanted.StartJob, now: datetime) -> Job:
        return Job(
            id=self._identifiers.new(), subject=session.subject, session=session.id, action=effect.action,
            arguments=effect.arguments, frame=effect.frame, state=effect.state, token=effect.token, created_at=now,
            due_at=now, timeout_at=None if effect.timeout is None else now + timedelta(seconds=effect.timeout),
        )  # fmt: skip

    def _timer(self, session: Session, effect: wanted.SetTimer, now: datetime) -> TimerRecord:
        return TimerRecord(
            id=self._identifiers.new(), subject=session.subject, session=session.id, timer=effect.id,
            due_at=now + timedelta(seconds=effect.delay), event=effect.event, data=effect.data, frame=effect.frame,
            state=effect.state, token=effect.token,
        )  # fmt: skip

    def _tell(self, taken: TurnTaken) -> None:
        """One wide line per turn, without texts."""
        decision = taken.decision
        self._log.info(
            "turn", session=decision.session.id, revision=decision.session.revision, heard=decision.heard,
            handled=decision.handled, error=_code(decision.error), effects=len(decision.effects),
            before=_configuration(taken.before), after=_configuration(decision.session), inbox=taken.item.id,
        )  # fmt: skip


class _Failed(Exception):
    """A turn failed by a mistake of ours."""

    def __init__(self, item: InboxItem, error: str) -> None:
        super().__init__(error)
        self.item = item
        self.error = error


def _too_late(work: UnitOfWork, item: InboxItem, session: Session, contact: Contact) -> TurnTaken:
    """A timer or an outcome of a session that has ended: it means nothing to the next one, and begins none."""
    work.inbox.handled(item.id)
    decision = Decision(session=session, contact=contact, effects=(), taken=(), heard=item.name, handled=False)
    return TurnTaken(item=item, before=session, decision=decision)


def _code(error: str | None) -> str | None:
    """The kind of an error, for the log. The whole of it is with the inbox item; it may quote what a person wrote."""
    return error.partition(":")[0] if error else None


def _where(error: Exception) -> str:
    """What went wrong and in which line of ours. Not the message: it may quote what a person wrote."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    return f"{type(error).__name__} in {trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"


def _configuration(session: Session) -> list[str]:
    return [f"{frame.flow}.{state}" for frame in session.frames for state in frame.configuration]


def _record(item: InboxItem, before: Session, decision: Decision, session: Session, now: datetime) -> TurnRecord:
    return TurnRecord(
        session=session.id, revision=session.revision, event=decision.heard, inbox=item.id,
        source=tuple(_configuration(before)), target=tuple(_configuration(session)),
        trace=[[taken.flow, taken.event, taken.source, list(taken.targets)] for taken in decision.taken], at=now,
    )  # fmt: skip
