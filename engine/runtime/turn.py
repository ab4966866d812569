"""One turn in memory: a stack of open frames, the events between them, and what they want done."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from engine.charts import model
from engine.domain.effects import Effect, Say, SetTimer, StartJob
from engine.domain.events import Event
from engine.domain.sessions import Contact, Entry, Frame, Session, Status
from engine.errors import ExecutionError, LimitExceeded
from engine.runtime.charts import Charts, Edition
from engine.runtime.kernel import Slot
from engine.runtime.speech import Speech
from engine.runtime.trail import TRAIL, TRIES

DEEPEST_STACK = 12
MOST_EFFECTS = 60
MOST_ROUNDS = 60


@dataclass(frozen=True, slots=True)
class Taken:
    """One arc a turn took, for traces, coverage and logs."""

    flow: str
    event: str
    source: str
    targets: tuple[str, ...]
    transition: model.Transition | None


class Level:
    """A frame on the stack; it is opened into a slot only when an event reaches it."""

    __slots__ = ("edition", "frame", "slot")

    def __init__(self, frame: Frame, edition: Edition, slot: Slot | None = None) -> None:
        self.frame = frame
        self.edition = edition
        self.slot = slot


@dataclass(frozen=True, slots=True)
class _Opening:
    """A flow shall be opened, for a state of the caller or on top of everything."""

    entry: Entry
    flow: str
    arguments: Mapping[str, Any]
    caller: int = 0
    state: str = ""
    token: int = 0


@dataclass(frozen=True, slots=True)
class _Ending:
    """A flow has reached its end."""

    level: Level


@dataclass(frozen=True, slots=True)
class _Sending:
    """An event a flow sent to itself."""

    serial: int
    name: str
    data: Mapping[str, Any]


_NO_EVENT: Mapping[str, Any] = {"name": "", "data": {}}


class Turn:
    """The host of the charts' callables while one event is handled."""

    def __init__(
        self, charts: Charts, speech: Speech, session: Session, contact: Contact, now: datetime, today: date
    ) -> None:
        self.charts = charts
        self.speech = speech
        self.session = session
        self.person = contact
        self.today = today
        self.contact: dict[str, Any] = {**charts.strangers, **contact.data, "language": contact.language}
        self._contact_before = self.contact
        self.effects: list[Effect] = []
        self.taken: list[Taken] = []
        self.counter = session.counter
        self.levels: list[Level] = [Level(*charts.resolve(frame)) for frame in session.frames]
        self._globals = {
            "session": {"id": session.id, "subject": session.subject},
            "now": now.isoformat(),
            "today": today.isoformat(),
        }
        self._pending: deque[_Opening | _Ending | _Sending] = deque()
        self._repeat: str | None = None
        self.status = session.status

    # -- what callables ask of their host

    def token(self) -> int:
        """The next number that is unique in the session."""
        self.counter += 1
        return self.counter

    def serial(self, slot: Slot) -> int:
        """The serial of the frame a slot belongs to."""
        return self._level_of(slot).frame.serial

    def say(self, slot: Slot, action: model.Say, values: Mapping[str, Any]) -> None:
        """Render words and hand them over as a message."""
        level = self._level_of(slot)
        scope = {**slot.scope, **values} if values else slot.scope
        edition = level.edition
        language = str(slot.scope["contact"]["language"])
        message = self.speech.say(edition.library, edition.flow, action, scope, language)
        if message is not None:
            self.effects.append(Say(message))

    def say_common(self, key: str) -> None:
        """Say words of the shared files."""
        scope = {**self._globals, "contact": self.contact}
        self.effects.append(Say(self.speech.common(self.charts.library, key, scope, self.language)))

    @property
    def language(self) -> str:
        """What the person is spoken to in, as of now."""
        return str(self.contact["language"])

    def repeat(self, *, help: bool = False) -> None:
        """Ask the innermost flow's question again, once the charts rest."""
        self._repeat = "help" if help else "say"

    def call(self, slot: Slot, state: str, flow: str, arguments: Mapping[str, Any]) -> None:
        """Open a sub-flow for a state of this slot."""
        asked = _Opening(Entry.CALL, flow, arguments, self.serial(slot), state, slot.tokens.get(state, 0))
        self._pending.append(asked)

    def interrupt(self, flow: str, arguments: Mapping[str, Any]) -> None:
        """Open a flow on top of the stack, whoever asked for it."""
        self._pending.append(_Opening(Entry.INTERRUPT, flow, arguments))

    def close(self, slot: Slot, state: str) -> None:
        """A state that called was left: its sub-flow is closed, and what stands on that."""
        serial = self.serial(slot)
        for level in self.levels:
            if level.frame.caller == serial and level.frame.calling == state and level.frame.entry is Entry.CALL:
                self.contact = slot.scope["contact"]
                self._close(level)
                slot.scope["contact"] = self.contact
                return

    # -- driving

    def begin(self, flow: str, arguments: Mapping[str, Any]) -> None:
        """Put the root frame on the empty stack and run it until it rests."""
        self._open(_Opening(Entry.ROOT, flow, arguments))
        self.rest()

    def dispatch(self, name: str, data: Mapping[str, Any], *, from_person: bool = False) -> bool:
        """Offer an event to the innermost flow, then outwards; True when one of them took an arc."""
        for depth in range(len(self.levels) - 1, -1, -1):
            if self.deliver(depth, name, data):
                if from_person:
                    self._leave_digressions(depth)
                return True
        return False

    def deliver(self, depth: int, name: str, data: Mapping[str, Any]) -> bool:
        """Give an event to the flow at this depth only."""
        level = self.levels[depth]
        slot = self.slot(level)
        slot.scope["contact"] = self.contact
        handled = level.edition.chart.send(slot, name, data)
        self._after(level, slot)
        return handled

    def rest(self) -> None:
        """Handle what the charts started or sent to each other until nothing is left."""
        rounds = 0
        while self._pending:
            rounds += 1
            if rounds > MOST_ROUNDS:
                raise LimitExceeded(f"one turn gave rise to more than {MOST_ROUNDS} events between flows")
            match self._pending.popleft():
                case _Opening() as asked:
                    self._open(asked)
                case _Ending(level):
                    self._finish(level)
                case _Sending(serial, name, data):
                    depth = self._depth_with(serial)
                    if depth is not None:
                        self.deliver(depth, name, data)
        if self._repeat:
            self._ask_again(self._repeat)
            self._repeat = None
        if len(self.effects) > MOST_EFFECTS:
            raise LimitExceeded(f"one turn wants {len(self.effects)} things done; at most {MOST_EFFECTS} are allowed")

    def slot(self, level: Level) -> Slot:
        """The level's slot, opened from its frame when need be."""
        if level.slot is None:
            frame = level.frame
            level.slot = self._new_slot(frame)
            level.edition.chart.restore(level.slot, frame.configuration, frame.history, frame.tokens)
        return level.slot

    @property
    def innermost(self) -> Level:
        return self.levels[-1]

    def questions(self) -> list[model.Question]:
        """What the innermost flow is waiting for, in document order."""
        return [leaf.origin.question for leaf in self.slot(self.innermost).leaves if leaf.origin.question]

    def is_working(self) -> bool:
        """Whether the innermost flow waits for a job."""
        return any(leaf.origin.run for leaf in self.slot(self.innermost).leaves)

    def has_answered(self) -> bool:
        return any(isinstance(effect, (Say, StartJob)) for effect in self.effects)

    # -- the result

    def stored(self) -> Session:
        """The session as it stands now, to be stored."""
        before = self.session
        frames = tuple([level.frame if level.slot is None else _frozen(level) for level in self.levels])
        return Session(
            id=before.id, subject=before.subject, frames=frames, counter=self.counter, status=self.status,
            revision=before.revision,
        )  # fmt: skip

    def person_stored(self) -> Contact:
        """The contact as it stands now."""
        if self.contact is self._contact_before:
            return self.person
        data = {name: value for name, value in self.contact.items() if name != "language"}
        return replace(self.person, language=self.contact["language"], data=data)

    # -- the stack

    def _open(self, asked: _Opening) -> None:
        if asked.entry is Entry.CALL and not self._still_calls(asked):
            return
        if len(self.levels) >= DEEPEST_STACK:
            raise LimitExceeded(
                f"flow {asked.flow!r} would be number {DEEPEST_STACK + 1} on the stack; that is too deep"
            )
        edition = self.charts.current(asked.flow)
        caller = asked.caller or (self.innermost.frame.serial if self.levels else 0)
        frame = Frame(
            serial=self.token(), flow=asked.flow, version=edition.flow.version, structure=edition.flow.structure,
            entry=asked.entry, caller=caller, calling=asked.state, configuration=(),
            data=edition.initial_data(asked.arguments),
        )  # fmt: skip
        level = Level(frame, edition, self._new_slot(frame))
        self.levels.append(level)
        slot = self.slot(level)
        edition.chart.start(slot)
        self._after(level, slot)

    def _still_calls(self, asked: _Opening) -> bool:
        depth = self._depth_with(asked.caller)
        return depth is not None and self.slot(self.levels[depth]).tokens.get(asked.state) == asked.token

    def _new_slot(self, frame: Frame) -> Slot:
        scope = {
            **self._globals, TRIES: {}, TRAIL: [], **frame.data, "contact": self.contact, "event": _NO_EVENT,
        }  # fmt: skip
        return Slot(self, scope, self.effects)

    def _after(self, level: Level, slot: Slot) -> None:
        self.contact = slot.scope["contact"]
        if slot.trace:
            flow = level.frame.flow
            self.taken.extend([Taken(flow, event, arc.source, arc.target_ids, arc.origin) for event, arc in slot.trace])
            slot.trace.clear()
        serial = level.frame.serial
        for name, data in slot.external:
            self._pending.append(_Sending(serial, name, data))
        slot.external.clear()
        if slot.done is not None:
            self._pending.append(_Ending(level))

    def _finish(self, level: Level) -> None:
        """A flow came to its end: the one below hears of it, or its question is asked again."""
        if level not in self.levels:
            return
        done = self.slot(level).done
        assert done is not None  # only finished levels are put in line
        self._close(level)
        match level.frame.entry:
            case Entry.ROOT:
                self.status = Status.DONE
            case Entry.INTERRUPT:
                self.repeat()
            case Entry.CALL:
                depth = self._depth_with(level.frame.caller)
                if depth is not None:
                    self.deliver(depth, f"done.call.{done.id}", self.slot(level).output)

    def _close(self, level: Level) -> None:
        """Take a frame off the stack, after all that stands on it, innermost first."""
        for other in reversed(self.levels):
            if other.frame.caller == level.frame.serial and other in self.levels:
                self._close(other)
        slot = self.slot(level)
        if slot.done is None:
            slot.scope["contact"] = self.contact
            level.edition.chart.stop(slot)
            self._after(level, slot)
        if level.frame.entry is not Entry.ROOT:
            self.levels.remove(level)

    def _leave_digressions(self, depth: int) -> None:
        """The person went elsewhere: what interrupted the flow that moved is closed."""
        if self.taken and self.taken[-1].targets:
            serial = self.levels[depth].frame.serial
            for level in [*self.levels]:
                if level.frame.caller == serial and level.frame.entry is Entry.INTERRUPT and level in self.levels:
                    self._close(level)

    def _ask_again(self, part: str) -> None:
        level = self.innermost
        slot = self.slot(level)
        for question in self.questions():
            if part == "help":
                self._help(slot, question)
            self.say(slot, model.Say(question.state, {}, question.place, "say"), {})

    def _help(self, slot: Slot, question: model.Question) -> None:
        """The help words of the question, or else the general ones."""
        before = len(self.effects)
        self.say(slot, model.Say(question.state, {}, question.place, "help"), {})
        if len(self.effects) == before:
            self.say_common("help")

    def _level_of(self, slot: Slot) -> Level:
        return self.levels[self._depth_of(slot)]

    def _depth_of(self, slot: Slot) -> int:
        for depth in range(len(self.levels) - 1, -1, -1):
            if self.levels[depth].slot is slot:
                return depth
        raise ExecutionError("a flow that was closed wanted something done")

    def _depth_with(self, serial: int) -> int | None:
        for depth, level in enumerate(self.levels):
            if level.frame.serial == serial:
                return depth
        return None

    def deliver_to_frame(self, event: Event, name: str) -> bool:
        """Give a timer or an outcome to the frame it belongs to; False when it came too late."""
        depth = self._depth_with(event.frame)
        if depth is None:
            return False
        level = self.levels[depth]
        state = level.edition.flow.moved.get(event.state, event.state)
        if state and self.slot(level).tokens.get(state) != event.token:
            return False
        return self.deliver(depth, name, event.data)

    def rearm_reminders(self) -> None:
        """The person spoke: the silence that reminders wait for begins anew."""
        level = self.innermost
        slot = self.slot(level)
        for leaf in slot.leaves:
            token = slot.tokens.get(leaf.id)
            if token is None or token not in level.frame.tokens.values():
                continue  # entered in this turn: its timers were set just now
            for timer in leaf.origin.timers:
                if timer.remind:
                    serial = level.frame.serial
                    self.effects.append(
                        SetTimer(f"{serial}.{timer.event}", timer.delay, timer.event, {}, serial, leaf.id, token)
                    )


def _frozen(level: Level) -> Frame:
    """The level as it is stored; written out, because `replace` costs as much as all the rest of a step."""
    frame, slot = level.frame, level.slot
    assert slot is not None  # a level without a slot still is its frame
    scope = slot.scope
    data = {name: scope[name] for name in level.edition.variables if name in scope}
    for name in (TRIES, TRAIL):
        if scope[name]:
            data[name] = scope[name]
    return Frame(
        serial=frame.serial, flow=frame.flow, version=frame.version, structure=frame.structure, entry=frame.entry,
        caller=frame.caller, calling=frame.calling, configuration=slot.configuration, history=slot.history, data=data,
        tokens=slot.tokens,
    )  # fmt: skip
