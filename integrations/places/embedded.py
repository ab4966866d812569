"""Finds towns in a gazetteer kept in memory, without any network."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

from engine.domain.places import Place
from integrations.places.fitting import Fits, all_called, anywhere, inside, nearly_called, sounding_like
from integrations.places.gazetteer import Gazetteer, read_columns
from integrations.places.matching import key, without_kinds
from integrations.places.nearness import Nearness
from integrations.places.scripts import languages_of
from integrations.places.surroundings import Surroundings

SHIPPED = Path(__file__).with_name("places.json.gz")
# Raised whenever the same text could find other towns in the same file.
VERSION = "3"
LONGEST_TEXT = 120
MOST_WORDS = 10
# Looking for slips takes milliseconds each time; further ways to understand a text are looked up by name only.
MOST_LOOSE = 4
_ENDS = " .!?\u0964"
_SIGNS = re.compile(r"[-/;:()\[\]|]+")


@dataclass(frozen=True, slots=True)
class _Meaning:
    """One way to understand a text: a town's name, as typed, and of which of what lies around the town is in each."""

    name: str
    around: tuple[frozenset[int], ...] = ()


_Way: TypeAlias = Callable[[Gazetteer, str, Fits], Sequence[int]]


class EmbeddedPlaceGateway:
    """A PlaceGateway over a file of towns, such as SHIPPED, that is read at the first look-up.

    The best way to fit wins alone: the very name in any of its spellings, then how it sounds, then its beginning or a
    slip of the finger. Within it the likeliest town comes first: the nearer name, the more people, rather in India.
    """

    def __init__(self, source: Path) -> None:
        self._source = source

    def edition(self) -> str:
        """What it knows and how it looks: gateways of one edition find the same."""
        return f"embedded:{VERSION}:{hashlib.sha256(self._source.read_bytes()).hexdigest()}"

    def find(self, text: str, limit: int) -> Sequence[Place]:
        """See PlaceGateway. A state's or country's name alone gives nothing: the town has to be asked for."""
        meanings = self._meanings(text) if 0 < len(text) <= LONGEST_TEXT else ()
        if not meanings or limit <= 0:
            return ()
        towns, called = self._found(meanings)
        places = [self._gazetteer.place(town) for town in towns[:limit]]
        return [_as_called(place, called) if place.name == places[0].name else place for place in places]

    def near(self, latitude: float, longitude: float, limit: int) -> Sequence[Place]:
        """See PlaceGateway."""
        return [self._gazetteer.place(town) for town in self._nearness.towns(latitude, longitude, max(limit, 0))]

    @cached_property
    def _gazetteer(self) -> Gazetteer:
        return Gazetteer(read_columns(self._source))

    @cached_property
    def _surroundings(self) -> Surroundings:
        return Surroundings(self._gazetteer.columns["around"])

    @cached_property
    def _nearness(self) -> Nearness:
        return Nearness(self._gazetteer)

    def _found(self, meanings: Sequence[_Meaning]) -> tuple[Sequence[int], str]:
        """The towns, and the name they were found by: none if others may have it, as a beginning or a slip."""
        first = meanings[0]
        if not first.around and self._surroundings.is_large(first.name):
            return self._gazetteer.columns["sure"].get(key(first.name), ()), ""
        ways: tuple[tuple[_Way, int], ...] = (
            (all_called, MOST_WORDS),
            (sounding_like, MOST_WORDS),
            (nearly_called, MOST_LOOSE),
        )
        for way, most in ways:
            for meaning in meanings[:most]:
                towns = way(self._gazetteer, meaning.name, self._fits(meaning))
                if towns:
                    return towns, "" if way is nearly_called else meaning.name
        return inside(self._gazetteer, first.name, self._fits(first)), ""

    def _fits(self, meaning: _Meaning) -> Fits:
        if not meaning.around:
            return anywhere
        return lambda town: all(self._gazetteer.lies_in(town, around) for around in meaning.around)

    def _meanings(self, text: str) -> tuple[_Meaning, ...]:
        """The text before a comma as a name, or as a name and a region; what is unknown after a comma is not heeded."""
        head, *parts = re.split("[,،\n]", _SIGNS.sub(" ", text))
        words = without_kinds(head.split())
        if not 0 < len(words) <= MOST_WORDS or not key(head):
            return ()
        outside = tuple(
            around for part in parts for around in self._surroundings.named(without_kinds(part.split())) or ()
        )
        return tuple(self._ways(words, outside))

    def _ways(self, words: Sequence[str], outside: tuple[frozenset[int], ...]) -> Iterator[_Meaning]:
        whole = " ".join(words)
        yield _Meaning(whole, outside)
        for at in range(len(words) - 1, 0, -1):
            behind = self._surroundings.named(words[at:])
            if behind:
                yield _Meaning(" ".join(words[:at]), (*behind, *outside))
        if outside:
            yield _Meaning(whole)


def _as_called(place: Place, name: str) -> Place:
    """Whose name nobody wrote down in a language is called there as the person wrote it, in its script."""
    shown = name.strip(_ENDS)
    own = {language: {"name": shown, **place.written.get(language, {})} for language in languages_of(shown)}
    return replace(place, written={**place.written, **own})
