"""Reads what is wrong about details that were shown: "no, the time is 10:05 am", or only "wrong name"."""

from __future__ import annotations

from engine.domain.readers.context import LONGEST_ANSWER, ReadingContext
from engine.domain.readers.dates import read_date
from engine.domain.readers.lexicon import Term
from engine.domain.readers.times import read_time
from engine.domain.readers.writing import normalise, tokens
from engine.domain.readings import Accepted, Open, Reading, Refused
from engine.domain.values import Data, Json

_MOST_BEFORE = 4
"""So many words may stand before a date or a time, as in "no, it should be 9:45"."""
_FEWEST_FOR_TIME = 2
"""Tokens of a time: a number alone is one of the buttons, or none of them."""
_MOST_NAMING = 5
"""A longer message that has the word for a detail in it is about something else."""
_FIELDS = ("name", "born", "time", "place")


def read_correction(text: str, arguments: Data, context: ReadingContext) -> Reading:  # noqa: ARG001
    """Accepts `field`, which detail is meant, one of name, born, time and place, with what was told of it.

    `told` is a date as the reader of dates gives it, `time` a time as that of times does, `half` its open reading;
    what was not told is None. Names and places are only meant: what stands beside their label may be anything.
    """
    if len(text) > LONGEST_ANSWER:
        return Refused("too_long", {"max": LONGEST_ANSWER})
    words = text.split()
    if not words:
        return Refused("empty")
    for before in range(min(_MOST_BEFORE, len(words) - 1) + 1):
        found = _told(" ".join(words[before:]), context)
        if found is not None:
            return Accepted(found)
    fields = _named(text, context) if len(words) <= _MOST_NAMING else set()
    return Accepted(_correction(fields.pop())) if len(fields) == 1 else Refused("not_an_option")


def _told(text: str, context: ReadingContext) -> Json:
    match read_date(text, {}, context):
        case Accepted(told):
            return _correction("born", told=told)
    if len(tokens(normalise(text))) < _FEWEST_FOR_TIME:
        return None
    match read_time(text, {}, context):
        case Accepted({"time": str()} as time):
            return _correction("time", time=time)
        case Open(half):
            return _correction("time", half=half)
    return None


def _correction(field: str, *, told: Json = None, time: Json = None, half: Json = None) -> Json:
    return {"field": field, "told": told, "time": time, "half": half}


def _named(text: str, context: ReadingContext) -> set[str]:
    read = context.vocabulary.card.lexicon.read(tokens(normalise(text)))
    return {str(item.value) for item in read if isinstance(item, Term) and item.value in _FIELDS}
