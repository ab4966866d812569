"""What is bought and what is free names the same days for one birth: those of the clocks where it was."""

from __future__ import annotations

import pytest

from engine.domain.answers import Topic
from engine.domain.astrology.births import Ayanamsa
from engine.domain.astrology.zodiac import Graha
from engine.domain.places import Place
from engine.services.answers.embedded import EmbeddedAnswers
from engine.services.answers.facts import facts_of
from engine.services.readings.births import BirthDetails
from engine.services.readings.kundali import compose, summary
from engine.services.readings.reckoning import Reckoning, reckon
from engine.services.readings.today_preview import preview_as_data
from engine.services.readings.wording import Wording
from tests.answers.people import ASTROLOGY, TODAY, question
from tests.readings.people import MUMBAI, NEW_YORK, SYDNEY, details, library

WORDS = Wording(library(), "en")
BORN = (("1990-08-16", MUMBAI), ("1990-08-18", NEW_YORK), ("1990-08-17", SYDNEY))
"""Their antardasha of today and their mahadasha end on another day in Greenwich than there."""


def of(born: str, place: Place) -> tuple[BirthDetails, Reckoning]:
    """Somebody born then and there, and what their report is made of."""
    found = details(born, "09:30", place)
    return found, reckon(ASTROLOGY, found, TODAY)


@pytest.mark.parametrize(("born", "place"), BORN)
def test_all_products_name_the_same_end_of_a_period(born: str, place: Place) -> None:
    """The answer, the summary and the report; the first look names that of the mahadasha."""
    person, reckoning = of(born, place)
    facts = facts_of(person, Topic.CAREER, TODAY, ASTROLOGY)
    assert facts.period is not None
    assert facts.period.until == place.day_of(reckoning.antar.end) != reckoning.antar.end.date()
    told = WORDS.date(facts.period.until)
    report = str(compose(reckoning, WORDS).chapters)
    for text in (EmbeddedAnswers(library).answer(question(of=facts)).text, summary(reckoning, WORDS), report):
        assert told in text
    look = preview_as_data(TODAY, place, person.moment(), ASTROLOGY, WORDS, Ayanamsa.LAHIRI)["period"]
    assert isinstance(look, dict)
    assert look["until"] == place.day_of(reckoning.maha.end).isoformat() != reckoning.maha.end.date().isoformat()
    assert (look["lord"], look["sub_lord"]) == (WORDS.name(facts.period.maha), WORDS.name(facts.period.antar))


@pytest.mark.parametrize(("born", "place"), BORN)
def test_the_answer_and_the_report_name_the_same_end_of_a_transit(born: str, place: Place) -> None:
    """Jupiter leaves its sign in the evening of Greenwich, which is the next day in India."""
    person, reckoning = of(born, place)
    [jupiter] = [
        each for each in facts_of(person, Topic.CAREER, TODAY, ASTROLOGY).transits if each.graha is Graha.JUPITER
    ]
    stay = next(
        each for each in reckoning.year if each.graha is Graha.JUPITER and each.start <= reckoning.now < each.end
    )
    assert jupiter.until == reckoning.day_of(stay.end)
    assert jupiter.until is not None
    assert WORDS.date(jupiter.until) in str(compose(reckoning, WORDS).chapters)
