"""Keywords: the words that are commands wherever a person stands, and how a message is compared with them."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

from engine.domain.readers.writing import normalise

# Numbers, labels and commands are sent and compared again and again; what is longer rarely comes twice.
_SHORT = 24
_SPACED = str.maketrans(dict.fromkeys(string.punctuation, " "))

Commands = tuple[tuple[str, str], ...]


def normalised(text: str) -> str:
    """What is left of a message when case, punctuation, symbols and spacing do not count.

    A message of nothing but punctuation or symbols (`?`) stays as it is.
    """
    return _remembered(text) if len(text) <= _SHORT else _compared(text)


def _compared(text: str) -> str:
    folded = normalise(text)
    if folded.isascii():
        return " ".join(folded.translate(_SPACED).split()) or "".join(folded.split())
    visible = "".join(" " if _separates(char) else char for char in folded)
    return " ".join(visible.split()) or "".join(folded.split())


_remembered = lru_cache(maxsize=4096)(_compared)


def keyword_index(found: Iterable[tuple[str, Mapping[str, Iterable[str]]]]) -> dict[str, Commands]:
    """Each normalised word with the `(flow, command)` pairs it stands for, from `(flow, keywords)` pairs."""
    index: dict[str, dict[tuple[str, str], None]] = {}
    for flow, keywords in found:
        for command, words in keywords.items():
            for word in words:
                index.setdefault(normalised(word), {})[flow, command] = None
    return {word: tuple(commands) for word, commands in index.items()}


def _separates(char: str) -> bool:
    return unicodedata.category(char)[0] in "PSZC"
