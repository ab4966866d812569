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
from engine.domain.payments.paying import is_ours, with_link, with_payment
from engine.domain.payments.records import Books, OrderStatus, Standing
from engine.domain.payments.refunding import with_refund, with_what_goes_back
from engine.domain.payments.sightings import DisputeSeen, LinkSeen, Merchant, PaymentSeen, RefundSeen, Sighting
from engine.domain.payments.standing import payment_of, status_of

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
    if isinstance(seen, PaymentSeen):
        return with_payment(books, seen, merchant)
    if not is_ours(books.order, merchant) and not _is_of_theirs(books, seen):
        return Booked(books=books)
    if isinstance(seen, LinkSeen):
        return with_link(books, seen)
    if isinstance(seen, RefundSeen):
        return with_refund(books, seen, now)
    return with_dispute(books, seen, now)


def _is_of_theirs(books: Books, seen: LinkSeen | RefundSeen | DisputeSeen) -> bool:
    """Whether what another account shows is of money of that account: our links and our money it cannot speak of."""
    payment = None if isinstance(seen, LinkSeen) else payment_of(books, seen.payment)
    return payment is not None and payment.standing is not Standing.CREDITED


def _paid(books: Books) -> Fact:
    order = books.order
    return Fact(name="payment.paid", key=f"paid:{order.id}", data={"amount": order.price, "currency": order.currency})
