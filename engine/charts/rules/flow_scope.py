"""One flow as the rules look at it: what is where, worked out once and shared by all rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from engine.charts.expressions import Expression
from engine.charts.model import Action, Do, For, If, Kind, Say, Set, State, Transition, Use, Value, Variable
from engine.charts.problems import Place
from engine.charts.rules.places import key_before, spot
from engine.charts.rules.reach import reached
from engine.charts.source import Path, Source
from engine.domain.values import Json

if TYPE_CHECKING:
    from engine.charts.rules.scope import Scope

A = TypeVar("A")


@dataclass(frozen=True, slots=True)
class Placed:
    """An action, the state it belongs to, the arc it hangs on (none: entry or exit), and the loops around it."""

    action: Action
    state: State
    arc: Transition | None
    loops: tuple[str, ...] = ()


class FlowScope:
    """One flow of the library. `name` is its folder."""

    def __init__(self, scope: Scope, name: str) -> None:
        self.scope = scope
        self.name = name
        self.flow = scope.library.flows[name]
        self.states = self.flow.states

    @cached_property
    def variables(self) -> Mapping[str, Variable]:
        """Everything declared in `data:` and `input:`."""
        return {**self.flow.input, **self.flow.data}

    @cached_property
    def up(self) -> Mapping[str, tuple[State, ...]]:
        """Each state with those around it, from the inside outwards."""
        found: dict[str, tuple[State, ...]] = {}
        for id, state in self.states.items():
            found[id] = (state, *found.get(state.parent, ())) if state.parent else (state,)
        return found

    @cached_property
    def arcs(self) -> tuple[Transition, ...]:
        """All transitions, the initial ones and the defaults of histories too."""
        found: list[Transition] = []
        for state in self.states.values():
            if state.initial is not None:
                found.append(state.initial)
            found += state.transitions
        return tuple(found)

    @cached_property
    def actions(self) -> tuple[Placed, ...]:
        """All actions, those inside of `if` and `for` too."""
        found: list[Placed] = []
        for state in self.states.values():
            for block in (*state.enter, *state.exit):
                found += _walk(block, state, None, ())
            for arc in (state.initial, *state.transitions):
                if arc is not None and arc.actions:
                    found += _walk(arc.actions, state, arc, ())
        return tuple(found)

    @cached_property
    def _by_verb(self) -> Mapping[type, list[Placed]]:
        found: dict[type, list[Placed]] = {}
        for placed in self.actions:
            found.setdefault(type(placed.action), []).append(placed)
        return found

    def each(self, verb: type[A]) -> Iterator[tuple[A, Placed]]:
        """All actions of one verb."""
        for placed in self._by_verb.get(verb, ()):
            if isinstance(placed.action, verb):
                yield placed.action, placed

    @cached_property
    def reached(self) -> frozenset[str]:
        """The states a session can ever stand in; all, while an arc leads to a state there is not."""
        if any(target not in self.states for arc in self.arcs for target in arc.targets):
            return frozenset(self.states)
        return reached(self.flow)

    @cached_property
    def outcomes(self) -> tuple[str, ...]:
        """The final states that end the flow and can be reached."""
        root = self.states[self.flow.id]
        return tuple(id for id in root.children if self.states[id].kind is Kind.FINAL and id in self.reached)

    @cached_property
    def assigned(self) -> Mapping[str, Place]:
        """The variables something assigns to, each with the first place."""
        found: dict[str, Place] = {}
        for action, _ in self.each(Set):
            for index, (path, value) in enumerate(action.assignments):
                place = action.places[index] if index < len(action.places) else value.place or action.place
                found.setdefault(path[0], place)
        for called, _ in self.each(Do):
            if called.into:
                found.setdefault(called.into[0], called.place)
        return found

    @cached_property
    def read(self) -> frozenset[str]:
        """The names that expressions and texts of the flow read."""
        found = {name for use in self.flow.uses for name in use.expression.names}
        return frozenset(found | self.scope.texts.names(self.name))

    @cached_property
    def said(self) -> Mapping[str, list[Placed]]:
        """The keys of texts that are said, each with its actions."""
        found: dict[str, list[Placed]] = {}
        for action, placed in self.each(Say):
            found.setdefault(action.key, []).append(placed)
        return found

    def fields(self, state: State) -> Mapping[str, Json]:
        """What the editor wrote for a state; empty when it cannot be found."""
        return self._written(state)[0]

    def value(self, state: State, key: str) -> Place:
        """Where the value under a key of a state stands; the state itself when it cannot be found."""
        fields, path = self._written(state)
        return self._source.marks.value((*path, key)) if self._source and key in fields else state.place

    def _written(self, state: State) -> tuple[Mapping[str, Json], Path]:
        found: Json = self._source.data if self._source else None
        path: Path = ()
        for step in reversed(self.up[state.id][:-1]):
            within = "states" if isinstance(found, dict) and found.get("states") else "parallel"
            inner = found.get(within) if isinstance(found, dict) else None
            found, path = (inner.get(step.id) if isinstance(inner, dict) else None), (*path, within, step.id)
        return (found, path) if isinstance(found, dict) else ({}, ())

    @property
    def _source(self) -> Source | None:
        return self.scope.library.sources.get(self.flow.place.file)

    def uses_of(self, expression: Expression) -> Sequence[Use]:
        """Where an expression stands in the file."""
        return self._uses.get(expression, ())

    @cached_property
    def _uses(self) -> Mapping[Expression, list[Use]]:
        found: dict[Expression, list[Use]] = {}
        for use in self.flow.uses:
            found.setdefault(use.expression, []).append(use)
        return found

    def uses_in(self, state: str) -> Sequence[Use]:
        """The expressions of a state."""
        return self._uses_by_state.get(state, ())

    @cached_property
    def _uses_by_state(self) -> Mapping[str, list[Use]]:
        found: dict[str, list[Use]] = {}
        for use in self.flow.uses:
            found.setdefault(use.state, []).append(use)
        return found

    def column(self, use: Use, column: int) -> Place:
        """The place of a column of an expression."""
        return self.spot(use.place, use.expression, column)

    def key(self, place: Place, key: str) -> Place:
        """Where a key stands whose value is at a place."""
        return key_before(self.scope.library.sources, place, key)

    def spot(self, place: Place | None, expression: Expression, column: int) -> Place:
        """The place of a column of an expression that stands at a place, perhaps behind a quote and a `=`."""
        return spot(self.scope.library.sources, place or self.flow.place, expression.source, column)


def values_in(value: Value) -> Iterator[Value]:
    """The value and, if it is a list or mapping with computed parts, its parts."""
    yield value
    inner = value.literal
    if isinstance(inner, list | dict):
        for part in inner.values() if isinstance(inner, dict) else inner:
            if isinstance(part, Value):
                yield from values_in(part)


def _walk(actions: tuple[Action, ...], state: State, arc: Transition | None, loops: tuple[str, ...]) -> list[Placed]:
    found: list[Placed] = []
    for action in actions:
        found.append(Placed(action, state, arc, loops))
        if isinstance(action, If):
            for _, body in action.branches:
                found += _walk(body, state, arc, loops)
        elif isinstance(action, For):
            names = tuple(name for name in (action.item, action.index) if name)
            found += _walk(action.body, state, arc, (*loops, *names))
    return found
