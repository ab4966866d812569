"""Words are found by what they mean, in the language or else in the fallback."""

from __future__ import annotations

from datetime import date
from enum import Enum

import pytest

from engine.charts.library import read_library
from engine.domain.astrology.panchang import Tithi
from engine.domain.astrology.zodiac import Graha, Nakshatra, Sign
from engine.errors import MissingWords
from engine.services.readings.wording import KINDS, Wording, languages_of
from tests.readings.people import library

FILES = {
    "common/languages.yaml": "released: [en, hi]\nfallback: en",
    "readings/en.yaml": 'language: en\ntexts: {graha.sun: Sun, sign.mesha: Aries, report.title: "{{ name }}"}',
    "readings/hi.yaml": "language: hi\ntexts: {graha.sun: सूर्य}",
}


def test_names_are_found_by_their_values() -> None:
    """Numbered ones by the name they have in the code."""
    english = Wording(library(), "en")
    assert [english.name(value) for value in (Graha.SUN, Sign.MESHA, Nakshatra.PURVA_ASHADHA)] == [
        "Sun", "Aries", "Purva Ashadha",
    ]  # fmt: skip
    assert [english.tithi(Tithi(number)) for number in (1, 15, 16, 30)] == [
        "Pratipada", "Purnima", "Pratipada", "Amavasya",
    ]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_value_that_is_named_has_a_name(kind: type[Enum]) -> None:
    """In the fallback, so in every language."""
    english = Wording(library(), "en")
    assert all(english.name(value) for value in kind)


def test_what_a_language_lacks_is_said_in_the_fallback() -> None:
    """And it is not sold in that language."""
    small, _ = read_library(FILES)
    hindi = Wording(small, "hi")
    assert (hindi.name(Graha.SUN), hindi.name(Sign.MESHA)) == ("सूर्य", "Aries")
    assert languages_of(small) == {"en"}
    assert languages_of(read_library({})[0]) == frozenset()
    assert hindi.keys("graha") == ("sun",)


def test_missing_words_and_values_are_errors() -> None:
    """A test finds them; nobody is sent a key."""
    small, _ = read_library(FILES)
    english = Wording(small, "en")
    with pytest.raises(MissingWords):
        english.name(Graha.MOON)
    with pytest.raises(MissingWords):
        english.say("report.title")
    assert english.say("report.title", name="{{ 7 * 7 }}") == "{{ 7 * 7 }}"


def test_dates_and_times_are_those_of_the_language() -> None:
    """As in the flows."""
    assert Wording(library(), "hi").date(date(1990, 8, 15)) == "15 अगस्त 1990"
    assert Wording(library(), "en").time("21:30") == "9:30 pm"
    assert Wording(library(), "en").time(None) == ""
    assert Wording(library(), "en").list_and("Sun", "Moon") == "Sun and Moon"
