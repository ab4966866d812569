"""One flow on the stack of a turn: the host its chart's callables speak to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol, TypeAlias

from engine.charts import model
from engine.domain.effects import Consented, Effect, Say, SetTimer
from engine.domain.sessions import Entry, Frame
from engine.runtime.charts import Edition
from engine.runtime.kernel import Slot
from engine.runtime.limits import check_effects
from engine.runtime.speech import Speech
from engine.runtime.timers import timer_id
from engine.runtime.trail import BOOKS, FOUND, TRAIL, TRIES
from engine.runtime.values import delay_of


@dataclass(frozen=True, slots=True)
class Opening:
    """A flow shall be opened: for a state of the caller, or on top of everything."""

    entry: Entry
    flow: str
    arguments: Mapping[str, Any]
    caller: int = 0
    state: str = ""
    token: int = 0


@dataclass(frozen=True, slots=True)
class Ending:
    """A flow has reached its end."""

    level: Level


@dataclass(frozen=True, slots=True)
class Sending:
    """An event a flow sent to itself."""

    serial: int
    name: str
    data: Mapping[str, Any]


class Taken(NamedTuple):
    """One arc a turn took, for traces, coverage and logs."""

    flow: str
    event: str
    source: str
    targets: tuple[str, ...]
    transition: model.Transition | None


Pending: TypeAlias = Opening | Ending | Sending


class Stack(Protocol):
    """What a level needs of the turn it belongs to."""

    speech: Speech
    effects: list[Effect]
    contact: dict[str, Any]
    system: Mapping[str, Any]
    """The read-only names every expression sees."""

    def token(self) -> int:
        """The next number that is unique in the session."""
        ...

    def later(self, what: Pending) -> None:
        """To be handled once the charts rest."""
        ...

    def repeat(self, *, help: bool = False) -> None:
        """Ask the innermost flow's question again, once the charts rest."""
        ...

    def looped(self, items: int) -> None:
        """A loop goes over so many items."""
        ...

    def close_called(self, caller: Level, state: str) -> None:
        """A state that called was left: its sub-flow is closed, and what stands on that."""
        ...


