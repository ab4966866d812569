"""The key under which a name is compared."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import groupby

from engine.domain.readers.writing import is_word, normalise, tokens

NUKTA = "\u093c"
# What people write beside a name to say what kind of place it is.
_KINDS_WRITTEN = """
city town village dist distt district zilla zila jilla jila taluka taluk tehsil tahsil mandal block near post po ps
state country शहर गाव गांव गाँव ग्राम जिला ज़िला जिल्हा तालुका तहसील राज्य நகரம் ஊர் கிராமம் மாவட்டம் மாநிலம் నగరం పట్టణం గ్రామం జిల్లా
మండలం రాష్ట్రం শহর গ্রাম জেলা রাজ্য
"""


def key(name: str) -> str:
    """The name for comparing: its words, normalised, without Latin accents, nuktas, signs and postal codes.

    Letters that stand alone are one word, so `U.P.` and `U P` are `up`.
    """
    plain = "".join(letter for letter in unicodedata.normalize("NFD", normalise(name)) if not _is_extra(letter))
    words = [word for word in tokens(unicodedata.normalize("NFC", plain)) if is_word(word)]
    runs = groupby(words, key=lambda word: len(word) == 1)
    return " ".join("".join(run) if are_letters else " ".join(run) for are_letters, run in runs)


def _is_extra(letter: str) -> bool:
    return "\u0300" <= letter <= "\u036f" or letter == NUKTA


def without_kinds(words: Sequence[str]) -> Sequence[str]:
    """The words that name something: `Rampur city, dist. Moradabad` is Rampur, Moradabad. Never none of them."""
    naming = [word for word in words if key(word) not in _KINDS]
    return naming or words


_KINDS = frozenset(key(word) for word in _KINDS_WRITTEN.split())
