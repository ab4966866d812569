"""How a name sounds: Indic scripts written in Latin letters, and spellings that are said alike made one.

Unicode keeps the Indic scripts in blocks of 128 that are laid out alike since ISCII (The Unicode Standard, chapter 12),
so one table of Devanagari serves them all. Only Tamil is its own: it does not write whether a stop is voiced.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from engine.domain.readers.writing import normalise

_FIRST, _LAST, _BLOCK = 0x0900, 0x0D7F, 0x80
_TAMIL = 0x0B80
# Scripts in which an inherent vowel is often not said: Devanagari, Bengali, Gurmukhi, Gujarati.
_SILENT = frozenset({0x0900, 0x0980, 0x0A00, 0x0A80})

_CONSONANTS_WRITTEN = "k kh g gh n ch ch j jh n t th d dh n t th d dh n n p ph b bh m y r r l l l v sh sh s h"
_VOWELS_WRITTEN = "a a i i u u ri li e e e ai o o o au"
_MARKS_WRITTEN = "a i i u u ri ri e e e ai o o o au"
_CONSONANTS = dict(zip(range(0x15, 0x3A), _CONSONANTS_WRITTEN.split(), strict=True))
_VOWELS = dict(zip(range(0x05, 0x15), _VOWELS_WRITTEN.split(), strict=True))
_MARKS = dict(zip(range(0x3E, 0x4D), _MARKS_WRITTEN.split(), strict=True))
_NASALS = frozenset({0x01, 0x02, 0x70})
_NUKTA, _VIRAMA = 0x3C, 0x4D
# Letters that NFC leaves composed, and those of one block alone, as what stands in the table.
_COMPOSED = str.maketrans(
    {
        "\u095c": "\u0930", "\u095d": "\u0930", "\u09dc": "\u09b0", "\u09dd": "\u09b0", "\u09df": "\u09af",
        "\u0a5c": "\u0a30", "\u09ce": "\u09a4\u09cd", "\u0d7a": "\u0d23\u0d4d", "\u0d7b": "\u0d28\u0d4d",
        "\u0d7c": "\u0d30\u0d4d", "\u0d7d": "\u0d32\u0d4d", "\u0d7e": "\u0d33\u0d4d", "\u0c58": "\u0c24",
    }
)  # fmt: skip
# Bengali has no letter for `va`, and writes `o` and `ya`.
_BENGALI_VA, _VA = "\u0993\u09af\u09bc", "\u0935"
_LANGUAGES = {0x0900: ("hi", "mr"), 0x0980: ("bn",), _TAMIL: ("ta",), 0x0C00: ("te",)}
_WITH_NUKTA = {"d": "r", "dh": "r", "j": "z", "ph": "f", "y": "y", "r": "r"}
_INHERENT = "A"

# In this order: digraphs first, then single letters. What is said alike in the mouths of six languages becomes one.
_FOLDS = tuple(
    (re.compile(pattern), into)
    for pattern, into in (
        (r"ga+(?:n?[vw]|um)\b", "gaon"),
        (r"zh", "l"), (r"tch|chh|ch", "C"), (r"ck|q", "k"), (r"x", "ks"), (r"c(?=[eiy])", "s"), (r"c", "k"),
        (r"([kgjtdbsr])h", r"\1"), (r"ph|f", "p"), (r"w", "v"), (r"z", "j"), (r"C", "c"),
        (r"m(?=[pb])", "n"), (r"ee|ii|ie|ea|iy(?=[aeou])", "i"), (r"oo|uu", "u"), (r"aa", "a"),
        (r"(?:ai|ay|ey|ei|ae)(?![aeou])", "e"), (r"au|ou|ow|av(?=[^aeiou])|ao", "o"), (r"y", "i"), (r"(.)\1+", r"\1"),
    )
)  # fmt: skip
_ALIKE = str.maketrans("gdbvjsm", "ktppccn")
_WEAK = str.maketrans("", "", "aeiouyh ")
_UNVOICED = str.maketrans("gdbjs", "ktpcc")


def languages_of(text: str) -> Sequence[str]:
    """The languages of this service that are written in the script of a text; none if it is of several, or of Latin."""
    letters = {ord(letter) // _BLOCK * _BLOCK for letter in text if unicodedata.category(letter)[0] in "LM"}
    return _LANGUAGES.get(letters.pop(), ()) if len(letters) == 1 else ()


def is_indic(text: str) -> bool:
    """Whether any letter is of an Indic script."""
    return any(_FIRST <= ord(letter) <= _LAST for letter in text)


def is_tamil(text: str) -> bool:
    """Whether any letter is Tamil."""
    return any(_TAMIL <= ord(letter) < _TAMIL + _BLOCK for letter in text)


def sound(text: str) -> str:
    """The name in Latin letters as it sounds: `Visakhapatnam`, `Vishakapattanam` and `विशाखापत्तनम` come close.

    A text in another script than Latin or an Indic one comes out empty.
    """
    words = normalise(text).translate(_COMPOSED).replace(_BENGALI_VA, _VA).split()
    latin = " ".join(_latin(word) if is_indic(word) else _plain(word) for word in words)
    for pattern, into in _FOLDS:
        latin = pattern.sub(into, latin)
    return "".join(latin.split())


def skeleton(sounding: str) -> str:
    """The consonants of a sound, those of one place in the mouth as one: what a misheard or Tamil spelling keeps."""
    return re.sub(r"(.)\1+", r"\1", sounding.translate(_WEAK).translate(_ALIKE))


def unvoiced(sounding: str) -> str:
    """A sound as Tamil would write it, where `k` is also `g`."""
    return sounding.translate(_UNVOICED)


def _plain(word: str) -> str:
    return re.sub("[^a-z]", " ", "".join(c for c in unicodedata.normalize("NFD", word) if c < "\u0300" or c > "\u036f"))


def _latin(word: str) -> str:
    """One word; letters that are not Indic are left out."""
    sounds = list(_sounds(word))
    block = next(_block(letter) for letter in word if _FIRST <= ord(letter) <= _LAST)
    if block in _SILENT:
        sounds = _without_silent(sounds)
    return "".join(sounds).replace(_INHERENT, "a")


def _sounds(word: str) -> Iterator[str]:
    """Consonants and vowels by turns; an inherent vowel as its own sign."""
    letters = [(ord(letter) - _block(letter)) for letter in word if _FIRST <= ord(letter) <= _LAST]
    for at, letter in enumerate(letters):
        after = letters[at + 1 : at + 3]
        if letter in _CONSONANTS:
            has_nukta = after[:1] == [_NUKTA]
            consonant = _CONSONANTS[letter]
            yield _WITH_NUKTA.get(consonant, consonant) if has_nukta else consonant
            following = after[1:2] if has_nukta else after[:1]
            if not following or (following[0] not in _MARKS and following[0] != _VIRAMA):
                yield _INHERENT
        elif letter in _MARKS:
            yield _MARKS[letter]
        elif letter in _VOWELS:
            yield _VOWELS[letter]
        elif letter in _NASALS:
            yield "n"


def _without_silent(sounds: Sequence[str]) -> list[str]:
    """Inherent vowels that Hindi does not say: at the end, and between a vowel with one consonant and another such.

    The rule of Ohala (Aspects of Hindi Phonology, 1983), without its exceptions: /ə/ -> 0 / VC_CV, from the right.
    """
    kept = list(sounds)
    if len(kept) > 2 and kept[-1] == _INHERENT:
        kept.pop()
    at = len(kept) - 3
    while at > 1:
        around = (kept[at - 2], kept[at - 1], kept[at + 1], kept[at + 2])
        if kept[at] == _INHERENT and [_is_vowel(part) for part in around] == [True, False, False, True]:
            del kept[at]
            at -= 1
        at -= 1
    return kept


def _is_vowel(part: str) -> bool:
    return part[0] in "Aaeiou"


def _block(letter: str) -> int:
    return ord(letter) - (ord(letter) - _FIRST) % _BLOCK
