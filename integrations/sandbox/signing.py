"""Twilio's signature of what it posts: HMAC-SHA1 over the address and the sorted fields."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterable

Form = list[tuple[str, str]]


def sign(token: str, url: str, form: Form) -> str:
    """What stands in X-Twilio-Signature. `url` is as it was called, without its fragment."""
    data = url + "".join(name + value for name, value in _sorted_once(form))
    digest = hmac.new(token.encode(), data.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode("ascii")


def _sorted_once(form: Form) -> Iterable[tuple[str, str]]:
    """Each pair once: Twilio signs a field that comes twice with the same value as one."""
    return sorted(set(form))
