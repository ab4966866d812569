"""Reads a whole number, in the digits of any script."""

from __future__ import annotations

from engine.domain.readers.context import LONGEST_ANSWER, ReadingContext, whole
from engine.domain.readers.writing import is_number, normalise
from engine.domain.readings import Accepted, Reading, Refused
from engine.domain.values import Data

# All whole numbers of so many digits survive any JSON reader.
MOST_DIGITS = 15
LARGEST = 10**MOST_DIGITS - 1


def read_integer(text: str, arguments: Data, context: ReadingContext) -> Reading:  # noqa: ARG001
    """Accepts a whole number from `min` to `max`, with or without commas (`1,00,000` or `100,000`)."""
    if len(text) > LONGEST_ANSWER:
        return Refused("too_long", {"max": LONGEST_ANSWER})
    typed = normalise(text)
    if not typed:
        return Refused("empty")
    number = _number(typed)
    if number is None:
        return Refused("not_a_number")
    least, most = whole(arguments, "min", -LARGEST), whole(arguments, "max", LARGEST)
    if number < least:
        return Refused("too_small", {"min": least})
    return Refused("too_big", {"max": most}) if number > most else Accepted(number)


def _number(typed: str) -> int | None:
    sign = -1 if typed.startswith("-") else 1
    digits = _without_commas(typed.removeprefix("-") if sign < 0 else typed.removeprefix("+"))
    return sign * int(digits) if is_number(digits) and len(digits) <= MOST_DIGITS else None


def _without_commas(typed: str) -> str:
    """Joins groups of thousands or of lakhs and crores; other commas stay, and make the text no number."""
    first, *groups = typed.split(",")
    sizes = [len(group) for group in groups]
    in_thousands = sizes == [3] * len(sizes) and len(first) <= 3
    in_lakhs = sizes == [2] * (len(sizes) - 1) + [3] and len(first) <= 2
    return "".join((first, *groups)) if first and (in_thousands or in_lakhs) else typed
