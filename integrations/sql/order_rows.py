"""How orders and what they allow look as rows. A row is without its `sequence`."""

from __future__ import annotations

from engine.domain.payments.products import WhenLate
from engine.domain.payments.records import Entitlement, EntitlementStatus, Order, OrderStatus, Withdrawn
from integrations.sql.columns import (
    encode,
    exact,
    moment,
    moment_or_none,
    readable,
    readable_list,
    time_of,
    time_or_none,
)
from integrations.sql.statements import Row, Values


def order_values(order: Order) -> Values:
    return {
        "id": order.id,
        "contact": order.contact,
        "key": order.key,
        "product": order.product,
        "grants": order.grants,
        "quantity": exact(order.quantity),
        "price": exact(order.price),
        "currency": order.currency,
        "language": order.language,
        "details": encode(order.details),
        "thing": order.thing,
        "link_seconds": exact(order.link_seconds),
        "when_late": order.when_late.value,
        "account": order.account,
        "mode": order.mode,
        "status": order.status.value,
        "created_at": moment(order.created_at),
        "paid_at": moment_or_none(order.paid_at),
        "withdrawn": None if order.withdrawn is None else order.withdrawn.value,
        "revision": order.revision,
    }


def order_of(row: Row) -> Order:
    (
        identity,
        contact,
        key,
        product,
        grants,
        quantity,
        price,
        currency,
        language,
        details,
        thing,
        link_seconds,
        when_late,
        account,
        mode,
        status,
        created_at,
        paid_at,
        withdrawn,
        revision,
    ) = row
    return Order(
        id=identity,
        contact=contact,
        key=key,
        product=product,
        grants=grants,
        quantity=quantity,
        price=price,
        currency=currency,
        language=language,
        details=readable(details) or {},  # money is booked all the same
        thing=thing,
        link_seconds=link_seconds,
        when_late=WhenLate(when_late),
        account=account,
        mode=mode,
        status=OrderStatus(status),
        created_at=time_of(created_at),
        paid_at=time_or_none(paid_at),
        withdrawn=None if withdrawn is None else Withdrawn(withdrawn),
        revision=revision,
    )


def entitlement_values(entitlement: Entitlement) -> Values:
    return {
        "id": entitlement.id,
        "order": entitlement.order,
        "contact": entitlement.contact,
        "product": entitlement.product,
        "kind": entitlement.kind,
        "quantity": exact(entitlement.quantity),
        "used": exact(entitlement.used),
        "status": entitlement.status.value,
        "granted_at": moment(entitlement.granted_at),
        "made": encode(entitlement.made),
    }


def entitlement_of(row: Row) -> Entitlement:
    identity, order, contact, product, kind, quantity, used, status, granted_at, made = row
    return Entitlement(
        id=identity,
        order=order,
        contact=contact,
        product=product,
        kind=kind,
        quantity=quantity,
        used=used,
        status=EntitlementStatus(status),
        granted_at=time_of(granted_at),
        made=readable_list(made),
    )
