"""When two spellings are the same name, or nearly so."""

from __future__ import annotations

import unicodedata
from itertools import groupby

from engine.domain.readers.writing import is_word, normalise, tokens

NUKTA = "\u093c"


def key(name: str) -> str:
    """The name for comparing: its words, normalised, without Latin accents, nuktas, signs and postal codes.

    Letters that stand alone are one word, so `U.P.` and `U P` are `up`.
    """
    plain = "".join(letter for letter in unicodedata.normalize("NFD", normalise(name)) if not _is_extra(letter))
    words = [word for word in tokens(unicodedata.normalize("NFC", plain)) if is_word(word)]
    runs = groupby(words, key=lambda word: len(word) == 1)
    return " ".join("".join(run) if are_letters else " ".join(run) for are_letters, run in runs)


def is_one_slip_away(left: str, right: str) -> bool:
    """Whether one letter added, dropped, changed, or two neighbours swapped, makes one name of the other."""
    if abs(len(left) - len(right)) > 1 or left == right:
        return False
    start = _common(left, right)
    a, b = left[start:], right[start:]
    swapped = len(a) == len(b) > 1 and (a[0], a[1]) == (b[1], b[0]) and a[2:] == b[2:]
    return swapped or a[1:] == b[1:] or a[1:] == b or a == b[1:]


def _is_extra(letter: str) -> bool:
    return "\u0300" <= letter <= "\u036f" or letter == NUKTA


def _common(left: str, right: str) -> int:
    """How many letters both begin with."""
    pairs = enumerate(zip(left, right, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(left), len(right)))
