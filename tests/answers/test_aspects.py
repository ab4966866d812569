"""When, whether and how are answered each in its own way; what is asked is understood from the words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import yaml

from engine.charts.formats import Writer
from engine.domain.answers import LONGEST_ANSWER, ONLY_HOW, Aspect, Leaning, Topic, TransitFact
from engine.domain.astrology.lordship import Strength
from engine.domain.astrology.zodiac import Graha
from engine.services.answers.aspects import aspect_for, aspect_of
from engine.services.answers.embedded import EmbeddedAnswers
from engine.services.answers.facts import leaning_of
from engine.services.answers.guarding import trouble_with
from engine.services.answers.words import AnswerWords
from engine.services.readings.reckoning import reckon
from tests.answers.people import ASTROLOGY, LANGUAGES, TIMED, TODAY, facts, months, question
from tests.readings.people import details, library

ANSWERS = EmbeddedAnswers(library)
BIRTHS = (("1990-08-15", "09:30"), ("1985-02-03", "21:05"), ("2001-11-30", "03:40"), ("1990-08-15", None))


def cases() -> Iterator[tuple[str, str]]:
    """What it is, and the text."""
    file = Path(__file__).with_name("aspects.yaml")
    for language, kinds in yaml.safe_load(file.read_text(encoding="utf-8")).items():
        assert language in LANGUAGES
        assert {*kinds} == {*Aspect}
        yield from ((kind, text) for kind, texts in kinds.items() for text in texts)


@pytest.mark.parametrize(("kind", "text"), [*cases()])
def test_the_kind_of_a_question_is_understood(kind: str, text: str) -> None:
    """In all six languages and in Latin letters."""
    assert aspect_of(text, library()) == kind


def test_of_births_illness_and_verdicts_no_time_is_told() -> None:
    """Nor a leaning; and what a chart has not kept is how."""
    for topic in ONLY_HOW:
        assert {aspect_for(aspect.value, topic) for aspect in Aspect} == {Aspect.HOW}
    assert aspect_for("when", Topic.CAREER) is Aspect.WHEN
    assert {aspect_for(told, Topic.CAREER) for told in (None, "", "never", 3)} == {Aspect.HOW}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_may_be_said(language: str) -> None:
    """Within the bounds, of everybody; and whoever asks when is told another thing than who asks how."""
    for born, time in BIRTHS:
        for topic in TIMED:
            asked = [question(language, of=facts(topic, born, time), aspect=aspect) for aspect in Aspect]
            texts = [ANSWERS.answer(each).text for each in asked]
            assert all(len(text) <= LONGEST_ANSWER for text in texts)
            assert {trouble_with(text, asked[0], library()) for text in texts} <= {None}
            assert len({*texts}) == (3 if time else 2)


@pytest.mark.parametrize("language", LANGUAGES)
def test_when_names_the_coming_periods_before_the_months(language: str) -> None:
    """With month and year; without the time of birth there are none."""
    writer = Writer(language)
    for topic in TIMED:
        coming = facts(topic).coming
        assert 0 < len(coming) <= 2
        text = ANSWERS.answer(question(language, of=facts(topic), aspect=Aspect.WHEN)).text
        for each in coming:
            assert writer.month(each.start.isoformat()) in text
            assert writer.month(each.end.isoformat()) in text
        best = months(facts(topic))[0]
        first, last = (
            writer.month(coming[0].start.isoformat()),
            writer.span(best.start.isoformat(), best.end.isoformat()),
        )
        assert text.index(first) < text.index(last)
    assert facts(time=None).coming == ()


def test_the_coming_periods_are_those_of_the_report() -> None:
    """The next ones in its table whose lord is tied to the matter; none of them has begun."""
    reckoning = reckon(ASTROLOGY, details(), TODAY)
    rows = {
        (maha.lord, antar.lord, reckoning.day_of(antar.start), reckoning.day_of(antar.end))
        for maha in reckoning.dashas.periods
        for antar in maha.parts
    }
    for topic in Topic:
        starts = [each.start for each in facts(topic).coming]
        assert starts == sorted(starts)
        assert all(TODAY < start < TODAY + timedelta(days=3660) for start in starts)
        for each in facts(topic).coming:
            assert (each.maha, each.antar, each.start, each.end) in rows
            assert each.tie.graha is each.antar


@pytest.mark.parametrize("language", LANGUAGES)
def test_whether_begins_with_a_leaning(language: str) -> None:
    """Three sentences, none of them a promise."""
    words = AnswerWords(library(), language)
    for leaning in Leaning:
        asked = question(language, of=replace(facts(), leaning=leaning), aspect=Aspect.WHETHER)
        text = ANSWERS.answer(asked).text
        assert text.startswith(words.say(f"leaning.{leaning.value}"))
        assert trouble_with(text, asked, library()) is None
    assert len({words.say(f"leaning.{leaning.value}") for leaning in Leaning}) == 3


@pytest.mark.parametrize(
    ("strength", "is_tied", "good", "leaning"),
    [
        (Strength.STRONG, True, 2, Leaning.OPEN),
        (Strength.STRONG, True, 0, Leaning.OPEN),
        (Strength.STRONG, False, 1, Leaning.MIXED),
        (Strength.EVEN, True, 1, Leaning.OPEN),
        (Strength.EVEN, False, 2, Leaning.MIXED),
        (Strength.EVEN, False, 1, Leaning.PATIENT),
        (Strength.WEAK, True, 1, Leaning.MIXED),
        (Strength.WEAK, True, 0, Leaning.PATIENT),
        (None, None, 2, Leaning.OPEN),
        (None, None, 1, Leaning.MIXED),
        (None, None, 0, Leaning.PATIENT),
    ],
)
def test_a_leaning_counts_three_voices(
    strength: Strength | None, is_tied: bool | None, good: int, leaning: Leaning
) -> None:
    """The lord, the period, and Jupiter with Saturn; what is not known has none."""
    of = facts(Topic.MONEY)
    assert of.house is not None
    assert of.period is not None
    house = None if strength is None else replace(of.house, strength=strength)
    period = None if is_tied is None else of.period if is_tied else replace(of.period, tie=None)
    transits = [
        TransitFact(graha=graha, house=1, is_good=number < good, until=None)
        for number, graha in enumerate((Graha.JUPITER, Graha.SATURN))
    ]
    assert leaning_of(house, period, transits) is leaning
