"""The doors of Razorpay's API by name: what faults can be ordered at."""

from __future__ import annotations

import re
from collections.abc import Mapping

RAZORPAY = "razorpay"
"""Any of the doors."""
PAYMENT = "payment"
"""What becomes of a payment."""
REFUND = "refund"
"""What becomes of a refund."""
EVENTS = "events"
"""The events of one act: a payment, a refund, a cancellation."""

_ID = "[^/]+"
PATHS: Mapping[str, str] = {
    "POST /v1/payment_links": "payment_links.create",
    "GET /v1/payment_links": "payment_links.list",
    f"GET /v1/payment_links/{_ID}": "payment_links.fetch",
    f"PATCH /v1/payment_links/{_ID}": "payment_links.edit",
    f"POST /v1/payment_links/{_ID}/cancel": "payment_links.cancel",
    f"POST /v1/payment_links/{_ID}/notify_by/{_ID}": "payment_links.notify",
    "GET /v1/payments": "payments.list",
    f"GET /v1/payments/{_ID}": "payments.fetch",
    f"POST /v1/payments/{_ID}/capture": "payments.capture",
    f"POST /v1/payments/{_ID}/refund": "payments.refund",
    f"GET /v1/payments/{_ID}/refunds": "payments.refunds",
    "GET /v1/refunds": "refunds.list",
    f"GET /v1/refunds/{_ID}": "refunds.fetch",
    "POST /v1/orders": "orders.create",
    "GET /v1/orders": "orders.list",
    f"GET /v1/orders/{_ID}": "orders.fetch",
    f"GET /v1/orders/{_ID}/payments": "orders.payments",
    "GET /v1/settlements/recon/combined": "settlements.recon",
}
DOORS = tuple(PATHS.values())


def door_of(method: str, path: str) -> str | None:
    """The name of a door; None when there is none."""
    called = f"{method} {path}"
    return next((name for pattern, name in PATHS.items() if re.fullmatch(pattern, called)), None)


def is_razorpays(path: str) -> bool:
    """Whether a path below /v1 is Razorpay's: Twilio has one there, too."""
    return path.startswith("/v1/") and not path.startswith("/v1/Content")
