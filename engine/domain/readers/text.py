"""Reads a free text such as a name or a question."""

from __future__ import annotations

import unicodedata

from engine.domain.readers.context import ReadingContext, flag, whole
from engine.domain.readers.names import bare_name, is_unknown
from engine.domain.readers.writing import DECORATIONS, JOINERS, clean
from engine.domain.readings import Accepted, Reading, Refused
from engine.domain.values import Data

# A WhatsApp message has at most 4,096 characters; nothing longer is even cleaned.
LONGEST_MESSAGE = 10_000

# D'Souza, Abdul-Karim, Dr. Rao, डॉ॰ राव; joiners belong to the spelling of Indic words.
_IN_NAMES = frozenset(" .-\u2010\u2011\u0970'\u2018\u2019\u02bc" + JOINERS)


def read_text(text: str, arguments: Data, context: ReadingContext) -> Reading:
    """Accepts a text of `min` to `max` characters.

    With `letters: true` at least `min` of them must be letters, so a place cannot be only digits or emoji.
    Vowel signs count as letters, as they do for a person who types them. With `name: true` there is nothing else at
    all but what stands between the letters of a name; of a sentence that tells it (`my name is Asha`) the name is kept,
    and a yes or a question is none. With `unknown: true` not to know it is an answer: null.
    """
    least, most = whole(arguments, "min", 1), whole(arguments, "max", 1000)
    if len(text) > LONGEST_MESSAGE:
        return Refused("too_long", {"max": most})
    kept = clean(text)
    if not kept:
        return Refused("empty")
    is_name = flag(arguments, "name")
    named = bare_name(kept, context) if is_name else kept
    if named is None:
        return Refused("not_a_name")
    kept = named
    if len(kept) > most:
        return Refused("too_long", {"max": most})
    if flag(arguments, "unknown") and is_unknown(kept, context):
        return Accepted(None)
    reading = _long_enough(kept, least, letters_only=is_name or flag(arguments, "letters"))
    if is_name and isinstance(reading, Accepted) and not all(map(_stands_in_a_name, kept)):
        return Refused("not_a_name")
    return reading


def _stands_in_a_name(character: str) -> bool:
    return character in _IN_NAMES or (unicodedata.category(character)[0] in "LM" and character not in DECORATIONS)


def _long_enough(kept: str, least: int, *, letters_only: bool) -> Reading:
    count = len(kept)
    if letters_only:
        kinds = [unicodedata.category(character)[0] for character in kept if character not in DECORATIONS]
        if "L" not in kinds:
            return Refused("no_letters")
        count = kinds.count("L") + kinds.count("M")
    return Accepted(kept) if count >= least else Refused("too_short", {"min": least})
