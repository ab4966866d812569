"""What lies around towns: countries, regions and districts, found by what people write after the town."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from integrations.places.gazetteer import COUNTRY, HOME, REGION
from integrations.places.matching import key
from integrations.places.scripts import is_indic, sound, unvoiced

SHORTEST_SLIP = 4
ALIKE = 80


class Surroundings:
    """Countries, regions and districts by their names; those of all the world, and the large ones for looser ways.

    `around` is the column of that name. Large are countries and the states of India.
    """

    def __init__(self, around: Sequence[tuple[str, str, Sequence[str]]]) -> None:
        named: defaultdict[str, set[int]] = defaultdict(set)
        for number, (_, _, names) in enumerate(around):
            for name in names:
                named[name].add(number)
        self._named: Mapping[str, frozenset[int]] = {name: frozenset(numbers) for name, numbers in named.items()}
        self._large = _large(around)
        self._sounds = _sounding(self._large)

    def named(self, words: Sequence[str]) -> tuple[frozenset[int], ...]:
        """The words as names, one after the other, or as a large one, a slip away or by its sound; or nothing."""
        phrase = " ".join(words)
        exact = self._exactly(key(phrase).split())
        if exact:
            return exact
        large = self._nearly(phrase)
        return (large,) if large else ()

    def is_large(self, name: str) -> bool:
        """Whether this is the name of a country or of a state of India."""
        return key(name) in self._large

    def _exactly(self, words: Sequence[str]) -> tuple[frozenset[int], ...]:
        names: list[frozenset[int]] = []
        while words:
            end = next((at for at in range(len(words), 0, -1) if " ".join(words[:at]) in self._named), None)
            if end is None:
                return ()
            names.append(self._named[" ".join(words[:end])])
            words = words[end:]
        return tuple(names)

    def _nearly(self, phrase: str) -> frozenset[int]:
        name = key(phrase)
        if len(name) < SHORTEST_SLIP:
            return frozenset()
        near = process.extract(name, list(self._large), scorer=OSA.distance, score_cutoff=1, limit=None)
        slips = frozenset[int]().union(*(self._large[found] for found, _, _ in near))
        return slips or (self._sounding(phrase) if is_indic(phrase) else slips)

    def _sounding(self, phrase: str) -> frozenset[int]:
        """For names of states in scripts in which they are not listed."""
        sounding = unvoiced(sound(phrase))
        alike = process.extractOne(sounding, list(self._sounds), scorer=fuzz.ratio, score_cutoff=ALIKE)
        return self._sounds[alike[0]] if alike else frozenset()


def _large(around: Sequence[tuple[str, str, Sequence[str]]]) -> Mapping[str, frozenset[int]]:
    """By the keys of their names. Regions stand behind their country, which has no region before it."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    country = ""
    for number, (shown, kind, names) in enumerate(around):
        country = shown if kind == COUNTRY else country
        if kind == COUNTRY or (kind == REGION and country == HOME):
            for name in names:
                found[name].add(number)
    return {name: frozenset(numbers) for name, numbers in found.items()}


def _sounding(large: Mapping[str, frozenset[int]]) -> Mapping[str, frozenset[int]]:
    """By their sound, as far as Tamil tells it."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    for name, numbers in large.items():
        found[unvoiced(sound(name))] |= numbers
    return {sounding: frozenset(numbers) for sounding, numbers in found.items() if len(sounding) >= SHORTEST_SLIP}
