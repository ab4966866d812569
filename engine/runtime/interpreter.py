"""Decides: `(session, event) -> session', effects`. Pure; no clock, no network, no database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from engine.charts.grammar import PROTECTED
from engine.charts.keywords import commands_of, normalised
from engine.charts.lists import DISTRESS
from engine.domain.effects import CancelTimer, Effect, Say
from engine.domain.events import Event, EventKind
from engine.domain.messages import Inbound
from engine.domain.sessions import Contact, Session, Status
from engine.errors import BoloastroError, LimitExceeded, UnknownFlow
from engine.runtime.charts import Charts
from engine.runtime.levels import Taken
from engine.runtime.person import seen
from engine.runtime.speech import Speech
from engine.runtime.turn import Turn
from engine.runtime.understanding import HELD, LONGEST_MESSAGE, Heard, Understanding, despair_in

_OF_THE_QUESTION = frozenset({"answer", "choice", "refused"})
"""What answers the innermost question; a question below an interruption is not the one that was answered."""
_NOTHING: Mapping[str, Any] = MappingProxyType({})
_PROTECTED = frozenset(f"command.{command}" for command in PROTECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one event came to. With an `error` all it did was undone; the effects are what is done instead.

    `held`: the conversation now rests in a state in which people answer instead of the bot.
    """

    session: Session
    contact: Contact
    effects: tuple[Effect, ...]
    taken: tuple[Taken, ...]
    heard: str
    handled: bool
    error: str | None = None
    held: bool = False


