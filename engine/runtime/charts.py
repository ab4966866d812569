"""The charts of a library: built once, shared by all sessions, and the old editions that live sessions still need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

from engine.actions.catalogue import Catalogue
from engine.charts.collector import collector_paused
from engine.charts.entries import TextEntry
from engine.charts.keywords import normalised
from engine.charts.library import Library
from engine.charts.model import Flow, Kind, Policy
from engine.domain.sessions import Frame
from engine.errors import ExecutionError, ExpressionError, UnknownFlow
from engine.runtime.build import Witness, build_chart
from engine.runtime.kernel import Chart
from engine.runtime.trail import BOOKS
from engine.runtime.values import ValueOf, value_of
from engine.runtime.verbs import ErrorMode

Stored: TypeAlias = Callable[[str, int, str], Library | None]
"""Finds the library a flow was stored with, by flow, version and structure."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One version of one flow, ready to run, with the library its words come from."""

    flow: Flow
    chart: Chart
    library: Library
    variables: tuple[str, ...]
    entries: dict[tuple[str, str], tuple[TextEntry, str]] = field(default_factory=dict)
    """The words found for a key in a language, and the language they are in."""
    constant_words: dict[tuple[str, str, str], tuple[str, str]] = field(default_factory=dict)
    """Label and description of options whose words never change, by state, option and language."""

    chosen_by: dict[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """The answers of `words_of`, as they are first asked for."""
    defaults: tuple[tuple[str, ValueOf], ...] = ()

    mode: ErrorMode = ErrorMode.ABORT
    reminding: frozenset[str] = frozenset()
    """The states with reminders."""
    holding: frozenset[str] = frozenset()
    """The states in which people answer instead of the bot."""

    def words_of(self, state: str) -> Mapping[str, tuple[str, ...]]:
        """The normalised labels and words of a question's options, in all languages, with the options they may mean."""
        found = self.chosen_by.get(state)
        if found is None:
            found = self.chosen_by[state] = _option_words(self.library, self.flow.id, state)
        return found

    def initial_data(
        self, arguments: Mapping[str, Any], scope: Mapping[str, Any]
    ) -> tuple[dict[str, Any], list[ExecutionError]]:
        """The variables of a new frame, each default computed in the scope and with the ones before it.

        ExecutionError on an argument the flow does not declare as input. A default that cannot be computed raises too,
        or is null and told, as the mode says.
        """
        errors: list[ExecutionError] = []
        for name in arguments:
            if name not in self.flow.input:
                raise ExecutionError(f"flow {self.flow.id!r} has no input {name!r}")
        data = dict(arguments)
        for name, default in self.defaults:
            if name not in data:
                try:
                    data[name] = default({**scope, **data})
                except ExpressionError as error:
                    errors.append(ExecutionError(f"the default of {name!r} in flow {self.flow.id!r}: {error}"))
                    data[name] = None
        if errors and self.mode is ErrorMode.ABORT:
            raise errors[0]
        return data, errors


class Charts:
    """Finds the edition a frame stands in, and moves frames to the current one where their flow says so."""

    def __init__(
        self, library: Library, catalogue: Catalogue, stored: Stored,
        witness: Witness | None = None, errors: ErrorMode = ErrorMode.ABORT,
    ) -> None:  # fmt: skip
        self.library = library
        self.catalogue = catalogue
        self._stored = stored
        self._witness = witness
        self._errors = errors
        self.strangers = {name: value_of(variable.default)({}) for name, variable in library.contact.items()}
        self._current: dict[str, Edition] = {}
        self._old: dict[tuple[str, int, str], Edition] = {}

    def current(self, flow: str) -> Edition:
        """The edition new frames start in. UnknownFlow when no such flow is loaded."""
        edition = self._current.get(flow)
        if edition is None:
            if flow not in self.library.flows:
                raise UnknownFlow(
                    f"flow {flow!r} is not loaded; the loaded ones are {', '.join(sorted(self.library.flows))}"
                )
            edition = self._built(self.library.flows[flow], self.library)
            if self._witness is not None:
                self._witness.built(edition.flow, edition.chart)
            self._current[flow] = edition
        return edition

    def resolve(self, frame: Frame) -> tuple[Frame, Edition]:
        """The frame and the edition it goes on in: the current one if it may, else the one it began in."""
        current = self._current.get(frame.flow)
        if current is None and frame.flow in self.library.flows:
            current = self.current(frame.flow)
        if current is not None:
            if current.flow.structure == frame.structure:
                return frame, current
            if current.flow.policy is Policy.FOLLOW:
                moved = move(frame, current.flow)
                if moved is not None and self._waits_for_the_same(frame, moved, current.flow):
                    return moved, current
        return frame, self._began_in(frame)

    def _waits_for_the_same(self, frame: Frame, moved: Frame, flow: Flow) -> bool:
        """Whether the jobs and sub-flows of the new version are the ones that were started: nothing starts them now."""
        wanted = _awaited(flow, moved.configuration)
        return not wanted or wanted == _awaited(self._began_in(frame).flow, frame.configuration)

    def _began_in(self, frame: Frame) -> Edition:
        key = (frame.flow, frame.version, frame.structure)
        edition = self._old.get(key)
        if edition is None:
            library = self._stored(*key)
            if library is None or frame.flow not in library.flows:
                raise UnknownFlow(
                    f"flow {frame.flow!r} version {frame.version} ({frame.structure}) is neither loaded nor stored"
                )
            edition = self._old[key] = self._built(library.flows[frame.flow], library)
        return edition

    def _built(self, flow: Flow, library: Library) -> Edition:
        with collector_paused():
            chart = build_chart(flow, self.catalogue, witness=self._witness, errors=self._errors)
        variables = {**flow.data, **flow.input}
        defaults = tuple((name, value_of(variable.default)) for name, variable in variables.items())
        return Edition(
            flow, chart, library, tuple(variables), defaults=defaults, mode=self._errors,
            reminding=frozenset(name for name, state in flow.states.items() if any(t.remind for t in state.timers)),
            holding=frozenset(name for name, state in flow.states.items() if state.hold),
        )  # fmt: skip


def _option_words(library: Library, flow: str, state: str) -> dict[str, tuple[str, ...]]:
    index: dict[str, dict[str, None]] = {}
    for language in library.languages.declared:
        words = library.words.get((flow, language))
        entry = words.texts.get(state) if words else None
        for option, wording in entry.options.items() if entry else ():
            label = wording.label.written
            for word in (option, *([label] if isinstance(label, str) else []), *wording.words):
                index.setdefault(normalised(word), {})[option] = None
    return {word: tuple(options) for word, options in index.items()}


def move(frame: Frame, flow: Flow) -> Frame | None:
    """The frame in another version of its flow; None when a state it stands in is neither there nor `moved`."""
    configuration = tuple(flow.moved.get(name, name) for name in frame.configuration)
    for name in configuration:
        state = flow.states.get(name)
        if state is None or state.kind not in (Kind.ATOMIC, Kind.FINAL):
            return None
    if not _is_legal(configuration, flow):
        return None
    history = {
        name: tuple(flow.moved.get(state, state) for state in states)
        for name, states in frame.history.items()
        if name in flow.states and all(flow.moved.get(state, state) in flow.states for state in states)
    }
    constants = {n: v.default for n, v in flow.data.items() if v.default.expression is None}
    defaults = {name: value_of(default)({}) for name, default in constants.items()}
    data = _renamed({**defaults, **frame.data}, flow.moved) if flow.moved else {**defaults, **frame.data}
    return replace(
        frame, version=flow.version, structure=flow.structure, configuration=configuration, history=history,
        data=data,
        tokens={flow.moved.get(name, name): token for name, token in frame.tokens.items()},
    )  # fmt: skip


def _renamed(data: dict[str, Any], moved: Mapping[str, str]) -> dict[str, Any]:
    """The books of questions under the questions' new names."""
    for book in BOOKS:
        kept = data.get(book)
        if isinstance(kept, dict):
            data[book] = {moved.get(state, state): value for state, value in kept.items()}
        elif isinstance(kept, list):
            data[book] = [moved.get(state, state) for state in kept]
    return data


def _awaited(flow: Flow, configuration: tuple[str, ...]) -> list[str]:
    """The jobs and sub-flows that the active states wait for."""
    active: dict[str, None] = {}
    for name in configuration:
        here: str | None = name
        while here is not None:
            active[here] = None
            here = flow.states[here].parent
    states = [flow.states[name] for name in active]
    return [each.action for state in states if (each := state.run)] + [c.flow for state in states if (c := state.call)]


def _is_legal(configuration: tuple[str, ...], flow: Flow) -> bool:
    """One active child in each active compound state, every region of each active parallel one."""
    active: set[str] = set()
    for name in configuration:
        here: str | None = name
        while here is not None:
            active.add(here)
            here = flow.states[here].parent
    for name in active:
        state = flow.states[name]
        children = [child for child in state.children if flow.states[child].kind not in (Kind.SHALLOW, Kind.DEEP)]
        inside = sum(child in active for child in children)
        if state.kind is Kind.COMPOUND and inside != 1:
            return False
        if state.kind is Kind.PARALLEL and inside != len(children):
            return False
    return True
