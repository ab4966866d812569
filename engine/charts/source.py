"""A flow file as read: its text, its data, and the place of every key and value."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from engine.charts.marks import Marks, Path
from engine.charts.problems import Place
from engine.charts.yaml_events import Reader, stop
from engine.domain.values import Json

__all__ = ["LARGEST_FILE", "Path", "Source", "read_source"]

LARGEST_FILE: Final = 2_000_000

_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_BREAK: Final = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


@dataclass(frozen=True)
class Source:
    """A file as read: `data` is JSON, `marks` knows where each part of it stands."""

    file: str
    text: str = field(repr=False)
    data: Json = field(repr=False)
    marks: Marks = field(repr=False, compare=False)

    def line(self, number: int) -> str:
        """The text of a line, counted from 1; empty beyond the end."""
        return self._lines[number - 1] if 0 < number <= len(self._lines) else ""

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of the text, in hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def _lines(self) -> list[str]:
        return _BREAK.split(self.text)


def read_source(text: str | bytes, file: str) -> Source:
    """The data and the marks of a YAML text; FlowProblems if it is not what a flow may be written in."""
    decoded = _decoded(text, file)
    data, marks = Reader(decoded, file).read()
    return Source(file, decoded, data, marks)


def _decoded(text: str | bytes, file: str) -> str:
    if len(text) > LARGEST_FILE:
        stop(Place(file, 1, 1), "E002", f"the file is larger than {LARGEST_FILE:,} bytes", "Split the flow.")
    shown = (_utf8(text, file) if isinstance(text, bytes) else text).removeprefix("\ufeff")
    forbidden = _FORBIDDEN.search(shown)
    if forbidden:
        message = f"the invisible character U+{ord(forbidden[0]):04X} is not allowed"
        stop(_end_of(shown[: forbidden.start()], file), "E003", message, "Delete it.")
    return shown


def _utf8(text: bytes, file: str) -> str:
    try:
        return text.decode()
    except UnicodeDecodeError as error:
        before = text[: error.start].decode().removeprefix("\ufeff")
        stop(_end_of(before, file), "E001", "the file is not UTF-8", "Save it as UTF-8.")


def _end_of(text: str, file: str) -> Place:
    lines = _BREAK.split(text)
    return Place(file, len(lines), len(lines[-1]) + 1)
