"""The free readings: a day at a place, the day of a Moon sign, and a first look at a chart."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from engine.actions.catalogue import Action, Catalogue, Outcome
from engine.charts.grammar import LANGUAGES
from engine.domain.astrology.births import Accuracy, Ayanamsa
from engine.domain.astrology.lordship import lord_of
from engine.domain.astrology.taras import Tara, tara_of
from engine.domain.astrology.zodiac import Graha, Nakshatra, Sign
from engine.domain.places import Place
from engine.domain.values import Json
from engine.services.readings.births import BirthDetails
from engine.services.readings.today import QUICK, Tone, tone_of
from engine.services.readings.today_jobs import moment_of, today_actions
from engine.services.readings.wording import Wording
from integrations.astrology.embedded import EmbeddedAstrologyGateway
from tests.readings.people import LONDON, TROMSO, library, person

ASTROLOGY = EmbeddedAstrologyGateway()
ACTIONS = Catalogue.of(today_actions(library, lambda: ASTROLOGY), {}).actions
DAY = "2026-01-05"
PUNE = Place(
    id="gn1259229", name="Pune", district="Pune", region="Maharashtra", country="India", latitude=18.5196,
    longitude=73.8554, timezone="Asia/Kolkata",
)  # fmt: skip


def asha(born: str = "1990-08-15", clock: str | None = "09:30", accuracy: str = "exact") -> dict[str, Json]:
    """Born in Pune."""
    return person(born, clock, PUNE, accuracy)


def call(action: str, **arguments: Json) -> Outcome:
    """What a job answers."""
    found: Action = ACTIONS[action]
    outcome = found.call(**arguments)
    assert isinstance(outcome, Outcome)
    assert outcome.name in found.outcomes
    return outcome


def made(action: str, **arguments: Json) -> Any:
    """What a job has made."""
    outcome = call(action, **{"language": "en", "day": DAY, **arguments})
    assert outcome.name == "made"
    return outcome.value


def test_the_day_is_that_of_the_almanac() -> None:
    """5 January 2026 in Pune, by the clock there: Drik Panchang has the same, to a minute or two."""
    value = made("readings.today", person=asha())
    panchang = value["panchang"]
    assert (panchang["sunrise"], panchang["sunset"]) == ("07:08", "18:12")
    tithi, nakshatra, yoga, karana = panchang["limbs"]
    assert [limb["kind"] for limb in panchang["limbs"]] == ["tithi", "nakshatra", "yoga", "karana"]
    assert (tithi["parts"][0]["name"], tithi["parts"][0]["until"]) == ("Krishna Paksha Dwitiya", "09:57")
    assert [part["name"] for part in nakshatra["parts"]] == ["Pushya", "Ashlesha"]
    assert yoga["parts"][0]["name"] == "Vishkambha"
    assert len(karana["parts"]) == 3
    assert panchang["month"] == {"amanta": "Pausha", "purnimanta": "Magha", "is_leap": False}
    assert panchang["rahu_kalam"] == {"start": "08:31", "end": "09:54"}


def test_what_lasts_beyond_the_next_sunrise_has_no_end() -> None:
    """And what ends after midnight says so."""
    limbs = made("readings.today", person=asha(), day="2026-01-06")["panchang"]["limbs"]
    assert limbs[0]["parts"] == [
        {"name": "Krishna Paksha Tritiya", "until": "08:02", "is_later": False},
        {"name": "Krishna Paksha Chaturthi", "until": "06:53", "is_later": True},
        {"name": "Krishna Paksha Panchami", "until": None, "is_later": False},
    ]


def test_another_town_has_another_sunrise_and_the_same_moon_sign() -> None:
    """Times are those of the clocks there."""
    here, there = (made("readings.today", person=asha(), place=place) for place in (None, LONDON.as_json()))
    assert (here["place"], there["place"]) == ("Pune", "London")
    assert there["panchang"]["sunrise"] == "08:05"
    assert here["moon_signs"] == there["moon_signs"] == ["Taurus"]


@pytest.mark.parametrize("day", ["2026-01-05", "2026-04-14", "2026-07-31", "2026-11-08"])
@pytest.mark.parametrize("born", ["1990-08-15", "1971-02-03", "2004-02-29"])
def test_the_day_of_a_sign_is_that_of_its_transits(day: str, born: str) -> None:
    """Houses and good ones are those of the gateway at the sunrise of the place."""
    somebody = asha(born)
    panchang = ASTROLOGY.panchang(date.fromisoformat(day), PUNE, Ayanamsa.LAHIRI)
    chart = ASTROLOGY.chart(BirthDetails.of(somebody).moment(), Ayanamsa.LAHIRI)
    transits = ASTROLOGY.transits(chart.moon_sign, panchang.sunrise, Ayanamsa.LAHIRI)
    told = made("readings.today", person=somebody, day=day)["of_sign"]
    assert told["houses"] == {graha.value: transits.grahas[graha].house for graha in Graha}
    assert told["good"] == {graha.value: transits.grahas[graha].is_good for graha in Graha}
    assert told["tone"] == tone_of(transits).value
    assert told["tara"] == tara_of(chart[Graha.MOON].nakshatra, panchang.nakshatras[0].value).value
    assert told["lucky"] == Wording(library(), "en").say(f"lucky.{lord_of(chart.moon_sign).value}")


def test_a_year_has_days_of_every_tone() -> None:
    """For each sign; the rule is that of the Moon and of the other quick ones."""
    for sign in Sign:
        tones: set[Tone] = set()
        for days in range(0, 365, 3):
            moment = datetime(2026, 1, 1, 1, tzinfo=UTC) + timedelta(days=days)
            transits = ASTROLOGY.transits(sign, moment, Ayanamsa.LAHIRI)
            tones.add(tone_of(transits))
            good = sum(transits.grahas[graha].is_good for graha in QUICK)
            is_good = transits.grahas[Graha.MOON].is_good
            assert (tone_of(transits) is Tone.GOOD) == (is_good and good >= 2)
            assert (tone_of(transits) is Tone.QUIET) == (not is_good and good < 2)
        assert tones == set(Tone)


def test_taras_are_counted_from_the_birth_star() -> None:
    """The tenth and the nineteenth are of the kind of the first."""
    counted = [tara_of(Nakshatra.ROHINI, Nakshatra((Nakshatra.ROHINI + step) % 27)) for step in range(27)]
    assert counted == [*Tara] * 3


def test_the_moon_moves_on_when_it_does() -> None:
    """On 6 January 2026 it enters Leo a little after noon."""
    assert made("readings.today", person=asha())["of_sign"]["moon_moves"] is None
    moves = made("readings.today", person=asha(), day="2026-01-06")["of_sign"]["moon_moves"]
    assert moves == {"at": "12:18", "is_later": False, "sign": "Leo"}


def test_without_a_time_only_what_is_certain_is_told() -> None:
    """A Moon that stayed in its sign all day is certain; one that changed it has no day. A star is seldom certain."""
    certain = made("readings.today", person=asha(clock=None))
    assert (certain["moon_signs"], certain["star"]) == (["Taurus"], None)
    assert certain["of_sign"]["tara"] is None
    changing = next(
        value
        for day in range(10, 20)
        if len((value := made("readings.today", person=asha(f"1990-08-{day}", None)))["moon_signs"]) > 1
    )
    assert changing["of_sign"] is None
    assert changing["panchang"]["sunrise"] == "07:08"


def test_a_first_look_at_a_chart() -> None:
    """Lagna, Moon sign, star, and the period that runs."""
    value = made("readings.preview", person=asha())
    assert (value["lagna"], value["moon_signs"], value["star"]) == ("Virgo", ["Taurus"], "Rohini")
    assert value["period"] == {"lord": "Jupiter", "sub_lord": "Mercury", "until": "2035-05-15"}


def test_a_first_look_without_a_time_makes_nothing_up() -> None:
    """No lagna and no period."""
    value = made("readings.preview", person=asha(clock=None))
    assert (value["lagna"], value["about_lagna"], value["period"]) == (None, None, None)
    assert value["moon_signs"] == ["Taurus"]


@pytest.mark.parametrize("action", ["readings.today", "readings.preview"])
def test_without_a_place_it_is_asked_for(action: str) -> None:
    """What is no birth at all is not computed."""
    assert call(action, person=person(place=None), day=DAY, language="en") == Outcome("place_needed")
    assert call(action, person=None, day=DAY, language="en") == Outcome("not_computable", "details")


def test_what_cannot_be_reckoned_says_why() -> None:
    """The midnight sun, years without an ephemeris, a zone that is none."""
    north = TROMSO.as_json()
    assert call("readings.today", person=asha(), day="2026-06-21", language="en", place=north).value == "polar"
    assert call("readings.preview", person=asha("1750-01-01"), day=DAY, language="en").value == "years"
    nowhere = replace(PUNE, timezone="Asia/Nowhere")
    assert call("readings.preview", person=person(place=nowhere), day=DAY, language="en").value == "zone"
    told = call("readings.today", person=asha(), day=DAY, language="en", place=nowhere.as_json())
    assert told == Outcome("not_computable", "place")


def test_who_was_born_near_the_pole_has_a_moon_and_no_lagna() -> None:
    """The day is told for another town; the first look says why there is no rising sign."""
    born = person("1990-06-21", place=TROMSO)
    told = made("readings.today", person=born, day="2026-06-21", place=PUNE.as_json())
    assert (told["moon_signs"], told["star"]) == (["Taurus"], "Rohini")
    look = made("readings.preview", person=born)
    assert (look["polar"], look["lagna"], look["period"], look["star"]) == (True, None, None, "Rohini")
    assert "polar" not in made("readings.preview", person=asha())


def test_a_time_that_came_twice_or_never_is_only_about_right() -> None:
    """In London half past two came twice on 29 October 1972, and never on 19 March. The day is told all the same."""
    for born, expected in (
        ("1972-10-29", Accuracy.ROUGH),
        ("1972-03-19", Accuracy.ROUGH),
        ("1972-10-28", Accuracy.EXACT),
    ):
        somebody = person(born, "02:30", LONDON)
        assert moment_of(BirthDetails.of(somebody)).accuracy is expected
        assert made("readings.today", person=somebody)["moon_signs"]


def test_every_language_says_the_same_day() -> None:
    """In its own words, or in those of the fallback where it has none."""
    english = made("readings.today", person=asha())
    for language in LANGUAGES:
        told = made("readings.today", person=asha(), language=language)
        assert told["of_sign"]["houses"] == english["of_sign"]["houses"]
        assert told["panchang"]["sunrise"] == english["panchang"]["sunrise"]
        assert Wording(library(), language).name(Sign.VRISHABHA) in told["moon_signs"]


def test_the_same_question_has_the_same_answer() -> None:
    """To the letter."""
    assert made("readings.today", person=asha()) == made("readings.today", person=asha())
