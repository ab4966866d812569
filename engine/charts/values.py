"""Values, arguments, durations and paths as they stand in a flow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from engine.charts.durations import is_too_long, seconds
from engine.charts.grammar import RESERVED, VARIABLE, VARIABLE_PATH
from engine.charts.model import Value
from engine.charts.problems import Place
from engine.charts.reading import Reading
from engine.charts.source import Path
from engine.domain.values import Json

_ANY_LENGTH = 60.0
"""In place of what is no duration; no rule finds anything wrong with it."""


def read_value(reading: Reading, raw: Json, path: Path) -> Value:
    """A literal, or an expression when a text begins with `=`; `==x` is the literal text `=x`."""
    if isinstance(raw, str) and raw.startswith("="):
        place = reading.place(path)
        if raw.startswith("=="):
            return Value(raw[1:], None, place)
        return Value(None, reading.expression(raw[1:], path, "="), place)
    if isinstance(raw, list):
        items = [read_value(reading, item, (*path, index)) for index, item in enumerate(raw)]
        literal = [item.literal for item in items] if all(map(is_literal, items)) else items
        return Value(cast("Json | list[Value]", literal), None, reading.place(path))
    if isinstance(raw, dict):
        return Value(_mapping(reading, raw, path), None, reading.place(path))
    return Value(raw, None, reading.place(path))


def is_literal(value: Value) -> bool:
    """Whether nothing in the value is computed."""
    if value.expression is not None:
        return False
    inner = value.literal
    parts = inner.values() if isinstance(inner, dict) else inner if isinstance(inner, list) else ()
    return not any(isinstance(part, Value) for part in parts)


def read_arguments(reading: Reading, raw: Json, path: Path) -> dict[str, Value]:
    """Named values, as `with:` and `data:` hold them."""
    found: dict[str, Value] = {}
    for name, value in reading.mapping(raw, path, "a mapping of names to values").items():
        if reading.key_name(name, (*path, name), VARIABLE, "a name"):
            found[name] = read_value(reading, value, (*path, name))
    return found


def read_duration(reading: Reading, raw: Json, path: Path) -> float | Value:
    """Seconds, or a computed duration."""
    if isinstance(raw, str) and raw.startswith("=") and not raw.startswith("=="):
        return read_value(reading, raw, path)
    return read_fixed_duration(reading, raw, path)


def read_fixed_duration(reading: Reading, raw: Json, path: Path) -> float:
    """Seconds that are known when the flow is loaded."""
    return _length(reading, raw, reading.place(path))


def read_key_duration(reading: Reading, key: str, path: Path) -> float | Value:
    """A duration that is a key."""
    place = reading.key(path)
    if key.startswith("=") and not key.startswith("=="):
        return Value(None, reading.expression(key[1:], path, "=", place=place), place)
    return _length(reading, key, place)


def read_path(reading: Reading, raw: Json, path: Path) -> tuple[str, ...] | None:
    """The parts of a variable's path, such as `person.name`."""
    name = reading.name(raw, path, VARIABLE_PATH, "the name of a variable")
    return tuple(name.split(".")) if name is not None and _assignable(reading, name, path) else None


def read_key_path(reading: Reading, key: str, path: Path) -> tuple[str, ...] | None:
    """The same for a path that is a key."""
    if not reading.key_name(key, path, VARIABLE_PATH, "the name of a variable"):
        return None
    return tuple(key.split(".")) if _assignable(reading, key, path, key=True) else None


def _length(reading: Reading, raw: Json, place: Place) -> float:
    length = seconds(raw)
    if length is None and is_too_long(raw):
        reading.complain("E107", place, f"'{raw}' is longer than 366 days", "Write a shorter duration.")
    elif length is None:
        reading.complain("E107", place, f"'{raw}' is not a duration")
    return _ANY_LENGTH if length is None else length


def _assignable(reading: Reading, name: str, path: Path, *, key: bool = False) -> bool:
    first = name.split(".")[0]
    if first not in RESERVED or (first == "contact" and "." in name):
        return True
    place = reading.key(path) if key else reading.place(path)
    reading.complain("E104", place, f"'{name}' cannot be assigned to", "Declare a variable in 'data:'.")
    return False


def _mapping(reading: Reading, raw: Mapping[str, Json], path: Path) -> Json | dict[str, Value]:
    values = {key: read_value(reading, item, (*path, key)) for key, item in raw.items()}
    if all(map(is_literal, values.values())):
        return cast("Json", {key: value.literal for key, value in values.items()})
    return values
