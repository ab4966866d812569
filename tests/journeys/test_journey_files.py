"""Journeys are read strictly: whatever is wrong in a file is said with its line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.journey import TAGS, JourneyError, Tap, Tell, Tick, read_journey

_HEAD = 'journey: A talk\ntags: [happy]\nlanguages: [en, hi]\nstart: "2026-01-05T10:00:00+05:30"\n'

_WRONG = {
    "unknown key": ("jouney: A talk\n", "1:1: 'jouney' means nothing here. Did you mean 'journey'?"),
    "nothing said": (_HEAD, "1:1: 'steps' is missing"),
    "unknown tag": (_HEAD.replace("happy", "hapy") + "steps: []", "2:8: 'hapy' is not one of"),
    "unknown language": (_HEAD.replace("hi]", "xx]") + "steps: []", "3:17: 'xx' is not one of"),
    "time without offset": (_HEAD.replace("+05:30", "") + "steps: []", "4:8: a time with its offset is needed"),
    "unknown step": (_HEAD + "steps:\n- tel: hi\n", "6:3: 'tel' means nothing here. Did you mean 'tell'?"),
    "two steps in one": (_HEAD + "steps:\n- {tell: hi, tap: x}\n", "6:3: a step is one of"),
    "missing language": (_HEAD + "steps:\n- tell: {en: hi}\n", "6:9: 'hi' is missing"),
    "number for a text": (_HEAD + "steps:\n- tell: 5\n", "6:9: a text is needed here, not 5; put it in quotes"),
    "no duration": (_HEAD + "steps:\n- tick: soon\n", "6:9: a duration such as 30s, 10m, 26h or 3d is needed"),
    "no location": (_HEAD + "steps:\n- location: [1]\n", "6:13: a location is [latitude, longitude] in degrees"),
    "not again": (_HEAD + "steps:\n- again: 2\n", "6:10: write 'again: true'"),
    "two outcomes": (_HEAD + "steps: []\njobs: {x: [{a: 1, b: 2}]}\n", "6:12: an outcome is one name with its result"),
    "no YAML": ("journey: [", "E0"),
}


@pytest.mark.parametrize(("text", "message"), _WRONG.values(), ids=_WRONG.keys())
def test_mistake_is_named_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    """A tester sees where the file is wrong, and what would be right."""
    path = tmp_path / "talk.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(JourneyError) as error:
        read_journey(path, "talk.yaml")
    assert str(error.value).startswith("talk.yaml:")
    assert message in str(error.value)


def test_steps_are_read_with_their_places(tmp_path: Path) -> None:
    """Each step is what its word says, in the person's language, and knows its line."""
    path = tmp_path / "talk.yaml"
    steps = "- tell: {en: yes, hi: हाँ}\n- tap: {option: save, of: confirm}\n- tick: 26h\n"
    path.write_text(f"{_HEAD}steps:\n{steps}", encoding="utf-8")
    journey = read_journey(path, "talk.yaml")
    assert journey.steps == (Tell({"en": "yes", "hi": "हाँ"}), Tap("save", "confirm"), Tick(93600.0))
    assert [place.line for place in journey.places] == [6, 7, 8]


def test_every_kind_of_journey_is_there() -> None:
    """Each tag of the checklist is on some journey of the shipped flows."""
    folder = Path(__file__).parent
    used = {tag for path in folder.glob("*/*.yaml") for tag in read_journey(path, path.name).tags}
    assert used == TAGS
