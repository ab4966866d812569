"""The one rule book of money: what an order's books become when something is seen.

Whatever is seen twice, late or out of order leads to the same books: a status only moves forward, *paid* beats every
other end, and each transfer and each fact has a key under which it happens once. Nothing here asks anybody anything.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from engine.domain.payments.booked import Booked, Fact
from engine.domain.payments.disputing import with_dispute
from engine.domain.payments.granting import with_rights
from engine.domain.payments.paying import with_link, with_payment
from engine.domain.payments.records import Books, OrderStatus
from engine.domain.payments.refunding import with_refund, with_what_goes_back
from engine.domain.payments.sightings import LinkSeen, Merchant, PaymentSeen, RefundSeen, Sighting
from engine.domain.payments.standing import status_of

_PAID = frozenset({OrderStatus.PAID, OrderStatus.REFUNDED})


def book(books: Books, seen: Sighting, merchant: Merchant, now: datetime) -> Booked:
    """The books after something of this order was seen. Unbookable, when it cannot be true together with them."""
    return settled(_seen(books, seen, merchant, now), now)


def settled(booked: Booked, now: datetime) -> Booked:
    """What follows from the money: where the order stands, what may be used, what goes back."""
    books = with_rights(with_what_goes_back(booked.books, now))
    order, status = books.order, status_of(books)
    is_paid = status in _PAID
    paid_at = order.paid_at or (now if is_paid else None)
    after = replace(books, order=replace(order, status=status, paid_at=paid_at))
    facts = (*booked.facts, _paid(after)) if is_paid and order.paid_at is None else booked.facts
    return Booked(books=after, transfers=booked.transfers, facts=facts)


def _seen(books: Books, seen: Sighting, merchant: Merchant, now: datetime) -> Booked:
    if isinstance(seen, LinkSeen):
        return with_link(books, seen)
    if isinstance(seen, PaymentSeen):
        return with_payment(books, seen, merchant)
    if isinstance(seen, RefundSeen):
        return with_refund(books, seen, now)
    return with_dispute(books, seen, now)


def _paid(books: Books) -> Fact:
    order = books.order
    return Fact(name="payment.paid", key=f"paid:{order.id}", data={"amount": order.price, "currency": order.currency})
