"""Names, numbers, telephone numbers, and yes or no."""

from __future__ import annotations

import pytest

from engine.domain.readings import Accepted, Refused
from engine.errors import ExecutionError
from tests.domain.words import problem, read, value

NAME: dict[str, bool | int] = {"min": 2, "max": 60, "name": True}


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        *[("Asha Rao", "Asha Rao"), ("  Asha \n Rao ", "Asha Rao"), ("A\x00sha\u202e Rao", "Asha Rao"), ("Jo", "Jo")],
        *[("आशा राव", "आशा राव"), ("ஆஷா", "ஆஷா"), ("జీ", "జీ"), ("O'Brien", "O'Brien"), ("menu", "menu")],
        *[
            ("र\u200dय", "र\u200dय"),
            ("\u200dअमर\u200c", "अमर"),
            ("e\u0301a", "éa"),
            ("Dr. D’Souza-Rao", "Dr. D’Souza-Rao"),
        ],
        *[("डॉ॰ क्षमा", "डॉ॰ क्षमा"), ("మాధవి", "మాధవి")],
    ],
)
def test_a_name_is_kept_as_written_but_clean(text: str, kept: str) -> None:
    """Controls, direction marks and loose joiners go; the joiners of Indic spelling stay."""
    assert value("text", text, **NAME) == kept


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *[("", "empty"), (" \n", "empty"), ("\u200b\u200d", "empty"), ("\u3164\u3164", "empty"), ("\x07", "empty")],
        *[
            ("😀😀", "no_letters"),
            ("12345", "no_letters"),
            ("१२३", "no_letters"),
            ("--", "no_letters"),
            ("❤️", "no_letters"),
        ],
        *[
            ("5 in the evening", "not_a_name"),
            ("Asha 2", "not_a_name"),
            ("आशा २", "not_a_name"),
            ("राम😀", "not_a_name"),
        ],
        *[("Asha ❤️", "not_a_name"), ("Asha/Rao", "not_a_name"), ("Asha®", "not_a_name"), ("Asha₂", "not_a_name")],
        *[("A", "too_short"), ("A1234", "too_short"), ("x" * 61, "too_long"), ("x" * 10_001, "too_long")],
    ],
)
def test_what_is_no_name_is_refused(text: str, code: str) -> None:
    """Emoji, digits and invisible characters are no name."""
    assert problem("text", text, **NAME) == code


def test_a_place_may_have_digits_but_not_only_digits() -> None:
    """With `letters` there must be some, beside whatever else belongs there."""
    assert value("text", "Sector 17, Chandigarh", min=2, letters=True) == "Sector 17, Chandigarh"
    assert problem("text", "160017", min=2, letters=True) == "no_letters"


def test_a_question_may_be_anything_but_empty() -> None:
    """Without `letters` digits and emoji are a text too."""
    assert value("text", "42 😀") == "42 😀"
    assert read("text", "x" * 1001) == Refused("too_long", {"max": 1000})


@pytest.mark.parametrize(
    "text",
    [
        *("don't know", "I don't know.", "not known", "unknown", "पता नहीं", "मुझे पता नहीं जी", "pata nahi", "माहीत नाही"),
        *("எனக்கு தெரியாது", "theriyathu", "తెలియదండి", "teliyadu", "জানি না", "ami jani na"),
    ],
)
def test_not_to_know_it_can_be_an_answer(text: str) -> None:
    """In all languages, where it is asked for; elsewhere it is a text like any other."""
    assert read("text", text, letters=True, unknown=True) == Accepted(None)
    assert value("text", text) is not None


@pytest.mark.parametrize("text", ["Pune", "don't know, near Pune", "Unknown Pur", "जी", "ठीक"])
def test_who_names_a_place_knows_it(text: str) -> None:
    """Whatever words stand around it."""
    assert value("text", text, letters=True, unknown=True) == text


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *[("5", 5), ("५", 5), ("௫", 5), ("౫", 5), ("৫", 5), ("５", 5), ("5️⃣", 5), (" 5. ", 5), ("+5", 5), ("-5", -5)],
        *[("1,00,000", 100_000), ("100,000", 100_000), ("12,34,567", 1_234_567), ("007", 7), ("१,०००", 1000)],
    ],
)
def test_whole_numbers_are_read_in_every_script(text: str, number: int) -> None:
    """With Indian and international grouping."""
    assert value("integer", text) == number


@pytest.mark.parametrize(
    "text", ["five", "2.5", "1,0000", "1,00", "5 6", "½", "²", "😀", "1e3", "0x10", "--5", "5-", "9" * 16]
)
def test_other_texts_are_no_numbers(text: str) -> None:
    """A part of a number is never taken."""
    assert problem("integer", text) == "not_a_number"


