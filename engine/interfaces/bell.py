"""The port of whatever wakes a worker up."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol


class Waiting(StrEnum):
    """What there is to do: an event for a turn, a message that may be sent now, or money to be booked."""

    TURNS = "turns"
    SENDING = "sending"
    MONEY = "money"


class Bell(Protocol):
    """Rung after a commit that left something to be done. A ring may get lost: whoever waits looks now and then."""

    def ring(self, what: Waiting) -> None:
        """There is this to do. Never fails, never waits."""
        ...
