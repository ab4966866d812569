"""A process killed with SIGKILL at any point loses nothing, and repeats nothing but the one message it was sending."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.databases import PostgresServer

ROOT = Path(__file__).parents[2]
PROOF = os.environ.get("BOLOASTRO_PROOF") == "1"
EVERY = 9
"""On PostgreSQL every ninth point is tried, unless all are asked for."""
STORY = [
    "Name?", "Town?", "Pay for Pune.", "Pardon?", "Go on.", "Heard one.", "Go on.", "Heard two.", "Go on.",
    "Heard three.", "Go on.",
]  # fmt: skip


def lives(folder: Path, urls: Sequence[str], points: Sequence[int]) -> list[dict[str, Any]]:
    """What came of the lives that were ended at these points, each on its own database."""
    folder.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.services.kill_child", str(folder), json.dumps(urls), json.dumps(list(points))],
        cwd=ROOT, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def check(told: dict[str, Any], passed: Sequence[str]) -> None:
    """The person has got every message, in order; one more only if its sending was under way."""
    point = told["point"]
    place = f"killed at point {point}, {passed[point - 1]}"
    assert told["first"] == signal.SIGKILL, place
    assert told["second"] == 0, place
    references = [reference for reference, _ in told["sent"]]
    twice = [reference for reference, count in Counter(references).items() if count > 1]
    assert len(references) - len(set(references)) <= 1, place
    if twice:
        assert passed[point - 1] in ("after send", "after outbox.sent", "before commit"), place
    once = dict(reversed(told["sent"]))
    assert [once[reference] for reference in dict.fromkeys(references)] == STORY, place


def prove(folder: Path, copy: Callable[[], str], every: int) -> None:
    """Find the points of an undisturbed life, then end lives at them."""
    (whole,) = lives(folder / "whole", [copy()], [0])
    assert [text for _, text in whole["sent"]] == STORY
    passed = whole["passed"]
    assert len(passed) > 100
    assert {"before send", "after send", "before job", "after job", "before commit", "after commit"} <= set(passed)
    points = range(1, len(passed) + 1, every)
    for told in lives(folder / "killed", [copy() for _ in points], points):
        check(told, passed)


def test_a_conversation_survives_a_kill_at_every_point(tmp_path: Path, sqlite_template: Path) -> None:
    """Before and after every commit, sending and job, and after every other call of the database."""
    copies = iter(range(10_000))

    def copy() -> str:
        path = tmp_path / f"{next(copies)}.sqlite3"
        shutil.copy(sqlite_template, path)
        return f"sqlite:///{path}"

    prove(tmp_path, copy, 1)


def test_a_conversation_survives_a_kill_on_postgresql(
    tmp_path: Path, postgres: PostgresServer, postgres_template: str, request: pytest.FixtureRequest
) -> None:
    """A sample of the points, or all of them in the long proof."""

    def copy() -> str:
        url = postgres.create(template=postgres_template)
        request.addfinalizer(lambda: postgres.drop(url))
        return url

    prove(tmp_path, copy, 1 if PROOF else EVERY)
