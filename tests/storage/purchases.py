"""Rows of money to store."""

from __future__ import annotations

from typing import Any

from engine.domain.payments.ledger import Account, Transfer
from engine.domain.payments.products import WhenLate
from engine.domain.payments.records import (
    Attempt,
    AttemptStatus,
    Books,
    Dispute,
    DisputeStatus,
    Entitlement,
    EntitlementStatus,
    Link,
    LinkStatus,
    Order,
    OrderStatus,
    Payment,
    Refund,
    RefundStatus,
    Standing,
)
from engine.interfaces.orders import Hook
from engine.interfaces.unit_of_work import Storage
from tests.storage.samples import NOON, at, fill


def order(identity: str = "or1", **changed: Any) -> Order:
    values: dict[str, Any] = {
        "contact": "c1",
        "key": f"key of {identity}",
        "product": "kundli",
        "grants": "report",
        "quantity": 3,
        "price": 49_900,
        "currency": "INR",
        "language": "hi",
        "details": {"profile": "p1", "नाम": ["आशा"]},
        "thing": "kundli",
        "link_seconds": 3600,
        "when_late": WhenLate.FULFIL,
        "account": "acc_1",
        "mode": "test",
        "status": OrderStatus.OPEN,
        "created_at": NOON,
    }
    return Order(id=identity, **(values | changed))


def link(identity: str = "li1", **changed: Any) -> Link:
    values: dict[str, Any] = {
        "order": "or1",
        "amount": 49_900,
        "currency": "INR",
        "status": LinkStatus.WANTED,
        "created_at": NOON,
        "expires_at": at(3600),
    }
    return Link(id=identity, **(values | changed))


def attempt(identity: str = "pay_1", **changed: Any) -> Attempt:
    values: dict[str, Any] = {
        "order": "or1",
        "status": AttemptStatus.FAILED,
        "reason": "payment_timed_out",
        "method": "upi",
        "at": at(1),
    }
    return Attempt(provider_id=identity, **(values | changed))


def payment(identity: str = "pay_1", **changed: Any) -> Payment:
    values: dict[str, Any] = {
        "order": "or1",
        "standing": Standing.CREDITED,
        "amount": 49_900,
        "currency": "INR",
        "method": "upi",
        "paid_at": at(2),
    }
    return Payment(provider_id=identity, **(values | changed))


def unmatched(identity: str = "pay_1", **changed: Any) -> Payment:
    return payment(identity, **{"order": None, "standing": Standing.UNMATCHED, **changed})


def refund(identity: str = "re1", **changed: Any) -> Refund:
    values: dict[str, Any] = {
        "payment": "pay_1",
        "order": "or1",
        "amount": 100,
        "currency": "INR",
        "status": RefundStatus.WANTED,
        "by": "operator",
        "reason": "asked for by letter",
        "created_at": at(3),
    }
    return Refund(id=identity, **(values | changed))


def dispute(identity: str = "disp_1", **changed: Any) -> Dispute:
    values: dict[str, Any] = {
        "payment": "pay_1",
        "order": "or1",
        "status": DisputeStatus.OPEN,
        "amount": 49_900,
        "deducted": 0,
        "reason": "chargeback",
        "at": at(4),
    }
    return Dispute(provider_id=identity, **(values | changed))


def entitlement(identity: str = "en1", **changed: Any) -> Entitlement:
    values: dict[str, Any] = {
        "order": "or1",
        "contact": "c1",
        "product": "kundli",
        "kind": "report",
        "quantity": 3,
        "used": 1,
        "status": EntitlementStatus.GRANTED,
        "granted_at": at(5),
    }
    return Entitlement(id=identity, **(values | changed))


def transfer(key: str = "captured:pay_1", **changed: Any) -> Transfer:
    values: dict[str, Any] = {
        "debit": Account.GATEWAY,
        "credit": Account.CUSTOMERS,
        "amount": 49_900,
        "currency": "INR",
        "order": "or1",
        "at": at(2),
    }
    return Transfer(key=key, **(values | changed))


def hook(identity: str = "h1", **changed: Any) -> Hook:
    values: dict[str, Any] = {
        "key": f"key of {identity}",
        "event_id": f"event of {identity}",
        "event": "",
        "body": b'{"contact": "+919812345678"}\x00\xff',
        "received_at": NOON,
        "due_at": NOON,
    }
    return Hook(id=identity, **(values | changed))


def full(identity: str = "or1", contact: str | None = "c1") -> Books:
    """An order with two rows of everything."""
    its: dict[str, Any] = {"order": identity}
    return Books(
        order=order(identity, contact=contact, status=OrderStatus.PAID, paid_at=at(9)),
        links=(
            link(f"{identity} old", status=LinkStatus.EXPIRED, ended_at=at(8), **its),
            link(
                f"{identity} new", status=LinkStatus.CREATED, provider_id=f"plink_{identity}", url="https://rzp.io/i/a",
                look_at=at(60), looks=2, **its,
            ),
        ),
        attempts=(
            attempt(f"pay_{identity}a", **its),
            attempt(f"pay_{identity}b", reason=None, method=None, status=AttemptStatus.CAPTURED, **its),
        ),
        payments=(
            payment(f"pay_{identity}b", refunded=100, **its),
            payment(f"pay_{identity}c", standing=Standing.SURPLUS, method=None, **its),
        ),
        refunds=(
            refund(f"{identity} re1", status=RefundStatus.PROCESSED, provider_id=f"rfnd_{identity}", **its),
            refund(f"{identity} re2", by="rule", look_at=at(90), looks=1, **its),
        ),
        disputes=(
            dispute(f"disp_{identity}a", status=DisputeStatus.LOST, deducted=49_900, **its),
            dispute(f"disp_{identity}b", reason=None, **its),
        ),
        entitlement=entitlement(f"{identity} en", contact=contact, **its),
    )  # fmt: skip


def stored(storage: Storage, *changes: Books) -> Books:
    """The books of a new order of `c1`, after each of the changes."""
    with storage.read() as work:
        is_new = work.contacts.get("c1") is None
    if is_new:
        fill(storage)
    first = (changes or (Books(order=order()),))[0].order
    with storage.begin() as work:
        work.orders.open(first)
        work.commit()
    for books in changes:
        with storage.begin() as work:
            before = work.orders.lock(first.id)
            assert before is not None
            work.orders.save(before, books)
            work.commit()
    with storage.read() as work:
        found = work.orders.books(first.id)
    assert found is not None
    return found
