"""The same question is taken for the same thing in every language, in its script and in Latin letters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from engine.services.answers.sorting import sort
from tests.answers.people import LANGUAGES
from tests.answers.test_sorting import told
from tests.readings.people import library

INTENTS = yaml.safe_load(Path(__file__).with_name("intents.yaml").read_text(encoding="utf-8"))


def cases() -> Iterator[tuple[str, str, str]]:
    """The intent, what it is, and a text."""
    for name, intent in INTENTS.items():
        yield from ((name, intent["is"], text) for language in LANGUAGES for text in intent[language])


@pytest.mark.parametrize(("intent", "kind", "text"), [*cases()])
def test_an_intent_is_the_same_in_every_language(intent: str, kind: str, text: str) -> None:
    """Nobody pays for what another one is told for nothing."""
    assert told(sort(text, library())) == kind, intent


@pytest.mark.parametrize("name", INTENTS)
def test_every_language_and_both_scripts_are_tried(name: str) -> None:
    """English has but one."""
    intent = INTENTS[name]
    assert intent.keys() == {"is", *LANGUAGES}
    assert len(intent["en"]) >= 2
    for language in LANGUAGES[1:]:
        assert sorted(text.isascii() for text in intent[language]) == [False, False, True, True], language
