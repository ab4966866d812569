"""The port of time. Nothing in the engine takes the time by itself."""

from __future__ import annotations

from datetime import datetime
from typing import Protocol


class Clock(Protocol):
    """Whoever knows what time it is."""

    def now(self) -> datetime:
        """This moment as an aware time in UTC."""
        ...
