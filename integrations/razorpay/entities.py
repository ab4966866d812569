"""Links, payments, refunds, disputes and lines of settlements, as Razorpay writes them in events and in answers.

A field may be absent, null, 0, "" or [] where there is nothing. `captured` is wrong in some of Razorpay's own samples,
so it never says by itself that money is ours.
"""

from __future__ import annotations

from collections.abc import Mapping

from engine.domain.payments.records import DisputeStatus, LinkStatus, RefundStatus
from engine.domain.payments.sightings import DisputeSeen, LinkSeen, PaymentSeen, PaymentState, RefundSeen
from engine.errors import Unreadable
from engine.interfaces.payments import Settled
from integrations.razorpay.fields import (
    Json,
    address,
    choice,
    currency,
    identifier,
    is_identifier,
    moment,
    moment_or_none,
    money,
    money_or_nothing,
    note,
    reference,
    word,
)

NOTE = "reference"
"""The note that carries a link's reference to its payments."""
REFUND_NOTE = "refund"
"""The note that carries our reference of a refund."""

_LINKS: Mapping[str, LinkStatus] = {
    "created": LinkStatus.CREATED, "issued": LinkStatus.CREATED, "partially_paid": LinkStatus.PARTIAL,
    "paid": LinkStatus.PAID, "cancelled": LinkStatus.CANCELLED, "expired": LinkStatus.EXPIRED,
}  # fmt: skip
_PAYMENTS: Mapping[str, PaymentState] = {state.value: state for state in PaymentState}
_REFUNDS: Mapping[str, RefundStatus] = {
    "pending": RefundStatus.PENDING, "processed": RefundStatus.PROCESSED, "failed": RefundStatus.FAILED,
}  # fmt: skip
_DISPUTES: Mapping[str, DisputeStatus] = {
    "open": DisputeStatus.OPEN, "under_review": DisputeStatus.OPEN, "won": DisputeStatus.WON,
    "lost": DisputeStatus.LOST, "closed": DisputeStatus.CLOSED,
}  # fmt: skip
_ENDED = {LinkStatus.CANCELLED: "cancelled_at", LinkStatus.EXPIRED: "expired_at"}


def link_of(entity: Json) -> LinkSeen:
    """A payment link."""
    status = choice(entity, "status", _LINKS)
    return LinkSeen(
        provider_id=identifier(entity, "id", "plink"),
        reference=reference(entity, "reference_id"),
        status=status,
        amount=money(entity, "amount"),
        paid=money_or_nothing(entity, "amount_paid"),
        currency=currency(entity),
        url=address(entity, "short_url"),
        ended_at=moment_or_none(entity, _ENDED[status]) if status in _ENDED else None,
    )


def payment_of(entity: Json, order: Json | None = None, link: Json | None = None) -> PaymentSeen:
    """A payment, and where it belongs by what its order and its link tell, if they are shown with it."""
    order, link = order or {}, link or {}
    amount, fee = money(entity, "amount"), money_or_nothing(entity, "fee")
    bearer = word(entity, "fee_bearer")
    paid_by_customer, untold = fee if bearer == "customer" else 0, fee if bearer is None else 0
    if paid_by_customer > amount:
        raise Unreadable("fee is more than the amount")
    return PaymentSeen(
        provider_id=identifier(entity, "id", "pay"),
        state=_state(entity),
        amount=amount,
        currency=currency(entity),
        at=moment(entity, "created_at"),
        reference=reference(link, "reference_id") or reference(order, "receipt") or note(entity, NOTE),
        link=_link_id(entity, order, link),
        method=word(entity, "method"),
        reason=word(entity, "error_reason") or word(entity, "error_code"),
        fee_paid_by_customer=paid_by_customer,
        refunded=money_or_nothing(entity, "amount_refunded"),
        untold_fee=untold,
    )


def refund_of(entity: Json, payment: Json | None) -> RefundSeen:
    """A refund, with its payment if it is shown."""
    paid = identifier(entity, "payment_id", "pay")
    if payment is not None and payment.get("id") != paid:
        raise Unreadable("a refund of another payment")
    return RefundSeen(
        provider_id=identifier(entity, "id", "rfnd"),
        payment=paid,
        status=choice(entity, "status", _REFUNDS),
        amount=money(entity, "amount"),
        currency=currency(entity),
        at=moment(entity, "created_at"),
        reference=note(entity, REFUND_NOTE) or reference(entity, "receipt"),
        is_automatic=payment is not None and was_never_captured(payment),
    )


def dispute_of(entity: Json, payment: Json | None) -> DisputeSeen:
    """A dispute, with its payment if it is shown."""
    paid = identifier(entity, "payment_id", "pay")
    if payment is not None and payment.get("id") != paid:
        raise Unreadable("a dispute of another payment")
    return DisputeSeen(
        provider_id=identifier(entity, "id", "disp"),
        payment=paid,
        status=choice(entity, "status", _DISPUTES),
        amount=money(entity, "amount"),
        deducted=money_or_nothing(entity, "amount_deducted"),
        currency=currency(entity),
        at=moment(entity, "created_at"),
        reason=word(entity, "reason_code"),
    )


def settled_of(entity: Json) -> Settled:
    """A line of a settlement; its notes are a text, and nobody needs them."""
    name, kind = word(entity, "entity_id"), word(entity, "type")
    if name is None or kind is None:
        raise Unreadable("a line about nothing")
    return Settled(
        entity=name,
        kind=kind,
        credit=money_or_nothing(entity, "credit"),
        debit=money_or_nothing(entity, "debit"),
        fee=money_or_nothing(entity, "fee"),
        tax=money_or_nothing(entity, "tax"),
        currency=currency(entity),
        settlement=word(entity, "settlement_id"),
        settled_at=moment_or_none(entity, "settled_at"),
        payment=word(entity, "payment_id"),
    )


def was_never_captured(payment: Json) -> bool:
    """Whether what goes back was sent back by Razorpay itself: it does so with what was never captured, and only that.

    Such a payment may well say `refunded`, so that word alone proves no capture.
    """
    return payment.get("captured") is False and payment.get("status") != "captured"


def _state(entity: Json) -> PaymentState:
    """What the status says; but what was refunded and never captured was never ours, and has come only half the way."""
    state = choice(entity, "status", _PAYMENTS)
    if state is PaymentState.REFUNDED and was_never_captured(entity):
        return PaymentState.AUTHORIZED
    return state


def _link_id(entity: Json, order: Json, link: Json) -> str | None:
    """The link, from the first that tells it. Orders have its id without `plink_`, payments `#` and the same."""
    described = entity.get("description")
    told = [link.get("id")]
    if order.get("product_type") == "payment_link_v2":
        told.append(_prefixed(order.get("product_id")))
    if isinstance(described, str) and described.startswith("#"):
        told.append(_prefixed(described[1:]))
    return next((str(one) for one in told if is_identifier(one, "plink")), None)


def _prefixed(rest: object) -> str | None:
    return f"plink_{rest.removeprefix('plink_')}" if isinstance(rest, str) else None
