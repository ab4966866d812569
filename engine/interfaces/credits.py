"""The port of credits: what was set aside for a question, and how that ended. Both are only ever appended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from engine.domain.payments.spending import Ending, Reservation


class CreditRepository(Protocol):
    """Reservations. Who writes one holds the lock of its order, and stores how often the entitlement is used."""

    def get(self, reservation: str) -> Reservation | None:
        """The reservation for this question."""
        ...

    def open_of(self, contact: str) -> Sequence[Reservation]:
        """The reservations of a person that have not ended, the oldest first."""
        ...

    def reserve(self, reservation: Reservation) -> bool:
        """Append it; False when there is one for this question."""
        ...

    def end(self, reservation: str, ending: Ending, at: datetime) -> bool:
        """Append how it ended; False when it has ended before. Unstorable when it is not there."""
        ...
