"""Watches charts at work: what is entered and left, which guards held; and tells each turn as lines of a trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.charts.library import Library
from engine.charts.model import Flow, State, Transition
from engine.domain import effects as wanted
from engine.domain.events import EventKind
from engine.domain.payloads import event_of
from engine.domain.sessions import Session
from engine.domain.values import Json
from engine.runtime.charts import Charts
from engine.runtime.kernel import Chart
from engine.runtime.levels import Taken
from engine.services.turns import TurnTaken

Line = dict[str, Json]
Look = Callable[[str, State, Any, bool], None]


def arc_name(flow: str, source: str, number: int) -> str:
    """An arc's name in traces: flow, source, and its number among the source's arcs as parsed."""
    return f"{flow}/{source}/{number}"


@dataclass
class Seen:
    """What was seen during one turn. `moves` holds `entered` or `left` with flow and state, in their order."""

    moves: list[tuple[str, str, str]] = field(default_factory=list)
    guards: list[tuple[str, bool]] = field(default_factory=list)


class Watch:
    """A Witness of the charts. `look` is called when a state is entered (True) or has been left (False)."""

    def __init__(self, look: Look) -> None:
        self._look = look
        self._names: dict[int, str] = {}
        self._kept: list[Library] = []
        self._seen = Seen()
        self._structures: set[str] = set()
        self._contact: Mapping[str, Json] = {}

    def guard(self, transition: Transition, held: bool) -> None:
        """A guard was evaluated."""
        self._seen.guards.append((self._names[id(transition)], held))

    def built(self, flow: Flow, chart: Chart) -> None:
        """Be told of every entry and exit of this chart; a restart builds only those the conversation comes to."""
        for node in chart.nodes.values():
            node.entry = (self._enters(flow.id, node.origin), *node.entry)
            node.exits = (*node.exits, self._leaves(flow.id, node.origin))
            node.quiet = False  # or it would be left without a word

    def attach(self, charts: Charts) -> None:
        """Know the arcs of these charts by name."""
        if charts.library not in self._kept:
            self._kept.append(charts.library)  # or an id could be given a second time
            for flow in charts.library.flows.values():
                self._names |= {id(arc): name for name, arc in arcs_of(flow)}

    def drain(self) -> Seen:
        """What was seen since the last time."""
        seen, self._seen = self._seen, Seen()
        return seen

    def lines(self, turn: TurnTaken, seen: Seen) -> Iterator[Line]:
        """The turn as lines of a trace: one for the turn, one for each arc."""
        decision = turn.decision
        for frame in decision.session.frames:
            if frame.structure not in self._structures:
                self._structures.add(frame.structure)
                yield {"flow": frame.flow, "version": frame.version, "structure": frame.structure}
        line: Line = {"turn": decision.session.revision, "kind": turn.item.kind.value, "heard": decision.heard}
        line |= {
            "left": [f"{flow}/{state}" for what, flow, state in seen.moves if what == "left"],
            "entered": [f"{flow}/{state}" for what, flow, state in seen.moves if what == "entered"],
            "stands": [f"{frame.flow}/{state}" for frame in decision.session.frames for state in frame.configuration],
            "guards": list[Json]([name, held] for name, held in seen.guards),
            "data": {**dict(_changes(turn)), **self._contact_changes(turn)},
        }
        line |= _of_a_frame(turn)
        line |= _effects(decision.effects)
        yield {key: value for key, value in line.items() if value not in ([], {})}
        yield from map(self._arc, decision.taken)

    def _contact_changes(self, turn: TurnTaken) -> Mapping[str, Json]:
        contact = turn.decision.contact
        before, self._contact = self._contact, {**contact.data, "language": contact.language}
        return {f"contact.{name}": value for name, value in self._contact.items() if before.get(name) != value}

    def _arc(self, taken: Taken) -> Line:
        arc = taken.transition
        if arc is None or id(arc) not in self._names:
            return {"begins": f"{taken.flow}/{taken.source}", "to": list(taken.targets)}
        line: Line = {"arc": self._names[id(arc)], "on": taken.event, "to": list(taken.targets), "at": str(arc.place)}
        return line | {"if": arc.guard.source} if arc.guard else line

    def _enters(self, flow: str, state: State) -> Callable[[Any], None]:
        def entered(step: Any) -> None:
            self._seen.moves.append(("entered", flow, state.id))
            self._look(flow, state, step.model.scope, True)

        return entered

    def _leaves(self, flow: str, state: State) -> Callable[[Any], None]:
        def left(step: Any) -> None:
            self._seen.moves.append(("left", flow, state.id))
            self._look(flow, state, step.model.scope, False)

        return left


def arcs_of(flow: Flow) -> Iterator[tuple[str, Transition]]:
    """All arcs of a flow by their names in traces."""
    for state in flow.states.values():
        for number, arc in enumerate(state.transitions):
            yield arc_name(flow.id, state.id, number), arc


def _changes(turn: TurnTaken) -> Iterator[tuple[str, Json]]:
    """The variables that have another value than before the turn."""
    before = {frame.serial: frame.data for frame in turn.before.frames}
    for frame in turn.decision.session.frames:
        known = before.get(frame.serial, {})
        for name, value in frame.data.items():
            if name not in known or known[name] != value:
                yield f"{frame.flow}.{name}", value


def _of_a_frame(turn: TurnTaken) -> Line:
    """The state a timer or an outcome belongs to."""
    event = event_of(turn.item)
    if event.kind not in (EventKind.TIMER, EventKind.JOB):
        return {}
    flow = _flow_of(turn.before, event.frame)
    return {event.kind.value: f"{flow}/{event.state}/{event.name}", "handled": turn.decision.handled}


def _flow_of(session: Session, serial: int) -> str:
    return next((frame.flow for frame in session.frames if frame.serial == serial), "")


def _effects(effects: tuple[wanted.Effect, ...]) -> Mapping[str, Json]:
    """Messages by key and language, timers by their length, the rest as it is."""
    says: list[Json] = []
    timers: dict[str, Json] = {}
    others: list[Json] = []
    for effect in effects:
        match effect:
            case wanted.Say(message):
                says.append([message.key, message.language, *([message.fallback] if message.fallback else [])])
            case wanted.SetTimer(id, delay):
                timers[id] = delay
            case wanted.CancelTimer(id):
                timers[id] = None
            case wanted.StartJob(action, arguments):
                others.append({"job": action, "arguments": dict(arguments), "timeout": effect.timeout})
            case wanted.CancelJob(token):
                others.append({"cancel job": token})
            case wanted.SendEvent(subject, name, data, delay):
                others.append({"send": name, "to": subject, "data": dict(data), "after": delay})
            case wanted.Consented(purpose, given):
                others.append({"consent": purpose, "given": given})
            case wanted.Log(label, value):
                others.append({"log": label, "value": value})
    return {"says": says, "timers": timers, "effects": others}
