"""What journeys have covered of the flows, added up from their traces."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import cast

from engine.charts.library import Library, read_library
from engine.charts.model import Flow
from engine.domain.values import Json
from integrations.flows.folder import FolderFlowRepository
from server.settings import FLOWS
from tests.journeys.watch import Line, arcs_of

KINDS = ("states", "arcs", "guards", "timers", "jobs", "readers", "texts")
_READINGS = {"answer": "accepted", "answer.open": "open", "refused": "refused"}


@dataclass(frozen=True, slots=True)
class Coverage:
    """How often each thing happened, by kind and name.

    Names: `flow/state`, `flow/state/number` of an arc, `.../true` or `.../false` of its guard, `flow/state/outcome` of
    a job, `flow/state/event` of a timer, `flow/state/accepted|refused|open` of a reader, `flow.key/language` of a text.
    """

    counts: Mapping[str, Counter[str]] = field(default_factory=lambda: {kind: Counter() for kind in KINDS})

    def add(self, trace: Iterable[Line]) -> None:
        """Count what a trace tells."""
        for line in trace:
            for kind, name in _happened(line):
                self.counts[kind][name] += 1

    def merge(self, other: Coverage) -> None:
        """Count what another process has counted."""
        for kind, counter in other.counts.items():
            self.counts[kind].update(counter)

    def as_json(self) -> dict[str, dict[str, int]]:
        """For the way between processes."""
        return {kind: dict(counter) for kind, counter in self.counts.items()}

    @classmethod
    def of_json(cls, raw: Mapping[str, Mapping[str, int]]) -> Coverage:
        """The other end of the way."""
        return cls({kind: Counter(raw.get(kind, {})) for kind in KINDS})


def _happened(line: Line) -> Iterator[tuple[str, str]]:
    for name in _list(line, "entered"):
        yield "states", str(name)
    for guard in _list(line, "guards"):
        name, held = cast("tuple[str, bool]", guard)
        yield "guards", f"{name}/{str(held).lower()}"
    for says in _list(line, "says"):
        key, language, *fallback = cast("list[str]", says)
        yield "texts", f"{key}/{fallback[0] if fallback else language}"
    for kind in ("timer", "job"):
        if kind in line and line["handled"]:
            yield f"{kind}s", str(line[kind])
    if "arc" in line:
        name, event = str(line["arc"]), str(line["on"])
        yield "arcs", name
        if event in _READINGS:
            yield "readers", f"{name.rpartition('/')[0]}/{_READINGS[event]}"


def _list(line: Line, key: str) -> list[Json]:
    return cast("list[Json]", line.get(key, []))


# -- what there is to cover


@cache
def shipped_charts() -> Library:
    """The shipped flows."""
    library, _ = read_library(FolderFlowRepository(FLOWS).read())
    return library


def states_of(flow: Flow) -> Mapping[str, int]:
    """The states by name, with their line; a history is never entered itself."""
    return {
        f"{flow.id}/{state.id}": state.place.line for state in flow.states.values() if "history" not in state.kind.value
    }


def written_arcs(flow: Flow) -> Mapping[str, int]:
    """The arcs an editor wrote, with their line."""
    return {name: arc.place.line for name, arc in arcs_of(flow) if not arc.generated}


def generated_arcs(flow: Flow) -> Mapping[str, int]:
    """The arcs the plain layer made, with the line of what they were made from."""
    return {name: arc.place.line for name, arc in arcs_of(flow) if arc.generated}


def guards_of(flow: Flow) -> Mapping[str, int]:
    """Both outcomes of each guard an editor wrote."""
    return {
        f"{name}/{outcome}": arc.place.line
        for name, arc in arcs_of(flow)
        if arc.guard is not None and not arc.generated
        for outcome in ("true", "false")
    }


def timers_of(flow: Flow) -> Mapping[str, int]:
    """Every timer, that it has gone off."""
    return {
        f"{flow.id}/{state.id}/{timer.event}": timer.place.line
        for state in flow.states.values()
        for timer in state.timers
    }


def jobs_of(flow: Flow) -> Mapping[str, int]:
    """Every outcome of a job a flow speaks of."""
    return {
        f"{flow.id}/{state.id}/{event.removeprefix('done.run.')}": arc.place.line
        for state in flow.states.values()
        if state.run
        for arc in state.transitions
        for event in arc.events
        if event.startswith("done.run.")
    }


def readers_of(flow: Flow) -> Mapping[str, int]:
    """Every typed question: accepted and refused, and the half answer where the flow speaks of it."""
    found: dict[str, int] = {}
    for state in flow.states.values():
        if state.question is None or state.question.reader is None:
            continue
        can_be_half = any(arc.events == ("answer.open",) for arc in state.transitions)
        for reading in ("accepted", "refused", *(["open"] if can_be_half else [])):
            found[f"{flow.id}/{state.id}/{reading}"] = state.place.line
    return found
