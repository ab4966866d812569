"""What somebody has paid, for them to keep: read from the books, whatever became of what was bought."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, tzinfo

from engine.domain.payments.records import Books, Payment, Refund, RefundStatus, Standing
from engine.domain.values import Json
from engine.interfaces.unit_of_work import Storage, UnitOfWork

MOST = 10
"""So many fit into one message; who wants an older one asks a person."""

_NAMED = re.compile(r"\bpay_\w{1,40}", re.ASCII)
_MOST_NAMED = 5


class Receipts:
    """Looks receipts up. `zone` is where the people are."""

    def __init__(self, storage: Storage, zone: tzinfo) -> None:
        self._storage = storage
        self._zone = zone

    def of(self, contact: str) -> Sequence[Json]:
        """The latest payments that bought something, the latest first, also those that were sent back since.

        Each with `product` (its code), `amount` and `refunded` in the smallest unit of `currency`, `day`, and the ids
        `payment` and `order`.
        """
        with self._storage.read() as work:
            orders = [order for order in work.orders.of_contact(contact) if order.paid_at is not None]
            books = [work.orders.books(order.id) for order in orders[:MOST]]
        found = [self._as_data(each, payment) for each in books if each is not None for payment in _paying(each)]
        return found[:MOST]

    def about(self, contact: str, text: str) -> tuple[str, Json] | None:
        """What is known of the payment that a text of theirs names, or else of their last order; None if there is none.

        Whether it is `paid`, `returned` or `returning` to them, or `unpaid`, with what a receipt says of it; `day` is
        then the day of the order, and `back` that of the latest refund. A payment of somebody else is not known here.
        """
        with self._storage.read() as work:
            orders = work.orders.of_contact(contact)
            if not orders:
                return None
            named = _named(work, text, {order.id for order in orders})
            books = work.orders.books(named[1] if named else orders[0].id)
        assert books is not None
        payments = [each for each in books.payments if named is None or each.provider_id == named[0]]
        if not payments:
            return "unpaid", {"product": books.order.product, "day": self._day(books.order.created_at)}
        payment = max(payments, key=lambda each: each.paid_at)
        known = self._as_data(books, payment)
        going = [each for each in books.refunds if each.payment == payment.provider_id and _goes_back(each)]
        if not going:
            return "paid", known
        latest = max(going, key=lambda each: each.created_at)
        is_done = all(each.status is RefundStatus.PROCESSED for each in going)
        return "returned" if is_done else "returning", {**known, "back": self._day(latest.created_at)}

    def _day(self, at: datetime) -> str:
        return at.astimezone(self._zone).date().isoformat()

    def _as_data(self, books: Books, payment: Payment) -> dict[str, Json]:
        return {
            "product": books.order.product, "amount": payment.amount, "currency": payment.currency,
            "refunded": payment.refunded, "day": self._day(payment.paid_at),
            "payment": payment.provider_id, "order": books.order.id,
        }  # fmt: skip


def _named(work: UnitOfWork, text: str, own: set[str]) -> tuple[str, str] | None:
    """The first payment in the text that is for one of these orders, with its order."""
    found = ((name, work.orders.of_payment(name)) for name in _NAMED.findall(text)[:_MOST_NAMED])
    return next(((name, order) for name, order in found if order is not None and order in own), None)


def _goes_back(refund: Refund) -> bool:
    return refund.status is not RefundStatus.FAILED


def _paying(books: Books) -> Iterator[Payment]:
    return (payment for payment in books.payments if payment.standing is Standing.CREDITED)
