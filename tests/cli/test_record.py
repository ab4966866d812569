"""A recorded talk is a journey."""

from __future__ import annotations

from pathlib import Path

import pytest

from integrations.sql.schema import migrate
from tests.cli.runs import invoked, played
from tests.journeys.journey import Again, Fact, Location, Media, Tap, Tell, Tick, read_journey
from tests.journeys.play import Mode, play
from tests.journeys.stage import House, open_house

TALK = (
    "hi", "1", "[details]", "12:30", "null", "1e3", "31-02-1990", "15 August 1990", "/again", "help",
    "/old know of know_time", "back", "[unknown]", "/tick 2h", "/event payment.paid amount=5", "/media image/jpeg",
    "/location 28.61 77.2", "[other]", "/fail", "Pune", "[again]", "Nowhereville", "/undo", "Pune",
    "/restart", "🙏 \x07", "[save]",
)  # fmt: skip


@pytest.fixture(scope="module")
def house() -> House:
    """The shipped flows."""
    return open_house()


@pytest.mark.parametrize("mode", [Mode.PLAIN, Mode.DYING])
def test_a_recorded_talk_played_as_a_journey_gives_the_same_transcript(
    tmp_path: Path, house: House, mode: Mode
) -> None:
    """But for the word `stub`: a journey lays down what the jobs answered."""
    file = tmp_path / "asha_saves.yaml"
    told = played(*TALK, arguments=("--record", str(file)))
    journey = read_journey(file, file.name)
    url = f"sqlite:///{tmp_path / 'journey.sqlite3'}"
    migrate(url)
    again = play(journey, "en", mode, house, url).transcript
    assert without_stubs(conversation(again)) == without_stubs(conversation(told_without_undone(told)))


def test_every_kind_of_step_is_recorded(tmp_path: Path) -> None:
    """And nothing of what was taken back."""
    file = tmp_path / "asha_saves.yaml"
    played(*TALK, arguments=("--record", str(file)))
    journey = read_journey(file, file.name)
    assert {type(step) for step in journey.steps} == {Tell, Tap, Tick, Fact, Media, Location, Again}
    assert Tell("Nowhereville") not in journey.steps
    assert journey.title == "Asha saves"
    assert journey.languages == ("en",)
    assert [outcome.name for outcome in journey.jobs["places.find"]] == ["failed", "one"]


def test_the_language_of_the_journey_is_the_one_the_talk_ended_in(tmp_path: Path) -> None:
    """A Hindi talk is a Hindi journey."""
    file = tmp_path / "hindi.yaml"
    played("नमस्ते", "[hi]", arguments=("--record", str(file)))
    assert read_journey(file, file.name).languages == ("hi",)
    assert "नमस्ते" in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("extra", [("profile",), ("--language", "hi"), ("--database", "sqlite:///x.sqlite3")])
def test_what_a_journey_cannot_tell_is_not_recorded(tmp_path: Path, extra: tuple[str, ...]) -> None:
    """It begins with somebody unknown who writes to the root flow."""
    done = invoked("play", "--record", str(tmp_path / "x.yaml"), *extra)
    assert done.exit_code == 2
    assert "--record needs a talk from its very beginning" in done.stderr


def test_a_language_set_from_outside_is_refused_while_recording(tmp_path: Path) -> None:
    """The person can change it in the conversation."""
    talk = played("hi", "/lang hi", arguments=("--record", str(tmp_path / "x.yaml")))
    assert "# a journey tells only what the person does: send LANGUAGE and choose" in talk


def test_a_record_nobody_can_write_is_refused_at_once(tmp_path: Path) -> None:
    """Not after the talk."""
    done = invoked("play", "--record", str(tmp_path / "nowhere" / "x.yaml"))
    assert done.exit_code == 2
    assert "there is no folder" in done.stderr


def conversation(text: str) -> list[str]:
    """A transcript without what begins with `#`."""
    return [line for line in text.splitlines() if not line.startswith("#")]


def without_stubs(lines: list[str]) -> list[str]:
    """Without the mark of a job that did not really run."""
    return [line.removesuffix("  stub") for line in lines]


def told_without_undone(told: str) -> str:
    """What was taken back stands from its own line to the note about it."""
    before, _, rest = told.partition("> Nowhereville\n")
    return before + rest.partition("# the last step is taken back\n")[2]
