"""What an operator does with money by hand. Each deed is written into the audit together with what it changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

import structlog

from engine.domain.payments.audit import Deed, Entry
from engine.domain.payments.booked import Booked, Fact
from engine.domain.payments.booking import book
from engine.domain.payments.products import Product
from engine.domain.payments.records import Books, Order, OrderStatus, Refund, Standing
from engine.domain.payments.sightings import PaymentSeen, Source
from engine.domain.payments.standing import payment_of
from engine.domain.values import Data
from engine.errors import Unbookable
from engine.interfaces.clock import Clock
from engine.interfaces.payments import Done
from engine.interfaces.unit_of_work import UnitOfWork
from engine.services.payments.bookkeeping import MONEY
from engine.services.payments.counter import Payments
from engine.services.payments.looking import HERE, word
from engine.services.payments.ordering import WANTED_AGAIN
from engine.services.payments.refunds import planned

OPERATOR = "operator"


class Matched(StrEnum):
    """What came of looking for the order of a payment: DONE, or why it was left as it is."""

    DONE = "done"
    TAKEN = "it belongs to an order"
    NO_MONEY = "the gateway has no captured payment with this id"


class Cashier:
    """At the counter, for one operator. Nothing here can grant what was not paid."""

    def __init__(
        self, payments: Payments, clock: Clock, products: Callable[[], Mapping[str, Product]], by: str
    ) -> None:
        """`by` is the operator's name for the audit."""
        self._payments = payments
        self._clock = clock
        self._products = products
        self._by = by
        self._log = structlog.get_logger("cashier")

    def refunds_wanted(self, order: str, payment: str | None, amount: int | None) -> Sequence[Refund]:
        """What `refund` would ask for, and does not; Unbookable, when it cannot be."""
        before = self._books(order)
        if amount is not None and payment is None and len(before.payments) > 1:
            raise Unbookable("several payments were made: say which one with --payment")
        after, names = planned(
            before, payment, amount, by=OPERATOR, reason="", key="planned", now=self._clock.now()
        )  # fmt: skip
        return [each for each in after.refunds if each.id in names]

    def is_too_late(self, order: Order, refunds: Sequence[Refund]) -> bool:
        """Whether money that paid for something would go back after the days its product allows."""
        books, product = self._books(order.id), self._products().get(order.product)
        paying = {each.provider_id for each in books.payments if each.standing is Standing.CREDITED}
        if order.paid_at is None or not any(refund.payment in paying for refund in refunds):
            return False
        return product is None or self._clock.now() > order.paid_at + product.refunds_for

    def refund(self, order: str, payment: str | None, amount: int | None, reason: str) -> Sequence[Refund]:
        """Send money back, of one payment or of all that pay for the order; how each refund stands then."""

        def note(work: UnitOfWork, names: Sequence[str]) -> None:
            self._write(work, Deed.REFUNDED, payment or order, order, reason, {"refunds": [*names], "amount": amount})

        return self._payments.refunds.want(
            order, payment=payment, amount=amount, by=OPERATOR, reason=reason, note=note
        )  # fmt: skip

    def resend(self, order: Order, reason: str) -> bool:
        """Let the order's chart say its link again; False, when there is nothing to pay any more."""
        if order.status in (OrderStatus.PAID, OrderStatus.REFUNDED) or order.withdrawn is not None:
            return False
        key = f"wanted:{order.id}:{self._payments.identifiers.new()}"
        with self._payments.storage.begin() as work:
            self._payments.bookkeeping.tell(work, order.id, Fact(name=WANTED_AGAIN, key=key, data={}))
            self._write(work, Deed.RESENT, order.id, order.id, reason, {})
            work.commit()
        return True

    def match(self, payment: str, order: str, reason: str) -> Matched:
        """Money of no order is that of this one, says a person. The rules decide what it is to it.

        LookupError, when the gateway cannot be asked.
        """
        asked = self._payments.looking.payment(payment)
        if not isinstance(asked, Done):
            raise LookupError(word(asked))
        if asked.value is None or asked.value.state not in MONEY:
            return Matched.NO_MONEY
        return self._matched(replace(asked.value, reference=None, link=None), order, reason)

    def _matched(self, seen: PaymentSeen, order: str, reason: str) -> Matched:
        def rule(books: Books, now: datetime) -> Booked:
            return book(books, seen, HERE, now)

        with self._payments.storage.begin() as work:
            if work.orders.of_payment(seen.provider_id) is not None:
                return Matched.TAKEN
            books = self._payments.bookkeeping.change(work, order, rule, Source.OPERATOR)
            found = payment_of(books, seen.provider_id)
            standing = None if found is None else found.standing.value
            self._write(work, Deed.MATCHED, seen.provider_id, order, reason, {"standing": standing})
            work.commit()
        return Matched.DONE

    def _write(self, work: UnitOfWork, deed: Deed, about: str, order: str, reason: str, details: Data) -> None:
        work.audit.add(
            Entry(
                at=self._clock.now(), by=self._by, deed=deed, about=about, order=order, reason=reason, details=details
            )
        )  # fmt: skip
        self._log.info("cashier", deed=deed.value, about=about, order=order, by=self._by)

    def _books(self, order: str) -> Books:
        with self._payments.storage.read() as work:
            books = work.orders.books(order)
        if books is None:
            raise LookupError(f"there is no order {order!r}")
        return books
