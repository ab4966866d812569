"""A payment link on the wire, and the order and the payment that stand beside it in its events: a newer shape."""

from __future__ import annotations

from integrations.sandbox.razorpay.books import Books
from integrations.sandbox.razorpay.entities import Json, payment_json
from integrations.sandbox.razorpay.ids import bare, code_of
from integrations.sandbox.razorpay.records import Link, Order, Payment


def short_url(books: Books, link: Link) -> str:
    """Where it is paid."""
    return f"{books.root}/i/{code_of(link.id)}"


def link_json(books: Books, link: Link, *, is_new: bool = False) -> Json:
    """A link in the API's answers. `is_new`: it was made by this request; what is empty looks otherwise then."""
    shown: Json = {
        **_common(books, link), "payments": None if is_new else _payments(books, link),
        "reminders": [] if is_new else _reminders(link),
    }  # fmt: skip
    if not is_new and not link.notes:
        shown["notes"] = []
    return dict(sorted(shown.items()))


def linked_event(books: Books, link: Link) -> Json:
    """A link in its own events: no "entity", no "payments"."""
    return {**_common(books, link), "reminders": _reminders(link)}


def linked_order(books: Books, order: Order, payment: Payment) -> Json:
    """The order in a link's event: its id has no prefix there."""
    merchant = books.merchant
    other = {f"reference{number}": None for number in range(2, 9)}
    return {
        "account_number": None, "amount": order.amount, "amount_due": max(0, order.amount - order.paid),
        "amount_paid": order.paid, "app_offer": False, "attempts": order.attempts, "authorized": True, "bank": None,
        "bank_account": None, "checkout_config_id": None, "created_at": order.created, "currency": order.currency,
        "customer_id": None, "discount": False, "first_payment_min_amount": None, "force_offer": None,
        "id": bare(order.id), "late_auth_config_id": None, "merchant_id": bare(merchant.account if merchant else ""),
        "method": payment.method, "notes": dict(order.notes) or [], "offers": {}, "order_metas": [],
        "order_relationships": [], "partial_payment": order.is_partial, "payer_name": None, "payment_capture": True,
        "product_id": bare(order.link or ""), "product_type": "payment_link_v2", "provider_context": None,
        "public_key": merchant.key_id if merchant else "", "public_response": None, "receipt": order.receipt, **other,
        "source": None, "status": order.status, "transfers": None, "updated_at": payment.captured_at or payment.created,
    }  # fmt: skip


def linked_payment(payment: Payment) -> Json:
    """The payment in a link's event."""
    shown = payment_json(payment, "captured")
    upi = shown.pop("upi", None)
    return {
        "card": None, **shown, "amount_captured": None,
        "fee_bearer": "customer" if payment.surcharge else "platform", "provider": None, "reward": None,
        **({"upi": {"payer_account_type": "bank_account", "vpa": shown["vpa"]}} if upi else {}),
    }  # fmt: skip


def _common(books: Books, link: Link) -> Json:
    shown: Json = {
        "accept_partial": link.accepts_partial, "amount": link.amount, "amount_paid": link.paid,
        "callback_method": "get" if link.callback_url else "", "callback_url": link.callback_url,
        "cancelled_at": link.cancelled_at, "created_at": link.created, "currency": link.currency,
        "customer": dict(link.customer), "description": link.description, "expire_by": link.expire_by,
        "expired_at": link.expired_at, "first_min_partial_amount": link.first_minimum, "id": link.id,
        "notes": dict(link.notes) or None,
        "notify": {"email": link.notify.get("email", False), "sms": link.notify.get("sms", False), "whatsapp": False},
        "reference_id": link.reference, "reminder_enable": link.reminds, "short_url": short_url(books, link),
        "status": link.status, "updated_at": link.updated, "upi_link": False, "user_id": "", "whatsapp_link": False,
    }  # fmt: skip
    if link.order is not None:
        shown["order_id"] = link.order
    return shown


def _payments(books: Books, link: Link) -> list[Json]:
    paid = [books.payments[id] for id in link.payments if id in books.payments]
    return [
        {
            "amount": payment.amount, "created_at": payment.created, "method": payment.method,
            "payment_id": payment.id, "plink_id": link.id, "status": payment.status,
            "updated_at": payment.captured_at or payment.created,
        }
        for payment in paid
    ]  # fmt: skip


def _reminders(link: Link) -> Json | list[object]:
    return {"status": "failed"} if link.reminds else []
