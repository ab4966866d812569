"""The clock of the sandbox: another clock, and an offset that can be turned and that the bot reads from a file."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol


class Now(Protocol):
    """Whoever knows what time it is."""

    def now(self) -> datetime:
        """This moment as an aware time."""
        ...


class SandboxClock:
    """Goes like `clock`, only ahead of it. With a `file` it starts where that one says and keeps it up to date."""

    def __init__(self, clock: Now, file: Path | None = None) -> None:
        self._clock = clock
        self._file = file
        self._offset = _read(file)

    @property
    def offset(self) -> float:
        """How many seconds it is ahead."""
        return self._offset

    def now(self) -> datetime:
        """The time as the sandbox and the bot have it."""
        return self._clock.now() + timedelta(seconds=self._offset)

    def turn(self, seconds: float) -> None:
        """Turn it forward. ValueError for a turn back: nothing that happened can be taken back by a clock."""
        if not 0 <= seconds <= 10 * 366 * 86_400:
            raise ValueError("the clock can be turned forward only, by ten years at most")
        self._offset += seconds
        if self._file is not None:
            _write(self._file, self._offset)


def _read(file: Path | None) -> float:
    if file is None or not file.exists():
        return 0.0
    try:
        return float(file.read_text(encoding="ascii").strip() or 0)
    except ValueError:
        raise ValueError(f"{file} does not hold a number of seconds") from None


def _write(file: Path, seconds: float) -> None:
    """In one step: the bot never reads half a number."""
    beside = file.with_name(f"{file.name}.new")
    beside.write_text(f"{seconds:.0f}\n", encoding="ascii")
    beside.replace(file)
