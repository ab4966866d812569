"""An account is checked when it is made, and does not show its tokens."""

from __future__ import annotations

import pytest

from tests.twilio.conftest import account
from tests.twilio.standin import TOKEN


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sid", ""), ("sid", "AC123"), ("sid", "SM" + "a" * 32),
        ("tokens", ()), ("tokens", ("",)), ("tokens", ("a", "")),
        ("number", "+14155238886"), ("number", "whatsapp:14155238886"), ("number", ""), ("api_base_url", ""),
        ("api_base_url", "api.twilio.com"), ("content_base_url", "ftp://x"), ("messaging_base_url", "https://u:p@x"),
        ("api_base_url", "https://x?y=1"), ("read_timeout", 0), ("connect_timeout", -1),
    ],
)  # fmt: skip
def test_what_is_not_right_is_refused(field: str, value: object) -> None:
    """And named, without its value."""
    with pytest.raises(ValueError, match=r"^(the|an|a) "):
        account("http://127.0.0.1:1", **{field: value})


def test_tokens_are_not_shown() -> None:
    """Not where an account is printed by chance."""
    assert TOKEN not in repr(account("http://127.0.0.1:1"))
