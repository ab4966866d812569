"""Where an order stands, computed from its links and payments, never from what happened last."""

from __future__ import annotations

from engine.domain.payments.records import (
    Books,
    DisputeStatus,
    LinkStatus,
    OrderStatus,
    Payment,
    RefundStatus,
    Standing,
)

OPEN_LINKS = frozenset({LinkStatus.WANTED, LinkStatus.CREATED, LinkStatus.PARTIAL})
"""A person may pay on these, or nobody knows yet."""


def credited(books: Books) -> int:
    """What was paid for the order, whatever became of it."""
    return sum(payment.amount for payment in books.payments if payment.standing is Standing.CREDITED)


def kept(books: Books) -> int:
    """What of it is still with us: less what was sent back and what banks have taken."""
    paying = {payment.provider_id for payment in books.payments if payment.standing is Standing.CREDITED}
    back = sum(r.amount for r in books.refunds if r.payment in paying and r.status is RefundStatus.PROCESSED)
    lost = sum(d.deducted for d in books.disputes if d.payment in paying and d.status is DisputeStatus.LOST)
    return credited(books) - back - lost


def is_leaving(books: Books) -> bool:
    """Whether all of it that is still with us is on its way back; a refund that fails stops it."""
    underway = (RefundStatus.WANTED, RefundStatus.PENDING)
    paying = {payment.provider_id for payment in books.payments if payment.standing is Standing.CREDITED}
    return kept(books) <= sum(r.amount for r in books.refunds if r.payment in paying and r.status in underway)


def is_disputed(books: Books) -> bool:
    """Whether a bank has asked for some of it, and it is not decided."""
    return any(dispute.status is DisputeStatus.OPEN for dispute in books.disputes)


def status_of(books: Books) -> OrderStatus:
    """Paid beats every end of a link. What was paid and has wholly gone back is refunded."""
    if credited(books) >= books.order.price:
        return OrderStatus.PAID if kept(books) > 0 else OrderStatus.REFUNDED
    is_begun = bool(books.links) or books.order.withdrawn is not None
    if is_begun and not any(link.status in OPEN_LINKS for link in books.links):
        return OrderStatus.CLOSED
    return OrderStatus.OPEN


def standing_of(books: Books, amount: int, currency: str, *, is_ours: bool, is_late: bool) -> Standing:
    """What newly captured money is to the order. `is_ours`: it came to the account and mode the order was made for."""
    order = books.order
    if not is_ours or currency != order.currency:
        return Standing.MISMATCHED
    before = credited(books)
    if before >= order.price:
        return Standing.SURPLUS
    if before + amount > order.price:
        return Standing.MISMATCHED
    return Standing.LATE if is_late else Standing.CREDITED


def payment_of(books: Books, provider_id: str) -> Payment | None:
    """The captured payment with the gateway's id."""
    return next((each for each in books.payments if each.provider_id == provider_id), None)
