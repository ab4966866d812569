"""What is written down of a turn: its record, and one wide line of the log. Never a text, never an address."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

import structlog

from engine.domain.effects import Say, SetTimer, StartJob
from engine.domain.records import InboxItem, TurnRecord
from engine.domain.sessions import Contact, Session
from engine.runtime.interpreter import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnTaken:
    """One turn as it was stored, for transcripts and traces. `merged` is of how many messages it was made."""

    item: InboxItem
    before: Session
    decision: Decision
    merged: int = 1


def unheard(item: InboxItem, session: Session, contact: Contact, heard: str) -> TurnTaken:
    """An event that no chart is to hear of: nothing has changed."""
    decision = Decision(session=session, contact=contact, effects=(), taken=(), heard=heard, handled=False)
    return TurnTaken(item=item, before=session, decision=decision)


def record_of(item: InboxItem, before: Session, decision: Decision, session: Session, now: datetime) -> TurnRecord:
    """The line of the turn log; `session` is the stored one."""
    return TurnRecord(
        session=session.id, revision=session.revision, event=decision.heard, inbox=item.id,
        source=tuple(_configuration(before)), target=tuple(_configuration(session)),
        trace=[[taken.flow, taken.event, taken.source, list(taken.targets)] for taken in decision.taken], at=now,
    )  # fmt: skip


def tell(taken: TurnTaken, now: datetime) -> None:
    """One wide line for a turn. `milliseconds` since the event was due, or had come in."""
    item, decision = taken.item, taken.decision
    counts = Counter(type(effect) for effect in decision.effects)
    since = item.received_at if item.due_at is None else max(item.due_at, item.received_at)
    structlog.get_logger("turn").info(
        "turn", contact=decision.contact.id, session=decision.session.id, revision=decision.session.revision,
        kind=item.kind.value, heard=decision.heard, handled=decision.handled, held=decision.held,
        error=code_of(decision.error), before=_configuration(taken.before), after=_configuration(decision.session),
        arcs=len(decision.taken), effects=len(decision.effects), messages=counts[Say], jobs=counts[StartJob],
        timers=counts[SetTimer], merged=taken.merged, inbox=item.id, attempt=item.attempts + 1,
        fallbacks=sum(isinstance(each, Say) and each.message.fallback is not None for each in decision.effects),
        milliseconds=round((now - since).total_seconds() * 1000, 3),
    )  # fmt: skip


def code_of(error: str | None) -> str | None:
    """The kind of an error, for the log. The whole of it is with the inbox item; it may quote what a person wrote."""
    return error.partition(":")[0] if error else None


def where(error: Exception) -> str:
    """What went wrong and in which line of ours. Not the message: it may quote what a person wrote."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return type(error).__name__
    return f"{type(error).__name__} in {trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"


def _configuration(session: Session) -> list[str]:
    return [f"{frame.flow}.{state}" for frame in session.frames for state in frame.configuration]
