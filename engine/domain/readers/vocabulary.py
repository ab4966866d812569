"""The words of all languages, merged: a person may answer in any of them at any time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from engine.domain.readers.lexicon import DayPart, Kind, Labels, Lexicon, Term
from engine.domain.readers.writing import is_number, tokens
from engine.domain.readers.writing import normalise as normalise
from engine.domain.values import Data, Json
from engine.errors import FlowError

Entry: TypeAlias = tuple[str, Term]
_Reader: TypeAlias = Callable[[Data], Iterator[Entry]]

CATEGORIES = (
    *("months", "weekdays", "relative", "ordinals", "numbers"),
    *("parts", "hours", "clock", "quarters", "oclock", "minutes", "roughly"),
    *("unknown", "small_words", "affirm", "deny", "polite"),
    *("card", "languages", "before_name", "after_name", "never_name"),
)
CARD_FIELDS = ("name", "born", "time", "place", "language")
TENS = tuple(f"{tens}+" for tens in range(20, 100, 10))
COUNTED = ("x100", "x1000")
QUARTERS: Mapping[str, int] = MappingProxyType({"half_past": 30, "quarter_past": 15, "quarter_to": -15})


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One lexicon for each sort of question: a word may mean one thing in a date and another in a time.

    `card` are the labels of a birth card, `languages` the names of languages, whose meaning is a code such as `hi`,
    `names` what stands before or after a name, or in none.
    """

    dates: Lexicon
    times: Lexicon
    answers: Lexicon
    card: Labels
    languages: Lexicon
    names: Lexicon


def merge(sections: Mapping[str, Data]) -> Vocabulary:
    """Build the vocabulary from the `vocabulary:` section of each language.

    Raises FlowError naming everything that is malformed or means two things within one lexicon.
    """
    problems: list[str] = []
    dates, times, answers, card, languages, names = [
        _lexicon(sections, reader, problems) for reader in (_dates, _times, _answers, _card, _languages, _names)
    ]
    problems.extend(_unknown_categories(sections))
    if problems:
        raise FlowError("\n".join(problems))
    return Vocabulary(dates, times, answers, Labels.of(card), languages, names)


def _dates(section: Data) -> Iterator[Entry]:
    yield from _numbered(section, "months", Kind.MONTH, 12, first=1)
    yield from _numbered(section, "weekdays", Kind.WEEKDAY, 7, first=0)
    yield from _plain(section, "relative", Kind.RELATIVE)
    yield from _plain(section, "unknown", Kind.UNKNOWN)
    yield from _plain(section, "ordinals", Kind.SMALL)
    yield from _plain(section, "small_words", Kind.SMALL)
    yield from _counted(section, below=10_000)


def _times(section: Data) -> Iterator[Entry]:
    yield from _parts(section)
    yield from _counted(section, below=60)
    for figures, words in _named(section, "clock", _is_clock):
        yield from ((word, Term(Kind.FIGURE, figures)) for word in words)
    for name, words in _named(section, "quarters", QUARTERS.__contains__):
        yield from ((word, Term(Kind.QUARTER, QUARTERS[name])) for word in words)
    yield from _plain(section, "minutes", Kind.MINUTES)
    yield from _plain(section, "roughly", Kind.ROUGHLY)
    yield from _plain(section, "unknown", Kind.UNKNOWN)
    yield from _plain(section, "oclock", Kind.SMALL)
    yield from _plain(section, "small_words", Kind.SMALL)


def _counted(section: Data, *, below: int) -> Iterator[Entry]:
    """The words of hours and numbers that are less."""
    for hour, words in enumerate(_lists(section, "hours", 12), 1):
        yield from ((word, Term(Kind.FIGURE, str(hour))) for word in words)
    for name, words in _named(section, "numbers", _is_counted):
        kind = Kind.TENS if name in TENS else Kind.TIMES if name in COUNTED else Kind.FIGURE
        number = name.strip("+x")
        yield from ((word, Term(kind, number)) for word in words if int(number) < below)


def _answers(section: Data) -> Iterator[Entry]:
    yield from _plain(section, "affirm", Kind.YES)
    yield from _plain(section, "deny", Kind.NO)
    yield from _plain(section, "polite", Kind.SMALL)


def _card(section: Data) -> Iterator[Entry]:
    for field, words in _named(section, "card", CARD_FIELDS.__contains__):
        yield from ((word, Term(Kind.LABEL, field)) for word in words)


def _languages(section: Data) -> Iterator[Entry]:
    for code, words in _named(section, "languages", lambda _: True):
        yield from ((word, Term(Kind.LANGUAGE, code)) for word in words)


