"""The words of the six languages are complete, parseable, and mean one thing each."""

from __future__ import annotations

import re
from itertools import chain
from typing import cast

import pytest
import yaml

from engine.domain.readers.catalogue import PROBLEMS, READERS
from engine.domain.readers.vocabulary import CATEGORIES, merge
from engine.domain.readings import Refused
from engine.domain.values import Data, Json
from engine.errors import FlowError
from tests.domain.words import FOLDER, LANGUAGES, VOCABULARIES, problem, read, section, value

SCRIPTS = {
    "en": "a-z",
    "hi": "\u0900-\u097f",
    "mr": "\u0900-\u097f",
    "ta": "\u0b80-\u0bff",
    "te": "\u0c00-\u0c7f",
    "bn": "\u0980-\u09ff",
}
PLACEHOLDER = re.compile(r"{{ (\w+) }}")


def words_of(language: str, category: str) -> list[str]:
    """All words of a category, wherever they stand in it."""
    return list(_strings(VOCABULARIES[language].get(category, [])))


def _strings(node: Json) -> list[str]:
    if isinstance(node, str):
        return [node]
    if isinstance(node, dict):
        inner = [node["words"]] if "words" in node else list(node.values())
        return list(chain.from_iterable(map(_strings, inner)))
    return list(chain.from_iterable(map(_strings, node))) if isinstance(node, list) else []


def examples(sentence: str) -> list[str]:
    """What is printed bold, unless it is a value."""
    return [bold for bold in sentence.split("*")[1::2] if "{" not in bold]


def test_the_languages_are_those_of_the_service() -> None:
    """Every listed language has its file."""
    languages = yaml.safe_load((FOLDER / "languages.yaml").read_text(encoding="utf-8"))
    assert set(languages["released"]) == set(LANGUAGES)
    assert languages["fallback"] in languages["released"]
    assert {language: section(language, "problems") and language for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_category_has_words_in_the_languages_own_script(language: str) -> None:
    """Quarters and half hours differ between languages; the rest each must have."""
    needed = set(CATEGORIES) - {"clock", "quarters"}
    own = re.compile(f"[{SCRIPTS[language]}]", re.IGNORECASE)
    without = {name for name in needed if not any(own.search(word) for word in words_of(language, name))}
    assert not without


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("category", "count"), [("months", 12), ("weekdays", 7), ("hours", 12)])
def test_the_numbered_lists_are_whole_and_in_the_own_script(language: str, category: str, count: int) -> None:
    """Each month, weekday and hour can be written in the script of the language."""
    lists = cast(list[list[str]], VOCABULARIES[language][category])
    assert len(lists) == count
    assert all(re.search(f"[{SCRIPTS[language]}]", words[0], re.IGNORECASE) for words in lists)


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
@pytest.mark.parametrize("category", ["relative", "parts", "oclock", "roughly", "unknown", "affirm", "deny"])
def test_every_language_is_also_understood_in_latin_letters(language: str, category: str) -> None:
    """Most people type their language with the letters of the keyboard they have."""
    assert any(word.isascii() for word in words_of(language, category))


def test_every_word_is_read_as_what_it_is() -> None:
    """Months, weekdays, relative days, parts of the day, yes and no, of each language alone."""
    for language in LANGUAGES:
        months = cast(list[list[str]], VOCABULARIES[language]["months"])
        for number, words in enumerate(months, 1):
            assert {value("date", f"5 {word} 1990") for word in words} == {f"1990-{number:02}-05"}
        hours = cast(list[list[str]], VOCABULARIES[language]["hours"])
        for hour, words in enumerate(hours, 1):
            assert {str(value("time", f"{word} pm")) for word in words} == {str(value("time", f"{hour} pm"))}
        numbers = cast(dict[str, list[str]], VOCABULARIES[language]["numbers"])
        for day, words in numbers.items():
            if day.isdigit() and int(day) <= 31:
                assert {value("date", f"{word} may 1990") for word in words} == {f"1990-05-{int(day):02}"}
        relative = words_of(language, "relative") + words_of(language, "weekdays")
        assert {problem("date", word) for word in relative} == {"relative_date"}
        assert {value("yes_no", word) for word in words_of(language, "affirm")} == {True}
        assert {value("yes_no", word) for word in words_of(language, "deny")} == {False}
        assert {problem("time", word) for word in words_of(language, "parts")} <= {"hour_missing", None}
        assert {str(value("time", word)) for word in words_of(language, "unknown")} == {
            "{'time': None, 'accuracy': 'unknown'}"
        }


