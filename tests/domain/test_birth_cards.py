"""A birth card is read in six languages, however it is laid out; what is no card is left alone."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.readers.birth_card import BirthCard, read_birth_card
from engine.domain.values import Json
from tests.domain.words import CONTEXT, FOLDER, LANGUAGES

MORNING = {"time": "09:30", "accuracy": "exact"}


def card(text: str) -> BirthCard:
    """The card a text must be."""
    found = read_birth_card(text, CONTEXT)
    assert found is not None, text
    return found


def told(text: str) -> tuple[Json, ...]:
    """Name, date, time and place."""
    found = card(text)
    return found.name, found.told, found.time, found.place


@pytest.mark.parametrize(
    "text",
    [
        "Name: Asha Rao\nDate of birth: 15-08-1990\nTime of birth: 9:30 am\nPlace of birth: Nashik, Maharashtra",
        "*Name:* Asha Rao\n*Born:* Wednesday, 15 August 1990\n*Time:* 9:30 am\n*Place:* Nashik, Maharashtra\nRight?",
        "name asha rao\ndob 15 aug 1990\ntob 9.30 am\npob nashik, maharashtra",
        "NAME - Asha Rao\nD.O.B. - 15/8/90\nTIME - 9.30 AM\nPLACE - Nashik, Maharashtra",
        "Name=Asha Rao; DOB=15.8.1990; Time=0930 am; Place=Nashik, Maharashtra",
        "Name: Asha Rao, DOB: 15-08-1990, Time: 9:30 am, Place: Nashik, Maharashtra",
        "• Birth place – Nashik, Maharashtra\n• Birth time – 9:30 am\n• Date of birth – 15-08-1990\n• Name – Asha Rao",
        "Name:\nAsha Rao\n\nDate of birth:\n15-08-1990\n\nTime:\n9:30 am\n\nPlace:\nNashik, Maharashtra\n",
        "Name\uff1aAsha Rao\r\nDOB\uff1a15-08-1990\r\nSex: f\r\nTime\uff1a9:30am\r\nPlace\uff1aNashik, Maharashtra",
    ],
)
def test_a_card_may_be_laid_out_in_many_ways(text: str) -> None:
    """Each on its line or all on one, with colons or without, in bold, in any order."""
    name, day, time, place = told(text)
    assert (str(name).title(), day, time, str(place).title()) == (
        "Asha Rao", "1990-08-15", MORNING, "Nashik, Maharashtra",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("नाम: Asha\nजन्म तिथि: १५-०८-१९९०\nजन्म समय: सुबह ९:३०\nजन्म स्थान: नासिक", "नासिक"),
        ("naam Asha\njanam tithi 15 agast 1990\njanam samay subah 9:30\njanam sthan Nashik", "Nashik"),
        ("नाव: Asha\nजन्मतारीख: १५ ऑगस्ट १९९०\nजन्मवेळ: सकाळी ९:३०\nजन्मस्थळ: नाशिक", "नाशिक"),
        ("பெயர்: Asha\nபிறந்த தேதி: 15-08-1990\nபிறந்த நேரம்: காலை 9:30\nபிறந்த ஊர்: மதுரை", "மதுரை"),
        ("పేరు: Asha\nపుట్టిన తేదీ: 15-08-1990\nపుట్టిన సమయం: ఉదయం 9:30\nపుట్టిన ఊరు: గుంటూరు", "గుంటూరు"),
        ("নাম: Asha\nজন্ম তারিখ: ১৫-০৮-১৯৯০\nজন্ম সময়: সকাল ৯:৩০\nজন্মস্থান: হাওড়া", "হাওড়া"),
    ],
)
def test_labels_are_understood_in_six_languages(text: str, place: str) -> None:
    """Also in Latin letters, and with the digits of each script."""
    assert told(text) == ("Asha", "1990-08-15", MORNING, place)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_the_bot_writes_itself_can_be_sent_on(language: str) -> None:
    """The labels of "please check" are labels of a card."""
    texts = yaml.safe_load((FOLDER.parent / "profile" / f"{language}.yaml").read_text(encoding="utf-8"))["texts"]
    labels = re.findall(r"^\*([^*]+):\*", texts["confirm"]["say"], re.MULTILINE)
    values = ("Asha", "15-08-1990", "9:30 am", "Pune")
    text = "\n".join(f"*{label}:* {value}" for label, value in zip(labels, values, strict=True))
    assert told(text) == ("Asha", "1990-08-15", MORNING, "Pune")


def test_what_cannot_be_read_is_left_to_be_asked() -> None:
    """A date that is none, a time that is none, a name of digits, a place of signs."""
    assert told("Name: 123\nDOB: 31-02-1990\nTime: 26:99\nPlace: ???") == (None, None, None, None)


def test_half_a_time_waits_for_its_half() -> None:
    """The time is not guessed."""
    found = card("DOB: 15-08-1990\nTime: 9:30")
    assert found.time is None
    assert found.half == {"time": "9:30", "am": MORNING, "pm": {"time": "21:30", "accuracy": "exact"}}


def test_no_time_is_a_time_that_was_told() -> None:
    """Not to know it is an answer."""
    assert card("DOB: 15-08-1990\nTime: not known").time == {"time": None, "accuracy": "unknown"}


def test_the_rest_says_what_is_wanted_and_a_language_may_be_named() -> None:
    """What has no label is kept in one line."""
    found = card("I want a Kundali report. Name: Asha\nDOB: 15-08-1990\nLanguage: हिन्दी\nThank you")
    assert (found.rest, found.language) == ("I want a Kundali report. Thank you", "hi")
    assert card("Name: Asha\nDOB: 15-08-1990\nLanguage: Klingon").language is None


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "15-08-1990",
            "Date of birth is 15-08-1990",
            "DOB: 15-08-1990",
            "Name: Asha Rao",
            "Name: Asha\nPlace: Pune",
        ),
        *("Time: 9:30\nPlace: Pune", "Name Asha", "what is my date of birth and name?", "Name:\nDOB:\nTime:\nPlace:"),
        *(
            "Name: Asha, DOB: 15-08-1990\nName: Binod, DOB: 16-08-1991",
            "Boy DOB: 1-1-1990, Girl DOB: 2-2-1991, Place: Pune",
        ),
        *("\n" * 5000, "Name: Asha\nDOB: 15-08-1990" + " x" * 5000),
    ],
)
def test_what_is_no_card_of_one_person_is_left_alone(text: str) -> None:
    """A card tells a date and something else, and nothing twice."""
    assert read_birth_card(text, CONTEXT) is None


@pytest.mark.parametrize(
    "text",
    [
        "Asha Rao\n15-08-1990\n9:30 am\nNashik, Maharashtra",
        "Asha Rao\n\n*15 August 1990*\n\n9.30 am\n\nNashik\nMaharashtra\n",
        "Asha Rao\nNashik, Maharashtra\n15/8/1990\nsubah 9:30",
        "My name is Asha Rao\nfifteenth august nineteen ninety\nhalf past nine in the morning\nNashik, Maharashtra",
        "Asha Rao, 15-08-1990, 9:30 am, Nashik, Maharashtra",
        "Asha Rao 15/08/1990 9:30 am Nashik, Maharashtra",
        "Asha Rao, 15.08.90 subah 9:30 baje Nashik, Maharashtra",
    ],
)
def test_the_details_may_come_without_labels(text: str) -> None:
    """On lines, between commas, or one after the other with the date in figures."""
    assert told(text) == ("Asha Rao", "1990-08-15", MORNING, "Nashik, Maharashtra")


@pytest.mark.parametrize(
    ("text", "name", "place"),
    [
        ("आशा राव\nपंद्रह अगस्त उन्नीस सौ नब्बे\nसुबह साढ़े नौ\nनासिक", "आशा राव", "नासिक"),
        ("माझे नाव आशा राव आहे\n१५ ऑगस्ट १९९०\nसकाळी साडेनऊ\nनाशिक", "आशा राव", "नाशिक"),
        ("ஆஷா\n15 ஆகஸ்ட் 1990\nகாலை ஒன்பதரை\nமதுரை", "ஆஷா", "மதுரை"),
        ("ఆశా, 15 ఆగస్టు 1990, ఉదయం 9:30, గుంటూరు", "ఆశా", "గుంటూరు"),
        ("আশা\n১৫ আগস্ট ১৯৯০\nসকাল সাড়ে নটা\nহাওড়া", "আশা", "হাওড়া"),
    ],
)
def test_so_they_may_in_every_script(text: str, name: str, place: str) -> None:
    """Each detail is read as an answer to its question would be."""
    assert told(text) == (name, "1990-08-15", MORNING, place)


def test_without_labels_a_time_may_be_half_or_rough() -> None:
    """It is asked back, or kept as it was told."""
    assert card("Asha\n15-08-1990\n9:30\nNashik").half == card("DOB: 15-08-1990\nTime: 9:30").half
    assert card("Asha 15-08-1990 around 9:30 am Nashik").time == {"time": "09:30", "accuracy": "rough"}


@pytest.mark.parametrize(
    "text",
    [
        *("Asha\n15-08-1990\n9:30 am", "15-08-1990\n9:30 am\nNashik\nAsha", "Asha\n15-08-1990\n16-08-1990\n9 am\nPune"),
        *("Asha\nBinod\n15-08-1990\n9:30 am\nPune", "Asha\n31-02-1990\n9 am\nPune", "Asha\n15-08-1990\n9 am\n12345"),
        *("yes\n15-08-1990\n9:30 am\nNashik", "When will I marry?\n15-08-1990\n9:30 am\nNashik", "a\nb\nc\nd\ne\nf\ng"),
        *("Asha 15-08-1990 9:30 am", "15-08-1990 9:30 am Nashik", "meri shaadi kab hogi 15-08-1990 9:30 am Nashik"),
        *(
            "I paid on 15-08-1990 9:30 am by card",
            "Ravi gave it 12-11-2026 9:30 am in Pune",
            "Asha, Binod, Chitra, Pune",
        ),
        *("Asha 15-08-1990 don't know Nashik", "Will I get a job, and when, and where, and how?"),
    ],
)
def test_without_labels_nothing_is_guessed(text: str) -> None:
    """Not all four, two of one kind, an order that tells nothing, a question, or a payment of these days."""
    assert read_birth_card(text, CONTEXT) is None


@given(
    st.text(max_size=400)
    | st.lists(st.sampled_from(["name", "DOB:", "समय -", "15-08-1990", "9:30 am", " Asha ", "\n", ",", ":", "*"])).map(
        "".join
    )
)
def test_nothing_makes_it_fail(text: str) -> None:
    """Whatever is typed."""
    read_birth_card(text, CONTEXT)
