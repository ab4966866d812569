"""The process the demo talks with: the application on a database, and the person's phone. It can be killed any time."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from typing import TypeAlias

import click

from engine.services.turns import TurnTaken
from server.cli.demo_script import Act, Step
from server.cli.logs import configure_logs
from server.cli.talk import Talk
from server.settings import Settings
from server.simulator import Entry, Said, Told
from server.transcript import lines_of
from server.wiring import Database

Happening: TypeAlias = Told | Said | str
"""What the phone shows, and a line of the transcript for everything else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One process's share of the work. Its `name` begins the ids it gives, so that no other process gives the same."""

    name: str
    url: str
    address: str
    start: datetime


class Process:
    """A living process, as its parent holds it."""

    def __init__(self, life: Life) -> None:
        context = multiprocessing.get_context("spawn")
        self._wire, theirs = context.Pipe()
        self._process = context.Process(target=_live, args=(life, theirs), daemon=True)
        self._process.start()
        theirs.close()

    def take(self, step: Step | None) -> list[Happening]:
        """Let it do a step, or only what an earlier process has left to be done; what happened then."""
        try:
            self._wire.send(step)
            answer: list[Happening] = self._wire.recv()
        except (EOFError, BrokenPipeError):
            raise click.ClickException("the process ended too early; what it said stands above") from None
        return answer

    def kill(self) -> int:
        """SIGKILL: it cannot say goodbye. The exit code, which is the negative number of the signal."""
        assert self._process.pid is not None
        os.kill(self._process.pid, signal.SIGKILL)
        self._process.join()
        self._wire.close()
        return self._process.exitcode or 0

    def end(self) -> None:
        """Let it end by itself."""
        self._wire.close()
        self._process.join()


class _MortalTalk(Talk):
    """Reports its turn and stops for ever when it is to die: the turn is stored, nothing of it was sent."""

    wire: Connection | None = None

    def taken(self, turn: TurnTaken) -> None:
        super().taken(turn)
        if self.wire is not None:
            self.wire.send(list(_happenings(self.entries[-2:])))
            self.wire.recv()  # never comes: the parent kills us, and if it dies itself this raises EOFError


def _live(life: Life, wire: Connection) -> None:
    configure_logs(logging.ERROR)
    settings = Settings().model_copy(update={"database_url": life.url})
    database = Database(life.url)
    talk = _MortalTalk(settings, database, start=life.start, prefix=life.name, address=life.address)
    try:
        while True:
            step: Step | None = wire.recv()
            before = len(talk.entries)
            _do(talk, step, wire)
            wire.send(list(_happenings(talk.entries[before:])))
    except EOFError:
        database.close()


def _do(talk: _MortalTalk, step: Step | None, wire: Connection) -> None:
    if step is None:
        talk.settle()
    elif step.act is Act.TAP:
        talk.tap(step.word)
    else:
        talk.wire = wire if step.act is Act.KILLED else None
        talk.tell(step.word)


def _happenings(entries: Iterable[Entry]) -> Iterator[Happening]:
    for entry in entries:
        if isinstance(entry, Told | Said):
            yield entry
        else:
            yield from lines_of(entry)
