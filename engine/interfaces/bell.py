"""The port of whatever wakes a worker up."""

from __future__ import annotations

from typing import Protocol


class Bell(Protocol):
    """Rung after a commit that left something to be done. A ring may get lost: whoever waits looks now and then."""

    def ring(self) -> None:
        """There is something to do. Never fails, never waits."""
        ...
