"""Numbers in words, as voice keyboards write them: `unnis sau nabbe` and `nineteen ninety` are 1990."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from engine.domain.readers.lexicon import Kind, Term
from engine.domain.readers.writing import is_number

_CENTURIES = ("19", "20")
_HYPHEN = "-"


def with_tens(found: Sequence[str | Term]) -> list[str | Term]:
    """Tens and the one after them as one figure: `twenty five`, also with a hyphen between them."""
    joined: list[str | Term] = []
    at = 0
    while at < len(found):
        item, after = found[at], at + 1
        at += 1
        if not isinstance(item, Term) or item.kind is not Kind.TENS:
            joined.append(item)
            continue
        after += after < len(found) - 1 and found[after] == _HYPHEN
        one = _one(found[after]) if after < len(found) else 0
        joined.append(Term(Kind.FIGURE, str(int(str(item.value)) + one)))
        at = after + 1 if one else at
    return joined


def in_figures(found: Sequence[str | Term]) -> list[str | Term]:
    """The items with every number in words as its digits."""
    if not any(isinstance(item, Term) and item.kind in (Kind.FIGURE, Kind.TENS, Kind.TIMES) for item in found):
        return list(found)
    items = with_tens(found)
    spoken = [_is_spoken(items, at) for at in range(len(items))]
    written: list[str | Term] = []
    for is_spoken, run in groupby(zip(items, spoken, strict=True), key=lambda pair: pair[1]):
        each = [item for item, _ in run]
        written += _with_year(_numerals(each)) if is_spoken else each
    return written


def _one(item: str | Term) -> int:
    """What follows tens: 1 to 9 in words; 0 for anything else."""
    value = str(item.value) if isinstance(item, Term) and item.kind is Kind.FIGURE else ""
    return int(value) if len(value) == 1 and is_number(value) else 0


def _is_spoken(items: Sequence[str | Term], at: int) -> bool:
    """A word for a number, or digits beside hundreds or thousands: `19 sau 90`."""
    item = items[at]
    if isinstance(item, Term):
        return item.kind in (Kind.FIGURE, Kind.TIMES)
    beside = bool(_factor(items, at + 1) or (at and _factor(items, at - 1)))
    return beside and len(item) <= 2 and is_number(item)


def _numerals(words: Sequence[str | Term]) -> list[str]:
    """The numbers a run of words says, one after the other."""
    numbers: list[str] = []
    at = 0
    while at < len(words):
        number, at = _numeral(words, at)
        numbers.append(str(number))
    return numbers


def _numeral(words: Sequence[str | Term], at: int) -> tuple[int, int]:
    """Thousands, hundreds and the rest, each once and in this order; and where the next number begins."""
    total, least = 0, 10_000
    while at < len(words):
        count, after = _count(words, at)
        factor = _factor(words, after)
        if (factor or _round(count)) >= least:
            break
        total += count * factor if factor else count
        least, at = factor or _round(count), after + (factor > 0)
        if least == 1:
            break
    return total, at


def _count(words: Sequence[str | Term], at: int) -> tuple[int, int]:
    """How many hundreds or thousands, and what follows it; one, if none is said."""
    return (1, at) if _factor(words, at) else (int(_digits(words[at])), at + 1)


def _factor(words: Sequence[str | Term], at: int) -> int:
    item = words[at] if at < len(words) else ""
    return int(str(item.value)) if isinstance(item, Term) and item.kind is Kind.TIMES else 0


def _round(count: int) -> int:
    """What a number leaves room for, being a word of its own: `tollayirathu`, 900, goes before ninety."""
    return next((size for size in (1000, 100) if count and count % size == 0), 1)


def _digits(item: str | Term) -> str:
    return str(item.value) if isinstance(item, Term) else item


def _with_year(numbers: list[str]) -> list[str]:
    """`nineteen ninety` at the end is one year."""
    match numbers:
        case [*before, century, year] if century in _CENTURIES and len(year) == 2:
            return [*before, century + year]
    return numbers
