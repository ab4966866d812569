"""Between civil time and the two times of astronomy: UT, by which the earth turns, and TT, by which planets move.

Both are counted in days from 2000-01-01 12:00. Source of the leap seconds: IERS Bulletin C; before 1972 delta T is
that of Espenak and Meeus (astronomy-engine's own).
"""

from __future__ import annotations

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta

J2000 = datetime(2000, 1, 1, 12, tzinfo=UTC)
SECONDS_A_DAY = 86_400.0
# TT is ahead of International Atomic Time by this many seconds, by definition.
TT_AHEAD_OF_ATOMIC = 32.184

# From this day on atomic time is ahead of UTC by this many seconds: 10, and one more each time.
_LEAPS: tuple[date, ...] = (
    date(1972, 1, 1), date(1972, 7, 1), date(1973, 1, 1), date(1974, 1, 1), date(1975, 1, 1), date(1976, 1, 1),
    date(1977, 1, 1), date(1978, 1, 1), date(1979, 1, 1), date(1980, 1, 1), date(1981, 7, 1), date(1982, 7, 1),
    date(1983, 7, 1), date(1985, 7, 1), date(1988, 1, 1), date(1990, 1, 1), date(1991, 1, 1), date(1992, 7, 1),
    date(1993, 7, 1), date(1994, 7, 1), date(1996, 1, 1), date(1997, 7, 1), date(1999, 1, 1), date(2006, 1, 1),
    date(2009, 1, 1), date(2012, 7, 1), date(2015, 7, 1), date(2017, 1, 1),
)  # fmt: skip
_LEAP_DAYS: tuple[float, ...] = tuple((day - date(2000, 1, 1)).days - 0.5 for day in _LEAPS)
_FIRST_AHEAD = 10


def days_of(moment: datetime) -> float:
    """Days of UT from J2000. UTC is taken for UT1, from which it is never more than 0.9 seconds away."""
    return (moment - J2000).total_seconds() / SECONDS_A_DAY


def moment_of(days: float) -> datetime:
    """The moment in UTC, to the second: nothing that is computed here is known better."""
    return J2000 + timedelta(seconds=round(days * SECONDS_A_DAY))


def atomic_ahead(days: float) -> int | None:
    """By how many seconds atomic time is ahead of UTC; None before 1972. The last value holds until a new one comes."""
    passed = bisect_right(_LEAP_DAYS, days)
    return _FIRST_AHEAD + passed - 1 if passed else None
