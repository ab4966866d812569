"""A stand-in for Razorpay, a gateway that talks with it, and a door."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from engine.interfaces.payments import LinkWanted, RefundWanted
from integrations.razorpay.account import RazorpayAccount
from integrations.razorpay.door import RazorpayDoor
from integrations.razorpay.gateway import RazorpayGateway
from tests.razorpay.bodies import ACCOUNT, AT, KEY, OLD_WEBHOOK, PAYMENT, REFERENCE, SECRET, WEBHOOK
from tests.razorpay.standin import RazorpayStandIn, stand_in

NOW = datetime.fromtimestamp(AT, UTC)
WANTED = LinkWanted(
    reference=REFERENCE, amount=49900, currency="INR", description="जन्म कुंडली", expires_at=NOW + timedelta(minutes=30),
    notes={"order": "o-1"}, returns_to="https://bolo.example/payments/return",
)  # fmt: skip
REFUND_WANTED = RefundWanted(reference="refund-0123456789", payment=PAYMENT, amount=20000, notes={"order": "o-1"})


def account(url: str = "http://127.0.0.1:1", **changes: object) -> RazorpayAccount:
    """An account with times that are short, and long enough for a busy machine."""
    values: dict[str, object] = {
        "key_id": KEY, "key_secret": SECRET, "webhook_secrets": (WEBHOOK, OLD_WEBHOOK), "account": ACCOUNT,
        "base_url": url, "connect_timeout": 1.0, "read_timeout": 5.0, "whole_timeout": 10.0, "listing_timeout": 30.0,
    }  # fmt: skip
    return RazorpayAccount(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture
def razorpay() -> Iterator[RazorpayStandIn]:
    """The stand-in."""
    with stand_in() as server:
        yield server


@pytest.fixture
def gateway(razorpay: RazorpayStandIn) -> RazorpayGateway:
    """A gateway to the stand-in."""
    return RazorpayGateway(account(razorpay.url))


@pytest.fixture
def door() -> RazorpayDoor:
    """A door of the same account."""
    return RazorpayDoor(account())
