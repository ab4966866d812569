"""Razorpay pays out what it holds: a settlement, its lines for reconciliation, its event."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone

from integrations.sandbox.razorpay.entities import Json
from integrations.sandbox.razorpay.ids import bare, new_id
from integrations.sandbox.razorpay.linking import moment
from integrations.sandbox.razorpay.records import Payment, Refund, Settlement
from integrations.sandbox.razorpay.telling import Draft, tell
from integrations.sandbox.state import Sandbox

INDIA = timezone(timedelta(hours=5.5))


def settle_all(sandbox: Sandbox) -> Settlement:
    """Pay out all that was captured and not yet paid out, less what went back. ValueError when there is nothing."""
    with sandbox.lock:
        books, now, id = sandbox.books, moment(sandbox), new_id(sandbox.sids, "setl_")
        utr = f"{now}{bare(id)[:6].lower()}"
        payments = [p for p in books.payments.values() if p.is_captured and p.settlement is None]
        refunds = [r for r in books.refunds.values() if _is_ours(sandbox, r) and r.settlement is None]
        if not payments and not refunds:
            raise ValueError("there is nothing to settle")
        for payment in payments:
            payment.settlement = id
        for refund in refunds:
            refund.settlement = id
        lines = [_payment_line(sandbox, payment, now, utr) for payment in payments]
        lines += [_refund_line(sandbox, refund, now, utr) for refund in refunds]
        fees, tax = sum(p.fee or 0 for p in payments), sum(p.tax or 0 for p in payments)
        amount = sum(p.amount for p in payments) - fees - sum(r.amount for r in refunds)
        made = Settlement(id=id, at=now, amount=amount, fees=fees, tax=tax, utr=utr, lines=tuple(lines))
        books.settlements.append(made)
        draft = Draft(name="settlement.processed", payload={"settlement": settlement_json(made)}, created=now)
        tell(sandbox, [draft], id)
        return made


def lines_of(sandbox: Sandbox, year: int, month: int, day: int | None) -> Sequence[Json]:
    """All lines that were settled in a month, or on a day, in India."""
    found: list[Json] = []
    for made in sandbox.books.settlements:
        date = datetime.fromtimestamp(made.at, INDIA)
        if (date.year, date.month) == (year, month) and day in (None, date.day):
            found += [dict(line) for line in made.lines]
    return found


def settlement_json(made: Settlement) -> Json:
    """A settlement on the wire."""
    return {
        "id": made.id, "entity": "settlement", "amount": made.amount, "status": "processed", "fees": made.fees,
        "tax": made.tax, "utr": made.utr, "created_at": made.at,
    }  # fmt: skip


def _is_ours(sandbox: Sandbox, refund: Refund) -> bool:
    """Whether it took money from the merchant: what was never captured did not."""
    return refund.status == "processed" and sandbox.books.payments[refund.payment].is_captured


def _payment_line(sandbox: Sandbox, payment: Payment, now: int, utr: str) -> Json:
    line = _line(sandbox, payment, payment.id, "payment", payment.amount, payment.created)
    fee = payment.fee or 0
    return line | {
        "credit": payment.amount - fee, "fee": fee, "tax": payment.tax or 0, "settled_at": now,
        "settlement_id": payment.settlement, "settlement_utr": utr, "notes": json.dumps(dict(payment.notes)),
        "description": f"#{bare(payment.link)}" if payment.link else None,
    }  # fmt: skip


def _refund_line(sandbox: Sandbox, refund: Refund, now: int, utr: str) -> Json:
    payment = sandbox.books.payments[refund.payment]
    line = _line(sandbox, payment, refund.id, "refund", refund.amount, refund.created)
    return line | {
        "debit": refund.amount, "settled_at": now, "settlement_id": refund.settlement, "settlement_utr": utr,
        "payment_id": refund.payment, "notes": json.dumps(dict(refund.notes)),
    }  # fmt: skip


def _line(sandbox: Sandbox, payment: Payment, id: str, kind: str, amount: int, created: int) -> Json:
    """What all lines have. Their notes are a text."""
    order = sandbox.books.orders.get(payment.order or "")
    is_card = payment.method == "card"
    return {
        "entity_id": id, "type": kind, "debit": 0, "credit": 0, "amount": amount, "currency": payment.currency,
        "fee": 0, "tax": 0, "on_hold": False, "settled": True, "created_at": created, "settled_at": None,
        "settlement_id": None, "posted_at": None, "credit_type": "default", "description": None, "notes": "{}",
        "payment_id": None, "settlement_utr": None, "order_id": payment.order,
        "order_receipt": order.receipt if order else None, "method": payment.method,
        "card_network": "Visa" if is_card else None, "card_issuer": "HDFC" if is_card else None,
        "card_type": "credit" if is_card else None, "dispute_id": None,
    }  # fmt: skip
