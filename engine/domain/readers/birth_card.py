"""Reads a birth card: one message that tells a name, a date, a time and a place of birth, each after its label.

Web sites open WhatsApp with such a message, and people send them on:

    I want a Kundali report
    Name: Asha Rao
    Date of birth: 15-08-1990
    Time of birth: 9:30 am
    Place of birth: Nashik, Maharashtra
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.domain.readers.context import ReadingContext
from engine.domain.readers.dates import read_date
from engine.domain.readers.lexicon import Labels, Lexicon, Term
from engine.domain.readers.text import LONGEST_MESSAGE, read_text
from engine.domain.readers.times import read_time
from engine.domain.readers.writing import clean, normalise, tokens
from engine.domain.readings import Accepted, Open, Reading
from engine.domain.values import Data, Json

_EMPHASIS = str.maketrans("", "", "*_~`")
_AROUND = " \t,;|•·-\u2013\u2014"
_NAME: Data = {"min": 2, "max": 60, "name": True}
_PLACE: Data = {"min": 2, "max": 80, "letters": True, "unknown": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class BirthCard:
    """What a card tells. What is missing or cannot be read is None, to be asked for.

    `told` is a date as text, `time` what the reader of times gives; `half` is its open reading, when the half of the
    day was not said. `place` is as it was typed. `language` is one of the service, `rest` what stood without a label.
    """

    name: Json
    told: Json
    time: Json
    half: Json
    place: Json
    language: str | None
    rest: str

    def as_data(self) -> Data:
        """What flows see of it."""
        return {"name": self.name, "told": self.told, "time": self.time, "half": self.half, "place": self.place}


def read_birth_card(text: str, context: ReadingContext) -> BirthCard | None:
    """The card a message is; None unless it labels a date of birth and something else, and nothing twice."""
    if len(text) > LONGEST_MESSAGE or ("\n" not in text and len(text) < len("dob:1-1-90 x:y")):
        return None
    found, rest = _labelled(text, context.vocabulary.card)
    if found is None or not found.get("born") or not any(found.get(each) for each in ("name", "time", "place")):
        return None
    time = read_time(found.get("time", ""), {}, context)
    return BirthCard(
        name=_accepted(read_text(found.get("name", ""), _NAME, context)),
        told=_accepted(read_date(found["born"], {}, context)),
        time=_accepted(time),
        half=time.value if isinstance(time, Open) else None,
        place=_accepted(read_text(found.get("place", ""), _PLACE, context)),
        language=_language(found.get("language", ""), context.vocabulary.languages),
        rest=" ".join(rest),
    )


def _accepted(reading: Reading) -> Json:
    return reading.value if isinstance(reading, Accepted) else None


def _language(name: str, languages: Lexicon) -> str | None:
    match languages.read(tokens(normalise(name))):
        case [Term(value=str(code))]:
            return code
    return None


def _labelled(text: str, labels: Labels) -> tuple[dict[str, str] | None, list[str]]:
    """What stands after each label, by field, and the lines without one; None if a field is told twice."""
    found: dict[str, str] = {}
    rest: list[str] = []
    waiting = ""  # the field whose label ended its line: what it labels stands on the next one
    for line in text.splitlines():
        plain = clean(line.translate(_EMPHASIS)).strip(_AROUND)
        pieces = list(_pieces(plain, labels))
        for field, value in pieces:
            if not field and not waiting:
                rest.append(value)
            elif found.get(field or waiting):
                return None, rest
            else:
                found[field or waiting] = value
            waiting = "" if value else field
    return found, rest


def _pieces(line: str, labels: Labels) -> Iterator[tuple[str, str]]:
    """Fields and what stands after their labels; what stands before the first label has no field."""
    matches = list(labels.pattern.finditer(line))
    starts = [match.start() for match in matches] + [len(line)]
    if before := line[: starts[0]].strip(_AROUND):
        yield "", before
    for match, end in zip(matches, starts[1:], strict=True):
        label = match.group("marked") or match.group("bare")
        yield labels.field(label), line[match.end() : end].strip(_AROUND)
