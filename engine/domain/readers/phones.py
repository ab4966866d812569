"""Reads a telephone number; without a country code it is an Indian mobile."""

from __future__ import annotations

from engine.domain.readers.context import LONGEST_ANSWER, ReadingContext
from engine.domain.readers.writing import is_number, normalise
from engine.domain.readings import Accepted, Reading, Refused
from engine.domain.values import Data

INDIA = "91"
NATIONAL = 10
FIRST_OF_MOBILE = "6789"
# With the country code: E.164 allows 15 digits, and no mobile anywhere has fewer than 8.
SHORTEST, LONGEST = 8, 15
PUNCTUATION = str.maketrans("", "", " -.()/")


def read_phone(text: str, arguments: Data, context: ReadingContext) -> Reading:  # noqa: ARG001
    """Accepts a number and gives it as E.164, such as `+919876543210`.

    `98765 43210`, `098765 43210` and `91 98765 43210` are Indian; another country needs `+` or `00`.
    """
    if len(text) > LONGEST_ANSWER:
        return Refused("too_long", {"max": LONGEST_ANSWER})
    typed = normalise(text).translate(PUNCTUATION)
    if not typed:
        return Refused("empty")
    if not is_number(typed.removeprefix("+")):
        return Refused("not_a_phone")
    if typed.startswith(("+", "00")):
        return _international(typed.removeprefix("+") if typed[0] == "+" else typed[2:])
    return _indian(typed)


def _international(digits: str) -> Reading:
    if digits.startswith(INDIA):
        return _mobile(digits.removeprefix(INDIA).removeprefix("0"))
    if digits.startswith("0") or not SHORTEST <= len(digits) <= LONGEST:
        return Refused("not_a_phone")
    return Accepted(f"+{digits}")


def _indian(digits: str) -> Reading:
    national = digits.removeprefix("0")
    with_country = len(national) == NATIONAL + len(INDIA) and national.startswith(INDIA)
    return _mobile(national.removeprefix(INDIA) if with_country else national)


def _mobile(national: str) -> Reading:
    if len(national) < NATIONAL:
        return Refused("short_phone", {"missing": NATIONAL - len(national)})
    if len(national) > NATIONAL or national[0] not in FIRST_OF_MOBILE:
        return Refused("foreign_phone")
    return Accepted(f"+{INDIA}{national}")
