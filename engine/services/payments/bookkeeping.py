"""The one function that books money, whoever has seen it: webhook, poller, or an operator."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import structlog

from engine.domain.events import Event, EventKind
from engine.domain.payloads import payload_of
from engine.domain.payments.booked import Booked, Fact
from engine.domain.payments.booking import book, settled
from engine.domain.payments.ordering import UNPAID, withdrawn
from engine.domain.payments.paying import transfers_of
from engine.domain.payments.records import Books, Order, OrderStatus, Payment, Standing, Withdrawn
from engine.domain.payments.sightings import (
    LinkSeen,
    Merchant,
    PaymentSeen,
    PaymentState,
    RefundSeen,
    Sighting,
    Source,
)
from engine.domain.payments.standing import credited
from engine.domain.records import InboxItem
from engine.interfaces.clock import Clock
from engine.interfaces.identifiers import Identifiers
from engine.interfaces.unit_of_work import Storage, UnitOfWork

MONEY = frozenset({PaymentState.CAPTURED, PaymentState.REFUNDED})


class Bookkeeping:
    """Books what was seen in a unit of work of its own or of somebody else, with the order locked."""

    def __init__(self, storage: Storage, clock: Clock, identifiers: Identifiers) -> None:
        self._storage = storage
        self._clock = clock
        self._identifiers = identifiers
        self._log = structlog.get_logger("money")

    def see(self, sightings: Sequence[Sighting], merchant: Merchant, source: Source) -> str | None:
        """Book what was seen together; the order it belongs to, None when it is of no order of ours."""
        with self._storage.begin() as work:
            order = self.book(work, sightings, merchant, source)
            work.commit()
        return order

    def book(
        self, work: UnitOfWork, sightings: Sequence[Sighting], merchant: Merchant, source: Source
    ) -> str | None:  # fmt: skip
        """The same, inside a unit of work. Unbookable, when it cannot be true."""
        order = next((found for seen in sightings if (found := order_of(work, seen)) is not None), None)
        if order is None:
            return None
        self.change(work, order, lambda books, now: _seen_all(books, sightings, merchant, now), source)
        return order

    def foresee(self, work: UnitOfWork, sightings: Sequence[Sighting], merchant: Merchant) -> Booked | None:
        """What would be booked, and is not; None when it is of no order of ours."""
        order = next((found for seen in sightings if (found := order_of(work, seen)) is not None), None)
        books = None if order is None else work.orders.books(order)
        if books is None:
            return None
        now = self._clock.now()
        booked = settled(_seen_all(books, sightings, merchant, now), now)
        known = {transfer.key for transfer in work.ledger.of_order(books.order.id)}
        return replace(booked, transfers=tuple(each for each in booked.transfers if each.key not in known))

    def change(
        self, work: UnitOfWork, order: str, rule: Callable[[Books, datetime], Booked], source: Source
    ) -> Books:  # fmt: skip
        """Lock an order, apply a rule to its books, store all that follows, and answer the books afterwards.

        Its buyer is locked first: of two orders of the same thing the one that is paid first ends the other.
        """
        work.orders.lock_buyer(order)
        now, before = self._clock.now(), work.orders.lock(order)
        if before is None:
            raise LookupError(f"there is no order {order!r}")
        booked = settled(rule(before, now), now)
        is_paid_now = before.order.status in UNPAID and booked.books.order.status is OrderStatus.PAID
        same = _of_the_same(work, before.order) if is_paid_now else []
        booked = _brought_up_to_date(booked, same)
        if booked.books != before:
            work.orders.save(before, booked.books)
        work.ledger.book(booked.transfers)
        for fact in booked.facts:
            self._tell(work, order, fact, now)
        self._note(before, booked, source)
        for each in (other for other in same if other.id != order):
            self.change(work, each.id, lambda books, now: withdrawn(books, Withdrawn.PAID, now), source)
        return booked.books

    def keep_unmatched(self, work: UnitOfWork, seen: PaymentSeen) -> bool:
        """Keep money of no order of ours in suspense, until a person finds out whose it is; False, if it is kept."""
        payment = Payment(
            provider_id=seen.provider_id, order=None, standing=Standing.UNMATCHED, amount=seen.ours,
            currency=seen.currency, method=seen.method, paid_at=seen.at,
        )  # fmt: skip
        if not work.orders.add_unmatched(payment):
            return False
        work.ledger.book(transfers_of(payment))
        self._log.error("money.unmatched", payment=seen.provider_id, amount=seen.ours, currency=seen.currency)
        return True

    def tell(self, work: UnitOfWork, order: str, fact: Fact) -> bool:
        """Tell an order's chart that something became true; False, if it was told before."""
        return self._tell(work, order, fact, self._clock.now())

    def _tell(self, work: UnitOfWork, order: str, fact: Fact, now: datetime) -> bool:
        event = Event(kind=EventKind.FACT, name=fact.name, data=fact.data)
        return work.inbox.record(
            InboxItem(
                id=self._identifiers.new(), provider_id=f"money:{fact.key}", subject=order, kind=event.kind,
                name=event.name, payload=payload_of(event), received_at=now,
            )
        )  # fmt: skip

    def _note(self, before: Books, booked: Booked, source: Source) -> None:
        """One line for each payment that was new: whatever lies in suspense is for a person to see."""
        known = {payment.provider_id for payment in before.payments}
        for payment in booked.books.payments:
            if payment.provider_id in known:
                continue
            event = _line_of(booked.books, payment)
            (self._log.info if event == "money.captured" else self._log.error)(
                event, order=before.order.id, payment=payment.provider_id, amount=payment.amount,
                currency=payment.currency, standing=payment.standing.value, source=source.value,
            )  # fmt: skip
        was = {refund.id: refund.status for refund in before.refunds}
        for refund in booked.books.refunds:
            if was.get(refund.id) is not refund.status:
                self._log.info(
                    "refund.moved", order=before.order.id, refund=refund.id, payment=refund.payment,
                    amount=refund.amount, status=refund.status.value, by=refund.by, source=source.value,
                )  # fmt: skip
        if booked.books.order.status is not before.order.status:
            self._log.info(
                "order", order=before.order.id, was=before.order.status.value,
                status=booked.books.order.status.value, source=source.value,
            )  # fmt: skip


