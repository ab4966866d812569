"""An account at Razorpay, and a door of it."""

from __future__ import annotations

import pytest

from integrations.razorpay.account import RazorpayAccount
from integrations.razorpay.door import RazorpayDoor
from tests.razorpay.bodies import ACCOUNT, KEY, OLD_WEBHOOK, SECRET, WEBHOOK


def account(url: str = "http://127.0.0.1:1", **changes: object) -> RazorpayAccount:
    """An account with times that are short, and long enough for a busy machine."""
    values: dict[str, object] = {
        "key_id": KEY, "key_secret": SECRET, "webhook_secrets": (WEBHOOK, OLD_WEBHOOK), "account": ACCOUNT,
        "base_url": url, "connect_timeout": 1.0, "read_timeout": 5.0, "whole_timeout": 10.0, "listing_timeout": 30.0,
    }  # fmt: skip
    return RazorpayAccount(**{**values, **changes})  # type: ignore[arg-type]


@pytest.fixture
def door() -> RazorpayDoor:
    """A door of the same account."""
    return RazorpayDoor(account())
