"""What is wrong about details that were shown: which of them, and what is right if it was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.readers.correction import read_correction
from engine.domain.readings import Accepted, Reading, Refused
from engine.domain.values import Json
from tests.domain.words import CONTEXT


def read(text: str) -> Reading:
    return read_correction(text, {}, CONTEXT)


def test_a_date_that_is_written_is_the_right_one() -> None:
    """As at the question for it, and with a no or a few words before it."""
    for text in (
        "16-08-1990", "date of birth is 16 August 1990", "no, 16 Aug 1990", "it should be 16.8.1990",
        "जन्म तारीख 16 अगस्त 1990 है", "नाही, 16 ऑगस्ट 1990", "இல்லை, 16 ஆகஸ்ட் 1990", "కాదు, 16 ఆగస్టు 1990",
        "না, 16 আগস্ট 1990",
    ):  # fmt: skip
        assert read(text) == Accepted({"field": "born", "told": "1990-08-16", "time": None, "half": None}), text


def test_a_time_that_is_written_is_the_right_one() -> None:
    """Also half of it."""
    exact: Json = {"time": "09:45", "accuracy": "exact"}
    for text in (
        "Time: 9:45 am", "no, the time is 9:45 am", "time should be 9:45 am", "समय सुबह 9:45", "वेळ सकाळी 9:45",
        "நேரம் காலை 9:45", "సమయం ఉదయం 9:45", "সময় সকাল 9:45",
    ):  # fmt: skip
        assert read(text) == Accepted({"field": "time", "told": None, "time": exact, "half": None}), text
    half: Json = {"time": "9:45", "am": exact, "pm": {"time": "21:45", "accuracy": "exact"}}
    assert read("time is 9:45") == Accepted({"field": "time", "told": None, "time": None, "half": half})


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("wrong name", "name"), ("name should be Asha Rani", "name"), ("naam galat hai", "name"), ("பெயர் தவறு", "name"),
        ("change the date", "born"), ("तारीख चुकीची आहे", "born"), ("time galat", "time"), ("సమయం తప్పు", "time"),
        ("place is Nashik", "place"), ("জায়গা ভুল", "place"), ("ఊరు తప్పు", "place"), ("ठिकाण चुकले", "place"),
    ],
)  # fmt: skip
def test_a_detail_may_only_be_meant(text: str, field: str) -> None:
    """What is right is asked for then."""
    assert read(text) == Accepted({"field": field, "told": None, "time": None, "half": None})


@pytest.mark.parametrize(
    "text",
    [
        "15", "2", "blabla", "i don't know", "31-02-1990", "wrong name and wrong date",
        "what time will my report be there", "no",
    ],
)  # fmt: skip
def test_what_names_no_detail_or_several_is_refused(text: str) -> None:
    """A number alone is a button; a date that is none is not taken for another detail."""
    assert read(text) == Refused("not_an_option")


def test_nothing_and_too_much() -> None:
    """As of every reader."""
    assert read("  ") == Refused("empty")
    assert read("time " * 500).problem == "too_long"  # type: ignore[union-attr]


@given(st.text(max_size=60))
def test_anything_is_read_or_refused(text: str) -> None:
    """And what is accepted names one detail."""
    reading = read(text)
    if isinstance(reading, Accepted):
        assert isinstance(reading.value, dict)
        assert reading.value["field"] in ("name", "born", "time", "place")
    else:
        assert isinstance(reading, Refused)
