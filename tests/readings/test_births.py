"""Saved birth details become a moment by the clocks of their place and time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from engine.domain.astrology.births import Accuracy
from engine.domain.places import Place
from engine.domain.values import Json
from engine.errors import InvalidMoment, PlaceNeeded, TimeNeeded
from engine.services.readings.births import BirthDetails
from tests.readings.people import APIA, CAIRO, DELHI, KOLKATA, LONDON, MUMBAI, NEW_YORK, SYDNEY, details, person


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_saved_person_is_read() -> None:
    """What a session keeps beside the birth is left out."""
    found = BirthDetails.of(person(name="  Asha \n Rao "))
    assert (found.name, found.born, found.clock) == ("Asha Rao", date(1990, 8, 15), time(9, 30))
    assert (found.accuracy, found.place, found.needs) == (Accuracy.EXACT, MUMBAI, None)
    assert found.moment().utc == utc("1990-08-15T04:00")
    assert found.offset() == timedelta(hours=5, minutes=30)


def test_a_place_is_read_with_its_names_in_other_scripts() -> None:
    """Those who were saved before there were any have none."""
    told = person()
    known = replace(MUMBAI, written={"hi": {"name": "मुंबई"}})
    assert BirthDetails.of({**told, "place": known.as_json()}).place == known
    old = {name: value for name, value in MUMBAI.as_json().items() if name != "written"}
    assert BirthDetails.of({**told, "place": old}).place == MUMBAI


@pytest.mark.parametrize(
    ("place", "told", "expected"),
    [
        (DELHI, "1941-09-30T12:00", "1941-09-30T06:30"),
        (DELHI, "1941-10-02T12:00", "1941-10-02T05:30"),
        (DELHI, "1943-06-01T12:00", "1943-06-01T05:30"),
        (DELHI, "1945-10-16T12:00", "1945-10-16T06:30"),
        (DELHI, "1900-01-01T12:00", "1900-01-01T06:38:50"),
        (LONDON, "1970-01-15T12:00", "1970-01-15T11:00"),
        (NEW_YORK, "1990-08-15T00:30", "1990-08-15T04:30"),
        (SYDNEY, "2000-01-01T06:00", "1999-12-31T19:00"),
    ],
)
def test_the_clocks_are_those_of_that_day(place: Place, told: str, expected: str) -> None:
    """India's wartime hour, Madras time, Britain's summer that lasted three years, daylight saving abroad."""
    born, _, clock = told.partition("T")
    assert details(born, clock, place).moment().utc == utc(expected)


def test_a_time_that_never_was_is_refused() -> None:
    """The clocks were put forward; nobody guesses which hour was meant."""
    with pytest.raises(InvalidMoment) as refused:
        details("2021-03-14", "02:30", NEW_YORK).moment()
    assert refused.value.reason == "gap"
    with pytest.raises(InvalidMoment) as refused:
        details("2011-12-30", None, APIA).moment()
    assert refused.value.reason == "gap"


def test_a_time_that_came_twice_is_asked_back() -> None:
    """Until it is said which is meant."""
    twice = details("2021-11-07", "01:30", NEW_YORK)
    assert twice.needs == "time"
    with pytest.raises(TimeNeeded) as needed:
        twice.moment()
    assert needed.value.what == "clock"
    first, second = (details("2021-11-07", "01:30", NEW_YORK, second=second) for second in (False, True))
    assert first.needs is second.needs is None
    assert second.moment().utc - first.moment().utc == timedelta(hours=1)


def test_a_rough_time_leaves_two_hours_to_either_side() -> None:
    """And one more between them if it came twice."""
    moment = details(accuracy="rough").moment()
    assert (moment.accuracy, moment.latest - moment.earliest) == (Accuracy.ROUGH, timedelta(hours=4))
    moment = details("2021-11-07", "01:30", NEW_YORK, "rough").moment()
    assert moment.latest - moment.earliest == timedelta(hours=5)
    assert details(accuracy="rough").needs == "time"


@pytest.mark.parametrize(
    ("place", "day", "hours"),
    [(MUMBAI, "1990-08-15", 24), (NEW_YORK, "2021-11-07", 25), (NEW_YORK, "2021-03-14", 23), (CAIRO, "2010-08-11", 24)],
)
def test_without_a_time_the_whole_day_is_possible(place: Place, day: str, hours: int) -> None:
    """From the first to the last minute it had there."""
    moment = details(day, None, place).moment()
    assert moment.accuracy is Accuracy.UNKNOWN
    assert moment.latest - moment.earliest == timedelta(hours=hours) - timedelta(minutes=1)


def test_a_midnight_that_was_left_out_begins_the_day_later() -> None:
    """In Cairo the clocks go forward at midnight."""
    moment = details("2023-04-28", None, CAIRO).moment()
    assert (moment.earliest, moment.latest) == (utc("2023-04-27T22:00"), utc("2023-04-28T20:59"))


def test_without_a_place_there_is_no_moment() -> None:
    """Not even that of the capital."""
    assert details(place=None).needs == "place"
    with pytest.raises(PlaceNeeded):
        details(place=None).moment()


def test_towns_that_kept_their_own_clocks_are_known() -> None:
    """Calcutta until 1948, Bombay until 1955: the zone says nothing of it."""
    assert details("1947-08-15", place=KOLKATA).has_own_clocks
    assert details("1954-12-31", place=MUMBAI).has_own_clocks
    assert not any(details("1948-01-01", place=place).has_own_clocks for place in (KOLKATA, DELHI, None))


@pytest.mark.parametrize(
    "wrong",
    [
        None, [], "Asha", {}, person(born="15-08-1990"), person(time="25:00"), person(accuracy="perhaps"),
        {**person(), "born": None}, {**person(), "time": None}, {**person(), "place": {"name": "Pune"}},
        {**person(), "place": "Pune"}, {**person(), "place": {**MUMBAI.as_json(), "latitude": "north"}},
    ],
)  # fmt: skip
def test_what_is_no_birth_is_refused(wrong: Json) -> None:
    """Nothing is put in the place of what is not there."""
    with pytest.raises(InvalidMoment) as refused:
        BirthDetails.of(wrong)
    assert refused.value.reason == "details"


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        (details("1700-01-01"), "years"), (details("9999-12-31", None), "years"), (details("0001-01-01"), "years"),
        (BirthDetails.of({**person(), "place": {**MUMBAI.as_json(), "timezone": "Asia/Atlantis"}}), "zone"),
        (BirthDetails.of({**person(), "place": {**MUMBAI.as_json(), "timezone": "../etc"}}), "zone"),
        (BirthDetails.of({**person(), "place": {**MUMBAI.as_json(), "latitude": 99}}), "place"),
    ],
)  # fmt: skip
def test_a_moment_nothing_can_be_computed_for_is_refused(wrong: BirthDetails, reason: str) -> None:
    """With a word that says why."""
    with pytest.raises(InvalidMoment) as refused:
        wrong.moment()
    assert refused.value.reason == reason
