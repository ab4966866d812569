"""The words of readings: complete, alike in every language, short enough, and calm."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.actions.functions import FUNCTIONS
from engine.charts.source import read_source
from engine.charts.words import Words, parse_words
from engine.domain.astrology.births import Ayanamsa, BirthMoment
from engine.domain.astrology.zodiac import Graha
from integrations.astrology.embedded import EmbeddedAstrologyGateway
from server.settings import FLOWS
from tests.readings.contract import KINDS, NAMES, OTHER_DOSHAS, keys

FILES = sorted((FLOWS / "readings").glob("*.yaml"))
LONGEST_NAME = 28
LONGEST_MARK = 3
LONGEST_SUMMARY = 900
LONGEST = 420
# These say what the practices are not, and are the disclaimer.
PLAIN_SPEAKING = frozenset({"report.remedies_rule", "report.footer", "report.summary"})

each_language = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def words_of(file: Path) -> Words:
    words, problems = parse_words(read_source(file.read_bytes(), f"readings/{file.name}"), FUNCTIONS)
    assert not problems, [str(problem) for problem in problems]
    assert words is not None
    assert words.language == file.stem
    return words


def texts_of(file: Path) -> dict[str, str]:
    """What is said under each key, as written."""
    found: dict[str, str] = {}
    for key, entry in words_of(file).texts.items():
        assert entry.say is not None, key
        assert isinstance(entry.say.written, str), f"{key} is no single text"
        found[key] = entry.say.written
    return found


@each_language
def test_every_value_has_its_words_and_nothing_else_has(file: Path) -> None:
    """A missing key would be found by a person who paid for a report."""
    expected, found = list(keys()), texts_of(file)
    assert len(expected) == len(set(expected))
    assert [key for key in expected if key not in found] == []
    assert sorted(found.keys() - set(expected)) == []


@each_language
def test_placeholders_are_those_of_english(file: Path) -> None:
    """The composer fills them by name, whatever the language."""
    english, here = words_of(FLOWS / "readings" / "en.yaml"), words_of(file)
    for key in english.texts.keys() & here.texts.keys():
        assert _placeholders(here, key) == _placeholders(english, key), key


@each_language
def test_no_text_says_what_a_reading_must_not(file: Path) -> None:
    """Tendencies, never events; no fear, no promise, nothing for sale."""
    forbidden = _forbidden(file.stem)
    texts = texts_of(file)
    said = [
        (key, word) for key in texts.keys() - PLAIN_SPEAKING for word in forbidden if f" {word}" in _plain(texts[key])
    ]
    assert said == []


@each_language
def test_no_text_speaks_in_percent(file: Path) -> None:
    """Prevalence is told as so many of a hundred people, and accuracy not at all."""
    said = {key: re.sub(r"{%.*?%}", "", text) for key, text in texts_of(file).items()}
    assert [key for key, text in said.items() if "%" in text or "\uff05" in text] == []


@each_language
def test_names_fit_their_cells(file: Path) -> None:
    """A table on a page has five columns and a drawn chart has little room."""
    texts = texts_of(file)
    names = {key: text for key, text in texts.items() if key.partition(".")[0] in NAMES}
    assert [key for key, text in names.items() if len(text) > LONGEST_NAME or "\n" in text] == []
    short = {key: text for key, text in texts.items() if key.startswith("graha_short.")}
    assert [key for key, text in short.items() if _aksharas(text) > LONGEST_MARK] == []
    assert len(set(short.values())) == len(short)


@each_language
def test_sentences_are_short(file: Path) -> None:
    """Many read on a phone; the summary is one message."""
    texts = texts_of(file)
    assert [key for key, text in texts.items() if key != "report.summary" and len(text) > LONGEST] == []
    assert len(texts["report.summary"]) <= LONGEST_SUMMARY


@each_language
def test_no_two_sentences_are_alike(file: Path) -> None:
    """Names may be the same in two kinds, sentences never."""
    seen: dict[str, str] = {}
    for key, text in texts_of(file).items():
        kind = key.partition(".")[0]
        if kind not in NAMES | {"graha_short", "report"}:
            assert text not in seen, f"{key} says what {seen.get(text)} says"
            seen[text] = key


@each_language
def test_texts_are_sound_and_have_no_loose_blanks(file: Path) -> None:
    """Every template compiles before anybody waits for it."""
    for key, entry in words_of(file).texts.items():
        assert entry.say is not None
        entry.say.text.check()
        assert entry.say.written == str(entry.say.written).strip(), key
        assert "  " not in str(entry.say.written), key


def test_the_contract_names_every_dosha_that_is_found() -> None:
    """The keys stand inside the rules; a new one would have no words."""
    astrology = EmbeddedAstrologyGateway()
    start = datetime(1988, 1, 1, tzinfo=UTC)
    found = set[str]()
    for step in range(1500):
        birth = BirthMoment.exact(start + timedelta(days=5 * step, hours=step % 24), latitude=23.2, longitude=77.4)
        found |= {finding.key for finding in astrology.doshas(astrology.chart(birth, Ayanamsa.LAHIRI)).others}
    assert found == set(OTHER_DOSHAS)


def test_lucky_numbers_are_the_nine() -> None:
    """By tradition each number from 1 to 9 belongs to one graha."""
    numbers = (1, 2, 9, 5, 3, 6, 8, 4, 7)
    for file in FILES:
        texts = texts_of(file)
        for graha, number in zip(Graha, numbers, strict=True):
            assert re.findall(r"\d", texts[f"lucky.{graha.value}"]) == [str(number)], (file.stem, graha)


def test_every_kind_is_there() -> None:
    """English comes first, and holds all of the contract."""
    assert {key.partition(".")[0] for key in texts_of(FLOWS / "readings" / "en.yaml")} == set(KINDS)


def _placeholders(words: Words, key: str) -> set[tuple[str, ...]]:
    say = words.texts[key].say
    assert say is not None
    return {path for path, _ in say.text.paths}


def _forbidden(language: str) -> tuple[str, ...]:
    data = read_source((Path(__file__).parent / "forbidden.yaml").read_bytes(), "forbidden.yaml").data
    assert isinstance(data, dict)
    listed = data[language]
    assert isinstance(listed, list)
    return tuple(unicodedata.normalize("NFC", str(word)) for word in listed)


def _plain(text: str) -> str:
    """The words of a text in small letters, one blank before each and one at the end."""
    kept = [c if unicodedata.category(c)[0] in "LMN" else " " for c in unicodedata.normalize("NFC", text.casefold())]
    return f" {' '.join(''.join(kept).split())} "


def _aksharas(text: str) -> int:
    """How many letters a reader sees: vowel signs belong to what they hang on, and so does what a virama joins."""
    bases, joined = 0, False
    for character in text:
        if unicodedata.category(character)[0] not in "MC":
            bases += not joined
        joined = unicodedata.combining(character) == 9
    return bases
