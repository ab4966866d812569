"""Dates are read day first, in all scripts, and never guessed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.readings import Accepted, Refused
from tests.domain.words import TODAY, problem, read, value


@pytest.mark.parametrize(
    "text",
    [
        *("15-08-1990", "15/8/90", "15.8.1990", "15 8 1990", "15,8,1990", "15 - 8 - 1990", "15. 8. 1990", "15–08–1990"),
        *("15081990", "150890", "19900815", "1990-08-15", "1990/8/15", "1990 Aug 15"),
        *(
            "15 Aug 1990",
            "15th August, 1990",
            "August 15 1990",
            "aug 15, 90",
            "15aug1990",
            "15-Aug-'90",
            "15 AUGUST 1990.",
        ),
        *("the 15th of August 1990", "DOB: 15-08-1990", "born on 15 august 1990", "15-08-1990 🙏"),
        *("१५/०८/१९९०", "১৫-০৮-১৯৯০", "௧௫-௦௮-௧௯௯௦", "౧౫-౦౮-౧౯౯౦", "૧૫-૦૮-૧૯૯૦", "１５-０８-１９９０"),
        *("15 अगस्त 1990", "१५ अगस्त १९९०", "15 agast 1990", "15 ऑगस्ट 1990", "१५ ऑगस्ट १९९० रोजी"),
        *(
            "15 ஆகஸ்ட் 1990",
            "15ஆம் தேதி ஆகஸ்ட் 1990",
            "15 ఆగస్టు 1990",
            "15వ తేదీ ఆగస్ట్ 1990",
            "15ই আগস্ট ১৯৯০",
            "15 আগষ্ট 1990 সাল",
        ),
        *("\u200e15-08-1990\u200f", "15\u200b-08-1990", "\ufeff15-08-1990", " 15-08-1990\n", "15\t08\t1990"),
        *("Wednesday 15 Aug 1990", "15-08-1990 (Wed)", "बुधवार 15 अगस्त 1990", "புதன் 15 ஆகஸ்ட் 1990"),
    ],
)
def test_a_date_may_be_written_in_many_ways(text: str) -> None:
    """Every way people write the 15th of August 1990 gives the same day."""
    assert value("date", text) == "1990-08-15"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *[("", "empty"), ("   ", "empty"), ("\u200b\u200f", "empty"), ("\x00", "empty")],
        *[(text, "not_a_date") for text in ("hello", "😀", "अच्छा", "?", "15-08-199", "15-8-19900", "150-8-1990")],
        *[(text, "not_a_date") for text in ("9876543210", "मुझे बताओ", "1990-1991-08", "15-may-june-1990")],
        *[(text, "incomplete_date") for text in ("1990", "april 1990", "15 aug", "15", "8/1990", "अगस्त", "अप्रैल १९९०")],
        *[
            (text, "relative_date")
            for text in ("yesterday", "today", "monday", "2 years ago", "last year", "kal", "परसों")
        ],
        *[(text, "relative_date") for text in ("सोमवार", "२ साल पहले", "நேற்று", "నిన్న", "গতকাল", "काल", "25 years old")],
        *[(text, "impossible_date") for text in ("31-02-1990", "31/4/1990", "29-02-1990", "0-1-1990", "31 feb 1990")],
        *[(text, "impossible_month") for text in ("05-13-1990", "15-00-1990", "1990-15-08", "15131990")],
        *[(text, "future_date") for text in ("24-11-2026", "15-08-2030", "1 jan 9999")],
        *[(text, "too_old") for text in ("22-11-1906", "15-08-1890", "1-1-0000", "15-08-0990")],
        *[
            (text, "extra_text")
            for text in ("15-08-1990 9:30 am", "15081990 0930", "15 aug 1990 Pune", "15-08-1990 😀")
        ],
        *[
            (text, "extra_text")
            for text in ("-15-08-1990", "15-08-1990-", "15--08-1990", "15-08-1990-1", "1990-08-15T09:30")
        ],
        *[("1121990", "ambiguous_date"), ("1581990", "ambiguous_date")],
        *[("Thursday 15 Aug 1990", "wrong_weekday"), ("15-08-1990 रविवार", "wrong_weekday")],
        *[("don't know", "unknown_date"), ("पता नहीं", "unknown_date"), ("தெரியாது", "unknown_date")],
        *[("1" * 10_000, "too_long"), ("15-08-1990" + " " * 10_000, "too_long")],
    ],
)
def test_what_is_not_a_clear_date_is_refused_with_its_reason(text: str, code: str) -> None:
    """Nothing is guessed; every kind of trouble has its own code."""
    assert problem("date", text) == code


def test_month_and_day_are_never_swapped() -> None:
    """05-13-1990 is not the 13th of May: the person is told that the day comes first."""
    assert read("date", "05-13-1990") == Refused("impossible_month", {"day": 5, "month": 13})


def test_a_day_that_does_not_exist_is_named() -> None:
    """The details hold the date as it was understood."""
    assert read("date", "31 feb 90") == Refused("impossible_date", {"day": 31, "month": 2, "year": 1990})


def test_what_was_understood_beside_other_words_is_named() -> None:
    """So that the person can send just that."""
    assert read("date", "15 aug 1990 9:30 am") == Refused("extra_text", {"understood": "15-08-1990"})


@pytest.mark.parametrize(
    ("text", "day"),
    [
        *[("23-11-26", "2026-11-23"), ("24-11-26", "1926-11-24"), ("1-1-27", "1927-01-01"), ("1-1-00", "2000-01-01")],
        *[("29-02-24", "2024-02-29"), ("29-02-28", "1928-02-29"), ("150890", "1990-08-15")],
    ],
)
def test_a_year_of_two_digits_is_the_latest_that_is_not_in_the_future(text: str, day: str) -> None:
    """Today is the 23rd of November 2026."""
    assert value("date", text) == day


def test_the_bounds_are_today_and_120_years_ago() -> None:
    """Both ends are still accepted."""
    assert value("date", "23-11-2026") == "2026-11-23"
    assert value("date", "23-11-1906") == "1906-11-23"


def test_a_flow_may_move_the_bounds() -> None:
    """`future` allows days to come, `years` says how old a date may be."""
    assert value("date", "24-11-2026", future=True) == "2026-11-24"
    assert value("date", "1-1-27", future=True) == "2027-01-01"
    assert read("date", "1-1-2000", years=18) == Refused("too_old", {"years": 18})


@given(st.dates(min_value=date(1906, 11, 23), max_value=TODAY))
def test_every_day_is_read_back_from_every_form(day: date) -> None:
    """Figures with each separator, without any, year first, and with the month's name."""
    forms = ("%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%d %m %Y", "%d%m%Y", "%Y-%m-%d", "%Y%m%d", "%d %B %Y", "%b %d %Y")
    assert {value("date", day.strftime(form)) for form in forms} == {day.isoformat()}


@given(st.dates(min_value=TODAY - timedelta(days=36_000), max_value=TODAY))
def test_a_weekday_beside_a_date_is_checked(day: date) -> None:
    """The right one is accepted, the next one refused."""
    assert value("date", f"{day:%A %d-%m-%Y}") == day.isoformat()
    assert problem("date", f"{day + timedelta(days=1):%A} {day:%d-%m-%Y}") == "wrong_weekday"


@given(st.text(alphabet=st.characters(codec="utf-8", categories=("Nd", "P", "Zs", "Lo", "Cf")), max_size=30))
def test_no_text_is_read_as_a_date_out_of_bounds(text: str) -> None:
    """Whatever is accepted is a day of the last 120 years."""
    reading = read("date", text)
    if isinstance(reading, Accepted):
        assert "1906-11-23" <= str(reading.value) <= TODAY.isoformat()
