"""Reads a date, day first, and never guesses one."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from engine.domain.readers.context import LONGEST_ANSWER, ReadingContext, flag, whole
from engine.domain.readers.lexicon import Kind, Term
from engine.domain.readers.spoken import in_figures
from engine.domain.readers.writing import is_number, is_word, normalise, tokens
from engine.domain.readings import Accepted, Reading, Refused
from engine.domain.values import Data

SEPARATORS = "-/.,"
IGNORED_SIGNS = "'()"


@dataclass(frozen=True, slots=True)
class _Written:
    """A day, a month and a year as digits, not yet checked against the calendar."""

    day: str
    month: str
    year: str


@dataclass(frozen=True, slots=True)
class _Bounds:
    today: date
    years: int
    future: bool


def read_date(text: str, arguments: Data, context: ReadingContext) -> Reading:
    """Accepts a complete date and gives it as `1990-08-15`.

    Day, month, year in figures (`15-08-1990 15/8/90 15081990 150890`), year first with four digits
    (`1990-08-15`), or with the month as a word, in any order; numbers may be words
    (`pandrah august unnis sau nabbe`). A year of two digits is the latest that is not
    in the future. `years` is how long ago it may be (120); `future: true` allows days to come. A weekday
    beside the date must be the right one.
    """
    if len(text) > LONGEST_ANSWER:
        return Refused("too_long", {"max": LONGEST_ANSWER})
    found = _without_separators(context.vocabulary.dates.read(tokens(normalise(text))))
    if not found:
        return Refused("empty")
    terms = [item for item in found if isinstance(item, Term)]
    kinds = {term.kind for term in terms}
    if Kind.RELATIVE in kinds:
        return Refused("relative_date")
    found = in_figures(found)
    pieces = [piece for piece in map(_piece, found) if piece]
    if not pieces and kinds & {Kind.WEEKDAY, Kind.UNKNOWN}:
        return Refused("relative_date" if Kind.WEEKDAY in kinds else "unknown_date")
    bounds = _Bounds(context.today, whole(arguments, "years", 120), flag(arguments, "future"))
    strange = any(isinstance(item, str) and not is_number(item) for item in found)
    return _agreeing(_whole_text(pieces, bounds, strange=strange), terms)


def _without_separators(found: Sequence[str | Term]) -> list[str | Term]:
    """Drops brackets and a separator between two things; any other sign stays and is nonsense."""
    kept = [item for item in found if not (isinstance(item, str) and item in IGNORED_SIGNS)]
    sign = [isinstance(item, str) and not is_number(item) and not is_word(item) for item in kept]
    inner = [0 < at < len(kept) - 1 and not sign[at - 1] and not sign[at + 1] for at in range(len(kept))]
    return [item for at, item in enumerate(kept) if not (sign[at] and inner[at] and str(item) in SEPARATORS)]


def _piece(item: str | Term) -> str | None:
    """A number as its digits, a month's name as `m8`."""
    if isinstance(item, Term):
        return f"m{item.value}" if item.kind is Kind.MONTH else None
    return item if is_number(item) else None


def _whole_text(pieces: Sequence[str], bounds: _Bounds, *, strange: bool) -> Reading:
    """Reads the pieces; a good date with more around it is refused, naming what was understood."""
    size = 1 if pieces and len(pieces[0]) in (6, 8) else 3
    written = _written(pieces[:size])
    if not isinstance(written, _Written):
        return Refused("not_a_date") if strange else written
    reading = _on_calendar(written, bounds)
    if isinstance(reading, Accepted) and (strange or len(pieces) > size):
        return Refused("extra_text", {"understood": f"{date.fromisoformat(str(reading.value)):%d-%m-%Y}"})
    return reading


def _written(pieces: Sequence[str]) -> _Written | Refused:
    match pieces:
        case [run] if is_number(run):
            return _run(run)
        case [a, b, c] if is_number(a + b + c):
            return _checked(_Written(c, b, a) if len(a) == 4 else _Written(a, b, c))
        case [_, _, _] if sum(piece.startswith("m") for piece in pieces) == 1:
            month = next(piece for piece in pieces if piece.startswith("m"))
            first, second = (piece for piece in pieces if piece != month)
            day, year = (second, first) if len(first) == 4 else (first, second)
            return _checked(_Written(day, month[1:], year))
        case [_, *_] if len(pieces) < 3 and all(len(piece) <= 4 for piece in pieces):
            return Refused("incomplete_date")
    return Refused("not_a_date")


def _run(run: str) -> _Written | Refused:
    """Digits without anything between them."""
    if len(run) == 8:
        # Year first shows itself: day first, a run has the 19 or 20 of its year where that has its month.
        year_first = run[:2] in ("19", "20") and int(run[4:6]) <= 12
        return _Written(run[6:], run[4:6], run[:4]) if year_first else _Written(run[:2], run[2:4], run[4:])
    if len(run) == 6:
        return _Written(run[:2], run[2:4], run[4:])
    if len(run) == 7:  # 1121990 is the 1st of December or the 11th of February
        return Refused("ambiguous_date")
    return Refused("incomplete_date" if len(run) <= 4 else "not_a_date")


def _checked(written: _Written) -> _Written | Refused:
    fits = len(written.day) <= 2 and len(written.month) <= 2 and len(written.year) in (2, 4)
    return written if fits else Refused("not_a_date")


def _on_calendar(written: _Written, bounds: _Bounds) -> Reading:
    day, month = int(written.day), int(written.month)
    year = _year(written.year, month, day, bounds)
    if not 1 <= month <= 12:
        return Refused("impossible_month", {"day": day, "month": month})
    if year < 1:
        return Refused("too_old", {"years": bounds.years})
    if not 1 <= day <= monthrange(year, month)[1]:
        return Refused("impossible_date", {"day": day, "month": month, "year": year})
    return _in_bounds(date(year, month, day), bounds)


def _year(digits: str, month: int, day: int, bounds: _Bounds) -> int:
    if len(digits) == 4:
        return int(digits)
    today = bounds.today
    year = today.year - today.year % 100 + int(digits)
    to_come = (year, month, day) > (today.year, today.month, today.day)
    return year - 100 if to_come and not bounds.future else year


def _in_bounds(born: date, bounds: _Bounds) -> Reading:
    today = bounds.today
    if born > today and not bounds.future:
        return Refused("future_date")
    if (born.year + bounds.years, born.month, born.day) < (today.year, today.month, today.day):
        return Refused("too_old", {"years": bounds.years})
    return Accepted(born.isoformat())


def _agreeing(reading: Reading, terms: Sequence[Term]) -> Reading:
    weekdays = {term.value for term in terms if term.kind is Kind.WEEKDAY}
    if isinstance(reading, Accepted) and weekdays - {date.fromisoformat(str(reading.value)).weekday()}:
        return Refused("wrong_weekday")
    return reading
