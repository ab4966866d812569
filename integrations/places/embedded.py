"""Finds towns in a small list kept in memory, without any network."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from engine.domain.places import Place
from integrations.places.gazetteer import Town, read_towns
from integrations.places.matching import is_one_slip_away, key

SHIPPED = Path(__file__).with_name("places.yaml")
LONGEST_TEXT = 120
# Shorter beginnings and slips fit too many names to mean anything.
SHORTEST_BEGINNING = 3
SHORTEST_SLIP = 4


@dataclass(frozen=True, slots=True)
class _Meaning:
    """One way to understand a text: a town's name, and what is said to lie around it (empty: nothing)."""

    name: str
    around: str


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
        named = self._first_fit(meanings, _is_same)
        if named or (meanings and meanings[0].name in self._regions):
            return _places(named, limit)
        return _places(self._first_fit(meanings, _begins) or self._first_fit(meanings, _slips), limit)

    def _meanings(self, text: str) -> tuple[_Meaning, ...]:
        """The whole text as a name; then its beginning as a name within the rest; then, after a comma, without it."""
        whole = key(text)
        head, comma, rest = text.partition(",")
        if comma and key(head):
            return (*self._within(key(head), key(rest)), _Meaning(key(head), ""))
        return (_Meaning(whole, ""), *self._splits(whole.split())) if whole else ()

    def _splits(self, words: Sequence[str]) -> Iterator[_Meaning]:
        for at in range(len(words) - 1, 0, -1):
            yield from self._within(" ".join(words[:at]), " ".join(words[at:]))

    def _within(self, name: str, around: str) -> Iterator[_Meaning]:
        """The state may have a slip too; a district is not known and gives no meaning."""
        known = {around} & self._regions or {region for region in self._regions if _slips(around, region)}
        yield from (_Meaning(name, region) for region in sorted(known))

    def _first_fit(self, meanings: Sequence[_Meaning], fits: _Fit) -> tuple[Town, ...]:
        found = (self._fitting(meaning, fits) for meaning in meanings)
        return next((towns for towns in found if towns), ())

    def _fitting(self, meaning: _Meaning, fits: _Fit) -> tuple[Town, ...]:
        inside = (town for town in self._towns if not meaning.around or meaning.around in town.around)
        return tuple(town for town in inside if any(fits(meaning.name, name) for name in town.names))


def _places(towns: Sequence[Town], limit: int) -> tuple[Place, ...]:
    return tuple(town.place for town in towns[: max(limit, 0)])


def _is_same(typed: str, name: str) -> bool:
    return typed == name


def _begins(typed: str, name: str) -> bool:
    return len(typed) >= SHORTEST_BEGINNING and name.startswith(typed)


def _slips(typed: str, name: str) -> bool:
    return len(typed) >= SHORTEST_SLIP and is_one_slip_away(typed, name)
