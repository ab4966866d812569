"""Names of six scripts come close in Latin letters as they sound."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.places.scripts import skeleton, sound


@pytest.mark.parametrize(
    "spellings",
    [
        ("Mumbai", "मुंबई", "मुम्बई"),
        ("Kolkata", "Kolkatta", "कोलकाता", "கொல்கத்தா", "কোলকাতা"),
        ("Jaipur", "Jaypur", "जयपुर", "जैपुर"),
        ("Gorakhpur", "Gorakhpoor", "गोरखपुर"),
        ("Visakhapatnam", "Vishakhapatnam"),
        ("Jalgaon", "जलगांव", "जळगाव"),
        ("Patna", "पटना", "পাটনা"),
        ("Madurai", "Madurai"),
        ("Guwahati", "Guvahati", "गुवाहाटी"),
    ],
)
def test_spellings_that_are_said_alike_sound_the_same(spellings: tuple[str, ...]) -> None:
    """Long and short vowels, doubled and breathed consonants, and vowels that Hindi writes and does not say."""
    assert len({sound(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(
    "spellings",
    [
        ("Chennai", "சென்னை", "చెన్నై", "चेन्नई"),
        ("Madurai", "மதுரை", "మదురై", "मदुरै"),
        ("Hyderabad", "ஹைதராபாத்", "హైదరాబాద్", "हैदराबाद", "হায়দ্রাবাদ"),
        ("Tiruchirappalli", "திருச்சிராப்பள்ளி", "तिरुचिरापल्ली"),
        ("Guntur", "గుంటూరు", "குண்டூர்", "गुंटूर"),
        ("Dhaka", "ঢাকা", "ढाका", "டாக்கா"),
    ],
)
def test_other_spellings_have_the_same_consonants(spellings: tuple[str, ...]) -> None:
    """As far as Tamil can tell them apart."""
    assert len({skeleton(sound(spelling)) for spelling in spellings}) == 1


@given(st.text(max_size=40) | st.text(st.characters(min_codepoint=0x900, max_codepoint=0xD7F), max_size=40))
def test_every_text_has_a_sound_of_plain_letters(text: str) -> None:
    """Nothing raises, nothing else comes out."""
    assert set(sound(text)) <= set("abcdefghijklmnopqrstuvwxyz")
