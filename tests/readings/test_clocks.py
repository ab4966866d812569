"""The conversation is told what the clocks showed at a birth."""

from __future__ import annotations

import pytest

from engine.domain.places import Place
from engine.domain.values import Json
from engine.services.readings.clocks import clock, to_come
from tests.readings.people import DELHI, LONDON, MUMBAI, NEW_YORK, SYDNEY, person


def told(born: str, time: str | None, place: Place | None, accuracy: str = "exact", **said: Json) -> object:
    birth = person(born, time, place)
    return clock(birth["born"], {"time": time, "accuracy": accuracy if time else "unknown", **said}, birth["place"])


@pytest.mark.parametrize(
    ("born", "time", "place", "came", "offset"),
    [
        ("1990-08-15", "09:30", MUMBAI, "once", "UTC+5:30"),
        ("2001-10-28", "01:30", NEW_YORK, "twice", None),
        ("2001-10-28", "02:00", NEW_YORK, "once", "UTC-5"),
        ("2001-04-01", "02:30", NEW_YORK, "never", None),
        ("2001-04-01", "03:00", NEW_YORK, "once", "UTC-4"),
        ("2001-04-01", None, NEW_YORK, "once", "UTC-4"),
        ("1942-05-14", "23:30", DELHI, "twice", None),
        ("1945-10-14", "23:30", DELHI, "twice", None),
        ("1945-10-15", "00:00", DELHI, "once", "UTC+5:30"),
        ("1942-09-01", "00:30", DELHI, "never", None),
        ("1900-01-01", "12:00", DELHI, "once", "UTC+5:21"),
        ("1960-01-01", "12:00", LONDON, "once", "UTC"),
        ("2020-01-01", "12:00", SYDNEY, "once", "UTC+11"),
    ],
)
def test_the_clocks_of_the_place_are_known(
    born: str, time: str | None, place: Place, came: str, offset: str | None
) -> None:
    """How often they showed the time, and how far from UTC they were if that is certain; in India's war years too."""
    assert told(born, time, place) == {"came": came, "offset": offset}


def test_which_one_is_meant_makes_the_offset_certain() -> None:
    """The first is that of summer."""
    for second, offset in ((False, "UTC-4"), (True, "UTC-5")):
        assert told("2001-10-28", "01:30", NEW_YORK, second=second) == {"came": "twice", "offset": offset}


def test_a_time_that_is_only_about_right_is_not_asked_about() -> None:
    """An hour more or less is in it already."""
    for born, time in (("2001-10-28", "01:30"), ("2001-04-01", "02:30")):
        found = told(born, time, NEW_YORK, "rough")
        assert isinstance(found, dict)
        assert found["came"] == "once"


@pytest.mark.parametrize("wrong", [{"place": None}, {"born": None}, {"time": None}, {"place": "Pune"}])
def test_nothing_is_told_before_all_is_known(wrong: dict[str, Json]) -> None:
    """Nor of what cannot be read."""
    birth = {**person(), **wrong}
    assert clock(birth["born"], birth["time"], birth["place"]) is None
    atlantis = {**MUMBAI.as_json(), "timezone": "Asia/Atlantis"}
    assert clock("1990-08-15", {"time": "09:30", "accuracy": "exact"}, atlantis) is None


@pytest.mark.parametrize(
    ("time", "place", "is_to_come"),
    [
        ("23:50", MUMBAI, True),
        ("10:01", MUMBAI, True),
        ("10:00", MUMBAI, False),
        ("10:01", None, True),
        ("09:59", None, False),
        ("15:29", SYDNEY, False),
        ("15:31", SYDNEY, True),
        ("00:10", NEW_YORK, True),
        (None, NEW_YORK, True),
        (None, MUMBAI, False),
    ],
)
def test_nobody_is_born_later_than_now(time: str | None, place: Place | None, is_to_come: bool) -> None:
    """By the clocks of the place; by ours where it is not known. A day without a time is that day's beginning."""
    birth = person("2026-01-05", time, place)
    told: Json = {"time": time, "accuracy": "exact" if time else "unknown"}
    assert to_come(birth["born"], told, birth["place"], "2026-01-05T10:00:00+05:30") is is_to_come


def test_what_cannot_be_read_is_not_to_come() -> None:
    """It is refused elsewhere."""
    atlantis = {**MUMBAI.as_json(), "timezone": "Asia/Atlantis"}
    for born, place in ((None, None), ("2026-01-06", atlantis)):
        assert not to_come(born, {"time": "09:30", "accuracy": "exact"}, place, "2026-01-05T10:00:00+05:30")
