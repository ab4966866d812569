"""What a reader is given beside the text, and how it takes its arguments."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from engine.domain.readers.vocabulary import Vocabulary
from engine.domain.readings import Reading
from engine.domain.values import Data
from engine.errors import ExecutionError

# More than any date, time, number or yes needs; longer texts are refused before they are looked at.
LONGEST_ANSWER = 120


@dataclass(frozen=True, slots=True)
class ReadingContext:
    """`today` is the date where the person is."""

    vocabulary: Vocabulary
    today: date


Reader: TypeAlias = Callable[[str, Data, ReadingContext], Reading]


def whole(arguments: Data, name: str, default: int) -> int:
    """An argument that is a whole number; missing or null gives the default."""
    value = arguments.get(name)
    if value is None:
        return default
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ExecutionError(f"`{name}` must be a whole number, it is {value!r:.40}")


def flag(arguments: Data, name: str) -> bool:
    """An argument that is true or false; missing or null is false."""
    value = arguments.get(name)
    if value is None or isinstance(value, bool):
        return bool(value)
    raise ExecutionError(f"`{name}` must be true or false, it is {value!r:.40}")
