"""Of children, health and law no time is told: not by the rules, and not to a model that might tell it."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date

import pytest

from engine.domain.answers import ONLY_HOW, Aspect, Facts, Topic
from engine.domain.astrology.lordship import Dignity
from engine.domain.astrology.zodiac import Graha
from engine.services.answers.embedded import EmbeddedAnswers
from engine.services.answers.guarding import trouble_with
from engine.services.answers.words import AnswerWords
from integrations.openai.asking import facts_as_data
from tests.answers.people import LANGUAGES, TIMED, facts, question
from tests.readings.people import library

ANSWERS = EmbeddedAnswers(library)
BIRTHS = (("1990-08-15", "09:30"), ("1985-02-03", "21:05"), ("2001-11-30", "03:40"), ("1990-08-15", None))
YEAR = re.compile(r"\d{4}|\d+\s*/\s*\d+")
"""In the digits of any script."""


def untimed() -> list[Facts]:
    """Of some births, about everything of which only how is told."""
    return [facts(topic, born, time) for born, time in BIRTHS for topic in sorted(ONLY_HOW)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_year_stands_in_the_answer(language: str) -> None:
    """Whichever kind of question it is; and whoever asked for a time is told that none is read."""
    words = AnswerWords(library(), language)
    for each in untimed():
        for aspect in Aspect:
            asked = question(language, of=each, aspect=aspect)
            text = ANSWERS.answer(asked).text
            assert not YEAR.search(text), text
            assert words.say("months.untold") in text
            assert words.say("months.none") not in text
            assert trouble_with(text, asked, library()) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_how_and_why_are_told_all_the_same(language: str) -> None:
    """The lord and its standing, the running periods by name, and who is to be asked."""
    words = AnswerWords(library(), language)
    for each in untimed():
        text = ANSWERS.answer(question(language, of=each)).text
        assert text.endswith(words.say(f"counsel.{each.topic}"))
        if each.house is not None and each.period is not None:
            assert words.say(f"standing.{each.house.standing.value}") in text
            told = {"maha": "M", "antar": "A", "until": "", "why": "W"}
            key = "period.free" if each.period.tie is None else "period.bound"
            assert words.say(key, **told).split("M")[0] in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("key", ["period.bound", "period.free"])
def test_a_period_is_said_with_its_end_and_without(language: str, key: str) -> None:
    """Both are whole sentences: nothing is left of the words around the day."""
    words, told = AnswerWords(library(), language), {"maha": "M", "antar": "A", "why": "W"}
    end = date(2027, 3, 27).isoformat()
    timed, untimed = words.say(key, until=end, **told), words.say(key, until="", **told)
    assert timed.startswith(end) or timed.startswith(f"Until {end}")
    assert untimed[0].isalpha()
    assert "  " not in untimed
    assert {"Until", "until", "तक", "पर्यंत", "வரை", "వరకు", "পর্যন্ত"}.isdisjoint(untimed.split())


def test_the_model_gets_no_time_either() -> None:
    """Neither months nor the end of anything; what it has not it cannot tell."""
    for each in untimed():
        for aspect in Aspect:
            data = facts_as_data(question(of=each, aspect=aspect))
            assert not YEAR.search(json.dumps(data))
            assert data["months"] is None
            assert not data.get("coming")
            assert all(transit["until"] is None for transit in data["transits"])
    assert YEAR.search(json.dumps(facts_as_data(question())))


def test_of_everything_else_the_time_is_told() -> None:
    """As before."""
    for topic in TIMED:
        found = facts(topic)
        assert found.months
        assert found.period is not None
        assert found.period.until is not None
        assert YEAR.search(ANSWERS.answer(question(of=found)).text)
    assert {*TIMED} | ONLY_HOW == {*Topic}


def test_a_crowded_house_makes_no_time_come_back() -> None:
    """What is left out of an answer that is too long is taken out in the same order."""
    crowded = facts(Topic.HEALTH)
    assert crowded.house is not None
    full = replace(crowded, house=replace(crowded.house, occupants=(*Graha,) * 12, lord_dignity=Dignity.NEUTRAL))
    text = ANSWERS.answer(question(of=full)).text
    assert not YEAR.search(text)
    assert "No time is told" in text
