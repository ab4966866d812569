"""Killed before and after every commit and around every call, and started again, the bot tells the same story.

Over the real wire: signed webhooks come in through the doors of the server, messages go out through the gateway to a
sandbox in the process of the test, which reports back. The process of the bot ends by SIGKILL.
"""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from integrations.sandbox import Status
from tests.chaos.ledger import ledger, opened, sent_by
from tests.chaos.lives import Lives, Told
from tests.chaos.story import LONG
from tests.chaos.town import is_all_taken, told
from tests.databases import PostgresServer

PROOF = os.environ.get("BOLOASTRO_PROOF") == "1"
EVERY = 16
"""On PostgreSQL every so many points are tried, unless all are asked for."""
GROWING = range(9, 33)
"""How many points a life lasts, one after the other, when the bot does not cease to die."""
CALLS = ("POST Messages.json", "POST Content", "GET Messages.json")


@pytest.fixture
def lives(tmp_path: Path) -> Iterator[Lives]:
    """A bot without a life yet, and the people it talks to."""
    with Lives("long", tmp_path) as running:
        yield running


def check(database: str, one: Told, kills: int, doubts: int, *, is_reported: bool = True) -> int:
    """Nothing is lost, nothing is doubled, the order is kept; how many messages were uncertain and were looked up."""
    place = f"killed {one.killed}"
    assert len(one.killed) == kills, place
    assert told(one.phone) == LONG.told, place
    assert {message.status for message in one.phone.chat() if not message.is_inbound} == {Status.DELIVERED}, place
    assert is_all_taken(one.phone), place
    with opened(database) as storage:
        rows = ledger(storage, one.phone)
    assert rows.open == [], place
    assert not (rows.unknown and is_reported), place
    assert rows.written == sent_by(one.phone), place
    assert len(rows.outbox) == len(LONG.told), place
    assert len(rows.doubted) <= doubts, place
    return len(rows.doubted)


def first_of_each(passed: Sequence[str]) -> list[int]:
    """The first point of every kind."""
    seen = Counter[str]()
    return [point for point, name in enumerate(passed, 1) if (seen.update([name]), seen[name] == 1)[1]]


def prove(
    lives: Lives, copy: Callable[[], str], chosen: Callable[[Sequence[str]], Sequence[int]], *, is_reported: bool = True
) -> int:  # fmt: skip
    """Find the points of an undisturbed life, then end lives at those chosen; how many messages were looked up."""
    database = copy()
    whole = lives.tell(database)
    check(database, whole, kills=0, doubts=0)
    for name in ("before POST Messages.json", "written POST Messages.json", "answered POST Content", "before job"):
        assert name in whole.passed
    found = 0
    for point in chosen(whole.passed):
        database = copy()
        found += check(database, lives.tell(database, [point]), kills=1, doubts=1, is_reported=is_reported)
    return found


def test_a_story_survives_a_kill_at_every_point(lives: Lives, tmp_path: Path, sqlite_template: Path) -> None:
    """The first of each kind, or in the long proof all of them."""
    copy = _copies(tmp_path, sqlite_template)
    prove(lives, copy, lambda passed: range(1, len(passed) + 1) if PROOF else first_of_each(passed))


def test_what_was_on_its_way_is_looked_up_when_no_report_comes(
    lives: Lives, tmp_path: Path, sqlite_template: Path
) -> None:
    """Killed around its sendings, a bot that is told nothing asks its channel, and sends nothing twice."""

    def chosen(passed: Sequence[str]) -> list[int]:
        points = [point for point, name in enumerate(passed, 1) if "POST" in name or "outbox" in name]
        return points if PROOF else [point for point in first_of_each(passed) if point in points]

    with lives.town.without_reports():
        doubts = prove(lives, _copies(tmp_path, sqlite_template), chosen, is_reported=False)
    assert doubts > 5


def test_a_story_survives_a_bot_that_does_not_cease_to_die(lives: Lives, tmp_path: Path, sqlite_template: Path) -> None:
    """Life after life ends, each a little later after its beginning than the one before."""
    database = _copies(tmp_path, sqlite_template)()
    one = lives.tell(database, GROWING)
    assert len(one.killed) > len(GROWING) / 2
    check(database, one, kills=len(one.killed), doubts=len(one.killed))


def test_a_story_survives_kills_on_postgresql(
    lives: Lives, postgres: PostgresServer, postgres_template: str, request: pytest.FixtureRequest
) -> None:
    """A sample of the points, or in the long proof every fourth."""

    def copy() -> str:
        url = postgres.create(template=postgres_template)
        request.addfinalizer(lambda: postgres.drop(url))
        return url

    prove(lives, copy, lambda passed: range(3, len(passed) + 1, 4 if PROOF else EVERY))


def _copies(folder: Path, template: Path) -> Callable[[], str]:
    numbers = iter(range(10_000))

    def copy() -> str:
        path = folder / f"{next(numbers)}.sqlite3"
        shutil.copy(template, path)
        return f"sqlite:///{path}"

    return copy
