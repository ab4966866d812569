"""Rules of refunds: never more than was captured, each asked for under one key, and what failed is still with us."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from engine.domain.payments.booked import Booked, Fact
from engine.domain.payments.ledger import Account, Transfer
from engine.domain.payments.paying import account_of
from engine.domain.payments.records import Books, Payment, Refund, RefundStatus, Standing
from engine.domain.payments.sightings import RefundSeen
from engine.domain.payments.standing import credited, kept, payment_of
from engine.domain.values import Json
from engine.errors import Unbookable

RULE = "rule"
GATEWAY = "gateway"
SENT_BACK = frozenset({Standing.SURPLUS, Standing.LATE})
"""What nobody has to decide: it goes back to whoever paid it."""

_RANKS: Mapping[RefundStatus, int] = {status: rank for rank, status in enumerate(RefundStatus)}


def with_refund(books: Books, seen: RefundSeen, now: datetime) -> Booked:
    """A refund was seen. Unbookable, if it would send back more than there was."""
    known = refund_of(books, seen.reference, seen.provider_id)
    payment = payment_of(books, seen.payment)
    if known is None:
        known = _made_there(books, seen)
    status = max(known.status, seen.status, key=_RANKS.__getitem__)
    has_ended = status in (RefundStatus.FAILED, RefundStatus.PROCESSED)
    moved = replace(
        known, status=status, provider_id=seen.provider_id, look_at=None if has_ended else known.look_at
    )  # fmt: skip
    after = _counted(_with_room(_with(books, moved), moved), moved.payment)
    is_done = status is RefundStatus.PROCESSED
    transfers = (_back(after, moved, payment, now),) if is_done and payment is not None else ()
    return Booked(books=after, transfers=transfers, facts=_news(after, moved, payment))


def refund_wanted(
    books: Books, refund: str, payment: str, amount: int | None, *, by: str, reason: str, now: datetime
) -> Books:  # fmt: skip
    """The books with a refund to be asked for; all that is left without an amount. The same id twice is one refund.

    Unbookable, when the payment is not there or less of it is left.
    """
    if refund_of(books, refund, None) is not None:
        return books
    found = payment_of(books, payment)
    if found is None:
        raise Unbookable(f"payment {payment} does not belong to order {books.order.id}")
    left = found.amount - found.refunded
    wanted = left if amount is None else amount
    if not 0 < wanted <= left:
        raise Unbookable(f"{wanted} cannot be sent back: {left} of payment {payment} is left")
    row = Refund(
        id=refund, payment=payment, order=books.order.id, amount=wanted, currency=found.currency,
        status=RefundStatus.WANTED, by=by, reason=reason, created_at=now, look_at=now,
    )  # fmt: skip
    return _counted(_with(books, row), payment)


def with_what_goes_back(books: Books, now: datetime) -> Books:
    """The books with a refund for all money that the rules send back."""
    for payment in books.payments:
        if _buys_nothing(books, payment) and payment.refunded == 0 and not _was_tried(books, payment):
            books = refund_wanted(
                books, f"back_{payment.provider_id}", payment.provider_id, None, by=RULE,
                reason="withdrawn" if payment.standing is Standing.CREDITED else payment.standing.value, now=now,
            )  # fmt: skip
    return books


def refund_of(books: Books, reference: str | None, provider_id: str | None) -> Refund | None:
    """The order's refund with our id, or with the gateway's."""
    for refund in books.refunds:
        if refund.id == reference or (provider_id is not None and refund.provider_id == provider_id):
            return refund
    return None


def _buys_nothing(books: Books, payment: Payment) -> bool:
    """A part of the price of an order that was withdrawn will never be all of it."""
    is_part = books.order.withdrawn is not None and credited(books) < books.order.price
    return payment.standing in SENT_BACK or (is_part and payment.standing is Standing.CREDITED)


def _was_tried(books: Books, payment: Payment) -> bool:
    return any(refund.payment == payment.provider_id for refund in books.refunds)


def _made_there(books: Books, seen: RefundSeen) -> Refund:
    """Somebody made it at the gateway, or the gateway itself did, for money that was never captured."""
    return Refund(
        id=f"{GATEWAY}_{seen.provider_id}", payment=seen.payment, order=books.order.id, amount=seen.amount,
        currency=seen.currency, status=seen.status, by=GATEWAY,
        reason="never captured" if seen.is_automatic else "made at the gateway", created_at=seen.at,
        provider_id=seen.provider_id,
    )  # fmt: skip


def _with(books: Books, refund: Refund) -> Books:
    others = tuple(each for each in books.refunds if each.id != refund.id)
    return replace(books, refunds=(*others, refund))


def _with_room(books: Books, made: Refund) -> Books:
    """What the gateway has made is a fact: what was only wanted of its payment gives way, the latest wish first."""
    payment = payment_of(books, made.payment)
    if payment is None:
        return books
    excess = _going_back(books, made.payment) - payment.amount
    wishes = [r for r in books.refunds if r.payment == made.payment and r.status is RefundStatus.WANTED]
    for wish in reversed(wishes):
        if excess <= 0:
            break
        rest = max(wish.amount - excess, 0)
        excess -= wish.amount - rest
        smaller = replace(wish, amount=rest) if rest else replace(wish, status=RefundStatus.FAILED, look_at=None)
        books = _with(books, smaller)
    return books


def _going_back(books: Books, payment: str) -> int:
    return sum(r.amount for r in books.refunds if r.payment == payment and r.status is not RefundStatus.FAILED)


def _counted(books: Books, payment: str) -> Books:
    """What is being or was sent back of a payment, counted anew: a failed refund gives its part free."""
    found = payment_of(books, payment)
    if found is None:
        return books
    back = _going_back(books, payment)
    if back > found.amount:
        raise Unbookable(f"{back} would have been sent back of payment {payment}, which was {found.amount}")
    counted = replace(found, refunded=back)
    return replace(books, payments=tuple(counted if each.provider_id == payment else each for each in books.payments))


def _back(books: Books, refund: Refund, payment: Payment, now: datetime) -> Transfer:
    earned = books.entitlement is not None and payment.standing is Standing.CREDITED
    return Transfer(
        key=f"refunded:{refund.id}", debit=Account.SALES if earned else account_of(payment.standing),
        credit=Account.GATEWAY, amount=refund.amount, currency=refund.currency, order=refund.order, at=now,
    )  # fmt: skip


def _news(books: Books, refund: Refund, payment: Payment | None) -> tuple[Fact, ...]:
    """What the person is told of money of theirs; a refund that is only wanted is told when the gateway has it."""
    if payment is None or refund.status is RefundStatus.WANTED:
        return ()
    name = {
        RefundStatus.PENDING: "payment.refunding", RefundStatus.FAILED: "payment.refund_failed",
        RefundStatus.PROCESSED: "payment.refunded",
    }[refund.status]  # fmt: skip
    data: Mapping[str, Json] = {
        "amount": refund.amount, "currency": refund.currency, "refund": refund.id, "standing": payment.standing.value,
        "left": kept(books),
    }  # fmt: skip
    return (Fact(name=name, key=f"{name}:{refund.id}", data=data),)
