"""The glossary: what is read, where a word to avoid is found, and where it is not."""

from __future__ import annotations

import pytest

from engine.charts.glossary import Avoided, Term
from engine.charts.library import Library, read_library
from engine.charts.problems import Problem

REPORT = Term(
    name="report",
    meaning="What one gets for a purchase.",
    words={"en": "report", "mr": "अहवाल"},
    avoided={
        "en": (Avoided(word="paper", reason="it is a file"),),
        "mr": (Avoided(word="रिपोर्ट", reason="the product is called अहवाल", any_ending=True),),
    },
)


def library(text: str) -> tuple[Library, list[Problem]]:
    """The library with nothing but a glossary."""
    return read_library({"glossary.yaml": text})


def misnamed(term: Term, language: str, text: str) -> list[str]:
    """The words found, as they stand in the text."""
    return [written for written, _ in term.misnamed(language, text)]


def test_a_term_is_read_with_its_words_and_those_to_avoid() -> None:
    """A star after a word stands for any ending."""
    found, problems = library(
        """
terms:
  report:
    meaning: What one gets for a purchase.
    words: {en: report, mr: अहवाल}
    avoid:
      en: {paper: it is a file}
      mr: {रिपोर्ट*: the product is called अहवाल}
"""
    )
    assert not problems
    assert found.glossary == (REPORT,)


def test_a_library_without_a_glossary_avoids_nothing() -> None:
    """The file may be missing."""
    assert read_library({})[0].glossary == ()


@pytest.mark.parametrize("text", ["This paper.", "PAPER", "*paper*", "paper: one"])
def test_a_word_is_found_whatever_its_case_and_the_signs_around_it(text: str) -> None:
    """As people would read it."""
    assert misnamed(REPORT, "en", text) == [text.strip(".*").removeprefix("This ").split(":")[0]]


def test_a_word_within_another_one_is_another_word() -> None:
    """Newspapers are no papers; without a star an ending makes another word too."""
    assert misnamed(REPORT, "en", "newspaper papers") == []


def test_with_a_star_a_word_is_found_with_every_ending() -> None:
    """The languages of India join what stands behind a word to it."""
    assert misnamed(REPORT, "mr", "आपला रिपोर्टचा भाग") == ["रिपोर्टचा"]


def test_a_vowel_sign_belongs_to_its_word_and_a_danda_does_not() -> None:
    """Otherwise the Hindi for a day would be found in that for a poor person."""
    day = Term(name="day", meaning="A day.", words={}, avoided={"hi": (Avoided(word="दिन", reason="say वार"),)})
    assert misnamed(day, "hi", "दीन दिनों दिना") == []
    assert misnamed(day, "hi", "एक दिन।") == ["दिन"]


def test_inside_the_right_word_a_word_may_stand() -> None:
    """*Match* alone is to be avoided, the match report is not."""
    term = Term(
        name="match", meaning="A report.", words={"en": "match report"},
        avoided={"en": (Avoided(word="match", reason="of what?", any_ending=True),)},
    )  # fmt: skip
    assert misnamed(term, "en", "Your Match report and match reports.") == []
    assert misnamed(term, "en", "A match report of matches.") == ["matches"]


def test_another_language_has_other_words() -> None:
    """What is to be avoided in one may be right in another."""
    assert misnamed(REPORT, "hi", "रिपोर्ट paper") == []


@pytest.mark.parametrize(
    ("lines", "finding"),
    [
        ("words: {en: Report}", "E103 'report' lacks the key 'meaning'"),
        ("meaning: x, words: {fr: rapport}", "E108 'fr' is none of en, hi, mr, ta, te, bn"),
        ("meaning: x, words: {en: Report}, avoid: {en: {'* paper': x}}", "E104 '* paper' is not a word to avoid"),
        ("meaning: x, words: {en: Report}, avoid: {en: {paper: ''}}", "E102 'paper' must be a text, not the text ''"),
        ("meaning: x, words: {en: Report}, avoid: {en: {}}", "E114 'en' is empty"),
    ],
)
def test_what_is_wrong_is_said(lines: str, finding: str) -> None:
    """With the codes of every other file."""
    assert finding in [f"{problem.code} {problem.message}" for problem in library(f"terms: {{report: {{{lines}}}}}")[1]]
