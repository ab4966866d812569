"""How rows are shown to an operator: as columns or as JSON, with texts only where they are asked for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import zip_longest

import click

from engine.domain.values import Data, Json

Row = Mapping[str, Json]

_OPEN = frozenset({"session", "frame", "state", "token", "key", "language", "template", "fallback", "tap", "card"})
"""Keys of payloads and messages whose values tell nothing about a person."""

_OBEYED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Control characters, and those that turn the direction of a line; joiners stay, Hindi is written with them."""


def rows_shown(rows: Iterable[Row], *, as_json: bool, nothing: str) -> None:
    """Print rows, a line for each."""
    found = list(rows)
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
    elif not found:
        click.echo(nothing)
    else:
        for line in _columns([list(found[0]), *([_cell(value) for value in row.values()] for row in found)]):
            click.echo(line)


def row_shown(row: Row, *, as_json: bool) -> None:
    """Print one row, a line for each of its values."""
    if as_json:
        click.echo(json.dumps(dict(row), ensure_ascii=False, indent=1))
        return
    width = max(len(name) for name in row)
    for name, value in row.items():
        click.echo(f"{name:<{width}}  {_cell(value)}")


def masked(value: Json, key: str = "") -> Json:
    """The shape of a value without what a person wrote, was told or is."""
    if key in _OPEN or value is None or isinstance(value, bool):
        return value
    if isinstance(value, dict):
        return {name: masked(each, name) for name, each in value.items()}
    if isinstance(value, list):
        return [masked(each) for each in value]
    return f"({len(value)} characters)" if isinstance(value, str) else "(a number)"


def content(data: Data, *, with_texts: bool) -> Json:
    """A payload or body as an operator may see it."""
    return dict(data) if with_texts else masked(dict(data))


def moment(at: datetime | None) -> str | None:
    """A time in UTC, to the second."""
    return None if at is None else at.isoformat(sep=" ", timespec="seconds")


def _cell(value: Json) -> str:
    """On one line, and nothing that a terminal would obey: it may be what a person wrote."""
    if value is None:
        return "-"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return _OBEYED.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def _columns(rows: Sequence[Sequence[str]]) -> Iterable[str]:
    widths = [max(map(len, column)) for column in zip_longest(*rows, fillvalue="")]
    for row in rows:
        yield "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip()
