"""`play` through a pipe."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from server.settings import FLOWS
from tests.cli.runs import Typist, boloastro, played

TALKS = Path(__file__).with_name("talks")


def test_a_piped_talk_gives_its_transcript_and_nothing_else() -> None:
    """When a text has changed on purpose: `boloastro play < talks/x.in > talks/x.txt`, and read the difference."""
    done = boloastro("play", typed=(TALKS / "birth_details.in").read_bytes())
    assert done.stderr == b""
    assert done.returncode == 0
    assert done.stdout.decode() == (TALKS / "birth_details.txt").read_text(encoding="utf-8")


def test_the_same_input_gives_the_same_bytes() -> None:
    """Nothing of the machine or the moment gets into a transcript."""
    talk = ("hi", "[hi]", "[details]", "आशा राव", "१५-०८-१९९०", "/tick 26h", "/timers", "/state")
    assert played(*talk) == played(*talk)


def test_an_empty_input_is_an_empty_talk() -> None:
    """Nobody wrote, so nothing was said."""
    assert played() == ""


def test_bytes_that_are_no_text_are_answered_as_well() -> None:
    """What cannot be decoded arrives as a question mark of some kind, never as a crash."""
    done = boloastro("play", typed=b"\xff\xfe hi \x00\x07\n")
    assert done.returncode == 0
    assert b"< welcome.greet" in done.stdout


def test_a_number_taps_what_is_offered_and_say_sends_it_as_text() -> None:
    """`1`, `[1]` and `[en]` are the same tap."""
    one, marked, named = (played("hi", word) for word in ("1", "[1]", "[en]"))
    assert one == marked == named
    assert "> [tap en #pick@1]" in one
    assert "> 1\n" in played("hi", "/say 1")


def test_a_number_is_a_text_where_nothing_is_offered() -> None:
    """A question that takes numbers gets them."""
    talk = played("hi", "1", "6", "1")
    assert "> 1\n< profile.ask_name" in talk


def test_one_flow_can_be_played_alone_and_in_hindi() -> None:
    """It speaks first, as nobody has written to it."""
    talk = played("आशा राव", arguments=("profile", "--language", "hi"))
    assert talk.startswith("@ event talk.started\n< profile.ask_name | *1/4 · नाम*")
    assert "ask_name -> ask_born" in talk


def test_the_start_can_be_set() -> None:
    """Times are shown where the people are."""
    assert "# clock 2030-02-03 15:30:00+05:30\n" in played("/state", arguments=("--start", "2030-02-03T10:00+00:00"))


def test_a_kept_talk_goes_on_the_next_time(tmp_path: Path) -> None:
    """Its time has passed, its buttons can be tapped, its data are there."""
    url = f"sqlite:///{tmp_path / 'kept.sqlite3'}"
    assert boloastro("migrate", "--database", url).returncode == 0
    kept = ("--database", url)
    played("hi", "/tick 3d", "1", arguments=kept)
    talk = played("/state", "6", "Asha Rao", arguments=kept)
    assert "# clock 2026-01-08 10:00:00+05:30" in talk
    assert "> [tap details #menu@2]" in talk
    assert "ask_name -> ask_born" in talk
    assert 'profile.name = "Asha Rao"' in played("/data", arguments=kept)


def test_restart_and_language_leave_the_conversation_where_it_was() -> None:
    """A new process on the same database; the next answer is in the other language."""
    talk = played("hi", "1", "6", "/restart", "/lang hi", "Asha Rao", "/lang xx")
    assert "< profile.ask_born | *2/4 · जन्म तारीख*" in talk
    assert "# a language is one of en, hi" in talk


def test_reload_keeps_the_last_good_flows_and_shows_all_problems(tmp_path: Path) -> None:
    """Flows are broken and mended while somebody talks with them."""
    flows = tmp_path / "flows"
    shutil.copytree(FLOWS, flows)
    with Typist("play", settings={"BOLOASTRO_FLOWS": str(flows)}) as typist:
        typist.type("hi", "1", "6", "Asha Rao", "/state")
        good = (flows / "profile" / "flow.yaml").read_text(encoding="utf-8")
        (flows / "profile" / "flow.yaml").write_text(
            good.replace("next: born_known", "next: nowhere"), encoding="utf-8"
        )
        problems = typist.type("/reload", "/state")
        assert "profile/flow.yaml:" in problems
        assert "nowhere" in problems
        assert "# the last good flows stay in use" in problems
        words = (flows / "profile" / "en.yaml").read_text(encoding="utf-8")
        (flows / "profile" / "en.yaml").write_text(words.replace("Date of birth*", "When?*"), encoding="utf-8")
        (flows / "profile" / "flow.yaml").write_text(good, encoding="utf-8")
        assert "# the flows are read" in typist.type("/reload", "/state")
        assert "When?" in typist.type("repeat", "/state")


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("/undo", "# there is no step to take back"),
        ("/again", "# no message was sent yet"),
        ("/tick soon", "# a duration is a number with its unit"),
        ("/tick 99999999999d", "# a duration is a number with its unit"),
        ("/event", "# name what happens"),
        ("/event a.b c", "# 'c' is not key=value"),
        ("/event a.b", "# nobody has written yet"),
        ("/old x of y", "# no message offered 'x' under 'y'"),
        ("/location 100 100", "# there is no such place"),
        ("/location here", "# a location is two numbers"),
        ("[5]", "# nothing like [5] can be tapped now"),
        ("/tik 5h", "# there is no command /tik. Did you mean 'tick'?"),
        ("/data", "# nobody has written yet"),
        ("/timers", "# no timer is set"),
    ],
)
def test_what_cannot_be_done_is_said(line: str, answer: str) -> None:
    """In one line that is not part of the transcript, and the talk goes on."""
    talk = played(line, "hi")
    assert talk.startswith(answer)
    assert "< welcome.greet" in talk


def test_help_lists_every_command() -> None:
    """So that nobody has to read this."""
    talk = played("/help")
    for command in ("tick", "event", "again", "fail", "old", "state", "data", "timers", "undo", "lang", "restart"):
        assert f"# /{command}" in talk


def test_nothing_after_quit_is_read() -> None:
    """The talk ends there."""
    assert played("hi", "/quit", "hi").count("> hi") == 1
