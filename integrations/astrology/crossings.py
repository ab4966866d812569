"""When something that moves round the circle reaches an edge.

Plain arithmetic: the secant and Newton's method, with the fastest each body can go, in degrees a day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from engine.domain.astrology.births import Ayanamsa
from engine.domain.astrology.zodiac import SIGN_DEGREES, Graha, Sign, apart, degrees_in_sign, sign_of
from integrations.astrology.sky import Sky

HALF_A_SECOND = 0.5 / 86_400
# No graha ever moves faster, in degrees a day; so nothing happens before the distance divided by this.
_FASTEST: Mapping[Graha, float] = MappingProxyType(
    {
        Graha.SUN: 1.05, Graha.MOON: 15.6, Graha.MARS: 0.82, Graha.MERCURY: 2.3, Graha.JUPITER: 0.26,
        Graha.VENUS: 1.3, Graha.SATURN: 0.14, Graha.RAHU: 0.06, Graha.KETU: 0.06,
    }
)  # fmt: skip
# A graha that is back within the time in which it could at most go so many degrees is not seen to have crossed.
_TOUCH = 0.05


def reach(measure: Callable[[float], float], target: float, start: float, rate: float) -> float:
    """When a growing angle reaches a target at or after about `start`, in days, to half a second: by the secant.

    `measure` gives degrees for days of UT, `rate` is about how fast it grows in degrees a day.
    """
    time = start
    missing = (target - measure(time)) % 360.0
    for _ in range(20):
        step = missing / rate
        time += step
        if abs(step) < HALF_A_SECOND:
            break
        left = -apart(measure(time), target)
        if left != missing:
            rate = (missing - left) / step
        missing = left
    return time


def sign_changes(graha: Graha, start: float, end: float, ayanamsa: Ayanamsa) -> Iterator[tuple[float, Sign, bool]]:
    """All crossings of a graha from sign to sign between two times in days of UT: when, into what, and whether back."""
    time, longitude = start, Sky(start, ayanamsa).longitude(graha)
    while time < end:
        inside = degrees_in_sign(longitude)
        step = max(min(inside, SIGN_DEGREES - inside), _TOUCH) / _FASTEST[graha]
        later = min(time + step, end)
        reached = Sky(later, ayanamsa).longitude(graha)
        if sign_of(reached) is not sign_of(longitude):
            yield _crossing(graha, time, later, ayanamsa), sign_of(reached), apart(reached, longitude) < 0
        time, longitude = later, reached


def _crossing(graha: Graha, start: float, end: float, ayanamsa: Ayanamsa) -> float:
    """The crossing between two times in different signs, to half a second: by Newton, or by halving where it fails."""
    before = sign_of(Sky(start, ayanamsa).longitude(graha))
    middle = (start + end) / 2
    while end - start > HALF_A_SECOND:
        longitude, speed = Sky(middle, ayanamsa).motion(graha)
        start, end = (middle, end) if sign_of(longitude) is before else (start, middle)
        step = -apart(longitude, SIGN_DEGREES * round(longitude / SIGN_DEGREES)) / (speed or HALF_A_SECOND)
        if abs(step) < HALF_A_SECOND / 2:
            return middle
        middle = middle + step if start < middle + step < end else (start + end) / 2
    return end
