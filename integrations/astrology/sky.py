"""Where the bodies stand at one instant, and when they rise: the only place that knows astronomy-engine.

Longitudes are apparent and geocentric, in degrees on the ecliptic of date, sidereal by the true ayanamsa. Against
Swiss Ephemeris over 1930-2030 the Moon is within 4 arc seconds, the planets within 20.

Sources: astronomy-engine, which has the planets from VSOP87 and the Moon from Montenbruck and Pfleger, *Astronomy on
the Personal Computer*; 34 arc minutes of refraction at the horizon, as the Astronomical Almanac.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cached_property
from importlib.metadata import version
from types import MappingProxyType
from typing import NamedTuple

import astronomy

from engine.domain.astrology.births import Ayanamsa
from engine.domain.astrology.zodiac import Graha, apart, within_circle
from integrations.astrology.frame import ascendant, mean_ayanamsa, mean_node, mean_obliquity, nutation
from integrations.astrology.instants import SECONDS_A_DAY, TT_AHEAD_OF_ATOMIC, atomic_ahead

# As it is installed: the dependency allows later ones, and a result names the one it was made by.
ENGINE = f"astronomy-engine {version('astronomy-engine')}"
# Astronomical units a day.
LIGHT = 173.1446326846693
# The Sun's pull, in cubed astronomical units per squared day.
SUN_PULL = 2.959122082855911e-4
_HOUR = 1 / 24

_BODIES: Mapping[Graha, astronomy.Body] = MappingProxyType(
    {
        Graha.MARS: astronomy.Body.Mars,
        Graha.MERCURY: astronomy.Body.Mercury,
        Graha.JUPITER: astronomy.Body.Jupiter,
        Graha.VENUS: astronomy.Body.Venus,
        Graha.SATURN: astronomy.Body.Saturn,
    }
)


class Motion(NamedTuple):
    """A sidereal longitude in degrees, and how it changes in degrees a day."""

    longitude: float
    speed: float


class _State(NamedTuple):
    """Where a body is, seen from the Sun, and how it moves: astronomical units and days, equator of J2000."""

    place: tuple[float, float, float]
    speed: tuple[float, float, float]


class Sky:
    """The sky at one instant: `days` of UT from J2000. What is asked for is computed once."""

    def __init__(self, days: float, ayanamsa: Ayanamsa) -> None:
        self.days = days
        self._time = _time(days)
        self._ayanamsa = ayanamsa

    def after(self, days: float) -> Sky:
        """The sky so many days later."""
        return Sky(self.days + days, self._ayanamsa)

    @property
    def ayanamsa(self) -> float:
        """The true ayanamsa, in degrees."""
        return self._mean_ayanamsa + self._nutation[0]

    def motion(self, graha: Graha) -> Motion:
        """Where a graha stands and how fast it goes."""
        match graha:
            case Graha.MOON:
                return Motion(self.moon, apart(self.after(_HOUR).moon, self.moon) / _HOUR)
            case Graha.RAHU | Graha.KETU:
                ahead = apart(_node(self._time.tt + 0.5, self._ayanamsa), _node(self._time.tt - 0.5, self._ayanamsa))
                return Motion(self._rahu if graha is Graha.RAHU else within_circle(self._rahu + 180.0), ahead)
            case Graha.SUN:
                return self._seen(_State((0.0, 0.0, 0.0), (0.0, 0.0, 0.0)))
            case _:
                return self._seen(_state(_BODIES[graha], self._time))

    def longitude(self, graha: Graha) -> float:
        """Where a graha stands; for the Moon cheaper than `motion`."""
        return self.moon if graha is Graha.MOON else self.motion(graha).longitude

    @cached_property
    def moon(self) -> float:
        """The Moon."""
        tropical: float = astronomy.EclipticGeoMoon(self._time).lon
        return within_circle(tropical - self.ayanamsa)

    @cached_property
    def sun(self) -> float:
        """The Sun."""
        return self.motion(Graha.SUN).longitude

    def lagna(self, latitude: float, longitude: float) -> float:
        """The rising point at a place; degrees positive to the north and to the east."""
        sidereal = astronomy.SiderealTime(self._time) * 15.0 + longitude
        obliquity = mean_obliquity(self._time.tt) + self._nutation[1]
        return within_circle(ascendant(sidereal, latitude, obliquity) - self.ayanamsa)

    @cached_property
    def _nutation(self) -> tuple[float, float]:
        return nutation(self._time.tt)

    @cached_property
    def _mean_ayanamsa(self) -> float:
        return mean_ayanamsa(self._time.tt, self._ayanamsa)

    @cached_property
    def _rahu(self) -> float:
        return _node(self._time.tt, self._ayanamsa)

    @cached_property
    def _earth(self) -> _State:
        return _state(astronomy.Body.Earth, self._time)

    @cached_property
    def _axes(self) -> tuple[tuple[float, float, float], tuple[float, float, float]]:
        """The first two axes of the true ecliptic of date."""
        rows = astronomy.Rotation_EQJ_ECT(self._time).rot
        return (rows[0][0], rows[1][0], rows[2][0]), (rows[0][1], rows[1][1], rows[2][1])

    def _seen(self, body: _State) -> Motion:
        """A body as its light arrives, with aberration: both it and the earth where they were when it left.

        The speed is taken against the stars, so without precession and nutation.
        """
        earth, delay = self._earth, 0.0
        for _ in range(3):
            line = _minus(_earlier(body, delay), _earlier(earth, delay))
            delay = math.sqrt(_dot(line, line)) / LIGHT
        first, second = self._axes
        x, y = _dot(first, line), _dot(second, line)
        moves = _minus(body.speed, earth.speed)
        turning = (x * _dot(second, moves) - y * _dot(first, moves)) / (x * x + y * y)
        return Motion(within_circle(math.degrees(math.atan2(y, x)) - self.ayanamsa), math.degrees(turning))


def sun_event(days: float, latitude: float, longitude: float, *, rises: bool, limit: float) -> float | None:
    """When the Sun's upper limb next appears or goes, with 34 arc minutes of refraction, in days of UT.

    None if it does not within `limit` days.
    """
    return _event(astronomy.Body.Sun, days, latitude, longitude, rises=rises, limit=limit)


def moon_event(days: float, latitude: float, longitude: float, *, rises: bool, limit: float) -> float | None:
    """The same for the Moon."""
    return _event(astronomy.Body.Moon, days, latitude, longitude, rises=rises, limit=limit)


def _event(
    body: astronomy.Body, days: float, latitude: float, longitude: float, *, rises: bool, limit: float
) -> float | None:
    observer = astronomy.Observer(latitude, longitude)
    direction = astronomy.Direction.Rise if rises else astronomy.Direction.Set
    found = astronomy.SearchRiseSet(body, observer, direction, _time(days), limit)
    return None if found is None else float(found.ut)


def _time(days: float) -> astronomy.Time:
    """UT and TT together: the library's own guess at TT is 5 seconds off today."""
    ahead = atomic_ahead(days)
    delta: float = astronomy.DeltaT_EspenakMeeus(days) if ahead is None else ahead + TT_AHEAD_OF_ATOMIC
    return astronomy.Time(days, days + delta / SECONDS_A_DAY)


def _node(tt: float, ayanamsa: Ayanamsa) -> float:
    """Nutation moves node and equinox alike, so the mean ones are compared."""
    return within_circle(mean_node(tt) - mean_ayanamsa(tt, ayanamsa))


def _state(body: astronomy.Body, time: astronomy.Time) -> _State:
    state = astronomy.HelioState(body, time)
    return _State((state.x, state.y, state.z), (state.vx, state.vy, state.vz))


def _earlier(state: _State, days: float) -> tuple[float, float, float]:
    """Where it was so many days (at most two hours) before: exact to 0.001 arc seconds with the Sun's pull alone."""
    (x, y, z), (vx, vy, vz) = state
    distance = x * x + y * y + z * z
    pull = 0.5 * days * days * SUN_PULL / (distance * math.sqrt(distance)) if distance else 0.0
    return x - vx * days - x * pull, y - vy * days - y * pull, z - vz * days - z * pull


def _minus(one: tuple[float, float, float], other: tuple[float, float, float]) -> tuple[float, float, float]:
    return one[0] - other[0], one[1] - other[1], one[2] - other[2]


def _dot(one: tuple[float, float, float], other: tuple[float, float, float]) -> float:
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]
