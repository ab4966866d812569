"""One pass over one file: values are asked for by kind, and all that is wrong is collected with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping

from engine.charts.codes import CODES
from engine.charts.expressions import Expression, compile_expression
from engine.charts.grammar import BOUNDED, FORMS, LANGUAGES, LONGEST_NAME, REQUIRED, RESERVED, VARIABLE, WORDS_FORMS
from engine.charts.model import Use
from engine.charts.problems import Place, Problem
from engine.charts.source import Path, Source
from engine.charts.suggest import any_of, did_you_mean
from engine.domain.values import Json
from engine.errors import ExpressionError

Functions = Mapping[str, Callable[..., object]]


class Reading:
    """The file being read, what was found wrong in it, and where its expressions stand."""

    def __init__(self, source: Source, functions: Functions) -> None:
        self.source = source
        self.problems: list[Problem] = []
        self.uses: list[Use] = []
        self.state = ""
        self.loops: tuple[str, ...] = ()
        self._functions = functions
        self._compiled: dict[str, Expression | ExpressionError] = {}

    def complain(self, code: str, place: Place, message: str, hint: str = "") -> None:
        """Note a problem; without a better hint the code's remedy is the hint."""
        entry = CODES[code]
        self.problems.append(Problem(place, entry.severity, code, message, hint or entry.remedy))

    def place(self, path: Path) -> Place:
        """Where the value stands."""
        return self.source.marks.value(path)

    def key(self, path: Path) -> Place:
        """Where the key of the value stands."""
        return self.source.marks.key(path)

    def fields(self, value: Json, path: Path, form: str, what: str = "") -> Mapping[str, Json] | None:
        """A mapping with the keys of a form; None when it is something else."""
        if not isinstance(value, dict):
            self.refuse(value, path, what or "a mapping")
            return None
        known = FORMS[form] if form in FORMS else WORDS_FORMS[form]
        if not value.keys() <= known:
            for key in value:
                if key not in known:
                    self.unknown_key(key, path, known)
        self.require(value, path, form)
        return value

    def require(self, value: Mapping[str, Json], path: Path, form: str) -> None:
        """Complain of each key the form cannot do without."""
        for key in sorted(REQUIRED.get(form, frozenset()) - value.keys()):
            self.complain("E103", self.at(path), f"{_label(path)} lacks the key '{key}'", f"Add '{key}:'.")

    def unknown_key(self, key: str, path: Path, known: Collection[str]) -> None:
        """Complain of a key, with the closest known one or all of them."""
        hint = did_you_mean(key, sorted(known)) or f"Possible here: {', '.join(sorted(known))}."
        self.complain("E101", self.key((*path, key)), f"unknown key '{key}' in {_label(path)}", hint)

    def mapping(self, value: Json, path: Path, what: str = "a mapping") -> Mapping[str, Json]:
        """A mapping with keys of the editor's choosing, not empty."""
        if not isinstance(value, dict):
            self.refuse(value, path, what)
            return {}
        if not value:
            self.complain("E114", self.place(path), f"{_label(path)} is empty")
        return value

    def listed(self, value: Json, path: Path, what: str = "a list") -> list[Json]:
        """A list, not empty."""
        if not isinstance(value, list):
            self.refuse(value, path, what)
            return []
        if not value:
            self.complain("E114", self.place(path), f"{_label(path)} is empty")
        return value

    def name(
        self, value: Json, path: Path, pattern: re.Pattern[str], what: str, *, bounded: bool = False
    ) -> str | None:
        """A text that is a whole match of the pattern, and no longer than a name may be."""
        if not isinstance(value, str):
            self.refuse(value, path, what)
            return None
        if not pattern.fullmatch(value):
            self.complain("E104", self.place(path), f"'{value}' is not {what}")
            return None
        if len(value) > LONGEST_NAME and (bounded or pattern in BOUNDED):
            self._too_long(value, self.place(path), what)
            return None
        return value

    def variable(self, value: Json, path: Path) -> str | None:
        """The name of a variable, without a path."""
        name = self.name(value, path, VARIABLE, "the name of a variable")
        if name in RESERVED:
            self.complain("E104", self.place(path), f"the name '{name}' is taken")
            return None
        return name

    def key_name(self, key: str, path: Path, pattern: re.Pattern[str], what: str) -> bool:
        """Whether the key of the value at `path` is a whole match of the pattern."""
        if not pattern.fullmatch(key) or (pattern is VARIABLE and key in RESERVED):
            self.complain("E104", self.key(path), f"'{key}' is not {what}")
            return False
        if len(key) > LONGEST_NAME and pattern in BOUNDED:
            self._too_long(key, self.key(path), what)
            return False
        return True

    def _too_long(self, name: str, place: Place, what: str) -> None:
        message = f"'{name[:20]}...' has {len(name)} characters, and {what} at most {LONGEST_NAME}"
        self.complain("E104", place, message, "Shorten it.")

    def word(self, value: Json, path: Path, allowed: Collection[str]) -> str | None:
        """One of the allowed words."""
        if isinstance(value, str) and value in allowed:
            return value
        if not isinstance(value, str):
            self.refuse(value, path, any_of(allowed))
            return None
        message = f"{_label(path)} must be {any_of(allowed)}, not '{value}'"
        self.complain("E108", self.place(path), message, did_you_mean(value, allowed))
        return None

    def flag(self, value: Json, path: Path) -> bool:
        """True or false."""
        if not isinstance(value, bool):
            self.refuse(value, path, "true or false")
        return value is True

    def whole(self, value: Json, path: Path, minimum: int, maximum: int | None = None, *, hint: str = "") -> int:
        """A whole number from `minimum` to `maximum`; `3.0` is one, as JSON Schema has it."""
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            self.refuse(value, path, "a whole number")
            return minimum
        if value < minimum:
            self.complain("E112", self.place(path), f"{_label(path)} must be at least {minimum}, not {value}", hint)
        elif maximum is not None and value > maximum:
            self.complain("E112", self.place(path), f"{_label(path)} must be at most {maximum}, not {value}", hint)
        return value

    def text(self, value: Json, path: Path) -> str:
        """A text with something in it."""
        if isinstance(value, str) and value.strip():
            return value
        self.refuse(value, path, "a text")
        return ""

    def language(self, key: str, path: Path) -> bool:
        """Whether the key of the value at `path` is one of our languages."""
        if key not in LANGUAGES:
            self.complain("E108", self.key(path), f"'{key}' is none of {', '.join(LANGUAGES)}")
        return key in LANGUAGES

    def refuse(self, value: Json, path: Path, wanted: str, hint: str = "") -> None:
        """Complain that a value is of another kind than wanted."""
        self.complain("E102", self.place(path), f"{_label(path)} must be {wanted}, not {_kind(value)}", hint)

    def at(self, path: Path) -> Place:
        """The place people would point at: the key if there is one."""
        return self.key(path) if path and isinstance(path[-1], str) else self.place(path)

    def guard(self, value: Json, path: Path) -> Expression | None:
        """An expression that stands as it is (`if:`, `skip_if:`, `assert:`)."""
        if not isinstance(value, str):
            self.refuse(value, path, "an expression")
            return None
        if value.startswith("="):
            self.complain("E202", self.place(path), f"{_label(path)} begins with a superfluous '='")
            return None
        return self.expression(value, path)

    def expression(self, text: str, path: Path, mark: str = "", *, place: Place | None = None) -> Expression | None:
        """Compile what stands behind `mark`, and remember where it stands."""
        compiled = self.compiled(text)
        written, exact = self._start(place or self.place(path), mark + text)
        start = Place(written.file, written.line, written.column + len(mark))
        if isinstance(compiled, ExpressionError):
            column = start.column + compiled.column - 1 if exact else start.column
            message = compiled.message if exact else f"{compiled.message} (column {compiled.column} of it)"
            self.complain("E201", Place(start.file, start.line, column), message)
            return None
        self.uses.append(Use(compiled, start, self.state, self.loops))
        return compiled

    def compiled(self, text: str) -> Expression | ExpressionError:
        """The expression, compiled once for each text of the file, or why it cannot be."""
        found = self._compiled.get(text)
        if found is None:
            try:
                found = compile_expression(text, self._functions)
            except ExpressionError as error:
                found = error
            self._compiled[text] = found
        return found

    def own(self, text: str) -> Expression:
        """An expression of the engine's making, which cannot be wrong."""
        compiled = self.compiled(text)
        if isinstance(compiled, ExpressionError):
            raise compiled
        return compiled

    def _start(self, place: Place, written: str) -> tuple[Place, bool]:
        """Where a scalar's text begins, behind its quote, and whether it stands there as it is, on one line."""
        line = self.source.line(place.line)
        offset = place.column - 1
        if line[offset : offset + 1] in ("'", '"'):
            offset += 1
        return Place(place.file, place.line, offset + 1), line.startswith(written, offset)


def _label(path: Path) -> str:
    """How a person would name the place: its key, or which item of which list."""
    if not path:
        return "the file"
    if isinstance(path[-1], str):
        return f"'{path[-1]}'"
    return f"item {path[-1] + 1} of {_label(path[:-1])}"


def _kind(value: Json) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text '{value[:40]}'"
    return "a list" if isinstance(value, list) else "a mapping"
