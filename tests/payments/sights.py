"""An order, and what the gateway may show of it, for the tests of the rules of money."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from engine.domain.payments.booked import Booked
from engine.domain.payments.booking import book
from engine.domain.payments.ordering import with_new_link
from engine.domain.payments.products import WhenLate
from engine.domain.payments.records import Books, DisputeStatus, LinkStatus, Order, OrderStatus, RefundStatus
from engine.domain.payments.sightings import (
    DisputeSeen,
    LinkSeen,
    Merchant,
    PaymentSeen,
    PaymentState,
    RefundSeen,
    Sighting,
)

NOW = datetime(2026, 1, 5, 4, 30, tzinfo=UTC)
PRICE = 49900
OURS = Merchant(account="acc_Ours000000001", mode="test")
ORDER = "order1"
LINK = "order1-1"


def order(*, when_late: WhenLate = WhenLate.FULFIL, price: int = PRICE) -> Order:
    """Somebody wants a report."""
    return Order(
        id=ORDER, contact="asha", key="key", product="kundali_report", grants="report", quantity=1, price=price,
        currency="INR", language="en", details={}, thing="kundali_report", link_seconds=86400, when_late=when_late,
        account="acc_Ours000000001", mode="test", status=OrderStatus.OPEN, created_at=NOW,
    )  # fmt: skip


def opened(*, when_late: WhenLate = WhenLate.FULFIL) -> Books:
    """The books of an order with a link that is wanted."""
    return with_new_link(Books(order=order(when_late=when_late)), NOW)


def link(status: LinkStatus = LinkStatus.CREATED, *, paid: int = 0, ended: datetime | None = None) -> LinkSeen:
    """Its link."""
    return LinkSeen(
        provider_id="plink_1", reference=LINK, status=status, amount=PRICE, paid=paid, currency="INR",
        url="https://rzp.io/i/x", ended_at=ended,
    )  # fmt: skip


def payment(
    state: PaymentState = PaymentState.CAPTURED, *, name: str = "pay_1", amount: int = PRICE, currency: str = "INR",
    after: timedelta = timedelta(minutes=5), reason: str | None = None,
) -> PaymentSeen:  # fmt: skip
    """A try to pay it."""
    return PaymentSeen(
        provider_id=name, state=state, amount=amount, currency=currency, at=NOW + after, reference=LINK,
        link="plink_1", method="upi", reason=reason,
    )  # fmt: skip


def refund(
    status: RefundStatus = RefundStatus.PROCESSED, *, name: str = "rfnd_1", amount: int = PRICE, of: str = "pay_1",
    reference: str | None = None, automatic: bool = False,
) -> RefundSeen:  # fmt: skip
    """Money goes back."""
    return RefundSeen(
        provider_id=name, payment=of, status=status, amount=amount, currency="INR", at=NOW + timedelta(hours=1),
        reference=reference, is_automatic=automatic,
    )  # fmt: skip


def dispute(status: DisputeStatus, *, deducted: int = 0) -> DisputeSeen:
    """The bank wants it back."""
    return DisputeSeen(
        provider_id="disp_1", payment="pay_1", status=status, amount=PRICE, deducted=deducted, currency="INR",
        at=NOW + timedelta(days=2), reason="goods_not_received",
    )  # fmt: skip


def seen(books: Books, *sightings: Sighting, merchant: Merchant = OURS) -> Booked:
    """The books after all of this, with every transfer and fact on the way."""
    booked = Booked(books=books)
    for sighting in sightings:
        booked = book(booked.books, sighting, merchant, NOW).after(booked)
    return booked
