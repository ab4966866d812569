"""Rules of disputes: while one is open nothing more is given, and what is lost is lost once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from engine.domain.payments.booked import Booked, Fact
from engine.domain.payments.ledger import Account, Transfer
from engine.domain.payments.paying import account_of
from engine.domain.payments.records import Books, Dispute, DisputeStatus, Standing
from engine.domain.payments.sightings import DisputeSeen
from engine.domain.payments.standing import payment_of
from engine.domain.values import Json

_RANKS: Mapping[DisputeStatus, int] = {status: rank for rank, status in enumerate(DisputeStatus)}
_NAMES: Mapping[DisputeStatus, str] = {
    DisputeStatus.OPEN: "payment.disputed", DisputeStatus.CLOSED: "payment.dispute_won",
    DisputeStatus.WON: "payment.dispute_won", DisputeStatus.LOST: "payment.dispute_lost",
}  # fmt: skip


def with_dispute(books: Books, seen: DisputeSeen, now: datetime) -> Booked:
    """A dispute was seen."""
    known = next((each for each in books.disputes if each.provider_id == seen.provider_id), None)
    dispute = _seen(books, seen) if known is None else _further(known, seen)
    others = tuple(each for each in books.disputes if each.provider_id != dispute.provider_id)
    after = replace(books, disputes=(*others, dispute))
    is_lost = dispute.status is DisputeStatus.LOST and dispute.deducted > 0
    transfers = (_lost(after, dispute, seen.currency, now),) if is_lost else ()
    return Booked(books=after, transfers=transfers, facts=(_news(dispute),))


def _seen(books: Books, seen: DisputeSeen) -> Dispute:
    return Dispute(
        provider_id=seen.provider_id, payment=seen.payment, order=books.order.id, status=seen.status,
        amount=seen.amount, deducted=seen.deducted, reason=seen.reason, at=seen.at,
    )  # fmt: skip


def _further(known: Dispute, seen: DisputeSeen) -> Dispute:
    status = max(known.status, seen.status, key=_RANKS.__getitem__)
    return replace(known, status=status, deducted=max(known.deducted, seen.deducted), at=min(known.at, seen.at))


def _lost(books: Books, dispute: Dispute, currency: str, now: datetime) -> Transfer:
    """What was delivered is our loss; what was not, the customer has back. What paid for nothing lay in suspense."""
    payment = payment_of(books, dispute.payment)
    account = Account.CUSTOMERS if books.entitlement is None else Account.LOSSES
    if payment is not None and payment.standing is not Standing.CREDITED:
        account = account_of(payment.standing)
    return Transfer(
        key=f"lost:{dispute.provider_id}", debit=account, credit=Account.GATEWAY, amount=dispute.deducted,
        currency=currency, order=dispute.order, at=now,
    )  # fmt: skip


def _news(dispute: Dispute) -> Fact:
    name = _NAMES[dispute.status]
    data: Mapping[str, Json] = {"amount": dispute.amount, "payment": dispute.payment}
    return Fact(name=name, key=f"{name}:{dispute.provider_id}", data=data)
