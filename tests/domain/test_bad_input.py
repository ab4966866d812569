"""No reader ever raises, hangs, or answers with a problem nobody has words for."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.readers.catalogue import PARAMETERS, PROBLEMS, READERS
from engine.domain.readers.writing import clean, normalise, tokens
from engine.domain.readings import Refused
from tests.domain.words import CONTEXT, read

ANYTHING = st.text(alphabet=st.characters(), max_size=200)  # lone surrogates too
# Pieces of real answers, put together at random, reach further into the readers than single characters do.
WORDS = """
15 8 08 1990 90 9:30 24 0 - / . , : am pm raat subah अगस्त aug साढ़े nau dedh paune kal monday lagbhag noon yes nahi
pata + 91 मिनट minute baje 😀 ½ ٣ ௧ ' ( ~ क्ष
"""
PIECES = st.sampled_from([*WORDS.split(), " ", "\u200d", "\u200c", "\u202e", "\x00", "\u0301", "\ud800"])
ANSWERS = st.lists(PIECES, max_size=12).map("".join) | st.lists(PIECES, max_size=12).map(" ".join)


@pytest.mark.parametrize("reader", READERS)
@given(text=ANYTHING | ANSWERS)
def test_every_text_gives_a_reading(reader: str, text: str) -> None:
    """A refusal's code and details are the declared ones; a value is JSON without surrogates or controls."""
    reading = read(reader, text)
    if isinstance(reading, Refused):
        assert set(reading.details) == set(PROBLEMS[reader][reading.problem])
    else:
        json.dumps(reading.value, ensure_ascii=False).encode("utf-8")
        assert read(reader, text) == reading


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "piece", ["9", "1 ", "a", "😀", "अ", "\u200d", "\x00", "ÿ\u0301", "raat ", "-", "9:", "yes ", "\u202e"]
)
def test_ten_thousand_characters_are_refused(reader: str, piece: str) -> None:
    """Long texts are refused before they are looked at."""
    reading = read(reader, piece * (10_000 // len(piece) + 1))
    assert isinstance(reading, Refused)
    assert reading.problem == "too_long"


@given(ANYTHING | ANSWERS)
def test_normalising_twice_changes_nothing(text: str) -> None:
    """So a stored normalised word can be compared with a typed one."""
    assert normalise(normalise(text)) == normalise(text)
    assert clean(clean(text)) == clean(text)


@given(ANYTHING)
def test_tokens_hold_no_spaces_and_are_never_empty(text: str) -> None:
    """Words, numbers and signs only."""
    assert all(token and not token.isspace() for token in tokens(normalise(text)))


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        *[("  MENU!! ", "menu"), ("*Menu*", "menu"), ("“Menu”", "menu"), ("?", "?"), ("मेनू।", "मेनू"), ("don’t", "dont")],
        *[
            ("१२", "12"),
            ("1️⃣", "1"),
            ("ＭＥＮＵ", "menu"),
            ("9½", "9½"),
            ("x²", "x²"),
            ("~9", "~9"),
            ("-5", "-5"),
            ("+91", "+91"),
        ],
        *[
            ("क्\u200dष", "क्ष"),
            ("\u200eha\u200f", "ha"),
            ("क़", "क\u093c"),
            ("a–b", "a-b"),
            ("STRASSE", "strasse"),
            ("Straße", "strasse"),
        ],
    ],
)
def test_what_normalising_does(typed: str, normal: str) -> None:
    """One case, one kind of digits, no decoration; figures that are not digits keep their look."""
    assert normalise(typed) == normal


def test_every_reader_declares_its_parameters_and_problems() -> None:
    """The checker of flows reads them."""
    assert set(READERS) == set(PARAMETERS) == set(PROBLEMS)
    assert CONTEXT.today.year == 2026
