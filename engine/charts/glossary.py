"""`glossary.yaml`: the one right word for each thing in each language, and the words that are not to be used for it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from engine.charts.grammar import AVOIDED, STATE_ID
from engine.charts.problems import Problem
from engine.charts.reading import Functions, Reading
from engine.charts.source import Path, Source
from engine.domain.values import Json

ANY_ENDING: Final = "*"
"""After a word to avoid: it is found with endings too, which the languages of India join to the word."""

_LETTER: Final = r"[\w\u0900-\u0963\u0966-\u0dff\u200c\u200d]"
"""Vowel signs are no word characters to `re`, and the danda is none at all."""

_LETTERS: Final = f"{_LETTER}*"


@dataclass(frozen=True, slots=True, kw_only=True)
class Avoided:
    """A word that is not to be used, and why. With `any_ending` it is also found where an ending is joined to it."""

    word: str
    reason: str
    any_ending: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A thing people are told about: the word for it by language, and what it is not to be called."""

    name: str
    meaning: str
    words: Mapping[str, str]
    avoided: Mapping[str, tuple[Avoided, ...]] = field(default_factory=dict)

    def misnamed(self, language: str, text: str) -> Iterator[tuple[str, Avoided]]:
        """The words to avoid in a text, each once and as written; inside the right word they may stand."""
        right = self.words.get(language)
        allowed = [found.span() for found in re.finditer(re.escape(right), text, re.IGNORECASE)] if right else []
        for avoided in self.avoided.get(language, ()):
            for found in _pattern(avoided.word, any_ending=avoided.any_ending).finditer(text):
                stem_ends = found.start() + len(avoided.word)
                if not any(start <= found.start() and stem_ends <= end for start, end in allowed):
                    yield found[0], avoided
                    break


def any_to_avoid(terms: Sequence[Term], language: str) -> re.Pattern[str] | None:
    """Finds any word to avoid of a language: most texts have none, and are looked at once instead of term by term."""
    avoided = [avoided for term in terms for avoided in term.avoided.get(language, ())]
    words = "|".join(re.escape(each.word) + (_LETTERS if each.any_ending else "") for each in avoided)
    return _whole(words) if words else None


def parse_glossary(source: Source, functions: Functions) -> tuple[tuple[Term, ...], list[Problem]]:
    """`terms:` with a term under each name."""
    reading = Reading(source, functions)
    raw = reading.fields(source.data, (), "glossary", "a mapping with 'terms'") or {}
    terms = reading.mapping(raw["terms"], ("terms",)) if "terms" in raw else {}
    found = [
        _term(reading, name, value, ("terms", name))
        for name, value in terms.items()
        if reading.key_name(name, ("terms", name), STATE_ID, "the name of a term")
    ]
    return tuple(found), reading.problems


def _term(reading: Reading, name: str, raw: Json, path: Path) -> Term:
    fields = reading.fields(raw, path, "term") or {}
    words, avoid = (*path, "words"), (*path, "avoid")
    return Term(
        name=name,
        meaning=reading.text(fields["meaning"], (*path, "meaning")) if "meaning" in fields else "",
        words={
            language: reading.text(word, (*words, language)) for language, word in _by_language(reading, fields, words)
        },
        avoided={
            language: tuple(_avoided(reading, listed, (*avoid, language)))
            for language, listed in _by_language(reading, fields, avoid)
        },
    )


def _by_language(reading: Reading, fields: Mapping[str, Json], path: Path) -> Iterator[tuple[str, Json]]:
    """What stands under each language of the last key of a path."""
    key = str(path[-1])
    values = reading.mapping(fields[key], path, "a mapping of languages") if key in fields else {}
    for language, value in values.items():
        if reading.language(language, (*path, language)):
            yield language, value


def _avoided(reading: Reading, raw: Json, path: Path) -> Iterator[Avoided]:
    for word, reason in reading.mapping(raw, path, "a mapping of words to reasons").items():
        if reading.key_name(word, (*path, word), AVOIDED, "a word to avoid"):
            yield Avoided(
                word=word.removesuffix(ANY_ENDING),
                reason=reading.text(reason, (*path, word)),
                any_ending=word.endswith(ANY_ENDING),
            )


@cache
def _pattern(word: str, *, any_ending: bool) -> re.Pattern[str]:
    return _whole(re.escape(word) + (_LETTERS if any_ending else ""))


def _whole(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!{_LETTER})(?:{words})(?!{_LETTER})", re.IGNORECASE)
