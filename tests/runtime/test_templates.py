"""What goes along with words: the approved template that says the same, its values, and a file."""

from __future__ import annotations

import pytest

from tests.runtime.stage import Talk, flow, library_of

MAIN = (
    "data: {name: text, nothing: text, file: {type: text, default: f1}}\ninitial: ask\nstates:\n"
    "  ask: {ask: text, into: name, next: there, remind: [30h]}\n"
    "  there: {say: {text: there, media: =file}, wait: {x.y: bare}}\n"
    "  bare: {say: {text: there, media: =null}, wait: {x.z: broken}}\n"
    "  broken: {say: {text: there, media: =7}, wait: {x.y: bare}}\n"
)
WORDS = (
    "{ask: {say: Name?, template: still_there}, "
    "there: {say: 'Here, {{ name }}.', template: {name: ready, with: ['{{ name }}', '{{ nothing }}', 'two\n lines']}}}"
)
TEMPLATES = """
templates:
  still_there: {category: utility, languages: {en: {content: HXa, text: Still there?}}}
  ready:
    category: utility
    variables: [name, nothing, lines]
    languages: {en: {content: HXb, text: "{{1}} {{2}} {{3}}"}, hi: {content: HXc, text: "{{1}} {{2}} {{3}}"}}
"""
FILES = {**flow("main", MAIN, en=WORDS), "templates.yaml": TEMPLATES}


def test_a_message_carries_its_template_and_the_values_for_it() -> None:
    """Each is one line and none is empty: WhatsApp takes nothing else."""
    person = Talk(FILES)
    assert (person.messages[-1].template, person.messages[-1].variables) == ("still_there", ())
    person.tell("Asha")
    message = person.messages[-1]
    assert (message.text, message.template) == ("Here, Asha.", "ready")
    assert message.variables == ("Asha", "–", "two lines")


def test_a_reminder_carries_the_template_of_its_words() -> None:
    """It may come when free texts are not delivered any more."""
    person = Talk(FILES)
    person.wait(31 * 3600)
    assert person.messages[-1].template == "still_there"


def test_a_file_goes_along_with_words() -> None:
    """By the id of a stored one; null sends none, and anything else is a mistake."""
    person = Talk(FILES)
    person.tell("Asha")
    assert person.messages[-1].media == "f1"
    person.fact("x.y")
    assert person.messages[-1].media is None
    assert "'media' is the id of a stored file" in (person.fact("x.z").error or "")


@pytest.mark.parametrize(
    ("name", "language", "content"),
    [("ready", "hi", "HXc"), ("ready", "ta", "HXb"), ("still_there", "hi", "HXa"), ("unknown", "en", None)],
)
def test_a_template_is_found_in_the_language_or_else_in_the_fallback(
    name: str, language: str, content: str | None
) -> None:
    """By its name."""
    found = library_of(FILES).template(name, language)
    assert (found and found.content) == content
    assert found is None or (found.variables, bool(found.text)) == (3 if name == "ready" else 0, True)
