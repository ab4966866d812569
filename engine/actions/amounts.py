"""Functions on numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, cast
from zlib import crc32

from engine.actions.kinds import bounded_number, is_number, need_list, need_number, need_text, need_whole
from engine.domain.values import Json

_SHOWN: Final = re.compile(r"\s*[-+]?\d{1,18}(\.\d{1,18})?\s*")


def smallest(*values: object) -> Json:
    """The smallest of the values, or of one list. All numbers or all texts.

    >>> smallest(3, 1, 2)
    1
    >>> smallest(["b", "a"])
    'a'
    """
    return min(_alike("min()", values))  # type: ignore[type-var]


def largest(*values: object) -> Json:
    """The largest of the values, or of one list. All numbers or all texts.

    >>> largest(3, 1, 2)
    3
    """
    return max(_alike("max()", values))  # type: ignore[type-var]


def rounded(value: object, digits: object = 0) -> int | float:
    """Rounded, halves away from zero; a whole number when no digits are asked for.

    >>> rounded(2.5)
    3
    >>> rounded(1.005, 2)
    1.01
    """
    places = need_whole("round()", digits)
    if not 0 <= places <= 12:
        raise ValueError("round() keeps 0 to 12 digits")
    exact = Decimal(str(need_number("round()", value))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return float(exact) if places else int(exact)


def absolute(value: object) -> int | float:
    """Without its sign.

    >>> absolute(-3)
    3
    """
    return abs(need_number("abs()", value))


def number(value: object) -> int | float | None:
    """The number a text shows, in digits of any script; null when it shows none.

    >>> number(" 12 ")
    12
    >>> number("१२.५")
    12.5
    >>> number("twelve") is None
    True
    """
    if is_number(value):
        return bounded_number(cast("int | float", value))
    if not isinstance(value, str) or not _SHOWN.fullmatch(value):
        return None
    return float(value) if "." in value else bounded_number(int(value))


def whole(value: object) -> int | None:
    """The whole part of a number, or of the number a text shows; null when it shows none.

    >>> whole("12.9")
    12
    >>> whole(-1.5)
    -1
    """
    shown = number(value)
    return None if shown is None else int(shown)


def spread(value: object, below: object) -> int:
    """A whole number from 0 to less than `below`, always the same for the same text: not all begin at one moment.

    >>> spread("p1", 1800)
    1267
    """
    most = need_whole("spread()", below)
    if most < 1:
        raise ValueError("spread() needs a number above 0")
    return crc32(need_text("spread()", value).encode()) % most


def _alike(name: str, values: tuple[object, ...]) -> Sequence[Json]:
    """The values to compare: the arguments, or the only argument's items."""
    alone = len(values) == 1 and isinstance(values[0], list)
    items = need_list(name, values[0]) if alone else cast("Sequence[Json]", values)
    if not items:
        raise ValueError(f"{name} of nothing")
    if not (all(map(is_number, items)) or all(isinstance(item, str) for item in items)):
        raise TypeError(f"{name} needs numbers only, or texts only")
    return items
