"""How an expression reaches into data when the way is only known at run time."""

from __future__ import annotations

from typing import Any

from engine.actions.kinds import kind


def item(value: object, key: object) -> object:
    """`value[key]` where the key is computed: a key of a mapping, an index of a list or text."""
    if isinstance(value, dict):
        if isinstance(key, str) and key in value:
            return value[key]
        raise LookupError(f"there is no key {key!r}")
    if not isinstance(value, (list, str)):
        raise TypeError(f"{kind(value)} has no parts")
    if type(key) is not int:
        raise TypeError(f"{kind(value)} has numbered parts; {kind(key)} is not a number of one")
    if not -len(value) <= key < len(value):
        raise LookupError(f"there is no item {key} among {len(value)}")
    return value[key]


def dig(scope: Any, *keys: object) -> object:
    """The value at a path, or None when any part of it is missing."""
    value = scope
    for key in keys:
        try:
            value = value[key]
        except (LookupError, TypeError):
            return None
    return value
