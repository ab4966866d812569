"""Two people whose births are compared, what is known of each, and how the points are told apart for the words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType

from engine.domain.astrology.charts import Chart
from engine.domain.astrology.matching import MOST_POINTS, Kuta, Match, SubScore
from engine.services.readings.births import BirthDetails


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two. `chart` needs an exact time and a place where signs rise, and is None without."""

    details: BirthDetails
    chart: Chart | None

    @property
    def name(self) -> str:
        """As the person who saved it wrote it."""
        return self.details.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Couple:
    """Both sides and what came of comparing them; `bride` and `groom` are only places in the old tables.

    `other_way` is the total with both places changed, 0-36.
    """

    bride: Side
    groom: Side
    match: Match
    other_way: float

    @property
    def total(self) -> float:
        """0-36, in steps of a half."""
        return self.match.ashtakoot.total

    @property
    def without_chart(self) -> tuple[Side, ...]:
        """Of whom no lagna can be told: nothing that hangs on one is said of them."""
        return tuple(side for side in (self.bride, self.groom) if side.chart is None)

    @property
    def polar(self) -> tuple[Side, ...]:
        """Who of them was born so far north or south that no time of birth would give one."""
        return tuple(side for side in self.without_chart if side.details.is_polar)

    @property
    def without_time(self) -> tuple[Side, ...]:
        """Of whom the others are: their time of birth is not exact."""
        return tuple(side for side in self.without_chart if not side.details.is_polar)


class Range(Enum):
    """How many points there are, for the words; the borders are those of most matchmakers."""

    LOW = "low"
    FAIR = "fair"
    GOOD = "good"
    HIGH = "high"

    @classmethod
    def of(cls, total: float) -> Range:
        """Below 18, from 18, from 25, from 33 up to 36."""
        if not 0 <= total <= MOST_POINTS:
            raise ValueError(f"{total} are no points of a match")
        return next(found for least, found in _BORDERS if total >= least)


_BORDERS = ((33, Range.HIGH), (25, Range.GOOD), (18, Range.FAIR), (0, Range.LOW))


class Level(Enum):
    """How much of what it can give a kuta gives."""

    FULL = "full"
    PART = "part"
    NONE = "none"

    @classmethod
    def of(cls, score: SubScore) -> Level:
        """All, some, or nothing."""
        if score.points == score.most:
            return cls.FULL
        return cls.PART if score.points else cls.NONE


_SOME = (Level.FULL.value, Level.PART.value, Level.NONE.value)
_ALL_OR_NOTHING = (Level.FULL.value, Level.NONE.value)

READINGS: Mapping[Kuta, tuple[str, ...]] = MappingProxyType(
    {
        Kuta.VARNA: _ALL_OR_NOTHING,
        Kuta.VASHYA: _SOME,
        Kuta.TARA: (Level.FULL.value, Level.PART.value),
        Kuta.YONI: (*_SOME, "little"),
        Kuta.MAITRI: _SOME,
        Kuta.GANA: ("same", "deva_manushya", "deva_rakshasa", "manushya_rakshasa"),
        Kuta.BHAKOOT: _ALL_OR_NOTHING,
        Kuta.NADI: _ALL_OR_NOTHING,
    }
)
"""What can be read of each: tara cannot be bad from both sides, three know only all or nothing."""


def reading_of(kuta: Kuta, score: SubScore) -> str:
    """Which of READINGS it is: of gana who meets whom, else how much it gives; one point of yoni is little."""
    if kuta is Kuta.GANA:
        return "same" if score.bride == score.groom else "_".join(sorted((score.bride, score.groom)))
    return "little" if kuta is Kuta.YONI and score.points == 1 else Level.of(score).value


def is_weak(score: SubScore) -> bool:
    """Less than half of what the kuta can give: worth a question in the report."""
    return score.points < score.most / 2