@dataclass(frozen=True, slots=True)
class _Case:
    """What an event comes upon; a session without frames begins with the flow `root`, which is `given` its input."""

    session: Session
    contact: Contact
    now: datetime
    root: str
    given: Mapping[str, Any]


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

    def decide(
        self, session: Session, contact: Contact, event: Event, now: datetime, *, root: str | None = None,
        given: Mapping[str, Any] = _NOTHING,
    ) -> Decision:  # fmt: skip
        """Handle the event; a session without frames is begun first. Never raises for what a flow or a person did.

        `root` is the flow such a session begins with, unless it is a conversation, and `given` that flow's input.
        """
        case = _Case(session, contact, now, root or self._root, given)
        try:
            return self._attempt(case, lambda turn: self._handle(turn, event))
        except BoloastroError as error:
            return self._failed(case, event, error)

    def carded(self, session: Session, contact: Contact, message: Inbound, now: datetime) -> Decision:
        """The person sent the number of a payment card: they are warned and asked again, and no flow hears of it.

        Words of despair beside it weigh more: those are heard, and nothing is said of the card.
        """
        case = _Case(session, contact, now, self._root, _NOTHING)
        try:
            return self._attempt(case, lambda turn: self._hear_card(turn, message))
        except BoloastroError as error:
            said = self._told(contact, DISTRESS if self._despairs(message) else "card_warning")
            return _nothing_but(session, contact, said, "card", error)

    def command(self, text: str) -> str | None:
        """The command of the root flow that the text is a keyword for, in any language."""
        if len(text) > LONGEST_MESSAGE:
            return None
        found = commands_of(self.charts.library.keywords, normalised(text))
        commands = [command for flow, command in found if flow == self._root]
        return next((each for each in commands if each in PROTECTED), commands[0] if commands else None)

    def merges(self, session: Session) -> bool:
        """Whether the question being asked takes a burst of quick messages for one answer."""
        if not session.frames:
            return False
        try:
            frame, edition = self.charts.resolve(session.frames[-1])
        except BoloastroError:
            return False
        questions = [edition.flow.states[name].question for name in frame.configuration]
        return any(question.merge for question in questions if question is not None)

    def words(self, contact: Contact, key: str) -> Say | None:
        """Shared words, said outside of a turn; None if nobody wrote them."""
        scope = {"contact": seen(contact, self.charts.strangers)}
        try:
            return Say(self._speech.common(self.charts.library, key, scope, contact.language))
        except BoloastroError:
            return None

    def apology(
        self, contact: Contact, message: Inbound | None = None, error: BoloastroError | None = None
    ) -> tuple[Say, ...]:
        """What a person is told when it was our fault; nothing, if nobody wrote words for it.

        `message` is what could not be answered: words of despair have theirs, whatever has failed.
        """
        if message is not None and self._despairs(message):
            return self._told(contact, DISTRESS, "apology")
        return self._told(contact, *("unavailable", "apology") if isinstance(error, UnknownFlow) else ("apology",))

    def _despairs(self, message: Inbound) -> bool:
        return despair_in(message, self.charts.library) is not None

    def _told(self, contact: Contact, *keys: str) -> tuple[Say, ...]:
        """The first of these words that somebody wrote."""
        return tuple(say for key in keys if (say := self.words(contact, key)) is not None)[:1]

    def _attempt(self, case: _Case, handle: Callable[[Turn], tuple[str, bool]]) -> Decision:
        turn = Turn(self.charts, self._speech, case.session, case.contact, case.now.astimezone(self._zone))
        if not case.session.frames and case.session.status is Status.OPEN:
            turn.begin(case.root, case.given)
        heard, handled = handle(turn)
        decision = Decision(
            session=turn.stored(), contact=turn.person_stored(), effects=tuple(turn.effects), taken=tuple(turn.taken),
            heard=heard, handled=handled, held=turn.is_held() and not turn.is_leaving(),
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
        return self._hear_first(turn, self._understanding.readings(turn, message))

    def _hear_first(self, turn: Turn, readings: Iterable[Heard]) -> tuple[str, bool]:
        """The first of the readings that a flow takes is what was heard."""
        heard, handled, was_held = "message", False, turn.is_held()
        for name, data in readings:
            heard, handled = name, _offered(turn, name, data)
            if handled:
                break
        turn.rest()
        is_for_people = was_held and turn.is_held()
        if not is_for_people and not turn.is_leaving():
            self._see_that_it_is_answered(turn, heard, handled)
        if heard == DISTRESS:
            _drop_reminders(turn)
        else:
            turn.rearm_reminders()
        return heard, handled

    def _hear_card(self, turn: Turn, message: Inbound) -> tuple[str, bool]:
        despair = despair_in(message, self.charts.library)
        return _warn(turn) if despair is None else self._hear_first(turn, [despair])

    def _see_that_it_is_answered(self, turn: Turn, heard: str, handled: bool) -> None:
        if handled and not turn.has_answered() and not turn.is_working():
            turn.repeat()  # it was understood, and led on without a word
            turn.rest()
        if not turn.has_answered():
            self._answer_anyway(turn, heard)

    def _answer_anyway(self, turn: Turn, heard: str) -> None:
        """Nobody is left without an answer, whatever a flow forgot."""
        key = "old_tap" if heard == "old_tap" else "busy" if turn.is_working() else "not_understood"
        turn.say_common(key)
        if not turn.is_working():
            turn.repeat()
            turn.rest()

    def _failed(self, case: _Case, event: Event, error: BoloastroError) -> Decision:
        """Everything of the turn is undone; a state that handles `error.execution` is told, else the person is.

        An outcome that could not be handled counts as `failed`: the state would wait for another one for ever. Who goes
        round in circles begins again at the main menu, because the same answer would lead into the circle again.
        """
        if event.message is not None and self._despairs(event.message):  # nothing may be asked below those words
            said = self.apology(case.contact, event.message)
            return _nothing_but(case.session, case.contact, said, DISTRESS, error)
        told = f"{error.code}: {error}"
        decision = self._without_error(case, lambda turn: _tell(turn, event, error))
        if decision is not None:
            return decision
        if event.kind is EventKind.JOB and event.name != "failed":
            failed = replace(event, name="failed", data={"value": None})
            decision = self._without_error(case, lambda turn: self._handle(turn, failed))
        elif isinstance(error, LimitExceeded):
            decision = self._without_error(case, _begin_again)
        if decision is not None:
            return replace(decision, error=told)
        said = self.apology(case.contact, error=error)
        return _nothing_but(case.session, case.contact, said, event.name, error)

    def _without_error(self, case: _Case, handle: Callable[[Turn], tuple[str, bool]]) -> Decision | None:
        """What it comes to if that is handled without another error; the first error is the one to report."""
        try:
            decision = self._attempt(case, handle)
        except BoloastroError:
            return None
        return decision if decision.handled else None


def _offered(turn: Turn, name: str, data: Mapping[str, Any]) -> bool:
    """Whether a flow took it; what is meant for people is taken by nobody, and that is right."""
    if name == HELD:
        return True
    if name == DISTRESS and not turn.dispatch(name, data, from_person=True, root_first=True):
        turn.say_common(DISTRESS)  # whatever the flows are: this is not left to them
    if name == DISTRESS:
        return True
    if name.partition(".")[0] in _OF_THE_QUESTION:
        return turn.deliver(turn.levels[-1], name, data)
    return turn.dispatch(name, data, from_person=True, root_first=name in _PROTECTED)


def _drop_reminders(turn: Turn) -> None:
    """Until the person speaks again they are reminded of nothing, least of all of a price."""
    turn.effects.extend(CancelTimer(timer.id) for level in turn.levels for timer in level.reminders())


def _nothing_but(
    session: Session, contact: Contact, said: tuple[Say, ...], heard: str, error: BoloastroError
) -> Decision:
    """Nothing has changed, and that is said."""
    return Decision(
        session=session, contact=contact, effects=said, taken=(), heard=heard, handled=False,
        error=f"{error.code}: {error}", held=contact.held_at is not None,
    )  # fmt: skip


def _warn(turn: Turn) -> tuple[str, bool]:
    turn.say_common("card_warning")
    if not turn.is_held():
        turn.repeat()
    turn.rest()
    turn.rearm_reminders()
    return "card", True


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
