"""Decides: `(session, event) -> session', effects`. Pure; no clock, no network, no database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from engine.domain.effects import Effect, Say
from engine.domain.events import Event, EventKind
from engine.domain.messages import Inbound
from engine.domain.sessions import Contact, Session, Status
from engine.errors import BoloastroError, LimitExceeded, UnknownFlow
from engine.runtime.charts import Charts
from engine.runtime.speech import Speech
from engine.runtime.turn import Taken, Turn
from engine.runtime.understanding import Understanding

_OF_THE_QUESTION = frozenset({"answer", "choice", "refused"})
"""What answers the innermost question; a question below an interruption is not the one that was answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one event came to. With an `error` all it did was undone; the effects are what is done instead."""

    session: Session
    contact: Contact
    effects: tuple[Effect, ...]
    taken: tuple[Taken, ...]
    heard: str
    handled: bool
    error: str | None = None


class Interpreter:
    """Handles one event at a time. `zone` is where the people are; it decides what `today` is."""

    def __init__(
        self,
        charts: Charts,
        speech: Speech,
        understanding: Understanding,
        *,
        root: str,
        zone: str = "Asia/Kolkata",
    ) -> None:
        self.charts = charts
        self._speech = speech
        self._understanding = understanding
        self._root = root
        self._zone = ZoneInfo(zone)

    def decide(self, session: Session, contact: Contact, event: Event, now: datetime) -> Decision:
        """Handle the event; a session without frames is begun first. Never raises for what a flow or a person did."""
        try:
            return self._attempt(session, contact, now, lambda turn: self._handle(turn, event))
        except BoloastroError as error:
            return self._failed(session, contact, event, now, error)

    def apology(self, contact: Contact, error: BoloastroError | None = None) -> tuple[Say, ...]:
        """What a person is told when it was our fault; nothing, if nobody wrote words for it."""
        scope: dict[str, Any] = {"contact": {**self.charts.strangers, **contact.data, "language": contact.language}}
        for key in ("unavailable", "apology") if isinstance(error, UnknownFlow) else ("apology",):
            try:
                return (Say(self._speech.common(self.charts.library, key, scope, contact.language)),)
            except BoloastroError:
                continue
        return ()

    def _attempt(
        self, session: Session, contact: Contact, now: datetime, handle: Callable[[Turn], tuple[str, bool]]
    ) -> Decision:
        turn = Turn(self.charts, self._speech, session, contact, now, self._today(now))
        if not session.frames and session.status is Status.OPEN:
            turn.begin(self._root, {})
        heard, handled = handle(turn)
        decision = Decision(
            session=turn.stored(), contact=turn.person_stored(), effects=tuple(turn.effects), taken=tuple(turn.taken),
            heard=heard, handled=handled,
        )  # fmt: skip
        turn.release()
        return decision

    def _handle(self, turn: Turn, event: Event) -> tuple[str, bool]:
        if event.kind is EventKind.MESSAGE:
            return self._hear(turn, event.message or Inbound())
        name = f"done.run.{event.name}" if event.kind is EventKind.JOB else event.name
        if event.kind is EventKind.FACT:
            handled = turn.dispatch(name, event.data)
        else:
            handled = turn.deliver_to_frame(event, name)
        turn.rest()
        return name, handled

    def _hear(self, turn: Turn, message: Inbound) -> tuple[str, bool]:
        heard, handled = "message", False
        for name, data in self._understanding.readings(turn, message):
            heard = name
            if name.partition(".")[0] in _OF_THE_QUESTION:
                handled = turn.deliver(turn.levels[-1], name, data)
            else:
                handled = turn.dispatch(name, data, from_person=True)
            if handled:
                break
        turn.rest()
        if handled and not turn.has_answered() and not turn.is_working():
            turn.repeat()  # it was understood, and led on without a word
            turn.rest()
        if not turn.has_answered():
            self._answer_anyway(turn, heard)
        turn.rearm_reminders()
        return heard, handled

    def _answer_anyway(self, turn: Turn, heard: str) -> None:
        """Nobody is left without an answer, whatever a flow forgot."""
        key = "old_tap" if heard == "old_tap" else "busy" if turn.is_working() else "not_understood"
        turn.say_common(key)
        if not turn.is_working():
            turn.repeat()
            turn.rest()

    def _failed(
        self, session: Session, contact: Contact, event: Event, now: datetime, error: BoloastroError
    ) -> Decision:
        """Everything of the turn is undone; a state that handles `error.execution` is told, else the person is.

        An outcome that could not be handled counts as `failed`: the state would wait for another one for ever. Who goes
        round in circles begins again at the main menu, because the same answer would lead into the circle again.
        """
        told = f"{error.code}: {error}"
        decision = self._without_error(session, contact, now, lambda turn: _tell(turn, event, error))
        if decision is not None:
            return decision
        if event.kind is EventKind.JOB and event.name != "failed":
            failed = replace(event, name="failed", data={"value": None})
            decision = self._without_error(session, contact, now, lambda turn: self._handle(turn, failed))
        elif isinstance(error, LimitExceeded):
            decision = self._without_error(session, contact, now, _begin_again)
        if decision is not None:
            return replace(decision, error=told)
        return Decision(
            session=session, contact=contact, effects=self.apology(contact, error), taken=(), heard=event.name,
            handled=False, error=told,
        )  # fmt: skip

    def _without_error(
        self, session: Session, contact: Contact, now: datetime, handle: Callable[[Turn], tuple[str, bool]]
    ) -> Decision | None:
        """What it comes to if that is handled without another error; the first error is the one to report."""
        try:
            decision = self._attempt(session, contact, now, handle)
        except BoloastroError:
            return None
        return decision if decision.handled else None

    def _today(self, now: datetime) -> date:
        return now.astimezone(self._zone).date()


def _tell(turn: Turn, event: Event, error: BoloastroError) -> tuple[str, bool]:
    handled = turn.dispatch("error.execution", {"code": error.code, "message": str(error)})
    turn.rest()
    if handled and event.kind is EventKind.MESSAGE:
        if not turn.has_answered():
            turn.say_common("apology")
        turn.rearm_reminders()
    return "error.execution", handled


def _begin_again(turn: Turn) -> tuple[str, bool]:
    turn.say_common("limit")
    handled = turn.dispatch("command.menu", {"text": ""}, from_person=True)
    turn.rest()
    return "command.menu", handled