class Level:
    """A frame; it is opened into a slot only when an event reaches it."""

    __slots__ = ("_slot", "edition", "frame", "serial", "stack")

    def __init__(self, frame: Frame, edition: Edition, stack: Stack) -> None:
        self.frame = frame
        self.edition = edition
        self.stack = stack
        self.serial = frame.serial
        self._slot: Slot | None = None

    @property
    def is_open(self) -> bool:
        return self._slot is not None

    @property
    def slot(self) -> Slot:
        """Where the frame stands, as a slot of its chart."""
        slot = self._slot
        if slot is None:
            slot = self.new_slot()
            frame = self.frame
            self.edition.chart.restore(slot, frame.configuration, frame.history, frame.tokens)
        return slot

    def new_slot(self) -> Slot:
        """An empty slot with the frame's data."""
        stack = self.stack
        scope = {
            **stack.system,
            TRIES: {},
            TRAIL: [],
            FOUND: {},
            **self.frame.data,
            "contact": stack.contact,
            "event": _NO_EVENT,
        }
        self._slot = Slot(self, scope, stack.effects)
        return self._slot

    def stored(self) -> Frame:
        """The frame as it is stored now; written out, because `replace` costs as much as a step."""
        frame, slot = self.frame, self._slot
        if slot is None:
            return frame
        scope = slot.scope
        data = {name: scope[name] for name in self.edition.variables if name in scope}
        for name in BOOKS:
            if scope[name]:
                data[name] = scope[name]
        return Frame(
            serial=frame.serial, flow=frame.flow, version=frame.version, structure=frame.structure, entry=frame.entry,
            caller=frame.caller, calling=frame.calling, configuration=slot.configuration, history=slot.history,
            data=data, tokens=slot.tokens,
        )  # fmt: skip

    def is_held(self) -> bool:
        """Whether a state in which people answer is active; the slot is not opened for that."""
        holding, states = self.edition.holding, self.edition.flow.states
        active = (self.frame if self._slot is None else self._slot).configuration if holding else ()
        for name in active:
            here: str | None = name
            while here is not None:
                if here in holding:
                    return True
                here = states[here].parent
        return False

    def release(self) -> None:
        """Let go of the slot: it and its host point at each other, and the collector has better things to do."""
        if self._slot is not None:
            self._slot.scope.clear()
            self._slot = None

    def reminders(self) -> Iterator[SetTimer]:
        """The reminders of questions that were asked before this turn, to be set anew."""
        reminding, frame = self.edition.reminding, self.frame
        if not reminding or (self._slot is None and reminding.isdisjoint(frame.configuration)):
            return
        slot = self.slot
        for leaf in slot.leaves:
            token = slot.tokens.get(leaf.id)
            if leaf.id in reminding and token is not None and token in frame.tokens.values():
                for timer in leaf.origin.timers:
                    if timer.remind:
                        delay, name = delay_of(timer.delay)(slot.scope), timer_id(self.serial, token, timer)
                        yield SetTimer(name, delay, timer.event, {}, self.serial, leaf.id, token)

    # -- what callables ask of their host

    def token(self) -> int:
        """The next number that is unique in the session."""
        return self.stack.token()

    def say(self, slot: Slot, action: model.Say, values: Mapping[str, Any], media: str | None = None) -> None:
        """Render words and hand them over as a message; `media` is the id of a stored file to go with them."""
        scope = {**slot.scope, **values} if values else slot.scope
        token = slot.tokens.get(action.key, 0)
        message = self.stack.speech.say(self.edition, action, scope, scope["contact"]["language"], token, media)
        if message is not None:
            self.stack.effects.append(Say(message))
            check_effects(len(self.stack.effects))

    def say_what_it_waits_for(self) -> None:
        """What the active states said under their own names when they were entered."""
        slot = self.slot
        for leaf in slot.leaves:
            for action in (action for block in leaf.origin.enter for action in block):
                if isinstance(action, model.Say) and action.key == leaf.id:
                    self.say(slot, action, {})

    def consent(self, purpose: str, *, given: bool) -> None:
        """The person allows something, or takes it back, in the words of this flow."""
        wording = f"{self.frame.flow}@{self.frame.version}/{self.slot.scope['contact']['language']}"
        self.stack.effects.append(Consented(purpose, given, wording))

    def looped(self, items: int) -> None:
        """A loop goes over so many items."""
        self.stack.looped(items)

    def repeat(self, *, help: bool = False) -> None:
        """Ask the innermost flow's question again, once the charts rest."""
        self.stack.repeat(help=help)

    def call(self, slot: Slot, state: str, flow: str, arguments: Mapping[str, Any]) -> None:
        """Open a sub-flow for a state of this slot."""
        self.stack.later(Opening(Entry.CALL, flow, arguments, self.serial, state, slot.tokens.get(state, 0)))

    def interrupt(self, flow: str, arguments: Mapping[str, Any]) -> None:
        """Open a flow on top of the stack, whoever asked for it."""
        self.stack.later(Opening(Entry.INTERRUPT, flow, arguments))

    def close(self, slot: Slot, state: str) -> None:
        """A state that called was left. The closed flows may change what is known of the contact."""
        self.stack.contact = slot.scope["contact"]
        self.stack.close_called(self, state)
        slot.scope["contact"] = self.stack.contact


class Levels(list[Level]):
    """The stack, from the root to the innermost flow."""

    def find(self, serial: int) -> Level | None:
        """The level of the frame with this serial."""
        return next((level for level in self if level.serial == serial), None)

    def called_by(self, caller: Level, state: str) -> Level | None:
        """The sub-flow a state has called."""
        for level in self:
            frame = level.frame
            if frame.caller == caller.serial and frame.calling == state and frame.entry is Entry.CALL:
                return level
        return None

    def interrupting(self, flow: str) -> Level | None:
        """The digression into this flow."""
        return next((each for each in self if each.frame.entry is Entry.INTERRUPT and each.frame.flow == flow), None)

    def standing_on(self, below: Level) -> list[Level]:
        """What was called or opened from this level, outermost first."""
        return [level for level in self if level.frame.caller == below.serial]

    def rename_callers(self) -> None:
        """A state that called may have another name in the version its frame has moved to."""
        for level in self:
            calling = level.frame.calling
            caller = self.find(level.frame.caller) if calling else None
            if caller is not None and calling not in caller.edition.flow.states:
                moved = caller.edition.flow.moved
                level.frame = replace(level.frame, calling=moved.get(calling, calling))


_NO_EVENT: Mapping[str, Any] = {"name": "", "data": {}}
