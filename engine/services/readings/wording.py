"""Says in one language what was computed: names by their keys, sentences with their values."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from enum import Enum
from types import MappingProxyType

from engine.charts.entries import TextEntry
from engine.charts.formats import Writer
from engine.charts.library import Library
from engine.domain.astrology.births import Accuracy
from engine.domain.astrology.festivals import Festival
from engine.domain.astrology.lordship import Dignity
from engine.domain.astrology.matching import Kuta
from engine.domain.astrology.panchang import Karana, Masa, Tithi, Vara, Yoga
from engine.domain.astrology.readings import Cancellation
from engine.domain.astrology.zodiac import Graha, Nakshatra, Sign
from engine.domain.places import Place
from engine.errors import MissingWords, TemplateError

KINDS: Mapping[type[Enum], str] = MappingProxyType(
    {
        Accuracy: "accuracy",
        Cancellation: "exemption",
        Dignity: "dignity",
        Festival: "festival",
        Graha: "graha",
        Karana: "karana",
        Kuta: "kuta",
        Masa: "masa",
        Nakshatra: "nakshatra",
        Sign: "sign",
        Vara: "vara",
        Yoga: "yoga_of_day",
    }
)
"""Under which kind the name of a value stands."""


class Wording:
    """The words of readings in one language; what it lacks is said in the fallback."""

    def __init__(self, library: Library, language: str) -> None:
        """`language` is one of the six."""
        self.language = language
        self._library = library
        self._writer = Writer(language)

    @property
    def version(self) -> str:
        """By which words it was said, as a short hash."""
        return version_of(self._library, self.language)

    def say(self, key: str, **values: object) -> str:
        """The text under a key. MissingWords if nobody wrote it, or a value it wants is not given."""
        entry = self._library.reading(key, self.language)
        if entry is None or entry.say is None:
            raise MissingWords(f"nobody wrote '{key}' in '{self.language}', nor in the fallback")
        return _rendered(entry, values)

    def name(self, value: Enum) -> str:
        """What a planet, sign, star, weekday and the like is called, as it stands alone."""
        return self.say(f"{KINDS[type(value)]}.{word_of(value)}")

    def tithi(self, tithi: Tithi) -> str:
        """A lunar day without its fortnight: Purnima and Amavasya have names of their own."""
        if tithi.of_fortnight < 15:
            return self.say(f"tithi.{tithi.of_fortnight}")
        return self.say("tithi.purnima" if tithi.is_bright else "tithi.amavasya")

    def date(self, day: date) -> str:
        """In the long form of the language."""
        return self._writer.date(day.isoformat())

    def time(self, clock: str | None) -> str:
        """A time such as `21:30` as the language says it; nothing for None."""
        return self._writer.time(clock)

    def place(self, place: Place) -> str:
        """A town, its region and, outside of India, its country."""
        return self._writer.place(place.as_json())

    def town(self, place: Place) -> str:
        """The name of a town alone."""
        return self._writer.town(place.as_json())

    def list_and(self, *items: str) -> str:
        """The items as one says them."""
        return self._writer.list_and(list(items))

    def keys(self, kind: str) -> tuple[str, ...]:
        """What stands under a kind, in the order of the fallback's file, without the kind itself."""
        words = self._library.readings.get(self._library.languages.fallback)
        found = (key.partition(".") for key in (words.texts if words else ()))
        return tuple(rest for first, _, rest in found if first == kind and rest)


def version_of(library: Library, language: str) -> str:
    """A short hash of all that is said in a language: another one as soon as one word is."""
    words = library.readings.get(language)
    texts = sorted((key, entry.say.text.source) for key, entry in (words.texts if words else {}).items() if entry.say)
    return hashlib.sha256(json.dumps(texts, ensure_ascii=False).encode()).hexdigest()[:16]


def languages_of(library: Library) -> frozenset[str]:
    """The languages in which every reading is written. Nobody is sold a report that is half in another one."""
    fallback = library.readings.get(library.languages.fallback)
    if fallback is None:
        return frozenset()
    return frozenset(code for code, words in library.readings.items() if fallback.texts.keys() <= words.texts.keys())


def word_of(value: Enum) -> str:
    """The word that stands for a value in keys: its own if it is a text, or else its name in small letters."""
    return value.value if isinstance(value.value, str) else value.name.lower()


def _rendered(entry: TextEntry, values: dict[str, object]) -> str:
    assert entry.say is not None
    try:
        return entry.say.text.render(values).strip()
    except TemplateError as error:
        raise MissingWords(f"'{entry.key}': {error.message}") from None
