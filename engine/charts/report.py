"""How problems are shown: for people with the line and a caret, for programs as JSON, for GitHub as annotations."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum

from engine.charts.problems import Place, Problem, Severity
from engine.charts.source import Source

Paint = Callable[[str, Severity], str]
"""Colours a piece of text by the severity of its problem."""

_WIDEST = 100


class Format(StrEnum):
    """For whom the report is."""

    TEXT = "text"
    JSON = "json"
    GITHUB = "github"


def render(
    problems: Iterable[Problem],
    format: Format,
    sources: Mapping[str, Source],
    titles: Mapping[str, str],
    *,
    folder: str = "",
    paint: Paint = lambda text, _: text,
) -> str:
    """The whole report, sorted by place. `titles` are those of the codes; `folder` stands before the files' names."""
    found = sorted(problems, key=lambda problem: (problem.place, problem.code, problem.message))
    if format is Format.JSON:
        return json.dumps([_as_json(problem, folder) for problem in found], ensure_ascii=False, indent=2)
    if format is Format.GITHUB:
        return "\n".join([*(_annotation(problem, titles, folder) for problem in found), counted(found)])
    return "\n\n".join([*(_shown(problem, sources, folder, paint) for problem in found), counted(found)])


def counted(problems: Sequence[Problem]) -> str:
    """`2 errors and 1 warning`."""
    errors = sum(problem.severity is Severity.ERROR for problem in problems)
    warnings = len(problems) - errors
    parts = [_number(errors, "error")] if errors else []
    parts += [_number(warnings, "warning")] if warnings else []
    return " and ".join(parts) or "no problems"


def _number(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _shown(problem: Problem, sources: Mapping[str, Source], folder: str, paint: Paint) -> str:
    place = problem.place
    head = f"{folder}{place}: {paint(str(problem.severity), problem.severity)} {problem.code} {problem.message}"
    lines = [head, *_pointed(place, sources.get(place.file), lambda caret: paint(caret, problem.severity))]
    if problem.hint:
        lines.append(f"  {problem.hint}")
    return "\n".join(lines)


def _pointed(place: Place, source: Source | None, paint: Callable[[str], str]) -> list[str]:
    """The line with a caret under the column; a long line is cut around it."""
    line = source.line(place.line) if source else ""
    if not line.strip():
        return []
    column = min(place.column - 1, len(line))
    start = max(0, column - _WIDEST * 2 // 3) if len(line) > _WIDEST else 0
    begin = "..." if start else ""
    end = "..." if len(line) > start + _WIDEST else ""
    piece = line[start : start + _WIDEST].replace("\t", " ")
    before = begin + line[start:column]
    return [f"  | {begin}{piece}{end}", f"  | {' ' * width(before)}{paint('^')}"]


def width(text: str) -> int:
    """How many columns a terminal takes: none for signs above and below a letter, two for wide letters."""
    return sum(_columns(char) for char in text)


def _columns(char: str) -> int:
    # A vowel sign that stands beside its letter (category Mc) takes a column of its own in most terminals.
    if unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1


def _as_json(problem: Problem, folder: str) -> Mapping[str, str | int]:
    place = problem.place
    return {
        "file": f"{folder}{place.file}",
        "line": place.line,
        "column": place.column,
        "severity": str(problem.severity),
        "code": problem.code,
        "message": problem.message,
        "hint": problem.hint,
    }


def _annotation(problem: Problem, titles: Mapping[str, str], folder: str) -> str:
    """GitHub reads one line for each problem; see its documentation of workflow commands for what is escaped."""
    place = problem.place
    title = problem.code if problem.code not in titles else f"{problem.code} {titles[problem.code]}"
    where = f"file={_property(folder + place.file)},line={place.line},col={place.column},title={_property(title)}"
    text = f"{problem.message}\n{problem.hint}" if problem.hint else problem.message
    return f"::{problem.severity} {where}::{_message(text)}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
