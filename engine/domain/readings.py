"""What comes of reading an answer: it is accepted, half known, or refused with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from engine.domain.values import Json


@dataclass(frozen=True, slots=True)
class Accepted:
    """The answer is clear. `value` is what is kept."""

    value: Json


@dataclass(frozen=True, slots=True)
class Open:
    """Only half of the answer was said. `value` holds what is known and every way to complete it."""

    value: Json


@dataclass(frozen=True, slots=True)
class Refused:
    """The answer cannot be used.

    `problem` is a stable code with a sentence in every language; `details` are the values it may mention.
    """

    problem: str
    details: Mapping[str, Json] = field(default_factory=dict)


Reading: TypeAlias = Accepted | Open | Refused
