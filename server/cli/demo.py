"""`boloastro demo`: a person has a whole conversation, and the process is killed in the middle of it, for real."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import click
from rich.console import Console

from engine.domain.records import OutboxStatus
from engine.domain.values import Json
from server.cli.database import fresh_database
from server.cli.demo_process import Happening, Life, Process
from server.cli.demo_script import ENGLISH, ENGLISH_SAVED, HINDI, HINDI_SAVED, Act, Scene
from server.cli.looks import Bubbles, Looks, Plain
from server.wiring import Database

_ASHA = "whatsapp:+919800000001"
_RAVI = "whatsapp:+919800000002"
_CHANNEL = "whatsapp"
_START = datetime.fromisoformat("2026-01-05T10:00+05:30")
_PAUSE = 0.7

NEXT = """\
What to try next:
  make play     talk with it yourself; /help shows how to travel in time, make jobs fail, undo
  make test     run all tests
  make help     everything else"""


@click.command()
@click.option("--fast", is_flag=True, help="Without pauses.")
def demo(fast: bool) -> None:
    """Watch a person talk with the bot, and the process being killed in the middle.

    All of it in a temporary database, which is gone afterwards; DATABASE_URL is not read.
    """
    is_terminal = sys.stdout.isatty()
    looks: Looks = Bubbles(Console(highlight=False)) if is_terminal else Plain()
    with fresh_database() as database:
        stage = _Stage(database, looks, _PAUSE if is_terminal and not fast else 0.0)
        stage.show(_ASHA, "asha", ENGLISH)
        stage.show(_RAVI, "ravi", HINDI)
        looks.heading("What the database holds in the end")
        are_saved = [stage.is_saved(_ASHA, ENGLISH_SAVED), stage.is_saved(_RAVI, HINDI_SAVED)]
    if not all(are_saved):
        raise click.ClickException("the conversation did not end as it should")
    click.echo(f"\n{NEXT}")


@dataclass
class _Stage:
    """Where the demo is played."""

    database: Database
    looks: Looks
    pause: float

    def show(self, address: str, name: str, scenes: Sequence[Scene]) -> None:
        """One person's conversation."""
        lives = 1
        process = self._process(address, name, lives)
        for scene in scenes:
            self.looks.heading(scene.heading)
            for step in scene.steps:
                self._show(process.take(step))
                if step.act is Act.KILLED:
                    self._bury(process, address)
                    lives += 1
                    process = self._process(address, name, lives)
                    self.looks.heading("A new process goes on where the other one was")
                    self._show(process.take(None))
        process.end()

    def is_saved(self, address: str, wanted: dict[str, Json]) -> bool:
        """Whether exactly this person is saved; shows what is."""
        profiles = self._profiles(address)
        for profile in profiles:
            self.looks.note(f"{profile['name']}, born {profile['born']} at {profile['time']} in {profile['place']}")
        return profiles == [wanted]

    def _process(self, address: str, name: str, life: int) -> Process:
        return Process(Life(name=f"{name}-{life}", url=self.database.url, address=address, start=_START))

    def _bury(self, process: Process, address: str) -> None:
        code = process.kill()
        if code != -signal.SIGKILL:
            raise click.ClickException(f"the process was not killed, it ended with {code}")
        self.looks.note(f"The process was killed with SIGKILL (exit code {code}).")
        stored, waiting = self._stored(address)
        self.looks.note(f"The database has turn {stored}; {waiting} message of it was never sent.")

    def _stored(self, address: str) -> tuple[int, int]:
        with self.database.reopened().begin() as work:
            contact = work.contacts.find(_CHANNEL, address)
            session = work.sessions.lock(contact.id) if contact else None
            if session is None:
                return 0, 0
            messages = work.outbox.of_session(session.id)
            return session.revision, sum(message.status is OutboxStatus.PENDING for message in messages)

    def _profiles(self, address: str) -> list[dict[str, Json]]:
        with self.database.reopened().read() as work:
            contact = work.contacts.find(_CHANNEL, address)
        saved = contact.data.get("profiles") if contact else None
        return [_told(profile) for profile in saved if isinstance(profile, dict)] if isinstance(saved, list) else []

    def _show(self, happenings: Sequence[Happening]) -> None:
        for happening in happenings:
            if isinstance(happening, str):
                self.looks.lines([happening])
            else:
                time.sleep(self.pause)
                self.looks.entries([happening])


def _told(profile: dict[str, Json]) -> dict[str, Json]:
    time, place = profile.get("time"), profile.get("place")
    return {
        "name": profile.get("name"),
        "born": profile.get("born"),
        "time": time.get("time") if isinstance(time, dict) else None,
        "place": place.get("name") if isinstance(place, dict) else None,
    }
