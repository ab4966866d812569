"""Functions on dates, which are texts such as `2026-08-15`."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from engine.actions.kinds import need_text, need_whole

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

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


def parse_date(value: object) -> date:
    """The date of `2026-08-15` or of the beginning of `2026-08-15T09:00:00Z`."""
    shown = need_text("a date", value)
    match = _ISO.fullmatch(shown)
    try:
        return date.fromisoformat(match[1] if match else "")
    except ValueError:
        raise ValueError(f"{shown[:40]!r} is not a date such as 2026-08-15") from None
