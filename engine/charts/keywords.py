"""Keywords: the words that are commands wherever a person stands, and how a message is compared with them."""

from __future__ import annotations

import string
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from itertools import product
from math import prod

from engine.domain.readers.writing import normalise

# Numbers, labels and commands are sent and compared again and again; what is longer rarely comes twice.
_SHORT = 24
_SPACED = str.maketrans(dict.fromkeys(string.punctuation, " "))

_MORE = ("...", "\u2026")
LONGEST_OPENING = 10
"""So many words may an opening have: a message is compared with no more beginnings than these."""

MOST_SPELT = 1000
_OR = "|"

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


def spelt_out(written: str) -> Iterator[str]:
    """Each keyword that an editor means by one line: `no|not paid` is two, and so is `|my order`, the one without `my`.

    ValueError if they are more than MOST_SPELT.
    """
    choices = [token.split(_OR) for token in written.split()]
    if prod(map(len, choices)) > MOST_SPELT:
        raise ValueError(f"more than {MOST_SPELT} keywords in one line")
    for chosen in product(*choices):
        yield " ".join(filter(None, chosen))


def is_opening(word: str) -> bool:
    """Whether a keyword may be followed by more, as `refund ...` is by "of my payment please"."""
    return word.rstrip().endswith(_MORE)


def keyword_index(found: Iterable[tuple[str, Mapping[str, Iterable[str]]]]) -> dict[str, Commands]:
    """Each normalised word with the `(flow, command)` pairs it stands for, from `(flow, keywords)` pairs.

    An opening stands there twice: as the whole message, and with dots behind it, which no message keeps.
    """
    index: dict[str, dict[tuple[str, str], None]] = {}
    for flow, keywords in found:
        for command, words in keywords.items():
            for word in words:
                plain = normalised(word)
                for key in (plain, _opening(plain)) if is_opening(word) else (plain,):
                    index.setdefault(key, {})[flow, command] = None
    return {word: tuple(commands) for word, commands in index.items()}


def commands_of(index: Mapping[str, Commands], words: str) -> Commands:
    """What a normalised message is a keyword for: as a whole, or else by the longest opening it begins with."""
    found = index.get(words)
    if found is not None or " " not in words:
        return found or ()
    first = words.split(" ", LONGEST_OPENING)[:LONGEST_OPENING]
    beginnings = (_opening(" ".join(first[:count])) for count in range(len(first), 0, -1))
    return next((index[beginning] for beginning in beginnings if beginning in index), ())


def _opening(plain: str) -> str:
    return f"{plain} ..."


def _separates(char: str) -> bool:
    return unicodedata.category(char)[0] in "PSZC"
