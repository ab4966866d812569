"""What the sentences of answers say, and what they must not leave open."""

from __future__ import annotations

from datetime import date

import pytest

from engine.domain.astrology.zodiac import Graha
from engine.services.answers.words import AnswerWords
from tests.answers.people import LANGUAGES
from tests.readings.people import library

NOW = {"en": "now", "hi": "अभी", "mr": "सध्या", "ta": "இப்போது", "te": "ఇప్పుడు", "bn": "এখন"}
FROM_THE_MOON = {
    "en": "from your Moon", "hi": "चंद्र राशि से", "mr": "चंद्रराशीपासून", "ta": "சந்திர ராசியிலிருந்து",
    "te": "చంద్ర రాశి నుంచి", "bn": "চন্দ্র রাশি থেকে",
}  # fmt: skip
NOT_EXACT = {"en": "not known exactly", "hi": "ठीक-ठीक", "mr": "अचूक", "ta": "சரியான", "te": "సరైన", "bn": "সঠিক"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["good", "plain"])
@pytest.mark.parametrize("graha", [Graha.JUPITER, Graha.SATURN])
def test_a_transit_names_what_its_house_is_counted_from(language: str, kind: str, graha: Graha) -> None:
    """Among houses counted from the lagna it would else be read as that of the birth; and until when it holds."""
    words, until = AnswerWords(library(), language), date(2027, 6, 25).isoformat()
    for house in range(1, 13):
        said = words.say(f"{graha.value}.{kind}", house=house, until=until)
        assert NOW[language] in said
        assert FROM_THE_MOON[language] in said
        assert until in said
        assert until not in words.say(f"{graha.value}.{kind}", house=house, until="")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_time_that_was_told_about_right_is_not_called_unknown(language: str) -> None:
    """It is only not known exactly."""
    assert NOT_EXACT[language] in AnswerWords(library(), language).say("moon_only", sign="X")
