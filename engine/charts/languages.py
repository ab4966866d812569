"""The two declarations in `common/`: the languages in use, and what is known of every contact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.charts.grammar import LANGUAGES
from engine.charts.model import Variable
from engine.charts.parser import read_variables
from engine.charts.problems import Problem
from engine.charts.reading import Functions, Reading
from engine.charts.source import Source
from engine.domain.values import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Languages:
    """Released languages must be complete; what is missing in any language is said in the fallback."""

    released: tuple[str, ...]
    draft: tuple[str, ...]
    fallback: str

    @property
    def declared(self) -> tuple[str, ...]:
        """The released ones first."""
        return self.released + self.draft


def parse_languages(source: Source, functions: Functions) -> tuple[Languages | None, list[Problem]]:
    """`released: [en, hi]`, `draft: [mr]`, `fallback: en`."""
    reading = Reading(source, functions)
    raw = reading.fields(source.data, (), "languages", "a mapping with 'released' and 'fallback'")
    if raw is None or "released" not in raw or "fallback" not in raw:
        return None, reading.problems
    released = _codes(reading, raw, "released", {})
    draft = _codes(reading, raw, "draft", released) if "draft" in raw else {}
    fallback = reading.word(raw["fallback"], ("fallback",), LANGUAGES)
    if fallback is not None and fallback not in released:
        message = f"the fallback '{fallback}' is not a released language"
        reading.complain("E108", reading.place(("fallback",)), message)
    found = Languages(released=tuple(released), draft=tuple(draft), fallback=fallback or LANGUAGES[0])
    return found, reading.problems


def parse_contact(source: Source, functions: Functions) -> tuple[Mapping[str, Variable], list[Problem]]:
    """`data:` with the variables every contact has, declared like those of a flow."""
    reading = Reading(source, functions)
    raw = reading.fields(source.data, (), "contact", "a mapping with 'data'")
    return read_variables(reading, raw or {}, "data"), reading.problems


def _codes(reading: Reading, raw: Mapping[str, Json], key: str, taken: Mapping[str, None]) -> dict[str, None]:
    found: dict[str, None] = {}
    for index, item in enumerate(reading.listed(raw[key], (key,))):
        code = reading.word(item, (key, index), LANGUAGES)
        if code is not None and (code in found or code in taken):
            reading.complain("E118", reading.place((key, index)), f"'{code}' is there twice")
        elif code is not None:
            found[code] = None
    return found
