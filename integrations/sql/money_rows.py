"""How links, attempts, payments, refunds and disputes look as rows. A row is without its `sequence`."""

from __future__ import annotations

from engine.domain.payments.records import (
    Attempt,
    AttemptStatus,
    Dispute,
    DisputeStatus,
    Link,
    LinkStatus,
    Payment,
    Refund,
    RefundStatus,
    Standing,
)
from integrations.sql.columns import exact, moment, moment_or_none, printable, printable_or_none, time_of, time_or_none
from integrations.sql.statements import Row, Values


def link_values(link: Link) -> Values:
    return {
        "id": link.id,
        "order": link.order,
        "amount": exact(link.amount),
        "currency": link.currency,
        "status": link.status.value,
        "created_at": moment(link.created_at),
        "expires_at": moment(link.expires_at),
        "provider_id": link.provider_id,
        "url": link.url,
        "ended_at": moment_or_none(link.ended_at),
        "look_at": moment_or_none(link.look_at),
        "looks": link.looks,
    }


def link_of(row: Row) -> Link:
    identity, order, amount, currency, status, created, expires, provider_id, url, ended_at, look_at, looks = row
    return Link(
        id=identity,
        order=order,
        amount=amount,
        currency=currency,
        status=LinkStatus(status),
        created_at=time_of(created),
        expires_at=time_of(expires),
        provider_id=provider_id,
        url=url,
        ended_at=time_or_none(ended_at),
        look_at=time_or_none(look_at),
        looks=looks,
    )


def attempt_values(attempt: Attempt) -> Values:
    return {
        "provider_id": attempt.provider_id,
        "order": attempt.order,
        "status": attempt.status.value,
        "reason": printable_or_none(attempt.reason),
        "method": printable_or_none(attempt.method),
        "at": moment(attempt.at),
    }


def attempt_of(row: Row) -> Attempt:
    provider_id, order, status, reason, method, at = row
    return Attempt(
        provider_id=provider_id,
        order=order,
        status=AttemptStatus(status),
        reason=reason,
        method=method,
        at=time_of(at),
    )


def payment_values(payment: Payment) -> Values:
    return {
        "provider_id": payment.provider_id,
        "order": payment.order,
        "standing": payment.standing.value,
        "amount": exact(payment.amount),
        "currency": payment.currency,
        "method": printable_or_none(payment.method),
        "paid_at": moment(payment.paid_at),
        "refunded": exact(payment.refunded),
    }


def payment_of(row: Row) -> Payment:
    provider_id, order, standing, amount, currency, method, paid_at, refunded = row
    return Payment(
        provider_id=provider_id,
        order=order,
        standing=Standing(standing),
        amount=amount,
        currency=currency,
        method=method,
        paid_at=time_of(paid_at),
        refunded=refunded,
    )


def refund_values(refund: Refund) -> Values:
    return {
        "id": refund.id,
        "payment": refund.payment,
        "order": refund.order,
        "amount": exact(refund.amount),
        "currency": refund.currency,
        "status": refund.status.value,
        "by": refund.by,
        "reason": printable(refund.reason),
        "created_at": moment(refund.created_at),
        "provider_id": refund.provider_id,
        "look_at": moment_or_none(refund.look_at),
        "looks": refund.looks,
    }


def refund_of(row: Row) -> Refund:
    identity, payment, order, amount, currency, status, by, reason, created_at, provider_id, look_at, looks = row
    return Refund(
        id=identity,
        payment=payment,
        order=order,
        amount=amount,
        currency=currency,
        status=RefundStatus(status),
        by=by,
        reason=reason,
        created_at=time_of(created_at),
        provider_id=provider_id,
        look_at=time_or_none(look_at),
        looks=looks,
    )


def dispute_values(dispute: Dispute) -> Values:
    return {
        "provider_id": dispute.provider_id,
        "payment": dispute.payment,
        "order": dispute.order,
        "status": dispute.status.value,
        "amount": exact(dispute.amount),
        "deducted": exact(dispute.deducted),
        "reason": printable_or_none(dispute.reason),
        "at": moment(dispute.at),
    }


def dispute_of(row: Row) -> Dispute:
    provider_id, payment, order, status, amount, deducted, reason, at = row
    return Dispute(
        provider_id=provider_id,
        payment=payment,
        order=order,
        status=DisputeStatus(status),
        amount=amount,
        deducted=deducted,
        reason=reason,
        at=time_of(at),
    )
