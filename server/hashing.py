"""Names for people that tell nobody who they are: a keyed HMAC, with the key's own id for its rotation."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence

_DIGITS = 20


class Hasher:
    """Hashes with the first of some keys. Phone numbers are few: without a key a hash could be turned back."""

    def __init__(self, keys: Sequence[str] = ()) -> None:
        """Without keys it makes one that nobody has and that ends with the process."""
        self._key = keys[0].encode() if keys else secrets.token_bytes(32)
        self._name = hashlib.sha256(b"key id" + self._key).hexdigest()[:4]

    def hashed(self, value: str) -> str:
        """The name under the key in use: `k<key id>:<digits>`."""
        digest = hmac.digest(self._key, value.encode("utf-8", "surrogatepass"), "sha256")
        return f"k{self._name}:{digest.hex()[:_DIGITS]}"
