"""Reads a yes or a no."""

from __future__ import annotations

from engine.domain.readers.context import LONGEST_ANSWER, ReadingContext
from engine.domain.readers.lexicon import Kind, Term
from engine.domain.readers.writing import normalise, tokens
from engine.domain.readings import Accepted, Reading, Refused
from engine.domain.values import Data

POLITE = Term(Kind.SMALL)
# They say nothing here, as in "yes - please!".
PAUSES = ("-", "!")


def read_yes_no(text: str, arguments: Data, context: ReadingContext) -> Reading:  # noqa: ARG001
    """Accepts true or false when every word says the same; `yes no` and `yes but` are neither."""
    if len(text) > LONGEST_ANSWER:
        return Refused("too_long", {"max": LONGEST_ANSWER})
    words = tokens(normalise(text))
    found = [item for item in context.vocabulary.answers.read(words) if item not in PAUSES]
    if not found:
        return Refused("empty")
    match {item for item in found if item != POLITE}:
        case meanings if meanings == {Term(Kind.YES)}:
            return Accepted(True)
        case meanings if meanings == {Term(Kind.NO)}:
            return Accepted(False)
    return Refused("not_yes_or_no")
