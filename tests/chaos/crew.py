"""A bot of several processes, any of which can be killed, and the crowd that talks to it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from integrations.sandbox import Phone
from tests.architecture.code import ROOT
from tests.chaos.bot import Place
from tests.chaos.story import STORIES, Story
from tests.chaos.town import Town, told

_CLAIM = 121.0
_LOOK = 0.01
_STUCK = 1.0
"""Seconds without any news, until the clock is turned."""


class Crew:
    """The program `process.py` and its processes by their names, and the town they talk to."""

    def __init__(self, story: str, folder: Path, database: str, *, redis: str | None = None) -> None:
        self.story = STORIES[story]
        command = [sys.executable, "-m", "tests.chaos.process", story]
        self._program = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.town = Town(folder, f"http://127.0.0.1:{self._heard()['door']}")
        self._database, self._redis = database, redis
        self._processes: dict[str, int] = {}

    def __enter__(self) -> Self:
        self.town.server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for name in list(self._processes):
            with suppress(ProcessLookupError):  # if it has ended by itself, there is a better error than this
                self.kill(name)
        self.town.server.stop()
        self._program.kill()
        self._program.communicate()

    def start(self, *names: str) -> None:
        """Processes; what a name begins with says which: `web`, or `worker`."""
        place = Place(self._database, self.town.server.url, self.town.door, str(self.town.clock), self._redis)
        for name in names:
            assert self._program.stdin is not None
            order = {"what": name.partition("-")[0], "place": place.plain()}
            self._program.stdin.write(json.dumps(order).encode() + b"\n")
            self._program.stdin.flush()
            self._processes[name] = self._heard()["process"]

    def kill(self, name: str) -> None:
        """With no time for anything."""
        os.kill(self._processes.pop(name), signal.SIGKILL)

    def restart(self, name: str) -> None:
        """Kill it, and start another one in its place."""
        self.kill(name)
        self.start(name)

    def _heard(self) -> dict[str, Any]:
        assert self._program.stdout is not None
        line = self._program.stdout.readline()
        assert line, "the program of the processes has ended"
        heard: dict[str, Any] = json.loads(line)
        return heard


@dataclass
class _Visitor:
    phone: Phone
    row: int = 0
    due: int = 0


class Crowd:
    """Many people who tell the same story, some of them at the same time."""

    def __init__(self, town: Town, story: Story, people: int, at_once: int) -> None:
        self._town = town
        self._story = story
        self._waiting = people
        self._at_once = at_once
        self._here: list[_Visitor] = []
        self.phones: list[Phone] = []

    def talk(self, happenings: Sequence[Callable[[], object]] = (), *, patience: float) -> None:
        """Until all have got all answers. What happens meanwhile is spread over the conversations.

        When nothing moves for a while the clock is turned: whoever was killed had claimed something.
        """
        rest, whole = list(happenings), self._waiting * len(self._story.rows)
        part, done = whole / (len(rest) + 1), 0
        end, moved, seen, longer = time.monotonic() + patience, time.monotonic(), (0, 0), _CLAIM
        while self._waiting or self._here:
            assert time.monotonic() < end, f"{len(self._here)} still wait, {done} of {whole} rows are done"
            done += self._go_on()
            while rest and done >= part * (len(happenings) - len(rest) + 1):
                rest.pop(0)()
            now = (done, self._town.sandbox.version)
            if now != seen:
                seen, moved, longer = now, time.monotonic(), _CLAIM
            elif time.monotonic() - moved > _STUCK and self._town.is_quiet():
                self._town.turn(longer)
                seen, moved, longer = (done, self._town.sandbox.version), time.monotonic(), longer * 2
            time.sleep(_LOOK)
        assert not rest

    def _go_on(self) -> int:
        """Whoever has all answers of a row begins the next; how many rows were begun."""
        while self._waiting and len(self._here) < self._at_once:
            self._waiting -= 1
            self._here.append(_Visitor(self._town.phone()))
            self.phones.append(self._here[-1].phone)
        begun = 0
        for visitor in list(self._here):
            self._town.send_again(visitor.phone)
            if len(told(visitor.phone)) < visitor.due:
                continue
            if visitor.row == len(self._story.rows):
                self._here.remove(visitor)
                continue
            row = self._story.rows[visitor.row]
            visitor.row, visitor.due = visitor.row + 1, visitor.due + len(row.told)
            self._town.act(visitor.phone, row.steps)
            begun += 1
        return begun
