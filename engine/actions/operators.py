"""Arithmetic that cannot run away: what `+ - * / // %` do in guards and in texts."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Final, cast

from engine.actions.kinds import bounded_number, bounded_text, fits, is_number, kind
from engine.domain.values import Json

_FIELD: Final = re.compile(r"%(?:%|[-+ 0]*(\d{0,3})(?:\.(\d{1,3}))?[dfgs])")


def add(left: object, right: object) -> Json:
    """Numbers, two texts, or two lists."""
    if is_number(left) and is_number(right):
        return bounded_number(cast("int | float", left) + cast("int | float", right))
    if isinstance(left, str) and isinstance(right, str):
        fits(text=len(left) + len(right))
        return left + right
    if isinstance(left, list) and isinstance(right, list):
        fits(items=len(left) + len(right))
        return left + right
    raise TypeError(f"{kind(left)} and {kind(right)} cannot be added; text(...) turns a number into a text")


def subtract(left: object, right: object) -> Json:
    """Numbers only."""
    return _calculate(operator.sub, left, right, "subtracted")


def multiply(left: object, right: object) -> Json:
    """Numbers only: a text or list is never repeated."""
    return _calculate(operator.mul, left, right, "multiplied")


def divide(left: object, right: object) -> Json:
    """Numbers only; the result is a float."""
    return _calculate(operator.truediv, left, right, "divided")


def divide_whole(left: object, right: object) -> Json:
    """Numbers only; rounded down."""
    return _calculate(operator.floordiv, left, right, "divided")


def remainder(left: object, right: object) -> Json:
    """Numbers only."""
    return _calculate(operator.mod, left, right, "divided")


def negative(value: object) -> Json:
    """A number with the other sign."""
    if not is_number(value):
        raise TypeError(f"{kind(value)} has no sign")
    return -cast("int | float", value)


def fill(pattern: str, values: object) -> str:
    """printf for texts: `%d %f %g %s %%`, at most 999 wide, and nothing else.

    >>> fill("%02d:%02d", (9, 5))
    '09:05'
    """
    if "%" in _FIELD.sub("", pattern):
        raise ValueError("only %d, %f, %g, %s and %% can be filled in, at most 999 wide")
    given = values if isinstance(values, tuple) else (values,)
    for value in given:
        if not (is_number(value) or isinstance(value, str)):
            raise TypeError(f"{kind(value)} cannot be filled in")
    widths = sum(int(part or 0) for field in _FIELD.findall(pattern) for part in field)
    fits(text=len(pattern) + widths + sum(len(str(value)) for value in given))
    return bounded_text(pattern % given)


def _calculate(operation: Callable[..., object], left: object, right: object, verb: str) -> Json:
    if not (is_number(left) and is_number(right)):
        raise TypeError(f"{kind(left)} and {kind(right)} cannot be {verb}")
    return bounded_number(cast("int | float", operation(left, right)))
