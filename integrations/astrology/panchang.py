"""The panchang of one civil day at one place.

Sources: P. V. R. Narasimha Rao, *Vedic Astrology: An Integrated Approach*, ch. 1 for the limbs; sunrise as Drik
Panchang has it: the upper limb with refraction ("Hindu" sunrise, the centre without, is 3.5 to 5 minutes later).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.domain.astrology.births import FIRST, LAST, Ayanamsa
from engine.domain.astrology.panchang import Karana, Panchang, Stretch, Tithi, Until, Vara, Yoga
from engine.domain.astrology.zodiac import CIRCLE, Nakshatra, Sign
from engine.domain.places import Place
from engine.errors import InvalidMoment
from integrations.astrology.basis import basis
from integrations.astrology.crossings import reach
from integrations.astrology.instants import days_of, moment_of
from integrations.astrology.months import ELONGATION_RATE, elongation, lunar_month
from integrations.astrology.sky import Sky, moon_event, sun_event

T = TypeVar("T")

# Which eighth of the day it is, 1-8, from Sunday to Saturday (Drik Panchang; vinayakvastutimes.com).
RAHU_KALAM = (8, 2, 7, 5, 6, 4, 3)

# How fast they grow in the mean, in degrees a day.
_MOON_RATE = 13.18
_SUM_RATE = 14.16

_TURNING = (
    Karana.BAVA, Karana.BALAVA, Karana.KAULAVA, Karana.TAITILA, Karana.GARA, Karana.VANIJA, Karana.VISHTI,
)  # fmt: skip
_LAST = (Karana.SHAKUNI, Karana.CHATUSHPADA, Karana.NAGA)


def panchang(day: date, place: Place, ayanamsa: Ayanamsa) -> Panchang:
    """What holds from the sunrise of a civil day to the next, each with its end.

    The weekday is that of sunrise (vara). Rahu kalam is an eighth of the day by the weekday, abhijit is the eighth of
    its fifteen muhurtas and is not counted on a Wednesday, as Drik Panchang has them.
    """
    start, end = _civil_day(day, place)
    sunrise = _sun(start, place, rises=True)
    sunset, following = _sun(sunrise, place, rises=False), _sun(sunrise + 0.5, place, rises=True)
    vara = Vara((day.weekday() + 1) % 7)
    moonrise, moonset = (_moon(start, end, place, rises=rises) for rises in (True, False))

    def of_sun_and_moon(days: float) -> float:
        """Degrees from the Sun to the Moon, which tithis (12 each) and karanas (6) are parts of (ch. 1 exercise 3)."""
        return elongation(days, ayanamsa)

    def of_their_sum(days: float) -> float:
        """Degrees of both longitudes together, sidereal; a yoga is 13 degrees 20 minutes of it (ch. 1 exercise 4)."""
        sky = Sky(days, ayanamsa)
        return (sky.moon + sky.sun) % CIRCLE

    def of_the_moon(days: float) -> float:
        """The Moon's sidereal longitude in degrees, of which nakshatras and signs are parts."""
        return Sky(days, ayanamsa).moon

    return Panchang(
        basis=basis(ayanamsa), day=day, vara=vara, sunrise=moment_of(sunrise), sunset=moment_of(sunset),
        next_sunrise=moment_of(following), moonrise=moonrise,
        moonset=moonset,
        month=lunar_month(sunrise, ayanamsa),
        tithis=_parts(of_sun_and_moon, 30, _tithi, ELONGATION_RATE, sunrise, following),
        nakshatras=_parts(of_the_moon, 27, Nakshatra, _MOON_RATE, sunrise, following),
        yogas=_parts(of_their_sum, 27, Yoga, _SUM_RATE, sunrise, following),
        karanas=_parts(of_sun_and_moon, 60, karana, ELONGATION_RATE, sunrise, following),
        moon_signs=_parts(of_the_moon, 12, Sign, _MOON_RATE, sunrise, following),
        rahu_kalam=eighth(RAHU_KALAM[vara], moment_of(sunrise), moment_of(sunset)),
        abhijit=None if vara is Vara.WED else _slice(7, 15, moment_of(sunrise), moment_of(sunset)),
    )  # fmt: skip


def karana(half: int) -> Karana:
    """The karana of a half-tithi, 0-59 from the new moon: one fixed, eight rounds of seven, three fixed (ch. 1)."""
    if half == 0:
        return Karana.KIMSTUGHNA
    return _LAST[half - 57] if half >= 57 else _TURNING[(half - 1) % 7]


def eighth(number: int, sunrise: datetime, sunset: datetime) -> Stretch:
    """One of the eight equal parts of the time from sunrise to sunset, counted from 1."""
    return _slice(number - 1, 8, sunrise, sunset)


def _slice(index: int, count: int, sunrise: datetime, sunset: datetime) -> Stretch:
    length = sunset - sunrise
    return Stretch(sunrise + length * index / count, sunrise + length * (index + 1) / count)


def _tithi(index: int) -> Tithi:
    return Tithi(index + 1)


def _parts(
    measure: Callable[[float], float], count: int, name: Callable[[int], T], rate: float, start: float, end: float
) -> tuple[Until[T], ...]:
    """The part of the circle at the start, and those that follow it before the end, each with its own end."""
    width = CIRCLE / count
    index, at = int(measure(start) / width), start
    found: list[Until[T]] = []
    while at < end:
        at = reach(measure, (index + 1) * width % CIRCLE, at, rate)
        found.append(Until(name(index % count), moment_of(at)))
        index += 1
    return tuple(found)


def _civil_day(day: date, place: Place) -> tuple[float, float]:
    if not FIRST.year <= day.year < LAST.year:
        raise InvalidMoment(f"a panchang is known from {FIRST.year} up to {LAST.year}", "years")
    zone = _zone(place)
    start, end = (datetime.combine(date_, time(), zone).astimezone(UTC) for date_ in (day, day + timedelta(days=1)))
    return days_of(start), days_of(end)


def _zone(place: Place) -> ZoneInfo:
    if not (-90 <= place.latitude <= 90 and -180 <= place.longitude <= 180):
        raise InvalidMoment("latitude has to be within 90 degrees and longitude within 180", "place")
    try:
        return ZoneInfo(place.timezone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InvalidMoment(f"'{place.timezone}' is no time zone", "place") from error


def _sun(after: float, place: Place, *, rises: bool) -> float:
    found = sun_event(after, place.latitude, place.longitude, rises=rises, limit=1.0)
    if found is None:
        raise InvalidMoment("the Sun does not rise and set there on that day", "polar")
    return found


def _moon(start: float, end: float, place: Place, *, rises: bool) -> datetime | None:
    found = moon_event(start, place.latitude, place.longitude, rises=rises, limit=end - start)
    return None if found is None else moment_of(found)
