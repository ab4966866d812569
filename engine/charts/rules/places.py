"""From a part of an expression or a text to its column in the file."""

from __future__ import annotations

import re
from collections.abc import Mapping

from engine.charts.problems import Place
from engine.charts.source import Source

_MOST_LINES = 60
_MOST_LINES_BACK = 30


def spot(sources: Mapping[str, Source], place: Place, written: str, column: int) -> Place:
    """The place of a column of what is written at a place; the place itself when it is not written there as it is."""
    source = sources.get(place.file)
    if source is None:
        return place
    line, offset = source.line(place.line), place.column - 1
    for mark in ("", "=", "'", '"', "'=", '"='):
        if line.startswith(mark + written, offset):
            return Place(place.file, place.line, offset + len(mark) + column)
    return place


def key_before(sources: Mapping[str, Source], place: Place, key: str) -> Place:
    """Where a key stands whose value is at a place, or somewhere inside; the place itself when it is not found."""
    source = sources.get(place.file)
    if source is None:
        return place
    pattern = re.compile(rf"(?<![\w.]){re.escape(key)}(?=['\"]?\s*:(?:\s|$)|[ ,\]}}]|$)")
    before = source.line(place.line)[: place.column - 1]
    for number in range(place.line, max(place.line - _MOST_LINES_BACK, 0), -1):
        found = [match.start() for match in pattern.finditer(before)]
        if found:
            return Place(place.file, number, found[-1] + 1)
        before = source.line(number - 1)
    return place


def find_word(sources: Mapping[str, Source], place: Place, word: str) -> Place:
    """Where a word stands in a scalar that begins at a place; the place itself when it is not found."""
    source = sources.get(place.file)
    if source is None:
        return place
    pattern = re.compile(rf"(?<![\w.]){re.escape(word)}(?![\w])")
    offset = place.column - 1
    for number in range(place.line, place.line + _MOST_LINES):
        match = pattern.search(source.line(number), offset)
        if match:
            return Place(place.file, number, match.start() + 1)
        offset = 0
    return place