def _names(section: Data) -> Iterator[Entry]:
    labels = dict(_named(section, "card", lambda _: True)).get("name", [])
    yield from ((word, Term(Kind.BEFORE)) for word in labels)
    yield from _plain(section, "before_name", Kind.BEFORE)
    yield from _plain(section, "after_name", Kind.AFTER)
    yield from _plain(section, "never_name", Kind.NEVER)


def _plain(section: Data, category: str, kind: Kind) -> Iterator[Entry]:
    yield from ((word, Term(kind)) for word in _strings(section.get(category, []), category))


def _numbered(section: Data, category: str, kind: Kind, count: int, *, first: int) -> Iterator[Entry]:
    for number, words in enumerate(_lists(section, category, count), first):
        yield from ((word, Term(kind, number)) for word in words)


def _parts(section: Data) -> Iterator[Entry]:
    parts = section.get("parts", {})
    if not isinstance(parts, dict):
        raise FlowError("parts: must be a mapping")
    for name, part in parts.items():
        if not isinstance(part, dict):
            raise FlowError(f"parts.{name}: must be a mapping with `hours` and `words`")
        term = Term(Kind.PART, _day_part(name, part))
        yield from ((word, term) for word in _strings(part.get("words"), f"parts.{name}.words"))


def _day_part(name: str, part: Mapping[str, Json]) -> DayPart:
    match part.get("hours"), part.get("alone"):
        case [int(first), int(last)], None | str() as alone if _is_half_a_day(first, last):
            return DayPart(first, last, alone)
    raise FlowError(f"parts.{name}: `hours` must be a first and a last hour, 0-23, of at most twelve hours")


def _is_half_a_day(first: int, last: int) -> bool:
    """With more than twelve hours, one hour of the dial would fit twice."""
    return 0 <= first <= 23 and 0 <= last <= 23 and (last - first) % 24 < 12


def _named(section: Data, category: str, allowed: Callable[[str], bool]) -> Iterator[tuple[str, list[str]]]:
    groups = section.get(category, {})
    if not isinstance(groups, dict):
        raise FlowError(f"{category}: must be a mapping")
    for name, words in groups.items():
        if not allowed(name):
            raise FlowError(f"{category}: `{name}` is not one of its names")
        yield name, _strings(words, f"{category}.{name}")


def _is_counted(name: str) -> bool:
    """`15`; `20+` if a one may follow it: twenty five; `x100` if a count may stand before it: nineteen hundred."""
    return name in TENS or name in COUNTED or (is_number(name) and 1 <= int(name) < 10_000)


def _is_clock(figures: str) -> bool:
    hour, _, minute = figures.partition(":")
    return is_number(hour) and is_number(minute) and 1 <= int(hour) <= 12 and len(minute) == 2 and int(minute) < 60


def _lists(section: Data, category: str, count: int) -> list[list[str]]:
    lists = section.get(category, [])
    if not isinstance(lists, list) or len(lists) not in (0, count):
        raise FlowError(f"{category}: must be {count} lists of words")
    return [_strings(words, category) for words in lists]


def _strings(words: Json, where: str) -> list[str]:
    if not isinstance(words, list):
        raise FlowError(f"{where}: must be a list of words")
    texts = [word for word in words if isinstance(word, str) and tokens(normalise(word))]
    if len(texts) < len(words):
        raise FlowError(f"{where}: every word must be a text (put quotes around it)")
    return texts


def _lexicon(sections: Mapping[str, Data], reader: _Reader, problems: list[str]) -> Lexicon:
    phrases: dict[tuple[str, ...], Term] = {}
    for language, section in sections.items():
        try:
            problems.extend(f"{language}: {clash}" for clash in _add(phrases, reader(section)))
        except FlowError as error:
            problems.append(f"{language}: {error}")
    return Lexicon(MappingProxyType(phrases), max(map(len, phrases), default=0))


def _add(phrases: dict[tuple[str, ...], Term], entries: Iterable[Entry]) -> Iterator[str]:
    for word, term in entries:
        known = phrases.setdefault(tokens(normalise(word)), term)
        if known != term:
            yield f"`{word}` is {_meaning(known)} and also {_meaning(term)}"


def _meaning(term: Term) -> str:
    return term.kind if term.value is None else f"{term.kind} {term.value}"


def _unknown_categories(sections: Mapping[str, Data]) -> Iterator[str]:
    for language, section in sections.items():
        yield from (f"{language}: unknown category `{name}`" for name in section if name not in CATEGORIES)
