"""How often the town that is meant comes first: `python -m tests.places.accuracy` shows it for each kind of writing.

`cities.tsv` are large cities; what was missed there went into `curated.yaml`, so it guards what works. `towns.tsv` are
smaller towns, only partly held out: their names were not put into `curated.yaml` (but for two which GeoNames has in a
wrong state), but what was missed among them was looked at while the rules of spelling were made, and the larger ones
stand in `written.yaml`. On towns that nobody has looked at the shares may be lower.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.interfaces.places import PlaceGateway
from integrations.places.embedded import SHIPPED, EmbeddedPlaceGateway

FOLDER = Path(__file__).parent
KINDS = ("devanagari", "tamil", "telugu", "bengali", "old and short names")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SLIPS_OF_EACH = 4


@dataclass(frozen=True, slots=True)
class Query:
    """What is typed, and the town that is meant: its name, in one of several spellings, and its state."""

    kind: str
    text: str
    names: tuple[str, ...]
    state: str


@dataclass(slots=True)
class Score:
    """Of so many queries of a kind those in which the town came first, and in which it was shown at all."""

    asked: int = 0
    first: int = 0
    shown: int = 0

    @property
    def percent_first(self) -> float:
        """In percent."""
        return 100 * self.first / self.asked

    @property
    def percent_shown(self) -> float:
        """In percent."""
        return 100 * self.shown / self.asked


def queries(file: str) -> Iterator[Query]:
    """All queries of a file, the slips of the finger always the same."""
    chance = random.Random(5)
    for line in (FOLDER / file).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            shown, state, *spellings = line.split("\t")
            yield from _of_town(tuple(shown.split("/")), state, spellings, chance)


def measured(gateway: PlaceGateway, file: str) -> dict[str, Score]:
    """The scores of a file by kind."""
    scores: dict[str, Score] = {}
    for query in queries(file):
        score = scores.setdefault(query.kind, Score())
        hits = [place.name in query.names and place.region == query.state for place in gateway.find(query.text, 9)]
        score.asked += 1
        score.first += hits[:1] == [True]
        score.shown += any(hits)
    return scores


def _of_town(names: tuple[str, ...], state: str, spellings: Sequence[str], chance: random.Random) -> Iterator[Query]:
    yield Query("latin", names[0], names, state)
    yield Query("latin, with the state", f"{names[0]}, {state}", names, state)
    for kind, written in zip(KINDS, spellings, strict=False):
        yield from (Query(kind, text, names, state) for text in written.split("/") if text)
    for _ in range(SLIPS_OF_EACH):
        yield Query("latin, one slip", _slipped(names[0].lower(), chance), names, state)
    devanagari = spellings[0].split("/")[0]
    yield Query("devanagari, one sign dropped", _dropped(devanagari, chance.randrange(len(devanagari))), names, state)


def _slipped(name: str, chance: random.Random) -> str:
    """A letter dropped, added, changed, or swapped with the next; never the name itself."""
    at, letter = chance.randrange(len(name)), chance.choice(LETTERS)
    ways = (_dropped(name, at), name[:at] + letter + name[at:], name[:at] + letter + name[at + 1 :])
    swapped = name[:at] + name[at + 1 : at + 2] + name[at : at + 1] + name[at + 2 :]
    slip = chance.choice((*ways, swapped))
    return slip if slip != name else _dropped(name, at)


def _dropped(name: str, at: int) -> str:
    return name[:at] + name[at + 1 :]


def main() -> None:
    """Print the scores of both files."""
    gateway = EmbeddedPlaceGateway(SHIPPED)
    for file in ("cities.tsv", "towns.tsv"):
        print(f"{file:34}asked   first   shown")
        for kind, score in measured(gateway, file).items():
            print(f"  {kind:30} {score.asked:6} {score.percent_first:6.1f}% {score.percent_shown:6.1f}%")


if __name__ == "__main__":
    main()
