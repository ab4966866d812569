"""A name is taken out of the sentence it is told in; what is no name is not taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.readings import Accepted
from tests.domain.words import problem, read, value

NAME: dict[str, bool | int] = {"min": 2, "max": 60, "name": True}
ASHA = {"en": "Asha Rao", "hi": "आशा राव", "ta": "ஆஷா ராவ்", "te": "ఆశా రావు", "bn": "আশা রায়"}


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Asha Rao",
            "my name is Asha Rao",
            "My name is Asha Rao.",
            "I am Asha Rao",
            "I'm Asha Rao",
            "Hi, I am Asha Rao",
        ),
        *(
            "Name: Asha Rao",
            "name:Asha Rao",
            "NAME - Asha Rao",
            "Asha Rao is my name",
            "this is Asha Rao",
            "myself Asha Rao",
        ),
        *(
            "mera naam Asha Rao hai",
            "Mera naam: Asha Rao hai!",
            "main Asha Rao hoon",
            "Asha Rao naam hai",
            "naam Asha Rao",
        ),
        *(
            "maze naav Asha Rao aahe",
            "majha nav Asha Rao ahe",
            "en peyar Asha Rao",
            "naa peru Asha Rao",
            "amar naam Asha Rao",
        ),
        *(
            "my mother Asha Rao",
            "my mother name is Asha Rao",
            "meri maa ka naam Asha Rao hai",
            "for my daughter Asha Rao",
        ),
    ],
)
def test_a_sentence_gives_the_name_alone(text: str) -> None:
    """However it is introduced, also when it is the name of somebody else."""
    assert value("text", text, **NAME) == "Asha Rao"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        *[(text, "hi") for text in ("मेरा नाम आशा राव है।", "मैं आशा राव हूँ", "नाम: आशा राव", "मेरी बेटी का नाम आशा राव है")],
        *[(text, "hi") for text in ("माझे नाव आशा राव आहे", "माझं नाव आशा राव", "मी आशा राव", "आशा राव नाव आहे")],
        *[(text, "ta") for text in ("என் பெயர் ஆஷா ராவ்", "என்னுடைய பெயர் ஆஷா ராவ்", "நான் ஆஷா ராவ்")],
        *[(text, "te") for text in ("నా పేరు ఆశా రావు", "నా పేరు ఆశా రావు అండి", "నేను ఆశా రావు")],
        *[(text, "bn") for text in ("আমার নাম আশা রায়", "আমি আশা রায়", "আমার মেয়ের নাম আশা রায়")],
    ],
)
def test_so_it_does_in_every_script(text: str, language: str) -> None:
    """Marathi is written like Hindi."""
    assert value("text", text, **NAME) == ASHA[language]


@pytest.mark.parametrize(
    "text",
    [
        *("yes", "Yes!", "no", "ok", "haan", "haan ji", "nahi", "हाँ", "हो", "ஆமாம்", "అవును", "হ্যাঁ", "না", "இல்லை"),
        *("don't know", "pata nahi", "pata hai", "पता है", "माहीत आहे", "தெரியும்", "తెలుసు", "জানা আছে", "জানি না"),
        *("will I have children", "when is my marriage", "I want a kundali", "meri shaadi kab hogi", "शादी कब होगी"),
        *("माझे लग्न कधी होईल", "எப்போது கல்யாணம்", "పెళ్ళి ఎప్పుడు అవుతుంది", "আমার বিয়ে কবে হবে", "eppudu pelli"),
        *("my name is", "mera naam", "मेरा नाम है", "hello", "hi", "my mother", "my name is yes", "I am not sure"),
    ],
)
def test_an_answer_a_question_and_half_a_sentence_are_no_names(text: str) -> None:
    """They get the question again."""
    assert problem("text", text, **NAME) == "not_a_name"


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Will Smith",
            "Ami Patel",
            "Nam Dev",
            "Kashi Nath",
            "Asha R.",
            "Hai Nam",
            "Love Singh",
            "Guruji",
            "Kay",
            "Ela",
        ),
        *("Om", "Maya", "Devi Maa", "Noor", "ஆறுமுகம்", "మా లక్ష్మి", "राम जी", "নমিতা", "काका", "Andi Mukherjee"),
    ],
)
def test_names_that_look_like_other_words_are_kept(name: str) -> None:
    """A single word at the end, or one that means something elsewhere, may be a part of a name."""
    assert value("text", name, **NAME) == name


def test_only_a_name_is_looked_for_in_a_sentence() -> None:
    """A question or a place is kept whole."""
    assert value("text", "my name is Asha Rao") == "my name is Asha Rao"
    assert value("text", "yes", min=2, letters=True) == "yes"


def test_the_bounds_are_those_of_the_name() -> None:
    """Not of the sentence around it."""
    assert value("text", "my name is Jo", **NAME) == "Jo"
    assert problem("text", "my name is J", **NAME) == "too_short"
    assert value("text", f"my name is {'x' * 60}", **NAME) == "x" * 60
    assert problem("text", f"my name is {'x' * 61}", **NAME) == "too_long"
    assert problem("text", "name is " * 400, **NAME) == "too_long"


PIECES = "my name is mera naam hai Asha Rao main hoon, i am நான் আমার নাম हूँ : - . yes kab"


@given(
    st.lists(
        st.sampled_from(PIECES.split()),
        max_size=9,
    ).map(" ".join)
    | st.text(max_size=80)
)
def test_a_name_that_was_taken_is_taken_again(text: str) -> None:
    """Nothing is left of the sentence that would be cut off the next time."""
    reading = read("text", text, **NAME)
    if isinstance(reading, Accepted):
        assert read("text", str(reading.value), **NAME) == reading
