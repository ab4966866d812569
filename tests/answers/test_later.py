"""Who asks for a later year gets that year, a child gets no time, and several questions are asked for one at a time."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from engine.domain.answers import Aspect, Kind, Topic
from engine.services.answers.embedded import EmbeddedAnswers
from engine.services.answers.facts import facts_of
from engine.services.answers.sorting import sort
from engine.services.answers.spans import year_asked
from integrations.openai.asking import facts_as_data
from tests.answers.people import ASTROLOGY, LANGUAGES, TODAY, months, question
from tests.readings.people import details, library

OTHERS = yaml.safe_load(Path(__file__).with_name("others.yaml").read_text(encoding="utf-8"))
JANUARY = date(2026, 1, 5)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("Will I get a promotion in 2027?", 2027),
        ("kya 2028 mein mera ghar banega", 2028),
        ("२०३० में विदेश जाऊँगा?", 2030),
        ("between 2031 and 2029", 2029),
        ("how will next year be for work", 2027),
        ("अगले साल नौकरी कैसी रहेगी", 2027),
        ("पुढच्या वर्षी नोकरी कशी राहील", 2027),
        ("அடுத்த ஆண்டு வேலை எப்படி இருக்கும்", 2027),
        ("వచ్చే సంవత్సరం ఉద్యోగం ఎలా ఉంటుంది", 2027),
        ("আগামী বছর চাকরি কেমন যাবে", 2027),
        ("Will I marry this year or next year?", None),
        ("Will I get a promotion in 2026?", None),
        ("I lost my job in 2019, what now?", None),
        ("will I marry by 2030", None),
        ("2030 तक शादी होगी क्या", None),
        ("I was born in 2001", None),
        ("in 2090", None),
        ("I earn 20300 a month", None),
        ("When will I marry?", None),
    ],
)  # fmt: skip
def test_a_later_year_is_read_from_the_question(text: str, year: int | None) -> None:
    """In figures of any script, or as the next one; a limit, this year and a past one are none."""
    assert year_asked(text, library(), JANUARY) == year


@pytest.mark.parametrize("born", [("1990-08-15", "09:30"), ("1990-08-15", None)])
def test_the_answer_is_about_the_year_that_was_asked_for(born: tuple[str, str | None]) -> None:
    """Its months, the periods of then, and not where Jupiter and Saturn are now."""
    facts = facts_of(details(*born), Topic.CAREER, TODAY, ASTROLOGY, year=2030)
    assert (facts.year, facts.transits) == (2030, ())
    assert {month.start.year for month in months(facts)} <= {2030, 2031}
    if facts.period is not None:
        assert facts.period.until is not None
        assert facts.period.until >= date(2030, 1, 1)
    for language in LANGUAGES:
        for aspect in Aspect:
            text = EmbeddedAnswers(library).answer(question(language, of=facts, aspect=aspect)).text
            assert "2030" in text
            assert "2026" not in text
            assert "2027" not in text
    assert facts_as_data(question(of=facts))["year"] == 2030


@pytest.mark.parametrize("topic", [Topic.MARRIAGE, Topic.CAREER, Topic.MONEY])
def test_no_time_is_told_of_a_child(topic: Topic) -> None:
    """On the day before it is eighteen, and whatever year is asked for."""
    born = details("2008-11-30", "09:30")
    child = facts_of(born, topic, TODAY, ASTROLOGY, year=2030)
    assert (child.months, child.coming, child.year) == (None, (), None)
    grown = facts_of(born, topic, date(2026, 11, 30), ASTROLOGY)
    assert grown.months is not None


@pytest.mark.parametrize(
    ("text", "is_several"),
    [
        ("When will I marry? Will I go abroad? How is my health?", True),
        ("1) when marriage 2) foreign settlement 3) health", True),
        ("मेरी शादी कब होगी? नौकरी कब लगेगी? घर कब बनेगा?", True),
        ("When will I marry??? I am 30", False),
        ("I have two offers, 1. Pune 2. Delhi: how is work?", False),
        ("When will I marry? And how will it be?", False),
    ],
)  # fmt: skip
def test_several_questions_are_known(text: str, is_several: bool) -> None:
    """By their marks or their numbers; two of them are one with its other half."""
    assert sort(text, library()).is_several == is_several


@pytest.mark.parametrize(("language", "text"), [(each, text) for each in LANGUAGES for text in OTHERS["of"][each]])
def test_a_question_about_somebody_else_is_known(language: str, text: str) -> None:
    """Whose chart it is read from is then said before anything is taken."""
    found = sort(text, library())
    assert (found.kind, found.of_other) == (Kind.QUESTION, True), language


@pytest.mark.parametrize(("language", "text"), [(each, text) for each in LANGUAGES for text in OTHERS["not_of"][each]])
def test_a_question_about_oneself_is_not_asked_back(language: str, text: str) -> None:
    """Nor any of what only sounds like those that are declined."""
    found = sort(text, library())
    assert (found.kind, found.of_other) == (Kind.QUESTION, False), language
