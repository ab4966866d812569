"""The port of credits: what was set aside for a question, how that ended, what came back. All is only ever appended."""

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

    def lost(self, contact: str) -> Sequence[Reservation]:
        """Those of a person that were spent on an answer which never arrived, the oldest first.

        The answer is what was said to them between setting aside and spending, give or take SKEW. It has not arrived
        when any of it was given up, parked or withheld; what is still tried may arrive.
        """
        ...

    def reserve(self, reservation: Reservation) -> bool:
        """Append it; False when there is one for this question."""
        ...

    def end(self, reservation: str, ending: Ending, at: datetime) -> bool:
        """Append how it ended; False when it has ended before. Unstorable when it is not there."""
        ...

    def give_back(self, reservation: str, at: datetime) -> bool:
        """Append that a spent one came back, from now on it is RELEASED; False when it came back before."""
        ...
