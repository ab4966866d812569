"""The counter: everything that can be done with money, for charts, operators and the worker."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.domain.payments.booked import Booked
from engine.domain.payments.granting import granted, revoked
from engine.domain.payments.records import Books, Entitlement
from engine.domain.payments.sightings import Source
from engine.errors import Unbookable
from engine.interfaces.identifiers import Identifiers
from engine.interfaces.unit_of_work import Storage
from engine.services.payments.bookkeeping import Bookkeeping
from engine.services.payments.credits import Credits
from engine.services.payments.hooks import Hooks
from engine.services.payments.invariants import Invariants
from engine.services.payments.links import Links
from engine.services.payments.looking import Looking
from engine.services.payments.making import Making
from engine.services.payments.ordering import Ordering
from engine.services.payments.receipts import Receipts
from engine.services.payments.reconciling import Reconciling
from engine.services.payments.refunds import Refunds
from engine.services.payments.returning import Returning


@dataclass(frozen=True, slots=True, kw_only=True)
class Payments:
    """All of it on one database and one gateway. Without the gateway's secrets no webhook is believed."""

    storage: Storage
    bookkeeping: Bookkeeping
    ordering: Ordering
    links: Links
    refunds: Refunds
    looking: Looking
    invariants: Invariants
    reconciling: Reconciling
    credits: Credits
    receipts: Receipts
    making: Making
    identifiers: Identifiers
    hooks: Hooks | None
    returning: Returning | None

    def grant(self, order: str) -> Entitlement | None:
        """Grant what an order is for, once; None unless it is paid."""
        name = self.identifiers.new()
        try:
            books = self._changed(order, lambda books, now: granted(books, name, now))
        except Unbookable:
            return None
        return books.entitlement

    def revoke(self, order: str) -> Entitlement | None:
        """Take back what was granted; None, if nothing was."""
        return self._changed(order, lambda books, _: Booked(books=revoked(books))).entitlement

    def _changed(self, order: str, rule: Callable[[Books, Any], Booked]) -> Books:
        with self.storage.begin() as work:
            books = self.bookkeeping.change(work, order, rule, Source.OPERATOR)
            work.commit()
        return books
