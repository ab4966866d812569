"""Back to the shop: the address the payer's browser is sent to, signed with the secret of the API key."""

from __future__ import annotations

from urllib.parse import urlencode

from integrations.sandbox.razorpay.books import Books
from integrations.sandbox.razorpay.records import Link, Payment
from integrations.sandbox.razorpay.telling import sign


def callback_of(books: Books, link: Link, payment: Payment) -> str | None:
    """Where the browser goes after a payment; None when the link names no address, or is not paid by it."""
    if not link.callback_url or books.merchant is None or link.status not in ("paid", "partially_paid"):
        return None
    signed = f"{link.id}|{link.reference}|{link.status}|{payment.id}"
    query = urlencode({
        "razorpay_payment_id": payment.id, "razorpay_payment_link_id": link.id,
        "razorpay_payment_link_reference_id": link.reference, "razorpay_payment_link_status": link.status,
        "razorpay_signature": sign(books.merchant.key_secrets[0], signed.encode()),
    })  # fmt: skip
    return f"{link.callback_url}{'&' if '?' in link.callback_url else '?'}{query}"
