"""Clocks: the machine's own, one that is ahead by what a file says, one that stands still until it is turned."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path


class SystemClock:
    """The real time."""

    def now(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC)


class OffsetClock:
    """The real time and the seconds that stand in a file; several processes share the file. For development only."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def now(self) -> datetime:
        """Now, in UTC, as the file has it. A file that is missing, or no number, says nothing."""
        return datetime.now(UTC) + self._offset()

    def _offset(self) -> timedelta:
        try:
            return timedelta(seconds=float(self._file.read_text(encoding="ascii")))
        except (OSError, ValueError, OverflowError):
            return timedelta(0)


class ManualClock:
    """A clock that stands still until it is turned."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """Where the hands are."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Turn it forward."""
        self._now += timedelta(seconds=seconds)

    def advance_to(self, moment: datetime) -> None:
        """Turn it forward to a moment; never back."""
        self._now = max(self._now, moment.astimezone(UTC))
