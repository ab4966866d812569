"""Whose name we send in, and where Twilio is: plain values, checked once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

API = "https://api.twilio.com"
CONTENT = "https://content.twilio.com"
MESSAGING = "https://messaging.twilio.com"

_SID = re.compile(r"AC[0-9a-fA-F]{32}", re.ASCII)
_NUMBER = re.compile(r"whatsapp:\+[0-9]{5,15}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class TwilioAccount:
    """An account and its one WhatsApp number, `whatsapp:+<digits>`. ValueError names what is not right.

    The first of `tokens` signs our requests; while a token is being replaced, what Twilio sends may be signed with any.
    The addresses are where each part of Twilio's API is, so that any stand-in can be used. Times are in seconds:
    to connect, between two pieces of an answer, and for a whole answer.
    """

    sid: str
    tokens: tuple[str, ...] = field(repr=False)
    number: str
    api_base_url: str
    content_base_url: str
    messaging_base_url: str
    connect_timeout: float = 3.0
    read_timeout: float = 10.0
    whole_timeout: float = 20.0
    typing_timeout: float = 2.0

    def __post_init__(self) -> None:
        if not _SID.fullmatch(self.sid):
            raise ValueError("the account SID is AC and 32 hexadecimal digits")
        if not self.tokens or not all(token.strip() for token in self.tokens):
            raise ValueError("an auth token is missing or empty")
        if not _NUMBER.fullmatch(self.number):
            raise ValueError("the number is whatsapp:+ and its digits")
        for url in self.base_urls:
            _check_address(url)
        if min(self.connect_timeout, self.read_timeout, self.whole_timeout, self.typing_timeout) <= 0:
            raise ValueError("a timeout is more than nothing")

    @property
    def base_urls(self) -> tuple[str, str, str]:
        """All addresses that may ever see our token."""
        return self.api_base_url, self.content_base_url, self.messaging_base_url


def _check_address(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ValueError("an address of the API is http(s)://host[:port][/path]")
