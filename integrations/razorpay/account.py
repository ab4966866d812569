"""Whose money it is, and where Razorpay is: plain values, checked once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

API = "https://api.razorpay.com"

_KEY = re.compile(r"rzp_(?P<mode>test|live)_[A-Za-z0-9]{1,60}", re.ASCII)
_SECRET = re.compile(r"[!-~]{1,200}", re.ASCII)
_ACCOUNT = re.compile(r"acc_[A-Za-z0-9]{1,60}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class RazorpayAccount:
    """A merchant's account. ValueError names what is not right, without its value.

    The key signs our requests and what browsers bring back. Any of `webhook_secrets` may have signed what Razorpay
    posts: events older than a new secret go on being signed with the old one, for days. `account` is the id events must
    bear, if we know it. `base_url` is the address before `/v1`, so that any stand-in can be used. Times are in seconds:
    to connect, between two pieces of an answer, for a whole answer, and for all answers of one question.
    """

    key_id: str
    key_secret: str = field(repr=False)
    webhook_secrets: tuple[str, ...] = field(repr=False)
    account: str | None
    base_url: str
    connect_timeout: float = 3.0
    read_timeout: float = 10.0
    whole_timeout: float = 20.0
    listing_timeout: float = 120.0

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key_id):
            raise ValueError("the key id is rzp_test_ or rzp_live_, and letters and digits")
        if not _SECRET.fullmatch(self.key_secret):
            raise ValueError("the key secret is missing, or has a sign in it that no secret has")
        if not self.webhook_secrets or not all(secret.strip() for secret in self.webhook_secrets):
            raise ValueError("a webhook secret is missing or empty")
        if self.account is not None and not _ACCOUNT.fullmatch(self.account):
            raise ValueError("the account is acc_, and letters and digits")
        _check_address(self.base_url)
        if min(self.connect_timeout, self.read_timeout, self.whole_timeout, self.listing_timeout) <= 0:
            raise ValueError("a timeout is more than nothing")

    @property
    def mode(self) -> str:
        """`test` or `live`: each has keys, webhooks and money of its own."""
        return "live" if self.key_id.startswith("rzp_live_") else "test"


def _check_address(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError("an address of the API is http(s)://host[:port][/path]")
