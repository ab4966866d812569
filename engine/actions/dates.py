"""Functions on dates, which are texts such as `2026-08-15`."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Final

from engine.actions.kinds import need_text, need_whole

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_DAY: Final = 86_400
_CLOCK: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)", re.ASCII)
_ISO: Final = re.compile(r"(\d{4}-\d\d-\d\d)(T.*)?", re.ASCII)


def age_on(born: object, today: object) -> int:
    """Full years from a birth date to another date.

    >>> age_on("1990-08-15", "2026-08-14")
    35
    >>> age_on("2000-02-29", "2001-02-28")
    0
    """
    start, end = parse_date(born), parse_date(today)
    return end.year - start.year - ((end.month, end.day) < (start.month, start.day))


def weekday(day: object) -> str:
    """The English name of the weekday, in small letters.

    >>> weekday("1990-08-15")
    'wednesday'
    """
    return WEEKDAYS[parse_date(day).weekday()]


def add_days(day: object, days: object) -> str:
    """The date so many days later, or earlier.

    >>> add_days("2024-02-28", 2)
    '2024-03-01'
    """
    try:
        return (parse_date(day) + timedelta(days=need_whole("add_days()", days))).isoformat()
    except OverflowError:
        raise ValueError("add_days() leaves the calendar") from None


def seconds_until(now: object, clock: object) -> int:
    """Seconds from a moment until the clock there shows this time next; a whole day, if it shows it now.

    >>> seconds_until("2026-01-05T10:00:00+05:30", "08:00")
    79200
    """
    shown, wanted = need_text("a moment", now), _CLOCK.fullmatch(need_text("a time", clock))
    try:
        moment = datetime.fromisoformat(shown)
    except ValueError:
        raise ValueError(f"{shown[:40]!r} is not a moment such as 2026-08-15T09:00:00+05:30") from None
    if wanted is None:
        raise ValueError("seconds_until() needs a time such as 08:00")
    passed = moment.hour * 3600 + moment.minute * 60 + moment.second
    return (int(wanted[1]) * 3600 + int(wanted[2]) * 60 - passed - 1) % _DAY + 1


def parse_date(value: object) -> date:
    """The date of `2026-08-15` or of the beginning of `2026-08-15T09:00:00Z`."""
    shown = need_text("a date", value)
    match = _ISO.fullmatch(shown)
    try:
        return date.fromisoformat(match[1] if match else "")
    except ValueError:
        raise ValueError(f"{shown[:40]!r} is not a date such as 2026-08-15") from None
