"""Names for people that tell nobody who they are: a keyed HMAC, with the key's own id for its rotation."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from server.settings import Settings

_DIGITS = 20


class Hasher:
    """Hashes with the first of some keys. Phone numbers are few: without a key a hash could be turned back."""

    def __init__(self, keys: Sequence[str] = ()) -> None:
        """Without keys it makes one that nobody has and that ends with the process."""
        own = [key.encode() for key in keys] or [secrets.token_bytes(32)]
        self._keys = tuple((hashlib.sha256(b"key id" + key).hexdigest()[:4], key) for key in own)

    def hashed(self, value: str) -> str:
        """The name under the key in use: `k<key id>:<digits>`."""
        return _named(*self._keys[0], value)

    def all(self, value: str) -> tuple[str, ...]:
        """The names under every key, the one in use first: what was written before a rotation is found, too."""
        return tuple(_named(name, key, value) for name, key in self._keys)


def hasher_of(settings: Settings) -> Hasher:
    """The names of people in logs and counts."""
    key = settings.contact_hash_key
    return Hasher(key.get_secret_value().split(",") if key else ())


def _named(name: str, key: bytes, value: str) -> str:
    return f"k{name}:{hmac.digest(key, value.encode('utf-8', 'surrogatepass'), 'sha256').hex()[:_DIGITS]}"
