"""Orders that wait to be paid, and what Razorpay posts when they are, signed before anything is measured."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count

from engine.domain.payments.ordering import with_new_link
from engine.domain.payments.products import WhenLate
from engine.domain.payments.records import Books, LinkStatus, Order, OrderStatus
from engine.domain.sessions import Contact
from engine.interfaces.unit_of_work import Storage
from tests.bench.posts import address
from tests.server.house import HOOK_SECRET, MERCHANT

HOOK = "/webhooks/razorpay"
PRICE = 20000
LONG_AGO = datetime(2026, 1, 5, 4, 30, tzinfo=UTC)

_events: Iterator[int] = count(1)


def fill(storage: Storage, orders: Sequence[str], *, batch: int = 2000) -> None:
    """So many orders, each of a person of its own, each with a link that exists at the gateway."""
    for start in range(0, len(orders), batch):
        with storage.begin() as work:
            for number, name in enumerate(orders[start : start + batch], start):
                person = Contact(
                    id=f"c-{name}", channel="whatsapp", address=address(number), language="en",
                    last_inbound_at=datetime.now(UTC),
                )  # fmt: skip
                work.contacts.add(person)
                order = _order(name, person.id)
                work.orders.open(order)
                work.orders.save(Books(order=order), _with_link(order))
            work.commit()


def link_paid(order: str) -> bytes:
    """One webhook that tells all of it: the link, its order there, the payment."""
    now = int(LONG_AGO.timestamp()) + 60
    payment = {
        "id": pay(order), "entity": "payment", "amount": PRICE, "currency": "INR", "status": "captured",
        "order_id": "order_QflczVVaNJciLq", "method": "upi", "amount_refunded": 0, "refund_status": None,
        "captured": True, "description": f"#{order}", "notes": {"reference": f"{order}-1"}, "fee": 472, "tax": 72,
        "error_code": None, "error_reason": None, "created_at": now,
    }  # fmt: skip
    link = {
        "id": plink(order), "reference_id": f"{order}-1", "amount": PRICE, "amount_paid": PRICE, "currency": "INR",
        "status": "paid", "short_url": "https://rzp.io/i/x", "cancelled_at": 0, "expired_at": 0, "created_at": now,
        "expire_by": now + 86400, "notes": {"order": order}, "payments": None,
    }  # fmt: skip
    paid = {"id": "QflczVVaNJciLq", "amount": PRICE, "amount_paid": PRICE, "currency": "INR", "status": "paid",
            "receipt": f"{order}-1", "notes": [], "created_at": now}  # fmt: skip
    body = json.dumps(
        {
            "entity": "event", "account_id": MERCHANT, "event": "payment_link.paid",
            "contains": ["payment_link", "order", "payment"], "created_at": now,
            "payload": {"payment_link": {"entity": link}, "order": {"entity": paid}, "payment": {"entity": payment}},
        }
    ).encode()  # fmt: skip
    signature = hmac.new(HOOK_SECRET.encode(), body, hashlib.sha256).hexdigest()
    head = (
        f"POST {HOOK} HTTP/1.1\r\nHost: bot.example.org\r\nUser-Agent: Razorpay-Webhook/v1\r\nAccept: */*\r\n"
        f"X-Razorpay-Signature: {signature}\r\nx-razorpay-event-id: evt{next(_events)}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def pay(order: str) -> str:
    """The gateway's id of the payment of an order."""
    return f"pay_{hashlib.sha256(order.encode()).hexdigest()[:14]}"


def plink(order: str) -> str:
    """The gateway's id of its link."""
    return f"plink_{hashlib.sha256(order.encode()).hexdigest()[:14]}"


def _order(name: str, contact: str) -> Order:
    return Order(
        id=name, contact=contact, key=name, product="kundali_report", grants="kundali_report", quantity=1, price=PRICE,
        currency="INR", language="en", details={}, thing="kundali_report",
        link_seconds=86400, when_late=WhenLate.FULFIL, account=MERCHANT,
        mode="test", status=OrderStatus.OPEN, created_at=LONG_AGO,
    )  # fmt: skip


def _with_link(order: Order) -> Books:
    books = with_new_link(Books(order=order), LONG_AGO)
    made = replace(
        books.links[0], status=LinkStatus.CREATED, provider_id=plink(order.id), url="https://rzp.io/i/x",
        expires_at=datetime.now(UTC) + timedelta(days=1), look_at=None,
    )  # fmt: skip
    return replace(books, links=(made,))
