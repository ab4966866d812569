"""The ports of those who look after money: what they did, what is done each day, what must be true."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Protocol

from engine.domain.payments.audit import Entry, Round
from engine.domain.payments.violations import Broken, Violation


class AuditRepository(Protocol):
    """Entries, only ever appended."""

    def add(self, entry: Entry) -> None:
        """Append it."""
        ...

    def of_order(self, order: str) -> Sequence[Entry]:
        """What was done to an order, the oldest first."""
        ...

    def latest(self, limit: int) -> Sequence[Entry]:
        """The latest entries, the latest first."""
        ...


class RoundRepository(Protocol):
    """What is done once for each day, by one of many workers."""

    def lock(self, name: str, first: date, now: datetime) -> Round:
        """The round, locked until the end of the unit of work; a new one is as if it was done for the day `first`."""
        ...

    def save(self, round: Round) -> None:
        """Store how far it is."""
        ...


class CheckRepository(Protocol):
    """Looks for what must not be, each kind by one query."""

    def found(self, kind: Broken, now: datetime, *, is_recent: bool, limit: int) -> Sequence[Violation]:
        """The violations of a kind, at most so many; of UNBALANCED the ledger itself has to be asked.

        `is_recent`: where all rows would have to be read, only those of the last days or of the end of a table.
        """
        ...
