"""Words that mean something to a reader, and how they are found in a cut text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.domain.readers.writing import JOINERS, normalise, tokens


class Kind(StrEnum):
    """What sort of thing a word is."""

    MONTH = "month"
    WEEKDAY = "weekday"
    RELATIVE = "relative"
    PART = "part"
    FIGURE = "figure"
    TENS = "tens"
    TIMES = "times"
    QUARTER = "quarter"
    MINUTES = "minutes"
    ROUGHLY = "roughly"
    UNKNOWN = "unknown"
    SMALL = "small"
    YES = "yes"
    NO = "no"
    LABEL = "label"
    BEFORE = "before a name"
    AFTER = "after a name"
    NEVER = "in no name"
    LANGUAGE = "language"


@dataclass(frozen=True, slots=True)
class DayPart:
    """Hours of the day, 0-23, both ends included; a night runs over midnight.

    `alone` is the time the word means when nothing else is said, as noon is 12:00.
    """

    first: int
    last: int
    alone: str | None = None

    def holds(self, hour: int) -> bool:
        """Whether an hour lies in this part of the day."""
        return (hour - self.first) % 24 <= (self.last - self.first) % 24


@dataclass(frozen=True, slots=True)
class Term:
    """The meaning of a word.

    `value` is the number of a month (1-12) or a weekday (0 is Monday), the figures of a number or a time such as `9`
    or `1:30`, tens that a one may follow, hundreds or thousands that are counted, the minutes a quarter adds (30, 15,
    -15), a part of the day, the field a label stands before, the code of a language; nothing for the other kinds.
    """

    kind: Kind
    value: int | str | DayPart | None = None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Phrases, as tuples of tokens, and their meaning; the longest phrase wins."""

    phrases: Mapping[tuple[str, ...], Term]
    longest: int

    def read(self, tokens: Sequence[str]) -> tuple[str | Term, ...]:
        """The tokens with every known phrase replaced by its meaning; unknown tokens stay text."""
        found: list[str | Term] = []
        at = 0
        while at < len(tokens):
            length = self._length_at(tokens, at)
            found.append(self.phrases[tuple(tokens[at : at + length])] if length else tokens[at])
            at += length or 1
        return tuple(found)

    def _length_at(self, tokens: Sequence[str], at: int) -> int:
        lengths = range(min(self.longest, len(tokens) - at), 0, -1)
        return next((length for length in lengths if tuple(tokens[at : at + length]) in self.phrases), 0)


@dataclass(frozen=True, slots=True)
class Labels:
    """What stands before a value in a line, such as `Date of birth:`, and what it labels.

    `pattern` finds labels, however they are spaced and dotted, with joiners or without: before a colon or the like
    anywhere (group `marked`), before a space only where a line begins (`bare`).
    """

    lexicon: Lexicon
    pattern: re.Pattern[str]

    @classmethod
    def of(cls, lexicon: Lexicon) -> Labels:
        """The labels of a lexicon; a longer one wins."""
        phrases = sorted(lexicon.phrases, key=lambda phrase: (-len("".join(phrase)), phrase))
        label = "|".join(r"[\s.]*".join(map(_spelled, phrase)) + r"\.?" for phrase in phrases) or "(?!)"
        marked = rf"(?:^|(?<=[\s,;|/•·]))(?P<marked>{label})\s*(?:[:=\uff1a]|[-\u2013\u2014](?=[\s\d]))"
        return cls(lexicon, re.compile(rf"{marked}|^(?P<bare>{label})\s+(?=\S)", re.IGNORECASE))

    def field(self, label: str) -> str:
        """What a label that was found labels."""
        term = self.lexicon.read(tokens(normalise(label)))[0]
        return str(term.value) if isinstance(term, Term) else ""


def _spelled(token: str) -> str:
    return f"[{JOINERS}]?".join(map(re.escape, token))
