"""Answers by rules: from the facts, in every language, within bounds, and nothing that must not be said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from engine.domain.answers import LONGEST_ANSWER, Facts, Strength, Topic
from engine.domain.astrology.births import Ayanamsa
from engine.domain.astrology.lordship import Dignity
from engine.domain.astrology.zodiac import Graha, Sign
from engine.errors import AnswerUnavailable, MoonSignOpen, PlaceNeeded
from engine.services.answers.embedded import EmbeddedAnswers
from engine.services.answers.facts import facts_of, favourable_months, strength_of
from engine.services.answers.guarding import trouble_with
from tests.answers.people import ASTROLOGY, LANGUAGES, TODAY, facts, question
from tests.readings.people import details, library

ANSWERS = EmbeddedAnswers(library)
BIRTHS = (("1990-08-15", "09:30"), ("1985-02-03", "21:05"), ("2001-11-30", "03:40"), ("1990-08-15", None))


def all_facts() -> list[Facts]:
    """Of some births, about everything."""
    return [facts(topic, born, time) for born, time in BIRTHS for topic in Topic]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_answer_may_be_said(language: str) -> None:
    """It is in the language, short enough, and promises, sells and threatens nothing."""
    for each in all_facts():
        asked = question(language, of=each)
        answer = ANSWERS.answer(asked)
        assert len(answer.text) <= LONGEST_ANSWER
        assert 3 <= answer.text.replace("।", ".").count(".") <= 14, answer.text
        trouble = trouble_with(answer.text, asked, library())
        assert trouble in (None, "language"), (trouble, answer.text)
        assert trouble is None or language not in library().readings, answer.text


def test_the_same_question_has_the_same_answer() -> None:
    """Word for word."""
    assert ANSWERS.answer(question()) == ANSWERS.answer(question(text="Anything else?"))


def test_an_answer_speaks_of_the_facts() -> None:
    """House, lord, period, slow grahas, months."""
    text = ANSWERS.answer(question()).text
    assert text.startswith("For work an astrologer looks first at the tenth house")
    for part in ("Mercury, in house 12", "27 March 2027", "Jupiter – Ketu", "house 4 from your Moon", "February 2027"):
        assert part in text


def test_without_the_time_only_the_moon_speaks() -> None:
    """If it is certain; houses and periods are not made up."""
    known = facts(born="1990-08-15", time=None)
    assert (known.house, known.period, known.lagna, known.moon_sign) == (None, None, None, Sign.VRISHABHA)
    text = ANSWERS.answer(question(of=known)).text
    assert "rests on your Moon sign alone (Taurus)" in text
    assert "period" not in text.split("left out.")[1]


def test_another_ayanamsa_moves_the_periods() -> None:
    """By days; who has chosen it is answered by it."""
    lahiri = facts_of(details(), Topic.CAREER, TODAY, ASTROLOGY)
    chosen = facts_of(details(), Topic.CAREER, TODAY, ASTROLOGY, Ayanamsa.KP)
    assert lahiri == facts()
    assert lahiri.period is not None
    assert chosen.period is not None
    assert chosen.period.until < lahiri.period.until


def test_without_the_moon_sign_there_is_no_answer() -> None:
    """Nor without the place."""
    with pytest.raises(MoonSignOpen):
        facts_of(details("1990-08-14", None), Topic.CAREER, TODAY, ASTROLOGY)
    with pytest.raises(PlaceNeeded):
        facts_of(details(place=None), Topic.CAREER, TODAY, ASTROLOGY)


def test_of_a_long_answer_the_least_is_left_out() -> None:
    """Never its beginning and its end."""
    crowded = facts()
    assert crowded.house is not None
    full = replace(crowded, house=replace(crowded.house, occupants=(*Graha, *Graha, *Graha, *Graha, *Graha)))
    text = ANSWERS.answer(question(of=full)).text
    assert "In the house itself" not in text
    assert "honest talk at work" in text


def test_a_topic_without_words_is_not_answered() -> None:
    """Nobody is sent a key."""
    nameless = replace(facts(), topic="nothing")  # type: ignore[arg-type]
    with pytest.raises(AnswerUnavailable):
        ANSWERS.answer(question(of=nameless))


@pytest.mark.parametrize(
    ("dignity", "house", "strength"),
    [
        (Dignity.EXALTED, 8, Strength.STRONG),
        (Dignity.OWN, 1, Strength.STRONG),
        (Dignity.FRIENDLY, 5, Strength.STRONG),
        (Dignity.FRIENDLY, 6, Strength.EVEN),
        (Dignity.NEUTRAL, 5, Strength.EVEN),
        (Dignity.ENEMY, 9, Strength.EVEN),
        (Dignity.NEUTRAL, 12, Strength.WEAK),
        (Dignity.DEBILITATED, 1, Strength.WEAK),
        (None, 3, Strength.EVEN),
    ],
)
def test_how_a_lord_stands(dignity: Dignity | None, house: int, strength: Strength) -> None:
    """By dignity and house."""
    assert strength_of(dignity, house) is strength


def test_months_are_three_of_the_next_twelve() -> None:
    """Each once, in their order, also over the end of a year."""
    for sign in Sign:
        months = favourable_months(sign, sign.ahead(10), date(2026, 12, 31), ASTROLOGY)
        assert len(months) == len({*months}) == 3
        assert [*months] == sorted(months)
        assert date(2027, 1, 1) <= months[0] <= months[-1] <= date(2027, 12, 1)


def test_a_period_is_bound_when_its_lord_has_to_do_with_the_topic() -> None:
    """It rules or stands in the house, or stands for the matter."""
    bound = {topic: facts(topic).period for topic in Topic}
    assert all(each is not None and (each.maha, each.antar) == (Graha.JUPITER, Graha.KETU) for each in bound.values())
    assert {topic for topic, each in bound.items() if each is not None and each.is_bound} >= {
        Topic.MONEY, Topic.CHILDREN, Topic.SPIRITUAL,
    }  # fmt: skip
