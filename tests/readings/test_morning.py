"""The line of every morning."""

from __future__ import annotations

from datetime import date

import pytest

from engine.charts.grammar import LANGUAGES
from engine.domain.values import Json
from engine.services.readings.morning import is_birthday
from tests.readings.people import TROMSO, person
from tests.readings.test_today import PUNE, asha, call, made

DAY = "2027-01-15"


def line(day: str = DAY, language: str = "en", people: Json = None, **more: Json) -> str:
    """What Asha is told."""
    return str(made("readings.morning", person=asha(), people=people or [], day=day, language=language, **more))


def test_the_line_tells_weekday_tithi_star_and_how_the_day_is() -> None:
    """As the panchang of that day has them."""
    assert (
        line("2026-01-06")
        == "Tuesday: Krishna Paksha Tritiya, nakshatra Ashlesha. By tradition an open day for Moon sign Taurus."
    )


def test_festivals_and_birthdays_come_first() -> None:
    """Of all people who are saved; who is nobody's birthday is not told, nor details that cannot be read."""
    ravi, mira = person("1988-01-15", None, PUNE, name="Ravi"), person("1999-01-15", None, PUNE, name="Mira")
    told = line(people=[asha(), ravi, {"name": "?"}, mira])
    assert told.startswith("\U0001f382 Birthday today: Ravi and Mira. Happy birthday!")
    assert "\U0001fa94 Today is Makar Sankranti, best wishes! Friday: " in told


def test_a_language_has_its_own_days() -> None:
    """Who is greeted a day too early, or for a new year of others, is not greeted at all."""
    assert "বিজয়া দশমী" in line("2027-10-10", "bn")
    assert "বিজয়া দশমী" not in line("2027-10-09", "bn")
    assert "दशहरा" in line("2027-10-09", "hi")
    assert "தமிழ்ப் புத்தாண்டு" in line("2027-04-14", "ta")
    assert "\U0001fa94" not in line("2027-04-14", "hi")


def test_the_last_of_thirty_says_so() -> None:
    """And how to go on."""
    assert line(is_last=True).endswith("send *panchang* and choose *Every morning*.")
    assert "30 mornings" not in line()


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_one_line_in_every_language(language: str) -> None:
    """A template of WhatsApp takes no line break and no four blanks in a row as a value, and 1,024 characters."""
    people: Json = [person("1990-01-15", name=f"Anantapadmanabha Iyengar {n}") for n in range(8)]
    told = line(language=language, people=people, is_last=True)
    assert "\n" not in told
    assert "    " not in told
    assert len(told) < 800


def test_without_a_certain_moon_sign_nothing_is_said_of_the_day() -> None:
    """The almanac is."""
    unknown = asha("1990-08-14", None, "unknown")
    told = made("readings.morning", person=unknown, people=[], day="2026-01-06")
    assert told == "Tuesday: Krishna Paksha Tritiya, nakshatra Ashlesha."


def test_what_cannot_be_reckoned_is_an_outcome() -> None:
    """No place, or no sunrise there."""
    known: dict[str, Json] = {"people": [], "day": "2026-01-06", "language": "en"}
    assert call("readings.morning", person=person(place=None), **known).name == "place_needed"
    assert call("readings.morning", person=person(place=TROMSO), **known).name == "not_computable"


@pytest.mark.parametrize(
    ("born", "day", "kept"),
    [
        ("1990-01-15", "2027-01-15", True),
        ("1990-01-15", "2027-01-16", False),
        ("2027-01-15", "2027-01-15", False),
        ("2000-02-29", "2028-02-29", True),
        ("2000-02-29", "2027-03-01", True),
        ("2000-02-29", "2028-03-01", False),
    ],
)
def test_a_birthday_is_kept_every_year(born: str, day: str, kept: bool) -> None:
    """That of the 29th of February on 1 March where the year has none."""
    assert is_birthday(date.fromisoformat(born), date.fromisoformat(day)) is kept
