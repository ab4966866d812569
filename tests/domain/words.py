"""The words of all six languages, read plainly, for the tests of the readers."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import cast

import yaml

from engine.domain.readers.catalogue import READERS
from engine.domain.readers.context import ReadingContext
from engine.domain.readers.vocabulary import merge
from engine.domain.readings import Accepted, Reading, Refused
from engine.domain.values import Data, Json

FOLDER = Path(__file__).parents[2] / "flows" / "common"
LANGUAGES = ("en", "hi", "mr", "ta", "te", "bn")
TODAY = date(2026, 11, 23)


def section(language: str, name: str) -> Data:
    """One section of a language's common words."""
    return cast(Data, yaml.safe_load((FOLDER / f"{language}.yaml").read_text(encoding="utf-8"))[name])


VOCABULARIES = {language: section(language, "vocabulary") for language in LANGUAGES}
CONTEXT = ReadingContext(merge(VOCABULARIES), TODAY)


def read(reader: str, text: str, **arguments: Json) -> Reading:
    """What a reader makes of a text on the 23rd of November 2026."""
    return READERS[reader](text, arguments, CONTEXT)


def problem(reader: str, text: str, **arguments: Json) -> str | None:
    """The code a text is refused with, if it is."""
    reading = read(reader, text, **arguments)
    return reading.problem if isinstance(reading, Refused) else None


def value(reader: str, text: str, **arguments: Json) -> Json:
    """What a text is accepted as."""
    reading = read(reader, text, **arguments)
    assert isinstance(reading, Accepted), f"{text!r} gave {reading}"
    return reading.value
