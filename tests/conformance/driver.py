"""Takes one conformance case through the kernel: frames stored after every event, timers on a clock of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from engine.actions.catalogue import Catalogue
from engine.actions.functions import FUNCTIONS
from engine.charts.durations import seconds
from engine.charts.library import Library, read_library
from engine.charts.problems import FlowProblems, Severity
from engine.charts.source import read_source
from engine.domain.effects import CancelTimer, Effect, Log, SendEvent, SetTimer
from engine.domain.events import Event, EventKind
from engine.domain.sessions import Contact, Session, Status
from engine.runtime.charts import Charts
from engine.runtime.speech import Speech
from engine.runtime.turn import Turn
from engine.runtime.verbs import ErrorMode

MAIN = "case"
ENDS = {"pass": {"final": True}, "fail": {"final": True}}
_START = datetime(2026, 1, 1, tzinfo=UTC)
_MOST_TIMERS = 100
_SILENT = Speech(marks_fallbacks=False)


@dataclass(frozen=True, slots=True)
class Case:
    """One assertion and the chart that shows it. See README.md for the form of the files."""

    name: str
    assertion: str
    section: str
    chart: Mapping[str, Any]
    expect: str | Mapping[str, Any]
    w3c: tuple[int, ...] = ()
    charts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    events: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a case: the active states, the logged values, or the codes of what kept it from loading."""

    configuration: tuple[str, ...] = ()
    trace: tuple[Any, ...] = ()
    refused: tuple[str, ...] = ()


def read_case(path: Path) -> Case:
    """The case of a file; TypeError when a key is missing or unknown."""
    found: Any = read_source(path.read_text(encoding="utf-8"), path.name).data
    return Case(name=path.stem, **{**found, "w3c": tuple(found.get("w3c", ()))})


def run_case(case: Case) -> Result:
    """Start the chart, give it the case's events, then let time pass until nothing is pending."""
    try:
        charts = Charts(_library(case), Catalogue(functions=FUNCTIONS), _nothing_stored, errors=ErrorMode.EVENT)
    except FlowProblems as refused:
        return Result(refused=tuple(problem.code for problem in refused.problems))
    run = _Run(charts)
    for event in case.events:
        if "wait" in event:
            run.wait(seconds(event["wait"]) or 0.0)
        else:
            run.fact(event["send"], event.get("data", {}))
    run.exhaust()
    return Result(run.session.frames[0].configuration, tuple(run.trace))


def is_met(case: Case, result: Result) -> bool:
    """Whether the result is what the case expects."""
    expect = case.expect
    if isinstance(expect, str):
        return result.configuration == (expect,)
    return all(list(getattr(result, name)) == wanted for name, wanted in expect.items())


def _bodies(case: Case) -> dict[str, dict[str, Any]]:
    """The flows of the case; the main one gets the final states `pass` and `fail` it does not write itself."""
    main = {**case.chart, "states": {**case.chart["states"], **_missing(case.chart["states"])}}
    return {MAIN: main, **{name: dict(body) for name, body in case.charts.items()}}


def _missing(states: Mapping[str, Any]) -> dict[str, Any]:
    return {name: body for name, body in ENDS.items() if name not in states}


def _library(case: Case) -> Library:
    """All flows of the case; FlowProblems when one of them has errors."""
    files = {
        f"{name}/flow.yaml": json.dumps({"flow": name, "version": 1, **body})  # JSON is YAML
        for name, body in _bodies(case).items()
    }
    library, problems = read_library(files)
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        raise FlowProblems(errors)
    return library


def _nothing_stored(_flow: str, _version: int, _structure: str) -> None:
    """No session of a case outlives its flow."""


class _Run:
    """A session between its events: what is stored, what is pending and when."""

    def __init__(self, charts: Charts) -> None:
        self._charts = charts
        self._contact = Contact(id="c1", channel="test", address="me", language="en")
        self._clock = 0.0
        self._sent = 0
        self._pending: dict[str, tuple[float, int, Event]] = {}
        self.trace: list[Any] = []
        self.session = Session(id="s1", subject="me", frames=())
        self._take(None)

    def fact(self, name: str, data: Mapping[str, Any]) -> None:
        """Something happened outside, after all that is due now."""
        self.wait(0.0)
        self._take(Event(kind=EventKind.FACT, name=name, data=data))

    def wait(self, length: float) -> None:
        """Let so many seconds pass."""
        end = self._clock + length
        for _ in range(_MOST_TIMERS):
            if not self._pending or min(self._pending.values())[0] > end:
                break
            self._next()
        self._clock = end

    def exhaust(self) -> None:
        """Let time pass until nothing is pending."""
        for _ in range(_MOST_TIMERS):
            if not self._pending:
                return
            self._next()
        raise AssertionError("the chart never comes to an end")

    def _next(self) -> None:
        identity = min(self._pending, key=lambda key: self._pending[key][:2])
        due, _, event = self._pending.pop(identity)
        self._clock = max(self._clock, due)
        self._take(event)

    def _take(self, event: Event | None) -> None:
        """One turn in memory, from the stored session to the stored session."""
        if self.session.status is Status.DONE:
            return
        now = _START + timedelta(seconds=self._clock)
        turn = Turn(self._charts, _SILENT, self.session, self._contact, now)
        if event is None:
            turn.begin(MAIN, {})
        elif event.kind is EventKind.FACT:
            turn.dispatch(event.name, event.data)
        else:
            turn.deliver_to_frame(event, event.name)
        turn.rest()
        self.session = turn.stored()
        for effect in turn.effects:
            self._carry_out(effect)

    def _carry_out(self, effect: Effect) -> None:
        match effect:
            case Log(value=value):
                self.trace.append(value)
            case SetTimer(id=identity, delay=delay, event=name, data=data, frame=frame, state=state, token=token):
                event = Event(kind=EventKind.TIMER, name=name, data=data, frame=frame, state=state, token=token)
                self._plan(identity, delay, event)
            case CancelTimer(id=identity):
                self._pending.pop(identity, None)
            case SendEvent(subject=subject, event=name, data=data, delay=delay) if subject == self.session.subject:
                self._plan(f"fact {self._sent}", delay, Event(kind=EventKind.FACT, name=name, data=data))

    def _plan(self, identity: str, delay: float, event: Event) -> None:
        self._sent += 1
        self._pending[identity] = (self._clock + delay, self._sent, event)
