"""Durations as editors write them: `30s`, `10m`, `26h`, `3d`, or a number of seconds."""

from __future__ import annotations

from engine.charts.grammar import DURATION
from engine.domain.values import Json

LONGEST = 366 * 86400.0
"""Seconds. Whatever is planned further ahead than a year is a mistake, and far beyond it there is no date."""

_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def seconds(value: Json) -> float | None:
    """The length in seconds, or None when this is no duration, or one beyond `LONGEST`.

    Also reads what a computed duration gave.
    """
    length = _seconds(value)
    return float(length) if length is not None and 0 <= length <= LONGEST else None


def is_too_long(value: Json) -> bool:
    """Whether it is a duration, but one beyond `LONGEST`."""
    length = _seconds(value)
    return length is not None and length > LONGEST


def _seconds(value: Json) -> int | float | None:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if not isinstance(value, str) or not DURATION.fullmatch(value):
        return None
    unit = value[-1]
    return float(value[:-1]) * _SECONDS[unit] if unit in _SECONDS else float(value)
