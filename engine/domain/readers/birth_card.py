"""Reads a birth card: one message that tells a name, a date, a time and a place of birth, each after its label.

Web sites open WhatsApp with such a message, and people send them on:

    I want a Kundali report
    Name: Asha Rao
    Date of birth: 15-08-1990
    Time of birth: 9:30 am
    Place of birth: Nashik, Maharashtra

Others send the details alone, on lines or on one, the name first:

    Asha Rao, 15-08-1990, 9:30 am, Nashik
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

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
_LEAST_DETAILS, _MOST_DETAILS = 4, 6  # a place may be told with its district and its state
_LONGEST_DETAILS, _MOST_WORDS = 200, 10
_RECENT = 90
_DATE = re.compile(r"(?<!\S)\d{1,2}[-/.]\d{1,2}[-/.](?:\d{4}|\d{2})(?!\d)")
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
    """The card a message is: one that labels a date of birth and something else, and nothing twice.

    Without labels it must be all four: a name, one date, one time and a place. None for any other message.
    """
    return _with_labels(text, context) or _without_labels(text, context)


def _with_labels(text: str, context: ReadingContext) -> BirthCard | None:
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


def _without_labels(text: str, context: ReadingContext) -> BirthCard | None:
    """Nothing is guessed: every detail is read as an answer to its question would be."""
    if len(text) > _LONGEST_DETAILS:
        return None
    lines = [plain for line in text.splitlines() if (plain := clean(line.translate(_EMPHASIS)).strip(_AROUND))]
    details = lines if len(lines) > 1 else _details(" ".join(lines), context)
    if not _LEAST_DETAILS <= len(details) <= _MOST_DETAILS:
        return None
    dates = [at for at, each in enumerate(details) if isinstance(read_date(each, {}, context), Accepted)]
    if len(dates) != 1:
        return None
    times = [at for at, each in enumerate(details) if _is_time(each, context)]
    places = [at for at in range(1, len(details)) if at not in (*dates, *times)]
    if len(times) != 1 or 0 in dates + times or not places or places[-1] - places[0] >= len(places):
        return None
    return _four(details[0], details[dates[0]], details[times[0]], ", ".join(details[at] for at in places), context)


def _details(line: str, context: ReadingContext) -> list[str]:
    """The details of one line: between commas, or what stands before a date in figures, the date, a time, the rest."""
    parts = [plain for part in line.split(",") if (plain := part.strip(_AROUND))]
    if len(parts) >= _LEAST_DETAILS or (day := _DATE.search(line)) is None:
        return parts
    words = line[day.end() :].strip(_AROUND).split()[:_MOST_WORDS]
    for size in range(len(words), 0, -1):
        if _is_time(time := " ".join(words[:size]), context) and _is_old(day.group(), context):
            found = [line[: day.start()], day.group(), time, " ".join(words[size:])]
            return [plain for each in found if (plain := each.strip(_AROUND))]
    return parts


def _is_old(day: str, context: ReadingContext) -> bool:
    """Not of these weeks: what is told in one line with such a date may well be a payment."""
    reading = read_date(day, {}, context)
    recent = (context.today - timedelta(days=_RECENT)).isoformat()
    return isinstance(reading, Accepted) and str(reading.value) < recent


def _four(name: str, born: str, time: str, place: str, context: ReadingContext) -> BirthCard | None:
    """A card that tells all; None if the name or the place is none."""
    clock = read_time(time, {}, context)
    card = BirthCard(
        name=_accepted(read_text(name, _NAME, context)),
        told=_accepted(read_date(born, {}, context)),
        time=_accepted(clock),
        half=clock.value if isinstance(clock, Open) else None,
        place=_accepted(read_text(place, _PLACE, context)),
        language=None,
        rest="",
    )
    return card if card.name and card.place else None


def _is_time(text: str, context: ReadingContext) -> bool:
    """A time, with its half of the day or without; what is only not known may be the place as well."""
    match read_time(text, {}, context):
        case Accepted({"time": str()}) | Open():
            return True
    return False


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
