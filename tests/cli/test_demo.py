"""What `make demo` shows."""

from __future__ import annotations

import subprocess

import pytest

from tests.cli.runs import boloastro


@pytest.fixture(scope="module")
def shown() -> subprocess.CompletedProcess[bytes]:
    """The demo on this machine."""
    return boloastro("demo")


def test_the_demo_ends_with_saved_details(shown: subprocess.CompletedProcess[bytes]) -> None:
    """Exit status 0 means the database held them."""
    text = shown.stdout.decode()
    assert (shown.returncode, shown.stderr) == (0, b"")
    assert "# Asha Rao, born 1990-08-16 at 09:30 in Pune\n" in text
    assert "# रवि कुमार, born 1990-08-15 at 19:30 in Nashik\n" in text
    assert "make play" in text
    assert "make test" in text


def test_a_process_is_killed_after_its_commit_and_another_one_sends_the_answer(
    shown: subprocess.CompletedProcess[bytes],
) -> None:
    """Nothing is said between the turn and the kill, and the answer comes once."""
    text = shown.stdout.decode()
    before, killed, after = text.partition("# The process was killed with SIGKILL (exit code -9).\n")
    assert killed
    last_turn = before[before.rindex("> morning") :]
    assert "half_of_day -> time_given" in last_turn
    assert "\n<" not in last_turn
    assert after.startswith("# The database has turn ")
    assert "1 message of it was never sent" in after
    assert text.count("< profile.ask_place | *4/4 · Place of birth*") == 1
    assert after.index("< profile.ask_place") < after.index("> Pune")


def test_the_demo_shows_what_it_promises(shown: subprocess.CompletedProcess[bytes]) -> None:
    """Wrong answers, an interruption and the return, one field edited."""
    text = shown.stdout.decode()
    for line in ("> 31-02-1990", "> 15-08-2090", "> help", "> language", "edit -> ask_born", "confirm -> save"):
        assert line in text
    assert text.count("Asha Rao was born on") == 3
