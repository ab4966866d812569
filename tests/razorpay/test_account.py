"""An account is checked when it is made, and does not show its secrets."""

from __future__ import annotations

import pytest

from tests.razorpay.bodies import OLD_WEBHOOK, SECRET, WEBHOOK
from tests.razorpay.conftest import account


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("key_id", ""), ("key_id", "rzp_test_"), ("key_id", "rzp_prod_abc"), ("key_id", "rzp_test_a:b"),
        ("key_id", "Rzp_test_abc"), ("key_secret", ""), ("key_secret", " "), ("key_secret", "a b"),
        ("key_secret", "नमस्ते"), ("key_secret", "a\n"), ("webhook_secrets", ()), ("webhook_secrets", ("",)),
        ("webhook_secrets", ("a", " ")), ("account", ""), ("account", "BFQ7uQEaa7j2z7"), ("base_url", ""),
        ("base_url", "api.razorpay.com"), ("base_url", "ftp://x"), ("base_url", "https://u:p@x"),
        ("base_url", "https://x?y=1"), ("read_timeout", 0), ("connect_timeout", -1), ("listing_timeout", 0),
    ],
)  # fmt: skip
def test_what_is_not_right_is_refused(field: str, value: object) -> None:
    """And named, without its value."""
    with pytest.raises(ValueError, match=r"^(the|an|a) "):
        account("http://127.0.0.1:1", **{field: value})


def test_secrets_are_not_shown() -> None:
    """Not where an account is printed by chance."""
    shown = repr(account())
    assert not [secret for secret in (SECRET, WEBHOOK, OLD_WEBHOOK) if secret in shown]


def test_the_key_tells_the_mode() -> None:
    """Razorpay has one address for both."""
    assert account(key_id="rzp_test_abc").mode == "test"
    assert account(key_id="rzp_live_abc").mode == "live"
    assert account(account=None).account is None
