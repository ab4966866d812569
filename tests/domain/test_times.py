"""Times are read in six languages, and the half of the day is never guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.charts.formats import Writer
from engine.charts.grammar import LANGUAGES
from engine.domain.readings import Open, Refused
from engine.domain.values import Json
from tests.domain.words import problem, read, value


def exact(time: str) -> Json:
    """The value of a time people are sure of."""
    return {"time": time, "accuracy": "exact"}


@pytest.mark.parametrize(
    ("text", "time"),
    [
        *[(text, "09:30") for text in ("9:30 am", "9.30am", "9-30 am", "0930 am", "930 AM", "9:30 a.m.", "9 30 am")],
        *[
            (text, "09:30")
            for text in ("subah 9:30", "सुबह 9:30", "सुबह साढ़े 9 बजे", "subah saadhe nau baje", "9:30 subah")
        ],
        *[
            (text, "09:30")
            for text in ("सकाळी ९ वाजून ३० मिनिटांनी", "सकाळी साडे नऊ वाजता", "காலை 9.30 மணிக்கு", "காலை ஒன்பதரை")
        ],
        *[
            (text, "09:30")
            for text in ("ఉదయం 9 గంటల 30 నిమిషాలకు", "udayam tommidinnara", "সকাল সাড়ে নয়টা", "সকাল ৯টা ৩০ মিনিট")
        ],
        *[
            (text, "09:30")
            for text in ("9:30:15 am", "time: 9:30 am", "half past nine in the morning", "९:३० एएम", "9:30 म.पू.")
        ],
        *[
            (text, "09:00")
            for text in ("9AM", "9 am", "9 a.m.", "9 बजे सुबह", "subah 9 baje", "9 o'clock in the morning")
        ],
        *[
            (text, "21:30")
            for text in ("21:30", "2130", "21.30", "21-30", "9.30pm", "09:30 PM", "रात 9:30", "9:30 at night")
        ],
        *[
            (text, "19:15")
            for text in ("शाम 7:15", "shaam 7.15", "மாலை 7.15", "సాయంత్రం 7:15", "সন্ধ্যা ৭টা ১৫", "संध्याकाळी ७:१५")
        ],
        *[
            (text, "02:00")
            for text in (
                "raat 2 baje",
                "रात 2 बजे",
                "रात के दो बजे",
                "रात्री २ वाजता",
                "இரவு 2 மணி",
                "రాత్రి 2 గంటలకు",
                "রাত ২টা",
            )
        ],
        *[
            (text, "00:00")
            for text in ("midnight", "12 midnight", "12 am", "00:00", "0000", "आधी रात", "raat 12 baje", "நள்ளிரவு")
        ],
        *[
            (text, "12:00")
            for text in ("noon", "12 noon", "12 pm", "dopahar 12", "दोपहर 12 बजे", "மதியம் 12 மணி", "মধ্যাহ্ন")
        ],
        *[(text, "04:00") for text in ("raat 4", "subah 4", "tadke 4 baje", "पहाटे ४", "அதிகாலை 4 மணி", "ভোর ৪টা")],
        *[(text, "00:30") for text in ("0:30", "00:30", "12:30 am", "raat 12:30", "0030")],
        *[("raat 9", "21:00"), ("dopahar 1", "13:00"), ("din ke 2 baje", "14:00"), ("din me 11 baje", "11:00")],
        *[
            ("dopahar dedh baje", "13:30"),
            ("दोपहर ढाई बजे", "14:30"),
            ("subah sawa 9", "09:15"),
            ("subah paune 9", "08:45"),
        ],
        *[
            ("raat paune 1", "00:45"),
            ("quarter to 1 pm", "12:45"),
            ("9 baje 5 minute subah", "09:05"),
            ("বিকেল ৪টে", "16:00"),
        ],
        *[("13:00 pm", "13:00"), ("raat 21:30", "21:30"), ("7 in the evening", "19:00"), ("7 pm evening", "19:00")],
        *[("\u200e21:30\u200f", "21:30"), ("२१:३०", "21:30"), ("２１：３０", "21:30"), ("subah - 9", "09:00")],
    ],
)
def test_a_time_may_be_written_in_many_ways(text: str, time: str) -> None:
    """In figures, with words, in any of the scripts."""
    assert value("time", text) == exact(time)


@pytest.mark.parametrize(
    "text", ["9:30", "9.30", "930", "0930", "09:30", "साढ़े 9", "9 बजकर 30 मिनट", "ஒன்பதரை", "9:30 baje"]
)
def test_an_hour_of_the_dial_alone_is_asked_back(text: str) -> None:
    """One to twelve without a word for the half of the day is only half an answer, with both ways to complete it."""
    assert read("time", text) == Open({"time": "9:30", "am": exact("09:30"), "pm": exact("21:30")})


def test_a_part_of_the_day_that_holds_neither_hour_is_asked_back() -> None:
    """`raat 5` may be meant as five in the morning or as a late afternoon in winter."""
    assert read("time", "raat 5") == Open({"time": "5:00", "am": exact("05:00"), "pm": exact("17:00")})
    assert read("time", "12") == Open({"time": "12:00", "am": exact("00:00"), "pm": exact("12:00")})


@pytest.mark.parametrize(
    "text",
    [
        *(
            "around 9:30 am",
            "about 9:30 am",
            "~9:30 am",
            "9:30ish am",
            "lagbhag subah 9:30",
            "लगभग सुबह 9:30",
            "shayad subah 9:30",
        ),
        *("सकाळी साधारण ९:३०", "காலை சுமார் 9.30", "సుమారు ఉదయం 9:30", "আনুমানিক সকাল 9:30", "not sure, maybe 9:30 am"),
    ],
)
def test_doubt_is_kept(text: str) -> None:
    """A word of doubt makes the time a rough one."""
    assert value("time", text) == {"time": "09:30", "accuracy": "rough"}


def test_doubt_is_kept_when_the_half_is_asked_back() -> None:
    """Both ways to complete the answer are rough then."""
    reading = read("time", "around 9")
    assert isinstance(reading, Open)
    assert reading.value == {
        "time": "9:00",
        "am": {"time": "09:00", "accuracy": "rough"},
        "pm": {"time": "21:00", "accuracy": "rough"},
    }


@pytest.mark.parametrize(
    "text",
    [
        *(
            "don't know",
            "Dont know",
            "I don’t know",
            "not known",
            "unknown",
            "no idea",
            "not sure",
            "pata nahi",
            "nahi pata",
        ),
        *(
            "mujhe pata nahi hai",
            "पता नहीं",
            "मुझे नहीं पता",
            "मालूम नहीं",
            "माहीत नाही",
            "मला माहित नाही",
            "தெரியாது",
            "எனக்குத் தெரியாது",
        ),
        *("తెలియదు", "నాకు తెలియదు", "teliyadu", "জানি না", "আমি জানি না", "jani na"),
    ],
)
def test_not_knowing_is_an_answer(text: str) -> None:
    """There is no noon put in its place."""
    assert value("time", text) == {"time": None, "accuracy": "unknown"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *[("", "empty"), ("\u200b", "empty"), ("9" * 10_000, "too_long")],
        *[
            (text, "not_a_time")
            for text in (
                "hello",
                "😀",
                "9:5 am",
                "93015",
                "9:30:5 am",
                "at",
                "baje",
                "half past",
                "9:30-10:30",
                "am 9 9",
            )
        ],
        *[(text, "impossible_time") for text in ("25:10", "9:75 am", "21:60", "99", "9:30:75 am")],
        *[(text, "hour_24") for text in ("24:00", "2400", "24", "24:30")],
        *[(text, "hour_missing") for text in ("morning", "subah", "रात", "in the evening", "காலை", "raat, pata nahi")],
        *[
            (text, "contradicting_time")
            for text in ("13:00 am", "subah 21:30", "subah 9 pm", "9 am pm", "0:30 pm", "raat 2 pm")
        ],
        *[(text, "time_range") for text in ("9-10", "9-10 am", "9 to 10 am", "between 9 and 10", "रात 9 10 बजे")],
        *[(text, "extra_text") for text in ("born at home 9:30 am", "9:30 am IST", "9½ am", "9:30 😀")],
    ],
)
def test_what_is_not_a_clear_time_is_refused_with_its_reason(text: str, code: str) -> None:
    """Nothing is guessed; every kind of trouble has its own code."""
    assert problem("time", text) == code


def test_the_time_that_cannot_be_is_named() -> None:
    """The details hold what was understood."""
    assert read("time", "25:10") == Refused("impossible_time", {"time": "25:10"})
    assert read("time", "13:00 am") == Refused("contradicting_time", {"time": "13:00"})
    assert read("time", "9:30 pm IST") == Refused("extra_text", {"understood": "21:30"})


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_minute_is_read_back(hour: int, minute: int) -> None:
    """On the 24-hour clock from 13:00 and before 1:00, with am and pm always."""
    half = "am" if hour < 12 else "pm"
    assert value("time", f"{hour % 12 or 12}:{minute:02} {half}") == exact(f"{hour:02}:{minute:02}")
    if hour == 0 or hour > 12:
        assert value("time", f"{hour}:{minute:02}") == exact(f"{hour:02}:{minute:02}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_whatever_is_written_is_read_as_the_same_time(language: str) -> None:
    """Every five minutes of the day, as the house writes them; nobody is misunderstood who repeats our words."""
    write = Writer(language).time
    clocks = [f"{minute // 60:02}:{minute % 60:02}" for minute in range(0, 24 * 60, 5)]
    assert [value("time", write(clock)) for clock in clocks] == [exact(clock) for clock in clocks]
