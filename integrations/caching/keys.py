"""Names of what is kept. What a person typed is not to be read in them."""

from __future__ import annotations

import hashlib
import json

_SHAPE = "1"
"""Raised when the same kind of value is written in another way."""


def key_of(*parts: str) -> str:
    """The same for the same parts in the same order, and for no others."""
    return hashlib.sha256(json.dumps([_SHAPE, *parts]).encode()).hexdigest()
