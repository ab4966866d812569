"""A long text cut into pieces where a reader would pause: after a paragraph, a sentence, a clause, a word.

Lengths are counted as channels count them, in UTF-16: a sign beyond the first plane, such as most emoji, counts twice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

_GAP = re.compile(r"[^\S\u00a0\u2007\u202f]+|(?<=[\u0964\u0965])(?![\u0964\u0965\"'\u201d\u2019)\]*_~])")
_SENTENCE = re.compile(r"[.!?\u2026\u0964\u0965\u061f][\"'\u201d\u2019)\]*_~]*$")
_CLAUSE = re.compile(r"[,;:\u2013\u2014][*_~]*$")
_NUMBERED = re.compile(r"(?:^|\n)[ \t]*\d{1,3}[.)]$")
_ABBREVIATED = re.compile(
    r"(?:^|[\s(])(?:[^\W\d_]|[A-Z](?:\.[A-Z])+|[ei]\.[eg]|[ap]\.m|Mrs?|Ms|Dr|Prof|St|Sr|Jr|Smt|Shri|Rs|No|vs|etc|approx"
    r"|डॉ|प्रो|पं|रु|क्र|स्व|ரூ|டாக்|திரு|రూ|డా|ডা|ডাঃ|মো|রু)\.$",
    re.IGNORECASE,
)
_MARKED = re.compile(r"(?<!\w)([*_~])(?=\S)[^\n*_~]{1,400}(?<=\S)\1(?!\w)|```.{1,1600}?```", re.DOTALL)
_LOOK_BACK = 24
_VIRAMA = 9
_JOINERS = "\u200c\u200d"


class _Pause(IntEnum):
    """How good a place to cut is, the best first. What is marked as bold and the like is better left whole."""

    PARAGRAPH = 0
    SENTENCE = 1
    CLAUSE = 2
    WORD = 3
    MARKED = 4


class _Cut(NamedTuple):
    end: int
    next: int
    pause: _Pause


def units(text: str) -> int:
    """The length of a text in UTF-16."""
    return len(text) + sum(character > "\uffff" for character in text)


def split(text: str, most: int) -> tuple[str, ...]:
    """The text in pieces of at most `most` units; nothing but white space between them is left out.

    Words are not cut, unless one alone is longer than a piece, and then not between a letter and its signs.
    """
    if units(text) <= most:
        return (text,)
    marked = [match.span() for match in _MARKED.finditer(text)]
    pieces: list[str] = []
    start = 0
    while start < len(text):
        cut = _cut(text, start, most, marked)
        pieces.append(text[start : cut.end].strip())
        start = cut.next
    return tuple(piece for piece in pieces if piece) or ("",)


def _cut(text: str, start: int, most: int, marked: list[tuple[int, int]]) -> _Cut:
    """Where the piece that begins at `start` ends. A worse pause is taken when a better one comes much too early."""
    reach = _reach(text, start, most)
    if reach == len(text):
        return _Cut(reach, reach, _Pause.PARAGRAPH)
    cuts = list(_cuts(text, start, reach, marked))
    half, quarter = start + (reach - start) // 2, start + (reach - start) // 4
    earliest = (
        (_Pause.PARAGRAPH, half), (_Pause.SENTENCE, quarter), (_Pause.CLAUSE, half), (_Pause.WORD, quarter),
        (_Pause.WORD, start + 1), (_Pause.MARKED, start + 1),
    )  # fmt: skip
    for worst, least in earliest:
        for cut in reversed(cuts):
            if cut.pause <= worst and cut.end >= least:
                return cut
    place = _between_clusters(text, start, reach)
    return _Cut(place, place, _Pause.WORD)


def _reach(text: str, start: int, most: int) -> int:
    """The furthest end of a piece that begins at `start`; one sign at least."""
    end = min(len(text), start + most)
    over = units(text[start:end]) - most
    while over > 0 and end > start + 1:
        end -= 1
        over -= 2 if text[end] > "\uffff" else 1
    return end


def _cuts(text: str, start: int, reach: int, marked: list[tuple[int, int]]) -> Iterator[_Cut]:
    """The gaps between words up to `reach`, in order."""
    for gap in _GAP.finditer(text, start):
        if gap.start() > reach:
            return
        if gap.start() > start and not _joins(text, gap.end()):
            yield _Cut(gap.start(), gap.end(), _pause(text, start, gap, marked))


def _pause(text: str, start: int, gap: re.Match[str], marked: list[tuple[int, int]]) -> _Pause:
    if any(begin < gap.start() < end for begin, end in marked):
        return _Pause.MARKED
    before = text[max(start, gap.start() - _LOOK_BACK) : gap.start()]
    if _NUMBERED.search(before):
        return _Pause.MARKED  # a number alone at the end of a message belongs to what follows it
    if gap.group().count("\n") > 1:
        return _Pause.PARAGRAPH
    if "\n" in gap.group() or (_SENTENCE.search(before) and not _ABBREVIATED.search(before)):
        return _Pause.SENTENCE
    return _Pause.CLAUSE if _CLAUSE.search(before) else _Pause.WORD


def _between_clusters(text: str, start: int, reach: int) -> int:
    """The last place up to `reach` that no person would call the middle of a letter."""
    for place in range(reach, start, -1):
        if not _joins(text, place):
            return place
    return reach


def _joins(text: str, place: int) -> bool:
    """Whether what stands before and after a place is one sign to the eye: a letter and its marks, an emoji's parts."""
    if not 0 < place < len(text):
        return False
    before, after = text[place - 1], text[place]
    if before.isspace():
        return before + after == "\r\n"  # a mark behind white space has no letter to stand on
    if unicodedata.category(after).startswith("M") or after in _JOINERS or _is_modifier(after):
        return True
    if before in _JOINERS or unicodedata.combining(before) == _VIRAMA:
        return True
    return _is_flag(before) and _is_flag(after) and _flags_before(text, place) % 2 == 1


def _is_modifier(character: str) -> bool:
    return "\U0001f3fb" <= character <= "\U0001f3ff" or "\U000e0020" <= character <= "\U000e007f"


def _is_flag(character: str) -> bool:
    """Two of these letters make the flag of a country."""
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def _flags_before(text: str, place: int) -> int:
    count = 0
    while place > count and _is_flag(text[place - count - 1]):
        count += 1
    return count
