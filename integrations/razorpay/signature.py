"""Whether Razorpay itself has signed what came in: HMAC-SHA256 in lower-case hexadecimal digits, and nothing else.

The event's id stands in a header the signature does not cover, and there is no time in it: what is genuine may be old,
or sent again under another id by whoever has seen it.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Sequence

_SIGNATURE = re.compile(r"[0-9a-f]{64}", re.ASCII)


class Signatures:
    """Checks signatures with any of several secrets, so that one can be replaced without losing an event."""

    def __init__(self, secrets: Sequence[str]) -> None:
        if isinstance(secrets, str) or not secrets or not all(secret.strip() for secret in secrets):
            raise ValueError("a secret is missing or empty: everybody could sign with it")
        self._keys = tuple(secret.encode() for secret in secrets)

    def is_genuine(self, message: bytes, signature: str | None) -> bool:
        """Whether it was made over these bytes. Never raises, and takes as long whichever of the secrets it was."""
        if not isinstance(signature, str) or not _SIGNATURE.fullmatch(signature):
            return False
        given = signature.encode("ascii")
        made = [hmac.digest(key, message, "sha256").hex().encode("ascii") for key in self._keys]
        return sum(hmac.compare_digest(given, one) for one in made) > 0