def _of_the_same(work: UnitOfWork, order: Order) -> Sequence[Order]:
    """The orders of the same thing that could be paid, this one among them, the latest first."""
    mine = [] if order.contact is None else work.orders.of_contact(order.contact)
    return [each for each in mine if each.thing == order.thing and each.status in UNPAID and each.withdrawn is None]


def _brought_up_to_date(booked: Booked, same: Sequence[Order]) -> Booked:
    """Whoever pays on an old link gets what they have last asked for."""
    if not same:
        return booked
    order = replace(booked.books.order, details=same[0].details)
    return replace(booked, books=replace(booked.books, order=order))


def _line_of(books: Books, payment: Payment) -> str:
    """How a new payment is logged. A part of the price is for a person to see, too: our links ask for all of it."""
    if payment.standing is not Standing.CREDITED:
        return "money.suspended"
    return "money.captured" if credited(books) >= books.order.price else "money.partial"


def _seen_all(books: Books, sightings: Sequence[Sighting], merchant: Merchant, now: datetime) -> Booked:
    booked = Booked(books=books)
    for seen in sightings:
        booked = book(booked.books, seen, merchant, now).after(booked)
    return booked


def order_of(work: UnitOfWork, seen: Sighting) -> str | None:
    """The order something belongs to: by our reference first, which was stored before the gateway knew it."""
    orders = work.orders
    if isinstance(seen, LinkSeen):
        return _first(seen.reference, orders.of_reference) or orders.of_link(seen.provider_id)
    if isinstance(seen, PaymentSeen):
        by_link = _first(seen.reference, orders.of_reference) or _first(seen.link, orders.of_link)
        return by_link or orders.of_payment(seen.provider_id)
    if isinstance(seen, RefundSeen):
        return _first(seen.reference, orders.of_refund) or orders.of_payment(seen.payment)
    return orders.of_payment(seen.payment)


def captured(sightings: Sequence[Sighting]) -> list[PaymentSeen]:
    """The payments among them whose money has come."""
    return [seen for seen in sightings if isinstance(seen, PaymentSeen) and seen.state in MONEY]


def _first(name: str | None, find: Callable[[str], str | None]) -> str | None:
    return None if name is None else find(name)
