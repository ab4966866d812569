"""The machine we run on: its clock and its source of ids, and stand-ins whose every answer is known."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta


class SystemClock:
    """The real time."""

    def now(self) -> datetime:
        """Now, in UTC."""
        return datetime.now(UTC)


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


class RandomIdentifiers:
    """Ids nobody can guess and no two machines share."""

    def new(self) -> str:
        """A new id of 32 hexadecimal digits."""
        return uuid.uuid4().hex


class CountingIdentifiers:
    """Ids in a row: `prefix-1`, `prefix-2`, ..."""

    def __init__(self, prefix: str = "id", start: int = 0) -> None:
        self._prefix = prefix
        self._count = start

    def new(self) -> str:
        """The next one."""
        self._count += 1
        return f"{self._prefix}-{self._count}"
