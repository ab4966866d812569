"""Compares what the gateway shows with our own books: each line of it agrees, or is a difference with a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from engine.domain.payments.records import Books, Payment, RefundStatus
from engine.domain.payments.settlements import Settled
from engine.domain.payments.sightings import PaymentSeen

_AT_THE_GATEWAY = frozenset({RefundStatus.PENDING, RefundStatus.PROCESSED})


class Odd(StrEnum):
    """How a line differs.

    MISSED we did not know of money of an order of ours: its webhook has not come. UNMATCHED the same, of no order.
    ABSENT is money of ours that the gateway does not show. AMOUNT is another one there than here. REFUND more or less
    has gone back there than here. UNBOOKABLE cannot be true together with what we know. UNKNOWN was settled, and nobody
    knows what it is. SETTLED was settled with another amount. ADJUSTMENT is money the gateway moved for reasons of its
    own. UNSETTLED has not come to the bank for days.
    """

    MISSED = "missed"
    UNMATCHED = "unmatched"
    ABSENT = "absent"
    AMOUNT = "amount"
    REFUND = "refund"
    UNBOOKABLE = "unbookable"
    UNKNOWN = "unknown"
    SETTLED = "settled"
    ADJUSTMENT = "adjustment"
    UNSETTLED = "unsettled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One line that does not agree. `id` is the gateway's, `ours` and `theirs` are amounts, None for none at all."""

    kind: Odd
    id: str
    order: str | None
    ours: int | None
    theirs: int | None
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of comparing a day. `agreed` counts payments, `settled` lines that have come to the bank.

    `trouble` is why it could not be done at all; then nothing else is known, and it is to be done again.
    """

    day: date
    agreed: int = 0
    settled: int = 0
    differences: tuple[Difference, ...] = ()
    trouble: str | None = None


def of_payment(kind: Odd, seen: PaymentSeen, ours: Payment | None, order: str | None) -> Difference:
    """A payment that is not the same in both books."""
    return Difference(
        kind=kind, id=seen.provider_id, order=order, ours=None if ours is None else ours.amount, theirs=seen.ours,
        currency=seen.currency,
    )  # fmt: skip


def of_ours(kind: Odd, ours: Payment) -> Difference:
    """A payment the gateway does not show, or has not paid out."""
    return Difference(
        kind=kind, id=ours.provider_id, order=ours.order, ours=ours.amount, theirs=None, currency=ours.currency
    )  # fmt: skip


def of_line(kind: Odd, line: Settled, amount: int | None, order: str | None) -> Difference:
    """A line of a settlement."""
    return Difference(
        kind=kind, id=line.entity, order=order, ours=amount, theirs=line.credit - line.debit, currency=line.currency
    )  # fmt: skip


def is_the_same(seen: PaymentSeen, ours: Payment) -> bool:
    """Whether it is as much money in both books; where nobody says who bears the fee, with it or without it."""
    amounts = (seen.ours, seen.amount - seen.untold_fee)
    return ours.amount in amounts and seen.currency == ours.currency


def sent_back(books: Books, payment: str) -> int:
    """What of a payment has gone back, or is on its way, and is known to the gateway."""
    mine = [each for each in books.refunds if each.payment == payment and each.status in _AT_THE_GATEWAY]
    return sum(each.amount for each in mine)
