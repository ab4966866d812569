"""What rules find in a chart: doshas and yogas, each with the rule it came from and how common it is.

Sources: a finding names its own; those of Mangal and Kaal sarp stand in `integrations.astrology.doshas`. A prevalence
is a share of random births, 0-1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from engine.domain.astrology.births import Basis
from engine.domain.astrology.zodiac import Graha


class Reference(Enum):
    """From what houses are counted."""

    LAGNA = "lagna"
    MOON = "moon"
    VENUS = "venus"


class Cancellation(Enum):
    """Why a tradition holds that Mars does no harm though it stands in such a house."""

    OWN_OR_EXALTED = "own-or-exalted"
    EXEMPT_SIGN = "exempt-sign"
    EXEMPT_HOUSE_AND_SIGN = "exempt-house-and-sign"
    WITH_JUPITER = "with-jupiter"
    SEEN_BY_JUPITER = "seen-by-jupiter"
    WITH_MOON = "with-moon"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mangal:
    """Mars and marriage (Manglik). `houses` is where Mars stands counted from each reference, 1-12.

    `is_manglik` is the flag: 1, 4, 7, 8 or 12 from the lagna. `with_second` also counts the 2nd, `from_moon` and
    `from_venus` the five houses from there: some traditions do. `cancelled_by` are the exemptions that apply.
    Prevalences are shares of random births, 0-1, of the flag and of any of the variants.
    """

    houses: Mapping[Reference, int]
    is_manglik: bool
    with_second: bool
    from_moon: bool
    from_venus: bool
    cancelled_by: tuple[Cancellation, ...]
    prevalence: float
    prevalence_any: float

    @property
    def is_cancelled(self) -> bool:
        """Whether the flag is up and a tradition takes it down again."""
        return self.is_manglik and bool(self.cancelled_by)


class Serpent(Enum):
    """Whether all seven are on one side of the nodes: no; on the way from Rahu to Ketu; or from Ketu to Rahu."""

    ABSENT = "absent"
    AHEAD_OF_RAHU = "ahead-of-rahu"
    AHEAD_OF_KETU = "ahead-of-ketu"


@dataclass(frozen=True, slots=True, kw_only=True)
class KaalSarp:
    """Kaal sarp. `rahu_house`, 1-12, gives the form its name (Anant in 1, Kulik in 2, up to Sheshnag in 12)."""

    state: Serpent
    rahu_house: int
    prevalence: float

    @property
    def is_present(self) -> bool:
        """Whether it is there in either direction."""
        return self.state is not Serpent.ABSENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A yoga or a smaller dosha that is present. `key` finds its words, `source` says where the rule stands.

    `grahas` make it, `houses` is where they stand (1-12, from the lagna). `prevalence` is the share of random births
    that have it, 0-1.
    """

    key: str
    source: str
    grahas: tuple[Graha, ...]
    houses: tuple[int, ...]
    prevalence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Doshas:
    """All that is looked for and called a dosha. `others` holds only those present."""

    basis: Basis
    mangal: Mangal
    kaal_sarp: KaalSarp
    others: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Yogas:
    """The yogas of a chart that are present, in the order of the table."""

    basis: Basis
    found: tuple[Finding, ...]