def test_numbers_keep_within_their_bounds() -> None:
    """The bound is named."""
    assert value("integer", "3", min=1, max=3) == 3
    assert read("integer", "0", min=1) == Refused("too_small", {"min": 1})
    assert read("integer", "4", min=1, max=3) == Refused("too_big", {"max": 3})
    assert problem("integer", "  ") == "empty"
    assert problem("integer", "1" * 10_000) == "too_long"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "9876543210",
            "98765 43210",
            "98765-43210",
            "+91 98765 43210",
            "+919876543210",
            "919876543210",
            "09876543210",
        ),
        *(
            "0091 98765 43210",
            "(+91) 98765.43210",
            "+91-0-9876543210",
            "९८७६५४३२१०",
            "＋９１ 9876543210",
            "\u202a+91 98765 43210\u202c",
        ),
    ],
)
def test_an_indian_mobile_needs_no_country_code(text: str) -> None:
    """Every way of writing it gives the same E.164 number."""
    assert value("phone", text) == "+919876543210"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        *[
            ("", "empty"),
            ("()", "empty"),
            ("call me", "not_a_phone"),
            ("98765x43210", "not_a_phone"),
            ("+", "not_a_phone"),
        ],
        *[
            ("98765", "short_phone"),
            ("+91 98765", "short_phone"),
            ("4155552671", "foreign_phone"),
            ("1234567890", "foreign_phone"),
        ],
        *[
            ("98765432101", "foreign_phone"),
            ("+1234", "not_a_phone"),
            ("+0123456789", "not_a_phone"),
            ("+1" * 3, "not_a_phone"),
        ],
        *[("+1" + "2" * 15, "not_a_phone"), ("9" * 10_000, "too_long"), ("😀", "not_a_phone")],
    ],
)
def test_other_numbers_are_refused(text: str, code: str) -> None:
    """With the reason: unreadable, too short, or perhaps of another country."""
    assert problem("phone", text) == code


def test_a_number_of_another_country_needs_its_code() -> None:
    """With a plus or two zeros."""
    assert value("phone", "+1 415 555 2671") == value("phone", "001 415 555 2671") == "+14155552671"


@pytest.mark.parametrize(
    "text",
    [
        *(
            "yes",
            "YES!",
            "Yes please",
            "ok",
            "okay 🙏",
            "👍",
            "👍🏽",
            "✅",
            "haan",
            "haan ji",
            "ji haan",
            "हाँ",
            "हां",
            "जी हाँ",
            "ठीक है",
        ),
        *(
            "हो",
            "होय",
            "ho",
            "ஆம்",
            "ஆமாம்",
            "aama",
            "சரி",
            "అవును",
            "avunu",
            "సరే",
            "হ্যাঁ",
            "হ্যা",
            "জি",
            "thik ache",
            "yes, ok",
        ),
    ],
)
def test_yes_is_understood(text: str) -> None:
    """In six languages, two scripts each."""
    assert value("yes_no", text) is True


@pytest.mark.parametrize(
    "text",
    [
        *(
            "no",
            "No.",
            "nope",
            "no thanks",
            "👎",
            "nahi",
            "nahin",
            "नहीं",
            "जी नहीं",
            "नाही",
            "nako",
            "இல்லை",
            "illai",
            "வேண்டாம்",
        ),
        *("కాదు", "వద్దు", "vaddu", "না", "না ধন্যবাদ", "bilkul nahi", "no, no"),
    ],
)
def test_no_is_understood(text: str) -> None:
    """In six languages, two scripts each."""
    assert value("yes_no", text) is False


@pytest.mark.parametrize(
    "text",
    [
        *(
            "yes no",
            "yes but",
            "not yes",
            "not wrong",
            "galat nahi",
            "not sure",
            "maybe",
            "1",
            "😀",
            "thanks",
            "🙏",
            "nothing",
            "yesterday",
        ),
        *("pata nahi", "knowledge", "haanji bolo"),
    ],
)
def test_neither_yes_nor_no_is_refused(text: str) -> None:
    """Both together, doubts, double negations, and words that merely contain one."""
    assert problem("yes_no", text) == "not_yes_or_no"


def test_an_argument_of_the_wrong_type_is_the_editors_mistake() -> None:
    """It stops the turn; the person is not blamed."""
    with pytest.raises(ExecutionError, match="`min` must be a whole number"):
        read("text", "Asha", min="two")
    with pytest.raises(ExecutionError, match="`letters` must be true or false"):
        read("text", "Asha", letters="yes")
    assert value("text", "Asha", min=None) == "Asha"
