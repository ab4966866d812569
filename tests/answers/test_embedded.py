"""Answers by rules: from the facts, in every language, within bounds, and nothing that must not be said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.actions.catalogue import Outcome
from engine.domain.answers import LONGEST_ANSWER, Bond, Facts, Standing, Tie, Topic
from engine.domain.astrology.births import Ayanamsa
from engine.domain.astrology.lordship import Dignity, Strength, strength_of
from engine.domain.astrology.zodiac import Graha, Sign
from engine.domain.values import Json
from engine.errors import AnswerUnavailable, MoonSignOpen, PlaceNeeded
from engine.interfaces.astrology import AstrologyGateway
from engine.services.answers.embedded import EmbeddedAnswers
from engine.services.answers.facts import facts_of, standing_of
from engine.services.answers.guarding import trouble_with
from engine.services.answers.jobs import answer_actions
from engine.services.answers.words import AnswerWords
from engine.services.readings.provider import NEEDED
from engine.services.readings.reckoning import reckon
from engine.services.readings.time_chapters import verdict
from engine.services.readings.wording import Wording
from tests.answers.people import ASTROLOGY, LANGUAGES, TIMED, TODAY, facts, months, question
from tests.astrology.cases import births
from tests.astrology.having import Having
from tests.astrology.recorded import RecordedAstrologyGateway
from tests.readings.people import details, library, person

ANSWERS = EmbeddedAnswers(library)
BIRTHS = (("1990-08-15", "09:30"), ("1985-02-03", "21:05"), ("2001-11-30", "03:40"), ("1990-08-15", None))

NO_MONTHS = {"best": "", "others": "", "good": 0, "count": 8, "grahas": "", "is_preparing": False}


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
    for part in (
        "Mercury, in house 12",
        "27 March 2027",
        "Jupiter – Ketu",
        "house 4 from your Moon",
        "15 March – 14 April 2027",
    ):
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
    assert lahiri.period.until is not None
    assert chosen.period.until is not None
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


@pytest.mark.parametrize(
    ("dignity", "house", "standing"),
    [
        (Dignity.EXALTED, 8, Standing.EXALTED),
        (Dignity.FRIENDLY, 5, Standing.FRIENDLY),
        (Dignity.FRIENDLY, 6, Standing.FRIEND_IN_HARD_HOUSE),
        (Dignity.NEUTRAL, 5, Standing.NEUTRAL),
        (Dignity.ENEMY, 9, Standing.ENEMY),
        (Dignity.ENEMY, 12, Standing.HARD_HOUSE),
        (Dignity.DEBILITATED, 12, Standing.DEBILITATED),
        (None, 3, Standing.NEUTRAL),
    ],
)
def test_why_a_lord_stands_so(dignity: Dignity | None, house: int, standing: Standing) -> None:
    """What outweighs the rest is the reason that is said."""
    assert standing_of(dignity, house) is standing


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_is_said_for_everything(language: str) -> None:
    """Why the lord stands so, what ties the period to the matter, and who stands well in the best month."""
    words, names = AnswerWords(library(), language), Wording(library(), language)
    for each in all_facts():
        if each.house is None or each.period is None:
            continue
        text = ANSWERS.answer(question(language, of=each)).text
        assert words.say(f"standing.{each.house.standing.value}") in text
        if each.period.tie is not None:
            tie = each.period.tie
            assert words.say(f"bond.{tie.bond.value}", lord=names.name(tie.graha), house=tie.house) in text
    best = months(facts(time=None))[0]
    assert names.name(best.grahas[0]) in _months_in(language, facts(time=None))


def _months_in(language: str, of: Facts) -> str:
    """The sentence of months: there is room for all of it where the time of birth is not known."""
    text = ANSWERS.answer(question(language, of=of)).text.split("\n\n")[1]
    return text[text.index(AnswerWords(library(), language).say("months", **NO_MONTHS)[:8]) :]


def test_months_are_those_which_the_report_calls_good() -> None:
    """With its days and its count; never one that it calls mixed or quiet."""
    for born, time in BIRTHS[:3]:
        reckoning = reckon(ASTROLOGY, details(born, time), TODAY)
        good = {
            (reckoning.day_of(month.start), reckoning.day_of(month.end)): month.good
            for month in reckoning.months[1:]
            if verdict(month) == "good"
        }
        for topic in TIMED:
            named = months(facts(topic, born, time))
            assert 0 < len(named) <= 3
            assert all(good[month.start, month.end] == month.good for month in named)
            assert [*named[1:]] == sorted(named[1:], key=lambda month: month.start)


def test_where_the_report_calls_no_month_good_none_is_named() -> None:
    """Nobody is told of a better one that is none."""
    text = ANSWERS.answer(question(of=replace(facts(), months=()))).text
    assert "no month stands out" in text
    assert "more favourable" not in text


def test_no_month_is_named_against_the_period() -> None:
    """While nothing is tied to the matter it is a time to prepare, and the months are for preparing, too."""
    kinds = set()
    for each in all_facts():
        if each.period is None or each.period.until is None or each.period.tie is not None:
            continue
        text = ANSWERS.answer(question(of=each)).text
        assert "rather than to press" in text
        kinds.add(each.for_preparing)
        assert each.for_preparing == ("more favourable, for preparing:" in text)
        assert each.for_preparing or all(month.start >= each.period.until for month in months(each))
    assert kinds == {True, False}


def test_a_period_is_bound_when_its_lord_has_to_do_with_the_topic() -> None:
    """It rules or stands in the house, or stands for the matter; the weightiest is told."""
    bound = {topic: facts(topic).period for topic in Topic}
    assert all(each is not None and (each.maha, each.antar) == (Graha.JUPITER, Graha.KETU) for each in bound.values())
    ties = {topic: each.tie for topic, each in bound.items() if each is not None}
    assert {topic for topic, tie in ties.items() if tie} >= {Topic.MONEY, Topic.CHILDREN, Topic.SPIRITUAL}
    assert ties[Topic.MONEY] == Tie(graha=Graha.JUPITER, bond=Bond.SIGNIFIES, house=2)
    assert ties[Topic.MARRIAGE] == Tie(graha=Graha.JUPITER, bond=Bond.RULES, house=7)
    assert ties[Topic.CAREER] is None


@pytest.mark.parametrize("told", [person(), person(time=None)], ids=["time", "no time"])
def test_no_question_is_sold_that_the_provider_does_not_answer(told: dict[str, Json]) -> None:
    """One that has charts only; with what is written down every topic is answered."""
    assert ready(RecordedAstrologyGateway(births()), told) == Outcome("not_computable", "provider")
    enough = Having(NEEDED["questions"])
    assert ready(enough, told) == Outcome("ready")
    assert ready(enough, told, "kp") == Outcome("not_computable", "provider")
    for topic in Topic:
        assert facts_of(details(time=told["time"]["time"]), topic, TODAY, enough).transits  # type: ignore[index,call-overload,arg-type]


def test_who_outlives_the_nine_periods_is_told_of_the_one_that_runs() -> None:
    """The first of them comes again."""
    for born in ("1906-12-31", "1912-05-20", "1922-03-10"):
        assert facts(born=born).period


def ready(astrology: AstrologyGateway, *asked: Json) -> Outcome:
    """What is said before anything is paid."""
    found = {each.__name__: each for each in answer_actions(library, lambda: astrology, ANSWERS)}["ready"](*asked)
    assert isinstance(found, Outcome)
    return found
