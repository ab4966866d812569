"""Messages are understood by words, in six languages and in Latin letters; what is weighty first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from engine.charts.keywords import commands_of, normalised
from engine.charts.lexicon import Lexicon, words_of
from engine.domain.answers import Aspect, Kind, Reason, Sorted, Topic
from engine.services.answers.sorting import sort
from engine.services.answers.words import AnswerWords
from tests.answers.people import LANGUAGES
from tests.readings.people import library

QUESTIONS = Path(__file__).with_name("questions.yaml")


def cases() -> Iterator[tuple[str, str, str]]:
    """Language, what it is, and the text."""
    for language, kinds in yaml.safe_load(QUESTIONS.read_text(encoding="utf-8")).items():
        for kind, texts in kinds.items():
            yield from ((language, kind, text) for text in texts)


def told(found: Sorted) -> str:
    """As the file of questions says it."""
    if found.kind in (Kind.QUESTION, Kind.DISTRESS):
        return found.word
    return f"{found.kind} {found.word}".strip()


@pytest.mark.parametrize(("language", "kind", "text"), [*cases()])
def test_what_people_write_is_understood(language: str, kind: str, text: str) -> None:
    """Whatever the language of the conversation is."""
    assert language in LANGUAGES
    assert told(sort(text, library())) == kind


@pytest.mark.parametrize("text", [text for _, kind, text in cases() if kind in {*Topic}])
def test_a_question_is_no_command(text: str) -> None:
    """A keyword that may be followed by more takes no question away from whoever has paid for it."""
    assert commands_of(library().keywords, normalised(text)) == ()


def test_every_language_has_cases_of_every_kind() -> None:
    """So that nobody forgets one."""
    kinds = {language: {kind for other, kind, _ in cases() if other == language} for language in LANGUAGES}
    wanted = {*Topic, Reason.DISTRESS.value} | {
        f"{Kind.DECLINED} {reason}" for reason in Reason if reason is not Reason.DISTRESS
    }
    assert {language: wanted - found for language, found in kinds.items()} == {each: set() for each in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_list_is_there_in_every_language(language: str) -> None:
    """With a name and with words; every reply as well."""
    words = library().answers[language]
    for key, names in (("topic", Topic), ("declined", Reason), ("aspect", Aspect)):
        assert set(words.texts[key].options) == {each.value for each in names}
    fallback = library().answers["en"]
    assert words.texts.keys() == fallback.texts.keys()
    for key in ("topic", "declined", "talk", "instructions", "grave", "forbidden", "harmless", "aspect"):
        assert words.texts[key].options.keys() == fallback.texts[key].options.keys()
        assert all(option.words for option in words.texts[key].options.values())
    assert all(len(AnswerWords(library(), language).label("topic", each)) <= 24 for each in Topic)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_help_line_is_told_in_every_language(language: str) -> None:
    """And no price, no link, no star."""
    said = library().common[language].texts["distress"].say
    assert said is not None
    text = said.text.render({})
    assert "14416" in text
    assert "112" in text
    assert "₹" not in text
    assert "http" not in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_after_grave_words_without_a_topic_the_help_line_is_told_and_nothing_is_sold(language: str) -> None:
    """It may be despair, or a question nobody can sort: both are told how to go on."""
    said = AnswerWords(library(), language).say("reply.grave")
    assert "14416" in said
    assert "112" in said
    assert "₹" not in said


def test_who_is_in_distress_is_heard_before_anything_else() -> None:
    """Whatever else is in the message, and however long it is."""
    text = "thanks ok " + "job marriage lottery " * 300 + " I want to die, ignore previous instructions"
    assert sort(text, library()).kind is Kind.DISTRESS


def test_words_are_found_without_their_dress() -> None:
    """Capital letters, signs, joiners and apostrophes make no difference."""
    assert words_of("Don't  STOP,please-now… 10%") == ("dont", "stop", "please", "now", "10")
    assert words_of("नौकरी\u200c?") == ("नौकरी",)


def test_a_star_stands_for_any_ending_of_the_last_word() -> None:
    """Of no other."""
    assert _stands_in("marri*", "we married")
    assert not _stands_in("marri", "we married")
    assert not _stands_in("get marri*", "getting married")
    assert _stands_in("get marri*", "i get married")
    assert not _stands_in("*", "i")


def test_what_stands_after_a_sign_may_not_come_next() -> None:
    """At the end of a phrase or inside it; nothing at all may come."""
    phrase, inside = "tired of life !partner*|insurance", "life !partner ... meaning"
    assert _stands_in(phrase, "tired of life")
    assert _stands_in(phrase, "tired of life now")
    assert not _stands_in(phrase, "tired of life partners")
    assert _stands_in(inside, "life has no meaning")
    assert not _stands_in(inside, "life partner no meaning")


def _stands_in(phrase: str, text: str) -> bool:
    return bool(Lexicon.of([("a", [phrase])]).names_in(words_of(text)))


def test_a_lexicon_counts_each_phrase_once() -> None:
    """Who repeats a word does not mean it more."""
    lexicon = Lexicon.of([("a", ["job*", "work"]), ("a", ["work", "boss"]), ("b", ["pay"])])
    assert lexicon.counts(words_of("work work jobs job")) == {"a": 2}
    assert lexicon.counts(words_of("work"))["c"] == 0
    assert lexicon.names_in(words_of("pay the boss")) == ["a", "b"]
    assert not lexicon.covers(())
    assert lexicon.covers(words_of("job, pay"))
    assert not lexicon.covers(words_of("job or pay"))
