"""A process killed with SIGKILL at any point loses nothing and repeats nothing: what was under way is looked up."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.databases import PostgresServer

ROOT = Path(__file__).parents[2]
PROOF = os.environ.get("BOLOASTRO_PROOF") == "1"
EVERY = 25
"""On PostgreSQL every so manieth point is tried, unless all are asked for."""
OUTER = 3
"""Every third of the points before and after a commit, a sending or a job is tried, unless all are asked for."""
OUTSIDE = ("commit", "send", "job")
TOLD: Mapping[str, Sequence[str]] = {
    "work": (
        "Name?", "Town?", "Pay for Pune.", "Pardon?", "Go on.", "Heard one.", "Go on.", "Heard two.", "Go on.",
        "Heard three.", "Go on.",
    ),
    "people": (
        "Tell me.", "You said hi. Town?", "Somebody will answer.", "You get no more messages.", "Tell me.", "Good bye.",
        "Tell me.", "You said hello. Town?",
    ),
}  # fmt: skip
"""What the person gets in each story; in the second they are somebody else at the end."""
CONSENTS: Mapping[str, Sequence[Sequence[tuple[str, bool]]]] = {
    "work": [[("service", True)]],
    "people": [[("service", True), ("messages", False), ("messages", True)], [("service", True)]],
}


def lives(story: str, folder: Path, urls: Sequence[str], points: Sequence[int]) -> list[dict[str, Any]]:
    """What came of the lives that were ended at these points, each on its own database."""
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.services.kill_child", story, str(folder), json.dumps(urls),
         json.dumps(list(points))],
        cwd=ROOT, capture_output=True, text=True, timeout=900, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def check(story: str, told: dict[str, Any], passed: Sequence[str]) -> None:
    """The person has got every message once, in order: one whose sending was under way was looked up."""
    point = told["point"]
    place = f"killed at point {point}, {passed[point - 1]}"
    assert told["first"] == signal.SIGKILL, place
    assert told["second"] == 0, place
    assert [text for _, text in told["sent"]] == list(TOLD[story]), place
    assert [[tuple(one) for one in each] for each in told["consents"]] == CONSENTS[story], place


def prove(story: str, folder: Path, copy: Callable[[], str], chosen: Callable[[Sequence[str]], list[int]]) -> None:
    """Find the points of an undisturbed life, then end lives at those chosen."""
    (whole,) = lives(story, folder / "whole", [copy()], [0])
    assert [text for _, text in whole["sent"]] == list(TOLD[story])
    passed = whole["passed"]
    assert len(passed) > 100
    assert {"before send", "after send", "before commit", "after commit"} <= set(passed)
    assert story != "work" or {"before job", "after job"} <= set(passed)
    points = chosen(passed)
    for told in lives(story, folder / "killed", [copy() for _ in points], points):
        check(story, told, passed)


def all_points(passed: Sequence[str]) -> list[int]:
    """From the first to the last."""
    return list(range(1, len(passed) + 1))


def telling_points(passed: Sequence[str]) -> list[int]:
    """Of each kind the first, and of those before and after a commit, sending or job every third."""
    seen = Counter[str]()
    chosen = []
    for point, name in enumerate(passed, 1):
        is_outside = name.partition(" ")[2] in OUTSIDE
        if seen[name] == 0 or (is_outside and seen[name] % OUTER == 0):
            chosen.append(point)
        seen[name] += 1
    return chosen


@pytest.mark.parametrize("story", TOLD)
def test_a_conversation_survives_a_kill_at_every_point(story: str, tmp_path: Path, sqlite_template: Path) -> None:
    """Before and after commits, sendings and jobs, and after calls of the database of every kind; the long proof: at all."""
    copies = iter(range(10_000))

    def copy() -> str:
        path = tmp_path / f"{next(copies)}.sqlite3"
        shutil.copy(sqlite_template, path)
        return f"sqlite:///{path}"

    prove(story, tmp_path, copy, all_points if PROOF else telling_points)


@pytest.mark.parametrize("story", TOLD)
def test_a_conversation_survives_a_kill_on_postgresql(
    story: str, tmp_path: Path, postgres: PostgresServer, postgres_template: str, request: pytest.FixtureRequest
) -> None:
    """A sample of the points, or all of them in the long proof."""

    def copy() -> str:
        url = postgres.create(template=postgres_template)
        request.addfinalizer(lambda: postgres.drop(url))
        return url

    prove(story, tmp_path, copy, lambda passed: all_points(passed)[:: 1 if PROOF else EVERY])
