"""What things look like on the wire, in the API's answers and in events; Razorpay leaves out other fields in each."""

from __future__ import annotations

from collections.abc import Mapping

from integrations.sandbox.razorpay.ids import bare
from integrations.sandbox.razorpay.records import Order, Payment, Refund

Json = dict[str, object]
RUPEES = 83
"""What a unit of another currency is worth."""

_ERRORS = frozenset({"error_source", "error_step", "error_reason"})
_SUMS = frozenset({"base_amount", "amount_transferred"})
LEFT_OUT: Mapping[str, frozenset[str]] = {
    "api": frozenset({*_SUMS, "token_id"}),
    "authorized": frozenset({*_SUMS}),
    "card": frozenset({"base_amount"}),
    "captured": frozenset(),
    "order": frozenset({*_SUMS, *_ERRORS, "acquirer_data", "upi", "token_id"}),
    "refund": frozenset({"token_id"}),
    "dispute": frozenset({"acquirer_data", "upi", "token_id", "card"}),
}
"""The fields of a payment that are not there, by where it stands."""


def payment_json(payment: Payment, shape: str = "api") -> Json:
    """A payment as it stands somewhere. Fields of other methods are null or missing, as Razorpay has it."""
    whole = {
        "id": payment.id, "entity": "payment", "amount": payment.amount, "currency": payment.currency,
        "base_amount": _in_rupees(payment), "status": payment.status, "order_id": payment.order, "invoice_id": None,
        "international": payment.currency != "INR", "method": payment.method, "amount_refunded": payment.refunded,
        "amount_transferred": 0, "refund_status": refund_status(payment), "captured": payment.is_captured,
        "description": f"#{bare(payment.link)}" if payment.link else None, **_instrument(payment, shape),
        "email": payment.email, "contact": payment.contact, "notes": dict(payment.notes) or [], "fee": payment.fee,
        "tax": payment.tax, **_errors(payment), "acquirer_data": acquirer_data(payment), "created_at": payment.created,
        **_more(payment),
    }  # fmt: skip
    return {name: value for name, value in whole.items() if name not in LEFT_OUT[shape]}


def order_json(order: Order) -> Json:
    """An order, in the API and in order.paid."""
    return {
        "id": order.id, "entity": "order", "amount": order.amount, "amount_paid": order.paid,
        "amount_due": max(0, order.amount - order.paid), "currency": order.currency, "receipt": order.receipt,
        "offer_id": None, "status": order.status, "attempts": order.attempts, "notes": dict(order.notes) or [],
        "created_at": order.created,
    }  # fmt: skip


def refund_json(refund: Refund) -> Json:
    """A refund, in the API and in events."""
    arn = f"{int(refund.created) % 10**14:014d}" if refund.status == "processed" and refund.sped != "normal" else None
    return {
        "id": refund.id, "entity": "refund", "amount": refund.amount, "currency": refund.currency,
        "payment_id": refund.payment, "notes": dict(refund.notes) or [], "receipt": refund.receipt,
        "acquirer_data": {"arn": arn}, "created_at": refund.created, "batch_id": None, "status": refund.status,
        "speed_processed": refund.sped, "speed_requested": refund.speed,
    }  # fmt: skip


def collection(items: list[Json]) -> Json:
    """A list as the older parts of the API write it."""
    return {"entity": "collection", "count": len(items), "items": items}


def refund_status(payment: Payment) -> str | None:
    """How much of it went back."""
    if not payment.refunded:
        return None
    return "full" if payment.refunded >= payment.amount else "partial"


def acquirer_data(payment: Payment) -> Json:
    """What the bank knows it by; nothing when it failed."""
    number = None if payment.failure else f"{payment.created % 10**10 + len(payment.id):012d}"
    match payment.method:
        case "card":
            return {"auth_code": number and number[-6:], "rrn": number}
        case "netbanking":
            return {"bank_transaction_id": number}
        case "wallet":
            return {"transaction_id": None}
    return {"rrn": number}


def vpa_of(payment: Payment) -> str:
    """The address a payment by UPI came from."""
    return "failure@razorpay" if payment.failure else "success@razorpay"


def card_of(payment: Payment) -> str:
    """The id of the card it was paid with."""
    return f"card_{bare(payment.id)}"


def _in_rupees(payment: Payment) -> int:
    return payment.amount if payment.currency == "INR" else payment.amount * RUPEES


def _instrument(payment: Payment, shape: str) -> Json:
    is_card = payment.method == "card"
    known: Json = {"card_id": card_of(payment) if is_card else None}
    if is_card:
        known["card"] = _card(payment, shape)
    return known | {
        "bank": "HDFC" if payment.method == "netbanking" else None,
        "wallet": "payzapp" if payment.method == "wallet" else None,
        "vpa": vpa_of(payment) if payment.method == "upi" else None,
    }


def _card(payment: Payment, shape: str) -> Json:
    card: Json = {
        "id": card_of(payment), "entity": "card", "name": "", "last4": "1007", "network": "Visa", "type": "credit",
        "issuer": "HDFC", "international": False, "emi": False,
    }  # fmt: skip
    return card if shape == "order" else card | {"sub_type": "consumer", "iin": "410028"}


def _errors(payment: Payment) -> Json:
    failure = payment.failure
    return {
        "error_code": failure and failure.code, "error_description": failure and failure.description,
        "error_source": failure and failure.source, "error_step": failure and failure.step,
        "error_reason": failure and failure.reason,
    }  # fmt: skip


def _more(payment: Payment) -> Json:
    if payment.method == "upi":
        return {"upi": {"payer_account_type": "bank_account", "vpa": vpa_of(payment), "flow": "intent"}}
    return {"token_id": f"token_{bare(payment.id)}"} if payment.method == "card" else {}
