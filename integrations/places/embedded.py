"""Finds towns in a small list kept in memory, without any network."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from engine.domain.places import Place
from integrations.places.gazetteer import Town, read_towns
from integrations.places.matching import is_one_slip_away, key

SHIPPED = Path(__file__).with_name("places.yaml")
LONGEST_TEXT = 120
MOST_WORDS = 10
# Shorter beginnings and slips fit too many names to mean anything.
SHORTEST_BEGINNING = 3
SHORTEST_SLIP = 4


@dataclass(frozen=True, slots=True)
class _Meaning:
    """One way to understand a text: a town's name, and names of which the town must lie in one each."""

    name: str
    around: tuple[frozenset[str], ...] = ()

    def can_be(self, town: Town) -> bool:
        """Whether the town lies where it is said to lie."""
        return all(names & town.around for names in self.around)


_Fit: TypeAlias = Callable[[str, str], bool]


class EmbeddedPlaceGateway:
    """A PlaceGateway over a file of towns, such as SHIPPED, that is read once, when it is made.

    The best way to fit wins alone: the very name (in any of its spellings), then its beginning, then one slip of
    the finger. Within it the town with the most people comes first.
    """

    def __init__(self, source: Path) -> None:
        self._towns = read_towns(source)
        self._regions = frozenset(name for town in self._towns for name in town.around)

    def find(self, text: str, limit: int) -> Sequence[Place]:
        """See PlaceGateway. A state's or country's name alone gives nothing: the town has to be asked for."""
        meanings = self._meanings(text) if len(text) <= LONGEST_TEXT else ()
        if meanings and meanings[0].name in self._regions:
            return _places(self._first_fit(meanings[:1], _is_same), limit)
        ways = (self._first_fit(meanings, fits) for fits in (_is_same, _begins, _slips))
        return _places(next((towns for towns in ways if towns), ()), limit)

    def _meanings(self, text: str) -> tuple[_Meaning, ...]:
        """The text before a comma as a name, or as a name and a region; what is unknown after a comma is not heeded."""
        head, *parts = [key(part) for part in text.split(",")]
        words = head.split()
        if not 0 < len(words) <= MOST_WORDS:
            return ()
        outside = tuple(names for part in parts for names in self._around(part.split()) or ())
        splits = ((words[:at], self._around(words[at:])) for at in range(len(words) - 1, 0, -1))
        divided = [_Meaning(" ".join(name), (*inside, *outside)) for name, inside in splits if inside]
        return (_Meaning(head, outside), *divided, _Meaning(head))

    def _around(self, words: Sequence[str]) -> tuple[frozenset[str], ...] | None:
        """The words as names of regions and countries, or as one name with a slip; None if they are not."""
        phrase = " ".join(words)
        slips = frozenset(region for region in self._regions if _slips(phrase, region))
        return self._exactly_around(words) or ((slips,) if slips else None)

    def _exactly_around(self, words: Sequence[str]) -> tuple[frozenset[str], ...]:
        names: list[frozenset[str]] = []
        while words:
            ends = range(min(len(words), MOST_WORDS), 0, -1)
            end = next((at for at in ends if " ".join(words[:at]) in self._regions), None)
            if end is None:
                return ()
            names.append(frozenset([" ".join(words[:end])]))
            words = words[end:]
        return tuple(names)

    def _first_fit(self, meanings: Sequence[_Meaning], fits: _Fit) -> tuple[Town, ...]:
        found = (self._fitting(meaning, fits) for meaning in meanings)
        return next((towns for towns in found if towns), ())

    def _fitting(self, meaning: _Meaning, fits: _Fit) -> tuple[Town, ...]:
        inside = (town for town in self._towns if meaning.can_be(town))
        return tuple(town for town in inside if any(fits(meaning.name, name) for name in town.names))


def _places(towns: Sequence[Town], limit: int) -> tuple[Place, ...]:
    return tuple(town.place for town in towns[: max(limit, 0)])


def _is_same(typed: str, name: str) -> bool:
    return typed == name


def _begins(typed: str, name: str) -> bool:
    return len(typed) >= SHORTEST_BEGINNING and name.startswith(typed)


def _slips(typed: str, name: str) -> bool:
    return len(typed) >= SHORTEST_SLIP and is_one_slip_away(typed, name)
