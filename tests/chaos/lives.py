"""Tells stories to a bot that is killed at a point and started again, until everything rests."""

from __future__ import annotations

import json
import math
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from integrations.sandbox import Phone
from tests.architecture.code import ROOT
from tests.chaos.bot import Place
from tests.chaos.story import STORIES
from tests.chaos.town import Town

_SOON = 1800.0
"""Whatever is due later is part of the story, and no trouble to be got over."""
_MOST_ROUNDS = 2000


@dataclass
class Told:
    """What became of one telling. `passed` are the points of the last life, `killed` where the others have ended."""

    phone: Phone
    killed: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)


class Lives:
    """The program `life.py`, and the town its lives talk to."""

    def __init__(self, story: str, folder: Path) -> None:
        self._story = STORIES[story]
        command = [sys.executable, "-m", "tests.chaos.life", story]
        self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.town = Town(folder, f"http://127.0.0.1:{self._heard()['door']}")

    def __enter__(self) -> Self:
        self.town.server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.town.server.stop()
        self._process.kill()
        self._process.communicate()

    def tell(self, database: str, ends: Sequence[int] = ()) -> Told:
        """The whole story. The first lives end at these points, each counted from its beginning; the next goes on."""
        place = Place(database, self.town.server.url, self.town.door, str(self.town.clock))
        telling = _Telling(Told(self.town.phone()), iter(ends), place)
        self._begin(telling)
        for row in self._story.rows:
            self.town.act(telling.told.phone, row.steps)
            self._rest(telling)
        self._say("end")
        telling.told.passed = self._heard()["passed"]
        assert self._heard() == {"ended": 0}
        return telling.told

    def _begin(self, telling: _Telling) -> None:
        self._say(json.dumps({"place": telling.place.plain(), "at": next(telling.ends, 0)}))

    def _rest(self, telling: _Telling) -> None:
        """Until nothing is to be done and nothing is due soon. Where only time helps it goes by."""
        for _ in range(_MOST_ROUNDS):
            due = self._go(telling)
            if not self.town.is_quiet():
                continue
            if due is None or due > _SOON:
                return
            self.town.turn(max(1.0, math.ceil(due)))
        raise AssertionError(f"no rest after {telling.told.killed}")

    def _go(self, telling: _Telling) -> float | None:
        """One life does what there is to do; if it ends, the next."""
        while True:
            self._say("go")
            heard = self._heard()
            if "killed" not in heard:
                return None if heard["due"] is None else float(heard["due"])
            telling.told.killed.append(heard["killed"])
            assert self._heard() == {"ended": -signal.SIGKILL}
            self._begin(telling)

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line.encode() + b"\n")
        self._process.stdin.flush()

    def _heard(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the program of the lives has ended"
        heard: dict[str, Any] = json.loads(line)
        return heard


@dataclass
class _Telling:
    told: Told
    ends: Any
    place: Place