def test_every_part_of_the_day_decides_its_own_hours() -> None:
    """An hour of the dial with the word gives the hour of the day, for each hour in the declared range."""
    for language, vocabulary in VOCABULARIES.items():
        for part in cast(dict[str, dict[str, Json]], vocabulary["parts"]).values():
            first, last = cast(list[int], part["hours"])
            for hour in range(first, first + (last - first) % 24 + 1):
                typed = f"{hour % 12 or 12}:20 {cast(list[str], part['words'])[0]}"
                assert value("time", typed) == {"time": f"{hour % 24:02}:20", "accuracy": "exact"}, (language, typed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_problem_has_a_sentence_that_uses_only_its_details(language: str) -> None:
    """And no placeholder without a value. (The engine has a few problems beside those of the readers.)"""
    details: dict[str, set[str]] = {}
    for codes in PROBLEMS.values():
        for code, names in codes.items():
            details.setdefault(code, set()).update(names)
    sentences = {code: str(sentence) for code, sentence in section(language, "problems").items()}
    assert set(sentences) >= set(details)
    for code, sentence in sentences.items():
        assert set(PLACEHOLDER.findall(sentence)) <= details.get(code, set()), (language, code)
        assert sentence.count("{") == 2 * len(PLACEHOLDER.findall(sentence))
        assert len(sentence) <= 200
        assert sentence.count("*") % 2 == 0


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_use_the_same_values_in_every_language(language: str) -> None:
    """A translation forgets nothing."""
    english, own = section("en", "problems"), section(language, "problems")
    assert set(own) == set(english)
    for code, sentence in english.items():
        assert set(PLACEHOLDER.findall(str(own[code]))) == set(PLACEHOLDER.findall(str(sentence))), code


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("reader", [reader for reader in READERS if reader != "text"])
def test_every_example_in_a_problem_would_be_accepted(language: str, reader: str) -> None:
    """What a person is told to send is understood when it is sent."""
    sentences = section(language, "problems")
    own = set(PROBLEMS[reader]) - set(PROBLEMS["text"]) - {"extra_text"}
    for code in own:
        for example in examples(str(sentences[code])):
            assert not isinstance(read(reader, example), Refused), (language, code, example)


def test_a_word_with_two_meanings_is_reported_with_its_language() -> None:
    """All clashes at once."""
    first: Data = {"affirm": ["ha", "ok"], "weekdays": [["mon"], ["tue"], ["wed"], ["thu"], ["fri"], ["sat"], ["sun"]]}
    second: Data = {"deny": ["HA", "na"], "relative": ["sun"]}
    with pytest.raises(FlowError) as caught:
        merge({"en": first, "hi": second})
    assert "hi: `HA` is yes and also no" in str(caught.value)
    assert "hi: `sun` is weekday 6 and also relative" in str(caught.value)


@pytest.mark.parametrize(
    ("vocabulary", "message"),
    [
        ({"months": [["jan"]]}, "months: must be 12 lists"),
        ({"relative": "kal"}, "relative: must be a list"),
        ({"relative": [True]}, "put quotes around it"),
        ({"relative": ["..."]}, "put quotes around it"),
        ({"parts": {"night": {"hours": [6, 18], "words": ["raat"]}}}, "at most twelve hours"),
        ({"parts": {"night": {"hours": [19, 24], "words": ["raat"]}}}, "a first and a last hour"),
        ({"parts": {"night": ["raat"]}}, "parts.night: must be a mapping"),
        ({"clock": {"25:00": ["x"]}}, "`25:00` is not one of its names"),
        ({"numbers": {"21+": ["x"]}}, "`21+` is not one of its names"),
        ({"numbers": {"0": ["x"]}}, "`0` is not one of its names"),
        ({"quarters": {"half": ["x"]}}, "`half` is not one of its names"),
        ({"colours": ["red"]}, "unknown category `colours`"),
    ],
)
def test_a_malformed_vocabulary_is_reported(vocabulary: Data, message: str) -> None:
    """With the category and the remedy."""
    with pytest.raises(FlowError, match=re.escape(message)):
        merge({"en": vocabulary})


def test_no_vocabulary_at_all_still_reads_figures() -> None:
    """The words are data; the readers know none by themselves."""
    assert merge({}).dates.read(("15", "aug")) == ("15", "aug")
