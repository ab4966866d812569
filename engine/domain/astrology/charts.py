"""A chart, and what remains of one when the time of birth is not known.

Sources: P. V. R. Narasimha Rao, *Vedic Astrology: An Integrated Approach*, chapters 1
(whole-sign houses, nakshatras) and 6 (navamsa). What is possible between two times is plain arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from engine.domain.astrology.births import Basis, BirthMoment
from engine.domain.astrology.lordship import Dignity, dignity, lord_of
from engine.domain.astrology.zodiac import (
    Graha,
    Nakshatra,
    Sign,
    degrees_in_sign,
    nakshatra_of,
    navamsa_of,
    pada_of,
    sign_of,
)


@dataclass(frozen=True, slots=True)
class Point:
    """A direction on the sidereal circle, in degrees from 0 up to 360."""

    longitude: float

    @property
    def sign(self) -> Sign:
        """The rashi it lies in."""
        return sign_of(self.longitude)

    @property
    def degrees(self) -> float:
        """How far into its sign, from 0 up to 30 degrees."""
        return degrees_in_sign(self.longitude)

    @property
    def nakshatra(self) -> Nakshatra:
        """The lunar mansion it lies in."""
        return nakshatra_of(self.longitude)

    @property
    def pada(self) -> int:
        """The quarter of its nakshatra, 1-4."""
        return pada_of(self.longitude)

    @property
    def navamsa(self) -> Sign:
        """Its sign in the ninth divisional chart."""
        return navamsa_of(self.longitude)


@dataclass(frozen=True, slots=True)
class Position(Point):
    """A graha where it stands; `house` counts from 1.

    `speed` is in degrees a day, negative when it goes back; None if the provider does not tell it. The mean nodes
    always go back, Sun and Moon never.
    """

    graha: Graha
    house: int
    is_retrograde: bool
    speed: float | None = None

    @property
    def dignity(self) -> Dignity | None:
        """How well it stands in its sign; None for the nodes."""
        return dignity(self.graha, self.longitude)


class Division(Enum):
    """What an edge divides."""

    SIGN = "sign"
    NAKSHATRA = "nakshatra"
    PADA = "pada"


@dataclass(frozen=True, slots=True, kw_only=True)
class NearEdge:
    """Something that a slightly other time of birth would change.

    `graha` is None for the lagna. It stands in part `here` and would be in part `beyond` of the division (signs and
    nakshatras from 0, padas as 0-107 of the circle), `arc_minutes` away, which it covers in `minutes` of time.
    """

    graha: Graha | None
    division: Division
    here: int
    beyond: int
    arc_minutes: float
    minutes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """All that one exact moment gives. `ayanamsa_degrees` was taken from the tropical longitudes."""

    moment: BirthMoment
    basis: Basis
    ayanamsa_degrees: float
    lagna: Point
    positions: Mapping[Graha, Position]
    near_edges: tuple[NearEdge, ...]

    def __getitem__(self, graha: Graha) -> Position:
        """Where a graha stands."""
        return self.positions[graha]

    @property
    def moon_sign(self) -> Sign:
        """The rashi people call their own."""
        return self.positions[Graha.MOON].sign

    def sign_of_house(self, house: int) -> Sign:
        """The sign of a house, 1-12: whole-sign houses, the lagna's sign is the first."""
        return self.lagna.sign.ahead(house)

    def lord_of_house(self, house: int) -> Graha:
        """The ruler of the sign on a house, also of an empty one."""
        return lord_of(self.sign_of_house(house))

    def in_house(self, house: int) -> tuple[Position, ...]:
        """Who stands in a house, in the order of Graha."""
        return tuple(position for position in self.positions.values() if position.house == house)


@dataclass(frozen=True, slots=True, kw_only=True)
class Possible:
    """What a graha may be in the whole interval of a birth, in the order of time; one element means certain."""

    signs: tuple[Sign, ...]
    nakshatras: tuple[Nakshatra, ...]
    padas: tuple[int, ...]
    retrograde: tuple[bool, ...]

    @property
    def sign(self) -> Sign | None:
        """The sign if it is certain."""
        return self.signs[0] if len(self.signs) == 1 else None

    @property
    def nakshatra(self) -> Nakshatra | None:
        """The nakshatra if it is certain."""
        return self.nakshatras[0] if len(self.nakshatras) == 1 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """What can be said of a birth at any accuracy. Padas are counted 0-107 round the circle.

    `lagna_signs` are all signs that rise in the interval, in their order; empty near the poles.
    """

    moment: BirthMoment
    basis: Basis
    possible: Mapping[Graha, Possible]
    lagna_signs: tuple[Sign, ...]

    @property
    def moon(self) -> Possible:
        """What the Moon may be."""
        return self.possible[Graha.MOON]

    @property
    def lagna_sign(self) -> Sign | None:
        """The rising sign if it is certain."""
        return self.lagna_signs[0] if len(self.lagna_signs) == 1 else None
