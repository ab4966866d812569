"""Compares bodies by their shape: the same fields, values of the same kind. What is null or empty fits anything."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

OURS = Path(__file__).parent / "fixtures"
OFFICIAL = Path(__file__).resolve().parents[4] / "shared" / "data" / "razorpay_webhooks"
_FREE = frozenset({"notes"})
"""What the merchant writes."""


def fixture(name: str) -> Any:
    """A body of our own, of the shape Razorpay's have."""
    return json.loads((OURS / f"{name}.json").read_text(encoding="utf-8"))


def differences(ours: Any, theirs: Any, at: str = "") -> Iterator[str]:
    """Where the shapes part."""
    if ours in (None, [], {}) or theirs in (None, [], {}) or at.rpartition(".")[2] in _FREE:
        return
    if type(ours) is not type(theirs):
        yield f"{at}: {type(ours).__name__}, not {type(theirs).__name__}"
    elif isinstance(ours, dict):
        yield from (f"{at}.{name} is missing" for name in theirs.keys() - ours.keys())
        yield from (f"{at}.{name} is too much" for name in ours.keys() - theirs.keys())
        for name in ours.keys() & theirs.keys():
            yield from differences(ours[name], theirs[name], f"{at}.{name}")
    elif isinstance(ours, list):
        for one in ours:
            yield from differences(one, theirs[0], f"{at}[]")
