"""Compiles values: literals, computed values and mappings of them become functions of the scope."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from engine.charts import model
from engine.charts.durations import seconds
from engine.errors import ExecutionError
from engine.runtime.limits import LONGEST_NAME

ValueOf: TypeAlias = Callable[[dict[str, Any]], Any]


def value_of(value: model.Value) -> ValueOf:
    if value.expression is not None:
        return value.expression
    literal = value.literal
    if isinstance(literal, dict):
        return values_of({str(key): _as_value(inner) for key, inner in literal.items()})
    if isinstance(literal, list):
        parts = [value_of(_as_value(inner)) for inner in literal]
        return lambda scope: [part(scope) for part in parts]
    return lambda _scope: literal


def values_of(values: Mapping[str, model.Value] | model.Value) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """A mapping of values, or one value that computes the whole mapping."""
    if isinstance(values, model.Value):
        whole = value_of(values)
        return lambda scope: _as_mapping(whole(scope))
    if not values:
        return _nothing
    parts = [(name, value_of(value)) for name, value in values.items()]
    return lambda scope: {name: part(scope) for name, part in parts}


def text_of(text: str | model.Value) -> Callable[[dict[str, Any]], str]:
    if isinstance(text, str):
        return lambda _scope: text
    value = value_of(text)
    return lambda scope: _as_text(value(scope))


def delay_of(delay: float | model.Value) -> Callable[[dict[str, Any]], float]:
    if isinstance(delay, model.Value):
        value = value_of(delay)
        return lambda scope: _as_seconds(value(scope))
    return lambda _scope: delay


def _as_value(inner: Any) -> model.Value:
    return inner if isinstance(inner, model.Value) else model.Value(inner)


def _as_mapping(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ExecutionError(f"a mapping is needed here, not {type(value).__name__}")
    return value


def _as_text(value: Any) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_NAME or not value.isprintable():
        raise ExecutionError(f"a name is needed here, not {type(value).__name__}")
    return value


def _as_seconds(value: Any) -> float:
    length = seconds(value)
    if length is None:
        raise ExecutionError("a delay is a duration, for example 30s, 10m, 26h or 3d, up to 366 days")
    return length


def _nothing(_scope: dict[str, Any]) -> dict[str, Any]:
    return {}
