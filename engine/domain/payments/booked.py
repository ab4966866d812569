"""What a rule comes to: the next books, what is to be appended to the ledger, and what the order's chart is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.domain.payments.ledger import Transfer
from engine.domain.payments.records import Books
from engine.domain.values import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something became true for an order: `payment.paid` and the like. It is told once for its key."""

    name: str
    key: str
    data: Mapping[str, Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """The books afterwards. Transfers and facts whose keys are there already change nothing."""

    books: Books
    transfers: tuple[Transfer, ...] = ()
    facts: tuple[Fact, ...] = ()

    def after(self, before: Booked) -> Booked:
        """This, with what came of the rule before it."""
        return Booked(
            books=self.books, transfers=before.transfers + self.transfers, facts=before.facts + self.facts
        )  # fmt: skip
