"""Two Moons compared: the eight kutas, 36 points, and Mars on both sides.

Sources: the table set that a result names, see `integrations.astrology.ashtakoot_tables`; for Mars Future Point,
*Horoscope Matching*, p. 81. That Mars on both sides weighs on neither is the common rule of match makers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from engine.domain.astrology.births import Basis
from engine.domain.astrology.charts import Point
from engine.domain.astrology.readings import Mangal

# Half a point is the smallest step of any table, so points are counted exactly as floats.
MOST_POINTS = 36


class Kuta(Enum):
    """One of the eight. `most` is what it can give."""

    VARNA = "varna"
    VASHYA = "vashya"
    TARA = "tara"
    YONI = "yoni"
    MAITRI = "maitri"
    GANA = "gana"
    BHAKOOT = "bhakoot"
    NADI = "nadi"

    @property
    def most(self) -> int:
        """The points of a perfect match, 1-8 in this order."""
        return list(Kuta).index(self) + 1


class Remark(Enum):
    """A well-known exception that is told and not scored."""

    NADI_SAME_NAKSHATRA_OTHER_PADA = "nadi-same-nakshatra-other-pada"
    NADI_SAME_SIGN_OTHER_NAKSHATRA = "nadi-same-sign-other-nakshatra"
    NADI_SAME_NAKSHATRA_OTHER_SIGN = "nadi-same-nakshatra-other-sign"
    BHAKOOT_SAME_LORD = "bhakoot-same-lord"
    BHAKOOT_FRIENDLY_LORDS = "bhakoot-friendly-lords"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubScore:
    """What one kuta gives. `bride` and `groom` are their classes in it, as keys for words."""

    points: float
    most: int
    bride: str
    groom: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ashtakoot:
    """All eight. `tables` is the version of the table set: respectable ones differ by up to 4 points.

    `remarks` hold for all that is possible; `open_remarks` for some of it only, where a time of birth is not known.
    """

    tables: str
    kutas: Mapping[Kuta, SubScore]
    remarks: tuple[Remark, ...]
    open_remarks: tuple[Remark, ...] = ()

    @property
    def total(self) -> float:
        """0-36, in steps of a half."""
        return sum(kuta.points for kuta in self.kutas.values())


class MangalBalance(Enum):
    """Mars on both sides, after exemptions."""

    NEITHER = "neither"
    BOTH = "both"
    BRIDE_ONLY = "bride-only"
    GROOM_ONLY = "groom-only"


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Two births compared. `bride_mangal` and `groom_mangal` need a time of birth and are None without.

    `bride` and `groom` are their Moons; of a birth without a time the middle of what is possible, all of which
    gives the same points.
    """

    basis: Basis
    bride: Point
    groom: Point
    ashtakoot: Ashtakoot
    bride_mangal: Mangal | None
    groom_mangal: Mangal | None

    @property
    def mangal(self) -> MangalBalance | None:
        """Whether Mars weighs on one side alone; None if a time of birth is missing."""
        if self.bride_mangal is None or self.groom_mangal is None:
            return None
        bride, groom = (m.is_manglik and not m.is_cancelled for m in (self.bride_mangal, self.groom_mangal))
        if bride == groom:
            return MangalBalance.BOTH if bride else MangalBalance.NEITHER
        return MangalBalance.BRIDE_ONLY if bride else MangalBalance.GROOM_ONLY
