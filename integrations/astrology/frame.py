"""The sidereal frame: precession, nutation, obliquity, ayanamsa, and the mean node of the Moon.

All angles are in degrees, all times in days of TT from J2000; T in the sources is Julian centuries of it.

Sources: IAU 2000B (McCarthy and Luzum 2003) for nutation, IAU 2006 for obliquity and precession, the Calendar Reform
Committee for Lahiri, Swiss Ephemeris for KP, J. Meeus, *Astronomical Algorithms*, for node and rising point.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from engine.domain.astrology.births import Ayanamsa

DAYS_A_CENTURY = 36_525.0
ARC_SECONDS = 3_600.0

# How much less than Lahiri's an ayanamsa is, in degrees: Swiss Ephemeris' KRISHNAMURTI against its LAHIRI.
_BELOW_LAHIRI: Mapping[Ayanamsa, float] = MappingProxyType({Ayanamsa.LAHIRI: 0.0, Ayanamsa.KP: 0.096852})

# The largest terms of IAU 2000B (McCarthy and Luzum 2003): multiples of l', F, D, node; then the sine, its change
# and the cosine for the longitude, the cosine, its change and the sine for the obliquity, in 0.1 micro arc seconds.
_NUTATION: tuple[tuple[tuple[int, int, int, int], tuple[float, float, float], tuple[float, float, float]], ...] = (
    ((0, 0, 0, 1), (-172064161.0, -174666.0, 33386.0), (92052331.0, 9086.0, 15377.0)),
    ((0, 2, -2, 2), (-13170906.0, -1675.0, -13696.0), (5730336.0, -3015.0, -4587.0)),
    ((0, 2, 0, 2), (-2276413.0, -234.0, 2796.0), (978459.0, -485.0, 1374.0)),
    ((0, 0, 0, 2), (2074554.0, 207.0, -698.0), (-897492.0, 470.0, -291.0)),
    ((1, 0, 0, 0), (1475877.0, -3633.0, 11817.0), (73871.0, -184.0, -1924.0)),
)
# Value at J2000 and change in a century of l', F, D and the node, in arc seconds.
_ARGUMENTS: tuple[tuple[float, float], ...] = (
    (1287104.79305, 129596581.0481),
    (335779.526232, 1739527262.8478),
    (1072260.70369, 1602961601.2090),
    (450160.398036, -6962890.5431),
)
# What the planets do to nutation in the mean, in arc seconds.
_PLANETARY = (-0.000135, 0.000388)


def nutation(tt: float) -> tuple[float, float]:
    """The nutation in longitude and in obliquity; within 0.3 arc seconds of the full series."""
    centuries = tt / DAYS_A_CENTURY
    arguments = [math.radians((start + rate * centuries) / ARC_SECONDS % 360.0) for start, rate in _ARGUMENTS]
    longitude = obliquity = 0.0
    for factors, (sine, sine_rate, cosine), (in_cosine, in_rate, in_sine) in _NUTATION:
        angle = sum(factor * argument for factor, argument in zip(factors, arguments, strict=True))
        longitude += (sine + sine_rate * centuries) * math.sin(angle) + cosine * math.cos(angle)
        obliquity += (in_cosine + in_rate * centuries) * math.cos(angle) + in_sine * math.sin(angle)
    return (longitude * 1e-7 + _PLANETARY[0]) / ARC_SECONDS, (obliquity * 1e-7 + _PLANETARY[1]) / ARC_SECONDS


def mean_obliquity(tt: float) -> float:
    """The tilt of the earth's axis without nutation (IAU 2006, to the third power)."""
    t = tt / DAYS_A_CENTURY
    return (84381.406 - 46.836769 * t - 0.0001831 * t**2 + 0.00200340 * t**3) / ARC_SECONDS


def mean_ayanamsa(tt: float, ayanamsa: Ayanamsa) -> float:
    """From the mean equinox of date to the beginning of Mesha.

    Lahiri: the Calendar Reform Committee's 23 degrees 15 minutes 0.658 seconds on 1956-03-21, carried on by the
    precession of IAU 2006; within 0.0003 arc seconds of Swiss Ephemeris from 1900 to 2100. True ayanamsa, which goes
    with apparent longitudes, is this plus the nutation in longitude.
    """
    t = tt / DAYS_A_CENTURY
    lahiri = 23.857092354 + (5028.796195 * t + 1.1054348 * t**2 + 0.00007964 * t**3) / ARC_SECONDS
    return lahiri - _BELOW_LAHIRI[ayanamsa]


def mean_node(tt: float) -> float:
    """The ascending node of the Moon's mean orbit, from the mean equinox (Meeus, *Astronomical Algorithms*, 47.7)."""
    t = tt / DAYS_A_CENTURY
    return 125.0445479 - 1934.1362891 * t + 0.0020754 * t**2 + t**3 / 467_441 - t**4 / 60_616_000


def ascendant(sidereal_degrees: float, latitude: float, obliquity: float) -> float:
    """The point of the ecliptic that rises, tropical: Meeus, *Astronomical Algorithms*, ch. 14 and 24.

    `sidereal_degrees` is the local apparent sidereal time as an angle, `obliquity` the true one. It is only meaningful
    between the polar circles.
    """
    time, tilt = math.radians(sidereal_degrees), math.radians(obliquity)
    below = math.sin(time) * math.cos(tilt) + math.tan(math.radians(latitude)) * math.sin(tilt)
    return math.degrees(math.atan2(math.cos(time), -below)) % 360.0
