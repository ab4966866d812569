"""What a value is, in words an editor understands, and how large it may be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, TypeVar

from engine.domain.values import Json

LONGEST_TEXT: Final = 20_000
LONGEST_LIST: Final = 2_000
LARGEST_NUMBER: Final = 10**18
MOST_PARTS: Final = 20_000
MOST_LETTERS: Final = 200_000
DEEPEST: Final = 32

_Number = TypeVar("_Number", int, float)
_WORDS: Final = {
    str: "a text",
    int: "a number",
    float: "a number",
    list: "a list",
    dict: "a mapping",
    tuple: "a list",
}


def kind(value: object) -> str:
    """The word for a value."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true or false"
    return _WORDS.get(type(value), f"a {type(value).__name__}")


def is_number(value: object) -> bool:
    """Whether it counts; true and false do not."""
    return type(value) is int or type(value) is float


def need_text(who: str, value: object) -> str:
    """The value as a text; `who` is named when it is none."""
    if not isinstance(value, str):
        raise TypeError(f"{who} needs a text, not {kind(value)}")
    return value


def need_list(who: str, value: object) -> list[Json]:
    """The value as a list."""
    if not isinstance(value, list):
        raise TypeError(f"{who} needs a list, not {kind(value)}")
    return value


def need_mapping(who: str, value: object) -> dict[str, Json]:
    """The value as a mapping."""
    if not isinstance(value, dict):
        raise TypeError(f"{who} needs a mapping, not {kind(value)}")
    return value


def need_sequence(who: str, value: object) -> Sequence[Json]:
    """The value as a text or a list."""
    return value if isinstance(value, str) else need_list(who, value)


def need_number(who: str, value: object) -> int | float:
    """The value as a number of bounded size."""
    if type(value) is int or type(value) is float:
        return bounded_number(value)
    raise TypeError(f"{who} needs a number, not {kind(value)}")


def need_whole(who: str, value: object) -> int:
    """The value as a whole number of bounded size."""
    if type(value) is not int:
        raise TypeError(f"{who} needs a whole number, not {kind(value)}")
    return bounded_number(value)


def bounded_number(value: _Number) -> _Number:
    """The number itself, unless it is too large for data."""
    if not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:  # also for `inf` and `nan`
        raise ValueError("the number is too large")
    return value


def bounded_text(value: str) -> str:
    """The text itself, unless it is too long."""
    fits(text=len(value))
    return value


def bounded_list(value: list[Json]) -> list[Json]:
    """The list itself, unless it is too long."""
    fits(items=len(value))
    return value


def fits(*, text: int = 0, items: int = 0) -> None:
    """Whether a result of this size may be made at all; asked before it is made."""
    if text > LONGEST_TEXT:
        raise ValueError(f"the text is longer than {LONGEST_TEXT:,} characters")
    if items > LONGEST_LIST:
        raise ValueError(f"the list is longer than {LONGEST_LIST:,} items")


def bounded_json(value: object) -> Json:
    """The value itself, if it is JSON data of a size that may be kept. Shared parts count each time.

    Walks level by level, so that neither depth nor sharing can run away.
    """
    if value is None or type(value) is bool:
        return value
    level, parts, letters = [value], 0, 0
    for _ in range(DEEPEST):
        parts += len(level)
        letters += sum(map(_letters, level))
        if letters > MOST_LETTERS:
            raise ValueError(f"the value holds more than {MOST_LETTERS:,} characters")
        level = _below(level, MOST_PARTS - parts)
        if not level:
            return value  # type: ignore[return-value]
    raise ValueError(f"the value is nested deeper than {DEEPEST}")


def _letters(part: object) -> int:
    if isinstance(part, str):
        return len(part)
    if type(part) is int or type(part) is float:
        bounded_number(part)
    elif not (part is None or isinstance(part, (bool, list, dict))):
        raise TypeError(f"{kind(part)} is not data")
    return 0


def _below(level: list[object], room: int) -> list[object]:
    below: list[object] = []
    for part in level:
        if isinstance(part, dict):
            if not all(type(key) is str for key in part):
                raise TypeError("the keys of a mapping must be texts")
            below.extend(part)
            below.extend(part.values())
        elif isinstance(part, list):
            below.extend(part)
        if len(below) > room:
            raise ValueError(f"the value has more than {MOST_PARTS:,} parts")
    return below
