"""Hides in a question who asks it: dates and times, numbers, addresses, names and towns, in all six scripts.

A year alone and a small number stay, as questions need them. What cannot be told from other words stays, too: see
`docs/answers.md`. Too much is hidden rather than too little: the answer is made from the facts.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from engine.domain.answers import Question
from engine.domain.readers.writing import DECORATIONS, JOINERS, clean
from integrations.openai.telling_words import MONTHS, OCLOCK, PARTS

HIDDEN = "..."
_MARK = "\ue000"
"""Stands for what is hidden until all is done: no pattern takes it for a word or a sign of a sentence."""
_FEWEST = 6
"""Digits of a telephone, a card, a date, an account: a salary may be among what has so many."""
_LONG = 4
"""Letters of a word that stands for itself: it may have an ending, and of a town of several words it is told alone."""

_LETTERS = r"a-zA-Z\u00c0-\u024f\u0900-\u0963\u0970-\u097f\u0981-\u09e3\u0b82-\u0be3\u0c00-\u0c63"
"""With the signs of vowels, which `\\w` leaves out, and without digits, which a word may stand beside."""
_START, _END = rf"(?<![{_LETTERS}])", rf"(?![{_LETTERS}])"
_WORD = rf"[{_LETTERS}][{_LETTERS}'’]+"
_CAPITAL = r"[A-Z][a-z'’]+(?:\s+[A-Z][a-z'’]+){0,2}"


def _one_of(words: Iterable[str], long: int = _LONG) -> str:
    """As they are; longer ones of other than Latin letters also with an ending, which is joined to a word there."""
    longest_first = sorted(map(_folded, words), key=lambda word: (-len(word), word))
    return "|".join(
        re.escape(word) + _END
        if word.isascii() or len(word) < long
        else rf"{re.escape(_stem(word))}[{_LETTERS}]{{0,7}}"
        for word in longest_first
    )


def _stem(word: str) -> str:
    """Without the last sign, which gives way to an ending."""
    return word[:-1] if len(word) > _LONG and unicodedata.category(word[-1])[0] == "M" else word


def _folded(text: str) -> str:
    """Digits of all scripts as 0-9, dashes as one dash, and nothing that cannot be seen."""
    whole = unicodedata.normalize("NFKC", clean(text))
    return "".join(_plain(each) for each in whole if each not in DECORATIONS and each not in JOINERS)


def _plain(character: str) -> str:
    if character.isascii():
        return character
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    return "-" if unicodedata.category(character) == "Pd" or character == "\u2212" else character.replace(_MARK, "")


_BETWEEN = r"(?:\s*[-/.,:'’_|\\][\s'’]*|\s+)"
_DAY = r"(?<!\d)(?:0?[1-9]|[12]\d|3[01])(?!\d)"
_AFTER_DAY = (
    rf"(?:\s?(?:st|nd|rd|th)(?![a-z])|-?(?![a-z])[{_LETTERS}]{{1,4}}(?=[\s-]))?"
    r"(?:[\s.,/'-]*(?:of|ko|को|का|की|तारीख|tarikh|தேதி|తేదీ|তারিখ)(?=[\s.,]))?"
)
_YEAR = r"(?:(?:19|20)\d\d(?!\d)|'?\d\d(?!\d))"
_MONTH = rf"{_START}(?:{_one_of(MONTHS.split())})"
_GAP = r"[\s.,/'’-]{0,3}"
_HOUR = r"(?<![\d])(?:[01]?\d|2[0-4])"
_TIME = rf"{_HOUR}(?:[\s:.][0-5]\d)?(?!\d)"
_HALF = r"\s?[ap]\.?\s?m(?![a-z])\.?"
_CLOCK = rf"(?:o\s?['’]?\s?clock(?![a-z])|{_one_of(OCLOCK.split())})"
_PART = rf"{_START}(?:{_one_of(PARTS.split())})"

_ADDRESSES = (
    re.compile(r"[^\s@]{1,100}\s?@\s?\S+|(?:https?://|www\.)\S+", re.IGNORECASE),
    re.compile(
        r"\S{1,100}\s?[\[(]?\bat\b[\])]?\s?[\w-]+\s?(?:\.|[\[(]?\bdot\b[\])]?)\s?(?:com|in|org|net)\b", re.IGNORECASE
    ),
)
_WORDED = (
    re.compile(rf"(?:(?:19|20)\d\d{_GAP})?{_DAY}{_AFTER_DAY}{_GAP}(?:{_MONTH})(?:{_GAP}{_YEAR})?", re.IGNORECASE),
    re.compile(rf"(?:(?:19|20)\d\d{_GAP})?(?:{_MONTH}){_GAP}{_DAY}{_AFTER_DAY}(?:{_GAP}{_YEAR})?", re.IGNORECASE),
)
_MISSPELT = re.compile(rf"{_DAY}{_AFTER_DAY}{_GAP}{_WORD}{_GAP}(?P<year>(?:19|20)\d\d)(?!\d)", re.IGNORECASE)
_RUN = re.compile(rf"[+(]*\d(?:[^\w{_MARK}]{{0,3}}\d){{{_FEWEST - 1},}}(?:{_HALF})?", re.IGNORECASE)
_FIGURES = (
    re.compile(rf"(?<!\d)\d{{1,2}}{_BETWEEN}\d{{1,2}}{_BETWEEN}(?:\d{{4}}|\d{{2}})(?!\d)"),
    re.compile(rf"(?<!\d)\d{{4}}{_BETWEEN}\d{{1,2}}{_BETWEEN}\d{{1,2}}(?!\d)"),
    re.compile(rf"{_HOUR}(?:\s?:\s?|\.)[0-5]\d(?:[:.][0-5]\d)?(?!\d)(?:{_HALF})?", re.IGNORECASE),
    re.compile(rf"(?!20[2-4]\d\s){_HOUR}(?:[\s:.]?[0-5]\d)?{_HALF}", re.IGNORECASE),
    re.compile(r"(?<!\d)(?:\d{3,4}\s?h(?:ou)?rs?|\d{1,2}\s?h\s?\d{2})(?![a-z\d])", re.IGNORECASE),
    re.compile(rf"{_TIME}\s?{_CLOCK}", re.IGNORECASE),
    re.compile(rf"(?:{_PART})\s{{0,2}}{_TIME}(?:\s?(?:{_CLOCK}|টা))?", re.IGNORECASE),
    re.compile(rf"{_TIME}\s(?:in\s+the\s+|at\s+)?(?:{_PART})", re.IGNORECASE),
    re.compile(r"(?<!\d)\d{1,2}\s?/\s?\d{1,2}(?!\d)|(?<!\d)\d{1,2}[-.]0[1-9](?!\d)"),
    re.compile(r"(?<!\d)(?:0?[1-9]|1[0-2])\s?[-/.]\s?(?:19|20)\d\d(?!\d)"),
)
_MINE = (
    r"(?:mera|meraa|majha|maza|mazha|en|na|naa|amar)\s+(?:naam|nam|nav|naav|peyar|peru)",
    r"name\s*(?:is\s|[:=-])", r"मेरा\s+नाम", r"(?:माझे|माझं|माझा)\s+नाव", r"(?:என்|என்னுடைய)\s+(?:பெயர்|பேர்)",
    r"నా\s*పేరు", r"আমার\s+নাম",
)  # fmt: skip
_BIRTHPLACE = (
    r"(?:place\s+of\s+birth|birth\s?place|p\.?o\.?b\.?|janm\s?sthan)(?:\s+is\b|\s*[:=-])?",
    r"(?:जन्म\s?स्थान|जन्मस्थळ|பிறந்த\s+(?:இடம்|ஊர்)|పుట్టిన\s+(?:ఊరు|స్థలం)|জন্ম\s?স্থান)(?:\s*[:=-])?",
    r"born[^.?!]{0,40}?\b(?:in|at)(?=\s)",
)
_NAMED = (
    re.compile(rf"({_START}(?:{'|'.join(_MINE)})\s*)(?:(?-i:{_CAPITAL})|{_WORD})", re.IGNORECASE),
    re.compile(rf"({_START}(?:{'|'.join(_BIRTHPLACE)})\s*)(?:(?-i:{_CAPITAL})|{_WORD})", re.IGNORECASE),
    re.compile(rf"(\b(?i:I\s+am|I['’]?m|this\s+is|myself|main)\s+)(?!I\b){_CAPITAL}"),
    re.compile(rf"(\b(?i:am|I['’]?m|live|lives|living|stay|staying|based)\s+(?i:from|in|at)\s+){_CAPITAL}"),
    re.compile(rf"({_MARK}[\s,]*(?i:in|at|from)\s+){_CAPITAL}"),
)


def nameless(question: Question) -> str:
    """What was asked, without what tells who asks."""
    text = _folded(question.text)
    for pattern in (*_ADDRESSES, *_WORDED):
        text = pattern.sub(_MARK, text)
    this_year = question.today.year
    text = _MISSPELT.sub(lambda found: _MARK if int(found["year"]) < this_year else found[0], text)
    text = _RUN.sub(lambda found: found[0] if _is_of_years(found[0], this_year) else _MARK, text)
    for pattern in _FIGURES:
        text = pattern.sub(_MARK, text)
    if known := _known(question.private):
        text = known.sub(_MARK, text)
    for pattern in _NAMED:
        text = pattern.sub(rf"\1{_MARK}", text)
    return text.replace(_MARK, HIDDEN)


def _is_of_years(run: str, this_year: int) -> bool:
    """Whether it is years such as `2026-27` and `2019, 2020`, or one to come with a small number beside it."""
    groups = re.findall(r"\d+", run)
    years = [_is_year(group, groups[at - 1] if at else "") for at, group in enumerate(groups)]
    if all(years):
        return True
    others = [group for group in groups if len(group) != 4 or not this_year <= int(group) < 2100]
    return len("".join(others)) < _FEWEST


def _is_year(group: str, before: str) -> bool:
    if len(group) == 2 and len(before) == 4:
        return int(group) == (int(before) + 1) % 100
    return len(group) == 4 and 1900 <= int(group) < 2100


def _known(private: Iterable[str]) -> re.Pattern[str] | None:
    """Finds what is known of saved people, each whole and its longer words alone; an initial is no name."""
    whole = {_folded(each) for each in private}
    parts = {word for each in whole for word in re.findall(rf"[{_LETTERS}]+", each) if len(word) >= _LONG}
    wanted = {each for each in whole | parts if len(each.strip(".")) > 1}
    if not wanted:
        return None
    return re.compile(rf"(?<!\d){_START}(?:{_one_of(wanted, _LONG - 1)})(?!\d)(?:['’]s)?", re.IGNORECASE)
