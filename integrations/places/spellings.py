"""Many names, sorted from both ends, so that a slip of the finger is looked for among few of them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from rapidfuzz import process
from rapidfuzz.distance import OSA

_LAST = "\U0010ffff"


class Spellings:
    """A set of names."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = sorted(names)
        self._backwards = sorted(name[::-1] for name in self._names)

    def beginning(self, start: str) -> Sequence[str]:
        """The names that begin so, and are longer."""
        found = _starting(self._names, start)
        return found[1:] if found and found[0] == start else found

    def near(self, name: str, most: int) -> Sequence[tuple[str, int]]:
        """The names at most so many slips away, and how many; a slip is a letter added, dropped or changed, or a swap.

        One slip leaves what is before or what is behind the middle letter as it was: all are found. Of two slips those
        are found that leave the first or the last third.
        """
        kept = (len(name) - 1) // 2 if most == 1 else len(name) // 3
        behind = len(name) - kept - 1 if most == 1 else kept
        forward = _starting(self._names, name[:kept])
        backward = [found[::-1] for found in _starting(self._backwards, name[::-1][:behind])]
        return [*_near(name, forward, most), *_near(name, backward, most)]


def _near(name: str, names: Sequence[str], most: int) -> list[tuple[str, int]]:
    candidates = [found for found in names if abs(len(found) - len(name)) <= most]
    near = process.extract(name, candidates, scorer=OSA.distance, score_cutoff=most, limit=None)
    return [(found, int(distance)) for found, distance, _ in near]


def _starting(names: Sequence[str], start: str) -> Sequence[str]:
    first = bisect_left(names, start)
    return names[first : bisect_left(names, start + _LAST, first)]
