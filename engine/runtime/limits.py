"""The bounds on what one turn may do and on what a session may keep. Who hits one is still answered."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from engine.domain.sessions import Frame
from engine.domain.values import Data
from engine.errors import ExecutionError, LimitExceeded
from engine.runtime.trail import TRAIL, TRIES

DEEPEST_STACK = 12
MOST_EFFECTS = 60
MOST_ROUNDS = 60
LONGEST_LOOP = 1_000
MOST_LOOPED = 10_000
"""Items of all loops of one turn together: loops may stand in loops."""
LONGEST_NAME = 200
"""Characters of a name that is computed, of an event or a session."""
LARGEST_DATA = 64 * 1024
"""Bytes of JSON that the frames of a session may hold together, and a contact."""
DEEPEST_DATA = 64

_MOST_BYTES = 6
"""The bytes a character can take in JSON: that of a control character is the longest."""

_SMALL = frozenset({TRIES, TRAIL})
"""What only names questions of the flow."""

_encoder = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def check_frames(frames: Sequence[Frame]) -> None:
    """LimitExceeded when the frames hold too much; ExecutionError when something in them is not JSON."""
    size = 0
    for frame in frames:
        size += _rough_size(frame.data)
    if size * _MOST_BYTES > LARGEST_DATA:
        _check_exactly("the session", [frame.data for frame in frames])


def check_contact(data: Data) -> None:
    """The same for what is kept of a contact."""
    if _rough_size(data) * _MOST_BYTES > LARGEST_DATA:
        _check_exactly("the contact", [data])


def check_loop(items: int) -> None:
    """LimitExceeded when one loop is too long."""
    if items > LONGEST_LOOP:
        raise LimitExceeded(f"a loop over {items} items; at most {LONGEST_LOOP} are allowed")


def check_effects(count: int) -> None:
    """LimitExceeded when a turn wants too much done."""
    if count > MOST_EFFECTS:
        raise LimitExceeded(f"one turn wants {count} things done; at most {MOST_EFFECTS} are allowed")


def _rough_size(data: Data) -> int:
    """The characters of all values, about; asked in every turn, so the many short texts need no encoder."""
    size = 0
    for name, value in data.items():
        if isinstance(value, str):
            size += len(value)
        elif isinstance(value, int):
            size += value.bit_length()
        elif value is not None and name not in _SMALL:
            size += len(_encoded(value))
    return size


def _check_exactly(whose: str, all_data: list[Data]) -> None:
    size = sum(len(_encoded(dict(data)).encode(errors="replace")) for data in all_data)
    if size > LARGEST_DATA:
        raise LimitExceeded(f"{whose} would hold {size:,} bytes of data; at most {LARGEST_DATA:,} are allowed")


def _encoded(value: Any) -> str:
    try:
        text = _encoder.encode(value)
    except (TypeError, ValueError) as error:
        raise ExecutionError(f"a variable holds what JSON has no word for: {error}") from error
    except RecursionError:
        raise LimitExceeded(f"data lies more than {DEEPEST_DATA} levels deep") from None
    if text.count("[") + text.count("{") > DEEPEST_DATA:
        _check_depth(value, DEEPEST_DATA)
    return text


def _check_depth(value: Any, left: int) -> None:
    if isinstance(value, dict | list | tuple):
        if left == 0:
            raise LimitExceeded(f"data lies more than {DEEPEST_DATA} levels deep")
        for inner in value.values() if isinstance(value, dict) else value:
            _check_depth(inner, left - 1)
