"""How six languages write money, dates and times."""

from __future__ import annotations

import doctest
import re

import pytest

from engine.charts import formats as module
from engine.charts.formats import formats
from engine.domain.values import Json

LANGUAGES = ("en", "hi", "mr", "ta", "te", "bn")


def test_the_examples_hold() -> None:
    """They are the documentation."""
    found = doctest.testmod(module)
    assert (found.failed, found.attempted) == (0, 18)


def test_every_language_has_the_same_filters() -> None:
    """A text may be translated without thinking of them."""
    names = {tuple(formats(language)) for language in LANGUAGES}
    assert names == {("date", "list_and", "money", "number", "place", "time", "town", "weekday_name")}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("paise", "shown"),
    [(0, "₹0"), (49900, "₹499"), (49950, "₹499.50"), (123456789012, "₹1,23,45,67,890.12"), (-150, "-₹1.50")],
)
def test_money_is_grouped_the_indian_way_everywhere(language: str, paise: int, shown: str) -> None:
    """Also in Marathi, where CLDR groups by thousands; never with a rounding error."""
    assert formats(language)["money"](paise) == shown


@pytest.mark.parametrize(
    ("language", "date", "weekday", "evening", "small_hours", "names"),
    [
        ("en", "15 August 1990", "Wednesday", "9:30 pm", "4:05 am", "A, B and C"),
        ("hi", "15 अगस्त 1990", "बुधवार", "रात 9:30", "सुबह 4:05", "A, B और C"),
        ("mr", "15 ऑगस्ट 1990", "बुधवार", "रात्री 9:30", "पहाटे 4:05", "A, B आणि C"),
        ("ta", "15 ஆகஸ்ட் 1990", "புதன்", "இரவு 9:30", "அதிகாலை 4:05", "A, B மற்றும் C"),
        ("te", "15 ఆగస్టు 1990", "బుధవారం", "రాత్రి 9:30", "తెల్లవారుజామున 4:05", "A, B, C"),
        ("bn", "15 আগস্ট 1990", "বুধবার", "রাত 9:30", "ভোর 4:05", "A, B এবং C"),
    ],
)
def test_dates_and_times_are_said_in_the_language(
    language: str, date: str, weekday: str, evening: str, small_hours: str, names: str
) -> None:
    """Twelve hours: am and pm in English, the part of the day elsewhere."""
    write = formats(language)
    assert write["date"]("1990-08-15") == date
    assert write["weekday_name"]("1990-08-15") == write["weekday_name"]("wednesday") == weekday
    assert write["time"]("21:30") == write["time"]({"time": "21:30", "accuracy": "rough"}) == evening
    assert write["time"]("04:05") == small_hours
    assert write["list_and"](["A", "B", "C"]) == names
    assert write["list_and"](["B", "C"]) == names.removeprefix("A, ")
    assert (write["list_and"](["A"]), write["list_and"]([])) == ("A", "")


@pytest.mark.parametrize(
    ("language", "home", "abroad"),
    [
        ("en", "Pune, Maharashtra", "London, England, United Kingdom"),
        ("mr", "पुणे, महाराष्ट्र", "लंडन, इंग्लंड, ब्रिटन"),
        ("ta", "Pune, மகாராஷ்டிரா", "London, England, United Kingdom"),
    ],
)
def test_a_place_is_written_as_far_as_the_language_knows_it(language: str, home: str, abroad: str) -> None:
    """With its country abroad; what was saved long ago stays in Latin letters."""
    pune: Json = {
        "name": "Pune", "region": "Maharashtra", "country": "India",
        "written": {"mr": {"name": "पुणे", "region": "महाराष्ट्र"}, "ta": {"region": "மகாராஷ்டிரா"}},
    }  # fmt: skip
    london: Json = {
        "name": "London", "region": "England", "country": "United Kingdom",
        "written": {"mr": {"name": "लंडन", "region": "इंग्लंड", "country": "ब्रिटन"}},
    }  # fmt: skip
    write = formats(language)
    assert (write["place"](pune), write["place"](london)) == (home, abroad)
    assert write["town"](pune) == home.partition(",")[0]


def test_a_name_that_a_place_has_twice_is_written_once() -> None:
    """Nobody says `Delhi, Delhi`, nor `Singapore, Singapore, Singapore`; and a place may lack a name."""
    place = formats("en")["place"]
    assert place({"name": "Delhi", "region": "Delhi", "country": "India"}) == "Delhi"
    assert place({"name": "Singapore", "region": "Singapore", "country": "Singapore"}) == "Singapore"
    assert place({"name": "Nashik", "region": None, "written": {"en": "?"}}) == "Nashik"
    assert place({}) == ""


@pytest.mark.parametrize("name", sorted(formats("en")))
def test_nothing_is_written_for_null(name: str) -> None:
    """Nobody should ever read `None`."""
    assert formats("hi")[name](None) == ""


def test_an_unknown_time_is_not_written() -> None:
    """The words around it say that it is not known."""
    assert formats("en")["time"]({"time": None, "accuracy": "unknown"}) == ""


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("money", 4.5, "money needs a whole number, not a number"),
        ("money", "499", "money needs a whole number, not a text"),
        ("number", "5", "number needs a number, not a text"),
        ("date", "tomorrow", "'tomorrow' is not a date such as 2026-08-15"),
        ("time", "9:30", "'9:30' is not a time such as 21:30"),
        ("time", "25:00", "'25:00' is not a time such as 21:30"),
        ("weekday_name", "Funday", "'Funday' is not a date such as 2026-08-15"),
        ("place", "Pune", "place needs a mapping, not a text"),
        ("town", [], "town needs a mapping, not a list"),
        ("list_and", "A", "list_and needs a list, not a text"),
        ("list_and", ["A" * 15_000, "B" * 15_000], "the text is longer than 20,000 characters"),
    ],
)
def test_misuse_is_named(name: str, value: Json, message: str) -> None:
    """The message reaches the editor with the line of the text."""
    with pytest.raises((TypeError, ValueError), match=re.escape(message)):
        formats("en")[name](value)


@pytest.mark.parametrize("language", ["xx", "", "h i", "english"])
def test_an_unknown_language_is_refused(language: str) -> None:
    """When its environment is made, not when somebody first needs it."""
    with pytest.raises(ValueError, match=r"language|letters|locale"):
        formats(language)
