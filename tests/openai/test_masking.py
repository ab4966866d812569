"""What tells who asks does not leave the house, however it is spelt; what a question needs does."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.domain.readers.lexicon import Kind
from engine.domain.values import Json
from engine.services.answers.jobs import private_of
from integrations.openai.masking import HIDDEN, nameless
from integrations.openai.telling_words import MONTHS
from server.wiring import vocabulary_of
from tests.answers.people import question
from tests.readings.people import library, person

SAVED: dict[str, Json] = {
    **person(name="Asha Rao"),
    "place": {"name": "Nashik", "written": {"mr": {"name": "नाशिक"}, "ta": {"name": "நாசிக்"}}},
}
BROTHER: dict[str, Json] = {
    "name": "Om Prakash",
    "born": "1987-02-03",
    "place": {"name": "New Delhi", "written": {}},
    "time": None,
}
ZEROS = "०௦౦০"
"""Of Devanagari, Tamil, Telugu and Bengali; their digits stand in a row."""


def told(text: str, *people: Json) -> str:
    """What the model is told of it, by somebody who has saved these."""
    return nameless(replace(question(text=text), private=private_of(*people)))


def in_digits(zero: str, text: str) -> str:
    """With the digits of another script."""
    return "".join(chr(ord(zero) + int(each)) if each.isdigit() else each for each in text)


IN_FIGURES = (
    "15/08/1990", "15.08.1990", "15-08-1990", "15-8-90", "15/8/'90", "15 8 90", "15 08 1990", "15, 8, 1990",
    "15 - 8 - 1990", "1990/8/15", "1990-08-15", "1990.8.15", "15081990", "150890", "08/1990", "15/08",
    "15\u201308\u20131990", "9:30 am", "9:30", "9.30", "9.30 p.m.", "21:30", "21:30:15", "9 am", "9 30 AM", "0930am",
    "2130 hrs", "9 o'clock",
    "+91 (98765) 43210", "+91-98765-43210", "98765.43210", "98765 43210", "98765/43210", "9 8 7 6 5 4 3 2 1 0",
    "(022) 2345-6789", "4111 1111 1111 1111", "4111-1111-1111-1111", "4111.1111.1111.1111", "411111111111",
)  # fmt: skip


@pytest.mark.parametrize("text", IN_FIGURES)
def test_figures_of_a_person_are_hidden(text: str) -> None:
    """Dates, times, telephones and cards, in the digits of every script."""
    for written in (text, *(in_digits(zero, text) for zero in ZEROS)):
        assert told(f"Will I marry? {written}, tell me") == f"Will I marry? {HIDDEN}, tell me", written


@pytest.mark.parametrize(
    "text",
    [
        "15 August 1990", "15th of August, 1990", "15 Aug '90", "15aug90", "August 15, 1990",
        "Aug 15", "1990 August 15", "15 August", "15 Agosst 1990", "15 agast 1990", "15 अगस्त 1990",
        "१५ अगस्त १९९०", "15वीं अगस्त 1990", "१५ ऑगस्ट", "15 ऑगस्टला", "15 ஆகஸ்ட் 1990",
        "௧௫ ஆகஸ்டில்", "15-ம் தேதி ஆகஸ்ட் 1990", "15 ఆగస్టు 1990", "౧౫ ఆగస్టు ౧౯౯౦",
        "15 আগস্ট 1990", "১৫ই আগস্ট ১৯৯০", "9 बजे", "साढ़े 9 बजे", "सुबह ९:३०", "९ वाजता",
        "सकाळी 9", "காலை 9 மணிக்கு", "ఉదయం 9 గంటలకు", "সকাল ৯টায়",
        "subah 9 baje", "raat 2", "9 in the morning",
    ],
)  # fmt: skip
def test_days_and_times_in_words_are_hidden(text: str) -> None:
    """No figure of them is left, in six languages and in Latin letters."""
    said = told(text)
    assert HIDDEN in said
    assert not [each for each in said if each.isdigit()], said


def test_every_month_the_readers_know_is_known_here() -> None:
    """Whoever adds a spelling to the flows adds it to this edge, too."""
    months = {
        " ".join(words) for words, term in vocabulary_of(library()).dates.phrases.items() if term.kind is Kind.MONTH
    }
    assert months <= set(MONTHS.split())
    assert {told(f"15 {month}") for month in months} == {HIDDEN}


@pytest.mark.parametrize(
    "text", ["asha@example.org", "asha @ example.org", "asha at gmail dot com", "https://x.y/z", "www.x.org"]
)
def test_addresses_are_hidden(text: str) -> None:
    """Also those that are said."""
    assert told(f"Write to {text} soon") == f"Write to {HIDDEN} soon"


@pytest.mark.parametrize(
    "text",
    [
        "Will it be in 2027 with 2 job offers?", "2 offers in 2027", "between 2026 and 2028", "in 2026-27 or 2027-2028",
        "I failed in 2019, 2020", "in 2027, 10 offers", "in 2027 am I going abroad", "I am 35 and have 3 children",
        "by May 2027 or in March?", "I may have 2 jobs by 2027", "2.5 lakh", "24-25 months", "10th house, 2nd marriage",
        "I am worried about my job", "My name will be known?", "Will I live in London?",
    ],
)  # fmt: skip
def test_what_the_question_needs_stays(text: str) -> None:
    """Years, months and counts."""
    assert told(text) == (text if "London" not in text else f"Will I live in {HIDDEN}?")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Will Asha marry? And ASHA RAO'S job?", "Will ... marry? And ... job?"),
        ("नाशिकमध्ये नोकरी? நாசிக்கில்? Nashik?", "... नोकरी? ...? ...?"),
        ("born 1990, August 1990", "born ..., August ..."),
        ("a new job for Prakash in New Delhi, or in Delhi", "a new job for ... in ..., or in ..."),
        ("Om has 2 offers, comes from home, since 1987", "... has 2 offers, comes from home, since ..."),
    ],
)
def test_saved_people_are_hidden(text: str, left: str) -> None:
    """Their names, towns in all languages, and years of birth; of a town of two words no small one alone."""
    assert told(text, SAVED, BROTHER) == left


def test_whatever_was_saved_can_be_looked_at() -> None:
    """Half a person, an initial, and nothing at all."""
    assert private_of(None, [], {"name": None, "place": None}, {"name": "A. Rao", "place": {}}) == (
        "A. Rao",
        "A.",
        "Rao",
    )
    assert told("A job for Rao?", {"name": "A. Rao"}) == "A job for ...?"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("I am Asha Rao, when will I marry?", "I am ..., when will I marry?"),
        ("my name is asha, job?", "my name is ..., job?"),
        ("Name: Asha Rao. Job?", "Name: .... Job?"),
        ("mera naam asha hai", "mera naam ... hai"),
        ("मेरा नाम आशा है", "मेरा नाम ... है"),
        ("माझे नाव आशा आहे", "माझे नाव ... आहे"),
        ("என் பெயர் ஆஷா, வேலை?", "என் பெயர் ..., வேலை?"),
        ("నా పేరు ఆశా, ఉద్యోగం?", "నా పేరు ..., ఉద్యోగం?"),
        ("আমার নাম আশা, চাকরি?", "আমার নাম ..., চাকরি?"),
        ("born 15/08/1990 9:30 am in Nashik, job?", "born ... in ..., job?"),
        ("Place of birth: Nashik. Job?", "Place of birth: .... Job?"),
        ("जन्म स्थान: नाशिक, नौकरी?", "जन्म स्थान: ..., नौकरी?"),
        ("I live in New Delhi, job?", "I live in ..., job?"),
    ],
)
def test_who_is_not_saved_is_hidden_where_they_are_introduced(text: str, left: str) -> None:
    """By name, or with where they were born or live."""
    assert told(text) == left
