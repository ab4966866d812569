"""The circle and its divisions: signs, nakshatras, padas, navamsas, houses.

Longitudes are sidereal degrees in [0, 360). Signs and nakshatras count from 0, padas and houses from 1. Sources:
P. V. R. Narasimha Rao, *Vedic Astrology: An Integrated Approach*, chapters 1 and 6.
"""

from __future__ import annotations

from enum import Enum, IntEnum

CIRCLE = 360.0
SIGN_DEGREES = 30.0
NAKSHATRA_DEGREES = CIRCLE / 27
PADA_DEGREES = CIRCLE / 108


class Graha(Enum):
    """The nine. The order is that of the weekdays, then the nodes."""

    SUN = "sun"
    MOON = "moon"
    MARS = "mars"
    MERCURY = "mercury"
    JUPITER = "jupiter"
    VENUS = "venus"
    SATURN = "saturn"
    RAHU = "rahu"
    KETU = "ketu"

    @property
    def is_node(self) -> bool:
        """Rahu and Ketu have no body and rule no sign here."""
        return self in (Graha.RAHU, Graha.KETU)


class Sign(IntEnum):
    """A rashi, 30 degrees each."""

    MESHA = 0
    VRISHABHA = 1
    MITHUNA = 2
    KARKA = 3
    SIMHA = 4
    KANYA = 5
    TULA = 6
    VRISHCHIKA = 7
    DHANU = 8
    MAKARA = 9
    KUMBHA = 10
    MEENA = 11

    @property
    def key(self) -> str:
        """The name by which words are looked up."""
        return self.name.lower()

    def house_from(self, first: Sign) -> int:
        """Which house, 1-12, this sign is when `first` is house 1: whole-sign houses (ch. 1 exercise 2)."""
        return (self - first) % 12 + 1

    def ahead(self, houses: int) -> Sign:
        """The sign that is house `houses` (1-12, this one is 1) counted from here."""
        return Sign((self + houses - 1) % 12)


class Nakshatra(IntEnum):
    """A lunar mansion, 13 degrees 20 minutes each."""

    ASHWINI = 0
    BHARANI = 1
    KRITTIKA = 2
    ROHINI = 3
    MRIGASHIRA = 4
    ARDRA = 5
    PUNARVASU = 6
    PUSHYA = 7
    ASHLESHA = 8
    MAGHA = 9
    PURVA_PHALGUNI = 10
    UTTARA_PHALGUNI = 11
    HASTA = 12
    CHITRA = 13
    SWATI = 14
    VISHAKHA = 15
    ANURADHA = 16
    JYESHTHA = 17
    MULA = 18
    PURVA_ASHADHA = 19
    UTTARA_ASHADHA = 20
    SHRAVANA = 21
    DHANISHTA = 22
    SHATABHISHA = 23
    PURVA_BHADRAPADA = 24
    UTTARA_BHADRAPADA = 25
    REVATI = 26

    @property
    def key(self) -> str:
        """The name by which words are looked up."""
        return self.name.lower()


def within_circle(degrees: float) -> float:
    """The same direction in [0, 360)."""
    turned = degrees % CIRCLE
    return 0.0 if turned == CIRCLE else turned  # -1e-20 % 360 is 360


def apart(first: float, second: float) -> float:
    """From the second to the first the shorter way, in degrees from -180 to 180."""
    return (first - second + 180.0) % CIRCLE - 180.0


def part_of(longitude: float, count: int) -> int:
    """Which of `count` equal parts of the circle, from 0. An edge belongs to the part that begins there."""
    return int(within_circle(longitude) * count / CIRCLE) % count


def sign_of(longitude: float) -> Sign:
    """The sign a longitude lies in (ch. 1 exercise 1)."""
    return Sign(part_of(longitude, 12))


def degrees_in_sign(longitude: float) -> float:
    """How far into its sign, in degrees, 0 up to 30."""
    return within_circle(longitude) - SIGN_DEGREES * sign_of(longitude)


def nakshatra_of(longitude: float) -> Nakshatra:
    """The nakshatra a longitude lies in."""
    return Nakshatra(part_of(longitude, 27))


def pada_of(longitude: float) -> int:
    """The quarter of its nakshatra, 1-4, of 3 degrees 20 minutes each."""
    return part_of(longitude, 108) % 4 + 1


def navamsa_of(longitude: float) -> Sign:
    """The sign in the ninth divisional chart: a navamsa is as long as a pada, and they go round nine times.

    The same as counting from the sign itself when movable, from its 9th when fixed, from its 5th when dual
    (ch. 6 exercise 16).
    """
    return Sign(part_of(longitude, 108) % 12)
