"""The fields of what Razorpay writes, one at a time and as they must be. Unreadable otherwise, without their values."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NoReturn, TypeAlias, TypeVar

from engine.errors import Unreadable

T = TypeVar("T")
Json: TypeAlias = Mapping[str, object]

LONGEST_REFERENCE = 40
LONGEST_URL = 2048
MOST_DIGITS = 18
MOST_MONEY = 10**15
_LATEST = datetime(2100, 1, 1, tzinfo=UTC).timestamp()
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_WORD = re.compile(r"[A-Za-z0-9_.-]{1,100}", re.ASCII)
_REST_OF_ID = re.compile(r"[A-Za-z0-9_]{1,60}", re.ASCII)


def parsed(body: bytes) -> Json:
    """An object, of strict JSON: UTF-8 without a mark, no name twice, no NaN, no number nobody can store."""
    try:
        read = json.loads(
            body.decode("utf-8"),
            object_pairs_hook=_once,
            parse_int=_whole,
            parse_float=_finite,
            parse_constant=_no_number,
        )
    except (ValueError, RecursionError):  # bad UTF-8 and bad JSON are both ValueErrors
        raise Unreadable("not JSON") from None
    if not isinstance(read, dict):
        raise Unreadable("not a JSON object")
    return read


def part(of: Json, name: str) -> Json:
    """An object inside of an object."""
    found = part_or_none(of, name)
    if found is None:
        raise Unreadable(f"{name} is missing")
    return found


def part_or_none(of: Json, name: str) -> Json | None:
    """The same, where it may be absent; `[]` is what Razorpay writes for an empty object."""
    found = of.get(name)
    if found is None or found == []:
        return None
    if not isinstance(found, dict):
        raise Unreadable(f"{name} is no object")
    return found


def parts(of: Json, name: str) -> list[Json]:
    """A list of objects."""
    found = of.get(name)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise Unreadable(f"{name} is no list of objects")
    return found


def money(of: Json, name: str) -> int:
    """An amount in the smallest unit: a whole number, and none of its disguises."""
    found = of.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found <= MOST_MONEY:
        raise Unreadable(f"{name} is no amount")
    return found


def money_or_nothing(of: Json, name: str) -> int:
    """The same; nothing, where it is absent or null."""
    return 0 if of.get(name) is None else money(of, name)


def currency(of: Json, name: str = "currency") -> str:
    """Three capital letters."""
    found = of.get(name)
    if not isinstance(found, str) or not _CURRENCY.fullmatch(found):
        raise Unreadable(f"{name} is no currency")
    return found


def moment(of: Json, name: str) -> datetime:
    """A time, of seconds since 1970."""
    found = moment_or_none(of, name)
    if found is None:
        raise Unreadable(f"{name} is missing")
    return found


def moment_or_none(of: Json, name: str) -> datetime | None:
    """The same; None where it is absent, null or 0."""
    found = of.get(name)
    if found is None:
        return None
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found < _LATEST:
        raise Unreadable(f"{name} is no time")
    return datetime.fromtimestamp(found, UTC) if found else None


def identifier(of: Json, name: str, kind: str) -> str:
    """An id of Razorpay of this kind: `pay` for `pay_...`. They differ in capitals, too."""
    found = of.get(name)
    if not is_identifier(found, kind):
        raise Unreadable(f"{name} is no id of a {kind}")
    return str(found)


def is_identifier(value: object, kind: str) -> bool:
    """Whether it is such an id."""
    if not isinstance(value, str) or not value.startswith(f"{kind}_"):
        return False
    return bool(_REST_OF_ID.fullmatch(value, len(kind) + 1))


def choice(of: Json, name: str, table: Mapping[str, T]) -> T:
    """What one of a closed set of words stands for."""
    found = of.get(name)
    if not isinstance(found, str) or found not in table:
        raise Unreadable(f"{name} is none we know")
    return table[found]


def word(of: Json, name: str) -> str | None:
    """A word of Razorpay's own; None where there is none, or `NA`, or anything that is no word."""
    found = of.get(name)
    return found if isinstance(found, str) and _WORD.fullmatch(found) and found != "NA" else None


def reference(of: Json, name: str) -> str | None:
    """What we called it, as far as it can be one of ours."""
    found = of.get(name)
    is_one = isinstance(found, str) and 0 < len(found) <= LONGEST_REFERENCE and found.isprintable()
    return str(found) if is_one else None


def address(of: Json, name: str) -> str | None:
    """An address to be opened by a person."""
    found = of.get(name)
    if not isinstance(found, str) or not found.startswith(("https://", "http://")) or len(found) > LONGEST_URL:
        return None
    return found if found.isascii() and found.isprintable() and " " not in found else None


def note(of: Json, name: str) -> str | None:
    """A reference among the notes, which are an object, `[]`, null, or a text."""
    notes = of.get("notes")
    return reference(notes, name) if isinstance(notes, dict) else None


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError("a name stands there twice")
    return made


def _whole(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise ValueError("too large a number")
    return int(digits)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError("too large a number")
    return number


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
