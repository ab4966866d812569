"""The words of one flow in one language, each with its place. `words.py` reads them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from engine.charts.problems import Place
from engine.charts.texts import PluralText, Text
from engine.domain.values import Json

Compiled: TypeAlias = Text | PluralText


class Wording:
    """One text as written, and where. A mapping is a plural: `count` and a text for each category.

    `text` is made when first asked for; its `check` tells whether it is sound.
    """

    __slots__ = ("_compile", "_text", "place", "written")

    def __init__(self, written: str | Mapping[str, str], place: Place, compile: Callable[[], Compiled]) -> None:
        self.written = written
        self.place = place
        self._compile = compile
        self._text: Compiled | None = None

    def __repr__(self) -> str:
        return f"Wording({self.written!r}, {self.place})"

    @property
    def text(self) -> Compiled:
        """The text. Two threads may make it at once; both get an equal one."""
        if self._text is None:
            self._text = self._compile()
        return self._text


@dataclass(frozen=True, slots=True, kw_only=True)
class OptionWords:
    """How an option is shown, and which words besides its label choose it."""

    label: Wording
    place: Place
    description: Wording | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TemplateUse:
    """The approved template that says the same as a text, and the values for its places, in order."""

    name: str
    place: Place
    values: tuple[Wording, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TextEntry:
    """The words under one key. `retry` and `remind` escalate; the last one repeats."""

    key: str
    place: Place
    say: Wording | None = None
    help: Wording | None = None
    retry: tuple[Wording, ...] = ()
    remind: tuple[Wording, ...] = ()
    problems: Mapping[str, Wording] = field(default_factory=dict)
    options: Mapping[str, OptionWords] = field(default_factory=dict)
    template: TemplateUse | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """One file of words. `problems` and `vocabulary` are only in the shared files, `keywords` only in flows."""

    language: str
    place: Place
    texts: Mapping[str, TextEntry]
    keywords: Mapping[str, tuple[str, ...]]
    keyword_places: Mapping[str, Place]
    problems: Mapping[str, Wording]
    vocabulary: Mapping[str, Json]
