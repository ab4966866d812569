"""The catalogue: every name a flow may call, listed explicitly where the application is wired.

A *local action* is a pure function that runs inside the turn. A *job* touches a gateway: it runs after the commit and
answers with an `Outcome`, which comes back to the chart as `done.run.<outcome>`. A *validator* reads an answer.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from engine.domain.values import Json

F = TypeVar("F", bound=Callable[..., Any])

EVERY_JOB = ("failed", "timeout")
"""Outcomes every job has: it raised, or its time was up."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The word a job answers with, and its result (`event.value`)."""

    name: str
    value: Json = None


@dataclass(frozen=True, slots=True)
class Parameter:
    """One argument an action takes, read from its signature."""

    name: str
    required: bool


@dataclass(frozen=True, slots=True)
class Action:
    """A named verb. `outcomes` is empty for a local action."""

    name: str
    call: Callable[..., Any]
    parameters: tuple[Parameter, ...]
    outcomes: tuple[str, ...] = ()

    @property
    def is_job(self) -> bool:
        return bool(self.outcomes)


@dataclass(frozen=True, slots=True)
class _Mark:
    kind: str
    name: str
    outcomes: tuple[str, ...] = ()


def action(name: str, *, outcomes: Iterable[str] = ()) -> Callable[[F], F]:
    """Name a function for flows. With outcomes it is a job and returns `Outcome`; without, it is local and pure."""
    return _marked(_Mark("action", name, tuple(outcomes)))


def validator(name: str) -> Callable[[F], F]:
    """Name a reader of answers for `ask:`; it takes `(text, arguments, context)` and returns a Reading."""
    return _marked(_Mark("validator", name))


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All actions, validators and pure functions of an application."""

    actions: Mapping[str, Action] = field(default_factory=dict)
    validators: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    functions: Mapping[str, Callable[..., Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, members: Iterable[Callable[..., Any]], functions: Mapping[str, Callable[..., Any]]) -> Catalogue:
        """The catalogue of these marked callables. ValueError on an unmarked one, or a name given twice."""
        actions: dict[str, Action] = {}
        validators: dict[str, Callable[..., Any]] = {}
        for member in members:
            mark = getattr(member, "__catalogued__", None)
            if not isinstance(mark, _Mark):
                raise ValueError(f"{member!r} is not marked with @action or @validator")
            if mark.name in actions or mark.name in validators:
                raise ValueError(f"{mark.name!r} is in the catalogue twice")
            if mark.kind == "validator":
                validators[mark.name] = member
            else:
                actions[mark.name] = Action(mark.name, member, _parameters(member), _outcomes(mark))
        return cls(actions, validators, dict(functions))

    def with_actions(self, members: Iterable[Callable[..., Any]]) -> Catalogue:
        """The same catalogue with these actions, which take the place of those of their names."""
        added = Catalogue.of(members, self.functions)
        return Catalogue({**self.actions, **added.actions}, self.validators, self.functions)


def _marked(mark: _Mark) -> Callable[[F], F]:
    def apply(function: F) -> F:
        function.__catalogued__ = mark  # type: ignore[attr-defined]
        return function

    return apply


def _outcomes(mark: _Mark) -> tuple[str, ...]:
    return (*mark.outcomes, *EVERY_JOB) if mark.outcomes else ()


def _parameters(function: Callable[..., Any]) -> tuple[Parameter, ...]:
    signature = inspect.signature(function)
    return tuple(
        Parameter(name, parameter.default is inspect.Parameter.empty)
        for name, parameter in signature.parameters.items()
    )
