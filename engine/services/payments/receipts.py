"""What somebody has paid, for them to keep: read from the books, whatever became of what was bought."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import tzinfo

from engine.domain.payments.records import Books, Payment, Standing
from engine.domain.values import Json
from engine.interfaces.unit_of_work import Storage

MOST = 10
"""So many fit into one message; who wants an older one asks a person."""


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

    def _as_data(self, books: Books, payment: Payment) -> Json:
        return {
            "product": books.order.product, "amount": payment.amount, "currency": payment.currency,
            "refunded": payment.refunded, "day": payment.paid_at.astimezone(self._zone).date().isoformat(),
            "payment": payment.provider_id, "order": books.order.id,
        }  # fmt: skip


def _paying(books: Books) -> Iterator[Payment]:
    return (payment for payment in books.payments if payment.standing is Standing.CREDITED)
