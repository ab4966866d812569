"""Bodies of the shapes Razorpay writes, with our own values in them; and its signature."""

from __future__ import annotations

import hmac
import json
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]

KEY = "rzp_test_Bolo1234567890"
SECRET = "EnLs21M47BllR3X8PSFtjtbd"
WEBHOOK = "whsec-new"
OLD_WEBHOOK = "whsec-old"
ACCOUNT = "acc_Bolo1234567890"
REFERENCE = "0123456789abcdef0123456789abcdef"
LINK = "plink_QQQQQQQQQQQQQ1"
ORDER = "order_QQQQQQQQQQQQQ2"
PAYMENT = "pay_QQQQQQQQQQQQQ3"
REFUND = "rfnd_QQQQQQQQQQQQQ4"
DISPUTE = "disp_QQQQQQQQQQQQQ5"
AT = 1767260000


def link(**changes: object) -> Json:
    """A payment link, as created."""
    return {
        "accept_partial": False, "amount": 49900, "amount_paid": 0, "callback_method": "get",
        "callback_url": "https://bolo.example/payments/return", "cancelled_at": 0, "created_at": AT, "currency": "INR",
        "customer": {}, "description": "Birth chart", "expire_by": AT + 1800, "expired_at": 0,
        "first_min_partial_amount": 0, "id": LINK, "notes": {"reference": REFERENCE},
        "notify": {"email": False, "sms": False, "whatsapp": False}, "payments": None, "reference_id": REFERENCE,
        "reminder_enable": False, "reminders": [], "short_url": "https://rzp.io/rzp/Bolo123", "status": "created",
        "updated_at": AT, "upi_link": False, "user_id": "", "whatsapp_link": False, **changes,
    }  # fmt: skip


def payment(**changes: object) -> Json:
    """A payment on that link, captured."""
    return {
        "id": PAYMENT, "entity": "payment", "amount": 49900, "currency": "INR", "base_amount": 49900,
        "status": "captured", "order_id": ORDER, "invoice_id": None, "international": False, "method": "upi",
        "amount_refunded": 0, "amount_transferred": 0, "refund_status": None, "captured": True,
        "description": f"#{LINK.removeprefix('plink_')}", "card_id": None, "bank": None, "wallet": None,
        "vpa": "anya@okexample", "email": "anya@example.com", "contact": "+919800000000", "notes": [], "fee": 1178,
        "tax": 180, "fee_bearer": "platform", "error_code": None, "error_description": None, "error_source": None,
        "error_step": None, "error_reason": None, "acquirer_data": {"rrn": "551652213711"}, "created_at": AT + 60,
        **changes,
    }  # fmt: skip


def order(**changes: object) -> Json:
    """The order Razorpay makes when the link is opened. On `payment_link.*` its id has no prefix."""
    return {
        "id": ORDER.removeprefix("order_"), "amount": 49900, "amount_paid": 49900, "amount_due": 0, "attempts": 1,
        "currency": "INR", "receipt": REFERENCE, "status": "paid", "notes": {"reference": REFERENCE},
        "product_id": LINK.removeprefix("plink_"), "product_type": "payment_link_v2", "created_at": AT + 30, **changes,
    }  # fmt: skip


def refund(**changes: object) -> Json:
    """A refund of part of that payment."""
    return {
        "id": REFUND, "entity": "refund", "amount": 20000, "currency": "INR", "payment_id": PAYMENT,
        "notes": {"refund": "refund-0123456789"}, "receipt": "refund-0123456789", "acquirer_data": {"arn": None},
        "created_at": AT + 90, "batch_id": None, "status": "pending", "speed_processed": "normal",
        "speed_requested": "normal", **changes,
    }  # fmt: skip


def dispute(**changes: object) -> Json:
    """A dispute of that payment."""
    return {
        "id": DISPUTE, "entity": "dispute", "payment_id": PAYMENT, "amount": 49900, "currency": "INR",
        "amount_deducted": 0, "reason_code": "goods_or_services_not_received", "respond_by": AT + 9999,
        "status": "open", "phase": "chargeback", "created_at": AT + 120, **changes,
    }  # fmt: skip


def line(**changes: object) -> Json:
    """A line of a settlement."""
    return {
        "entity_id": PAYMENT, "type": "payment", "debit": 0, "credit": 48722, "amount": 49900, "currency": "INR",
        "fee": 1178, "tax": 180, "on_hold": False, "settled": True, "created_at": AT + 60, "settled_at": AT + 99999,
        "settlement_id": "setl_QQQQQQQQQQQQQ6", "posted_at": None, "credit_type": "default",
        "notes": '{"reference": "x"}', "payment_id": None, "settlement_utr": "1568176960vxp0rj", "order_id": ORDER,
        "order_receipt": None, "method": "upi", "card_network": None, "dispute_id": None, **changes,
    }  # fmt: skip


def event(name: str, **entities: Json) -> Json:
    """An event with these things in it."""
    return {
        "entity": "event", "account_id": ACCOUNT, "event": name, "contains": list(entities),
        "payload": {name: {"entity": entity} for name, entity in entities.items()}, "created_at": AT,
    }  # fmt: skip


def error(description: str, code: str = "BAD_REQUEST_ERROR", **changes: object) -> Json:
    """An error object."""
    told = {"source": "NA", "step": "NA", "reason": "NA", "metadata": {}, **changes}
    return {"error": {"code": code, "description": description, **told}}


def raw(body: object) -> bytes:
    """As bytes."""
    return json.dumps(body).encode()


def signed(body: bytes, secret: str = WEBHOOK) -> str:
    """Razorpay's signature."""
    return hmac.new(secret.encode(), body, "sha256").hexdigest()
