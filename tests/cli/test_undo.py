"""Steps are taken back exactly."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime

import pytest

from integrations.sql.database import Database
from server.cli.database import fresh_database
from server.cli.play import PIPED_START
from server.cli.talk import Talk, open_talk
from server.settings import Settings
from server.transcript import transcript

Step = Callable[[Talk], object]

STEPS: dict[str, Step] = {
    "a text": lambda talk: talk.tell("15-08-1990"),
    "a refused text": lambda talk: talk.tell("nonsense"),
    "a tap": lambda talk: talk.tap("en", of="pick"),
    "time with reminders": lambda talk: talk.wait(26 * 3600),
    "a fact": lambda talk: talk.fact("payment.paid", {"amount": 5}),
    "a repeat": lambda talk: talk.again(),
    "a picture": lambda talk: talk.media("image/jpeg"),
    "a location": lambda talk: talk.location(28.6, 77.2),
    "a language": lambda talk: talk.speak("hi"),
}


@pytest.fixture
def talk() -> Iterator[Talk]:
    """Somebody who is asked for a date of birth."""
    start = datetime.fromisoformat(PIPED_START)
    settings = Settings().model_copy(update={"environment": "production"})
    with fresh_database() as database:
        talk = open_talk(settings, database, flow=None, language=None, start=start, is_kept=False)
        for text in ("hi", "English"):
            talk.tell(text)
        talk.tap("details")
        talk.tell("Asha Rao")
        yield talk


def everything(talk: Talk) -> tuple[object, ...]:
    """All rows of all tables, and all the talk itself knows."""
    return rows(talk.database), transcript(talk.entries), talk.clock.now(), talk.shown[:], talk.offered


def rows(database: Database) -> list[str]:
    """The whole database as statements."""
    with closing(sqlite3.connect(database.url.removeprefix("sqlite:///"))) as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_after_undo_everything_is_as_it_was(talk: Talk, step: Step) -> None:
    """To the last row, and what is done again gives the same again."""
    before = everything(talk)
    step(talk)
    done = everything(talk)
    assert talk.undo()
    assert everything(talk) == before
    step(talk)
    assert everything(talk) == done


def test_all_steps_can_be_taken_back_to_the_beginning(talk: Talk) -> None:
    """The last one first."""
    talk.notes.next_fails = True
    talk.tell("15-08-1990")
    talk.tap("unknown")
    talk.tell("Pune")
    assert not talk.notes.next_fails
    assert talk.undo()
    assert talk.notes.next_fails
    while talk.undo():
        pass
    assert transcript(talk.entries) == "\n"
    assert talk.contact() is None
    assert talk.why_no_undo == "there is no step to take back"


def test_undo_after_a_restart_is_exact_too(talk: Talk) -> None:
    """A restart is no step of the conversation."""
    before = everything(talk)
    talk.tell("15-08-1990")
    talk.restart()
    assert talk.undo()
    assert everything(talk) == before
