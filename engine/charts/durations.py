"""Durations as editors write them: `30s`, `10m`, `26h`, `3d`, or a number of seconds."""

from __future__ import annotations

from engine.charts.grammar import DURATION
from engine.domain.values import Json

_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}


def seconds(value: Json) -> float | None:
    """The length in seconds, or None when this is no duration. Also reads what a computed duration gave."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return float(value) if value >= 0 else None
    if not isinstance(value, str) or not DURATION.fullmatch(value):
        return None
    unit = value[-1]
    return float(value[:-1]) * _SECONDS[unit] if unit in _SECONDS else float(value)
