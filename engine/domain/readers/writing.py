"""What a person typed, in one shape for keeping or comparing, and cut into words, numbers and signs."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import groupby

# Joiners belong to the spelling of Indic words (Bengali, Marathi), but keyboards set and omit them at will.
JOINERS = "\u200c\u200d"
# "Letters" and marks that show nothing; they would make an empty name look like a filled one.
BLANKS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0")
# Decorations of a character that do not change what it says: emoji style, keycap, skin colour.
DECORATIONS = frozenset(map(chr, (*range(0xFE00, 0xFE10), 0x20E3, *range(0x1F3FB, 0x1F400))))
# Unfolded on purpose: 9 and the sign for one half must not become 91, nor 15 with a small 2 become 152.
FIGURATIVE = ("<fraction>", "<super>", "<sub>")
APOSTROPHES = "'\u2018\u2019\u02bc`\u00b4"
ENDINGS = " .,!?;:\u0964\u0965\u2026\"'\u201c\u201d\u2018\u2019)]*_"
BEGINNINGS = " \"'\u201c\u201d\u2018\u2019([*_"
BETWEEN_DIGITS = ".,:"


def clean(text: str) -> str:
    """The text as it may be kept and shown: composed, without controls and invisible characters.

    Joiners stay where they join something.
    """
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    visible = "".join(_visible(character) for character in text)
    words = (_joined(word.strip(JOINERS)) for word in visible.split())
    return unicodedata.normalize("NFC", " ".join(word for word in words if word))


def normalise(text: str) -> str:
    """The text for comparing: one case, all digits as 0-9, no joiners, single spaces, no closing punctuation.

    Both sides of a comparison go through here: what people type, keywords, labels and the vocabulary.
    A text of punctuation only, such as `?`, stays as it is.
    """
    if text.isascii() and text.isprintable():
        spaced = " ".join(_without_apostrophes(text.lower()).split())
        return spaced.rstrip(ENDINGS).lstrip(BEGINNINGS) or spaced
    shown = "".join(_folded(character) for character in clean(text) if character not in JOINERS)
    folded = unicodedata.normalize("NFC", shown.casefold())
    spaced = " ".join(_without_apostrophes(folded).split())
    return spaced.rstrip(ENDINGS).lstrip(BEGINNINGS) or spaced


def tokens(text: str) -> tuple[str, ...]:
    """A normalised text cut into words, runs of digits, and single signs.

    Full stop, comma and colon count only directly between digits: `a.m.` is two words, `9.30` keeps its stop.
    """
    return tuple(token for token in _cut(text) if token)


def is_number(token: str) -> bool:
    """Whether a token is a run of ASCII digits."""
    return token.isascii() and token.isdigit()


def is_word(token: str) -> bool:
    """Whether a token is made of letters."""
    return _kind(token[0]) == "word"


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    if character in JOINERS:
        return character
    hidden = unicodedata.category(character) in ("Cc", "Cf", "Cs") or character in BLANKS
    return "" if hidden else character


def _joined(word: str) -> str:
    if not any(joiner in word for joiner in JOINERS):
        return word
    pairs = zip("x" + word, word, strict=False)
    return "".join(this for before, this in pairs if not (before in JOINERS and this in JOINERS))


def _folded(character: str) -> str:
    if character.isascii():
        return character
    if character in DECORATIONS:
        return ""
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if unicodedata.category(character) == "Pd" or character == "\u2212":
        return "-"
    if unicodedata.decomposition(character).startswith(FIGURATIVE):
        return character
    return unicodedata.normalize("NFKC", character)


def _without_apostrophes(text: str) -> str:
    """`don't` and `o’clock` lose theirs; one that opens or closes a word stays a sign."""
    if text.isalnum() or not any(mark in text for mark in APOSTROPHES):
        return text
    around = zip(" " + text, text, text[1:] + " ", strict=False)
    return "".join(this for before, this, after in around if not _is_inner(before, this, after))


def _is_inner(before: str, this: str, after: str) -> bool:
    return this in APOSTROPHES and _kind(before) == "word" == _kind(after)


def _cut(text: str) -> Iterator[str]:
    place = 0
    for kind, run in groupby(text, key=_kind):
        piece = "".join(run)
        if kind in ("word", "number"):
            yield piece
        elif kind == "sign":
            yield from (sign for at, sign in enumerate(piece, place) if not _is_loose(text, at))
        place += len(piece)


def _is_loose(text: str, at: int) -> bool:
    return text[at] in BETWEEN_DIGITS and not (is_number(text[at - 1 : at]) and is_number(text[at + 1 : at + 2]))


def _kind(character: str) -> str:
    if character.isspace():
        return "space"
    if is_number(character):
        return "number"
    return "word" if unicodedata.category(character)[0] in "LM" else "sign"
