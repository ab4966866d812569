"""Holds a conversation to what flows and properties promise.

A *contract* is the `assert:` of a state: `before` when it is entered, `after` when it has been left, `always` after
each turn that ends in it. A *property* is a flow in `tests/properties` that hears what happens and must never reach its
final state `violated`. It hears `told`, `said.<flow>.<key>`, `entered.<flow>.<state>`, `left.<flow>.<state>`,
`job.<action>.<outcome>`, `fact.<name>` (also what the books tell an order), `at_till`, `webhook`, `passed` and, when it
is over, `over`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from engine.actions.catalogue import Catalogue
from engine.actions.functions import FUNCTIONS
from engine.charts.expressions import Expression
from engine.charts.library import read_library
from engine.charts.model import State
from engine.charts.problems import FlowProblems
from engine.domain.events import EventKind
from engine.domain.values import Json
from engine.errors import ExpressionError
from engine.runtime import person
from engine.runtime.charts import Charts, Edition
from engine.runtime.kernel import Slot
from engine.services.turns import TurnTaken
from server.entries import AtTill, Entry, Happened, Moved, Passed, Ran, Rang, Repeated, Said, Told
from tests.journeys.watch import Seen

PROPERTIES = Path(__file__).resolve().parent.parent / "properties"

_OF_MONEY = "money:"
"""So begin the ids of what the books tell an order."""

Heard = tuple[str, Mapping[str, Json]]


class PromiseBroken(AssertionError):
    """A contract does not hold, or a property is violated."""


# -- contracts


def check_contract(flow: str, state: State, scope: Mapping[str, Any], is_entered: bool) -> None:
    """Check what a state promises where it is entered or has been left."""
    if state.contract is not None:
        promises = state.contract.before if is_entered else state.contract.after
        _check(promises, f"{'before' if is_entered else 'after'} {flow}.{state.id}", scope)


def check_always(turn: TurnTaken, charts: Charts, today: str) -> None:
    """Check what the states promise in which the turn has ended."""
    contact = turn.decision.contact
    session = {"id": turn.decision.session.id, "subject": turn.decision.session.subject}
    outside = {"contact": person.seen(contact, charts.strangers), "session": session}
    for frame in turn.decision.session.frames:
        flow = charts.library.flows[frame.flow]
        active = {name for leaf in frame.configuration for name in _lineage(flow.states, leaf)}
        scope = {**frame.data, **outside, "today": today, "in_state": active.__contains__}
        for name in active:
            contract = flow.states[name].contract
            if contract is not None:
                _check(contract.always, f"always in {frame.flow}.{name}", scope)


def _check(promises: Sequence[Expression], where: str, scope: Mapping[str, Any]) -> None:
    for promise in promises:
        try:
            holds = promise(scope)
        except ExpressionError as error:
            raise PromiseBroken(f"{where}: {promise.source}: {error}") from error
        if not holds:
            raise PromiseBroken(f"{where}: {promise.source} does not hold")


def _lineage(states: Mapping[str, State], leaf: str) -> Iterator[str]:
    here: str | None = leaf
    while here is not None:
        yield here
        here = states[here].parent


# -- properties


class Property:
    """One property while it watches one conversation."""

    def __init__(self, edition: Edition) -> None:
        self.name = edition.flow.id
        self._title = edition.flow.title
        self._chart = edition.chart
        data, _ = edition.initial_data({}, {})
        self._slot = Slot(_Host(), {"_tries": {}, "_trail": [], **data}, [])
        self._chart.start(self._slot)

    def hear(self, name: str, data: Mapping[str, Json]) -> None:
        """Take one event; PromiseBroken if the property is violated by it."""
        self._chart.send(self._slot, name, data)
        if self._slot.done is not None and self._slot.done.id == "violated":
            raise PromiseBroken(f"property {self.name} is violated by {name}: {self._title}")


class _Host:
    """What the callables of a property may ask for."""

    def __init__(self) -> None:
        self._tokens = 0

    def token(self) -> int:
        self._tokens += 1
        return self._tokens


def read_properties(folder: Path = PROPERTIES) -> Sequence[Edition]:
    """The properties of a folder; FlowProblems if one of them is no flow."""
    files = {f"{path.stem}/flow.yaml": path.read_bytes() for path in sorted(folder.glob("*.yaml"))}
    library, problems = read_library(files)
    if problems:
        raise FlowProblems(problems)
    charts = Charts(library, Catalogue(functions=FUNCTIONS), lambda *_: None)
    return [charts.current(name) for name in library.flows]


class Monitor:
    """All properties, watching one conversation."""

    def __init__(self, properties: Sequence[Edition]) -> None:
        self._properties = [Property(edition) for edition in properties]

    def hear(self, entry: Entry, seen: Seen) -> None:
        """Take what happened; `seen` is what the charts did in a turn."""
        for name, data in _derived(entry, seen):
            self.hear_event(name, data)

    def hear_event(self, name: str, data: Mapping[str, Json]) -> None:
        """Take one event."""
        for each in self._properties:
            each.hear(name, data)

    def over(self) -> None:
        """The conversation is at its end."""
        self.hear_event("over", {})


def _derived(entry: Entry, seen: Seen) -> Iterator[Heard]:
    match entry:
        case Told(text):
            yield "told", {"text": text}
        case Moved(turn):
            if turn.item.kind is EventKind.FACT and turn.item.provider_id.startswith(_OF_MONEY):
                yield f"fact.{turn.item.name}", {"name": turn.item.name}
            for what, flow, state in seen.moves:
                yield f"{what}.{flow}.{state}", {"flow": flow, "state": state}
        case Said(message):
            flow, _, key = message.key.partition(".")
            yield f"said.{message.key}", {"flow": flow, "key": key, "language": message.language}
        case Passed(seconds):
            yield "passed", {"seconds": seconds}
        case Happened(name, is_new):
            if is_new:
                yield f"fact.{name}", {"name": name}
        case Ran(action, _, outcome):
            yield f"job.{action}.{outcome}", {"action": action, "outcome": outcome}
        case AtTill(text):
            yield "at_till", {"what": text}
        case Rang(event=event, is_new=is_new):
            if is_new:
                yield "webhook", {"name": event}
        case Repeated():
            pass
