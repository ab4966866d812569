"""Words of despair are heard in six languages and in Latin letters, in all their forms, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from engine.charts.lexicon import sounds_of
from engine.charts.lists import despair_of
from tests.answers.people import LANGUAGES
from tests.readings.people import library

WRITTEN = yaml.safe_load(Path(__file__).with_name("despair.yaml").read_text(encoding="utf-8"))


def cases(kind: str) -> Iterator[tuple[str, str]]:
    """Language and text."""
    return ((language, text) for language, kinds in WRITTEN.items() for text in kinds[kind])


def heard(text: str) -> list[str]:
    """The languages in which it is despair."""
    return despair_of(library()).names_in(sounds_of(text))


@pytest.mark.parametrize(("language", "text"), [*cases("heard")])
def test_despair_is_heard(language: str, text: str) -> None:
    """Also in the middle of something else, and whatever stands around it."""
    assert language in LANGUAGES
    assert heard(text)
    assert heard(f"hello sir, {text.upper()}!!! pls answer")


@pytest.mark.parametrize(("language", "text"), [*cases("calm")])
def test_what_only_sounds_like_it_is_not(language: str, text: str) -> None:
    """Else nobody could ask about it."""
    assert not heard(text), language


def test_every_language_is_tried() -> None:
    """With both kinds."""
    assert {*WRITTEN} == {*LANGUAGES}
    assert all(len(texts) > 50 for kinds in WRITTEN.values() for texts in kinds.values())


def test_one_spelling_stands_for_many() -> None:
    """As people chat: letters twice or once, with breath or without, with or without small marks."""
    assert sounds_of("Zindagee phaansi marnaa") == sounds_of("jindagi fansi marna")
    assert sounds_of("ज़िंदगी फाँसी") == sounds_of("जिंदगी फांसी")
    assert sounds_of("வாழப் பிடிக்கல") == sounds_of("வாழ பிடிக்கல")
