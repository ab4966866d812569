"""A process killed with SIGKILL anywhere in a purchase, and started again: paid once, granted once, told once (G3)."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from integrations.sandbox import (
    AT_ONCE,
    Account,
    Doors,
    Fault,
    Kind,
    Merchant,
    RandomSids,
    Sandbox,
    SandboxClock,
    SandboxServer,
)
from integrations.sql.engine import open_engine
from integrations.system import SystemClock
from tests.databases import PostgresServer
from tests.payments.audit import audit
from tests.payments.flows import PRICE, RECEIPT
from tests.payments.kill_child import NOWHERE, Place
from tests.payments.shop import ACCOUNT
from tests.server.house import HOOK_SECRET, NUMBER, SETTINGS, SID, TOKEN

ROOT = Path(__file__).parents[2]
PROOF = os.environ.get("BOLOASTRO_PROOF") == "1"
FEW = {"sqlite": 4, "postgresql": 2}
"""So few of the points are tried, unless all are asked for."""


class Rows:
    """The tables of one life's database."""

    def __init__(self, url: str) -> None:
        self._engine = open_engine(url)

    def select(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """Columns of all rows, oldest first."""
        wanted: list[sa.ColumnClause[Any]] = [sa.column(name) for name in columns]
        with self._engine.connect() as connection:
            query = sa.select(*wanted).select_from(sa.table(table)).order_by(sa.column("sequence"))
            return [tuple(row) for row in connection.execute(query)]

    def close(self) -> None:
        """Let go of it."""
        self._engine.dispose()


class Town:
    """The sandbox of all lives: each has a person of its own."""

    def __init__(self, server: SandboxServer, clock: Path) -> None:
        self._server = server
        self._clock = clock
        self._numbers = count(1)

    def place(self, url: str) -> Place:
        """Somebody new, who has just written."""
        number = f"+9198{next(self._numbers):08}"
        self._server.phone("Asha", number).text("hi")
        return Place(database=url, sandbox=self._server.url, clock=str(self._clock), phone=number)

    def texts(self, place: Place) -> list[str]:
        """What she has got."""
        return [message.body for message in self._server.phone("Asha", place.phone).received()]

    def links(self, place: Place, rows: Rows) -> int:
        """How many links of hers Razorpay has."""
        [order] = [row[0] for row in rows.select("orders", "id", "status")]
        assert place.database
        return sum(link.reference.startswith(str(order)) for link in self._server.till.links())


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """Nobody is called by it: lives fetch what it has to tell."""
    clock = tmp_path / "clock"
    merchant = Merchant(
        key_id=SETTINGS["RAZORPAY_KEY_ID"], key_secrets=(SETTINGS["RAZORPAY_KEY_SECRET"],),
        webhook_secrets=(HOOK_SECRET,), webhook=f"{NOWHERE}/webhooks/razorpay", account=ACCOUNT,
    )  # fmt: skip
    account = Account(sid=SID, tokens=(TOKEN,), number=NUMBER.removeprefix("whatsapp:"))
    doors = Doors(webhook=f"{NOWHERE}/webhooks/twilio")
    sandbox = Sandbox(account, doors, SandboxClock(SystemClock(), clock), RandomSids(), AT_ONCE, merchant)
    for endpoint in ("events", "callbacks"):
        sandbox.faults.order(Fault(endpoint=endpoint, kind=Kind.LOSE, times=None))
    with SandboxServer(sandbox) as server:
        yield Town(server, clock)


def lives(places: Sequence[Place], points: Sequence[int]) -> list[dict[str, Any]]:
    """What came of the lives that were ended at these points."""
    command = [
        sys.executable, "-m", "tests.payments.kill_child", json.dumps([asdict(place) for place in places]),
        json.dumps(list(points)),
    ]  # fmt: skip
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=3000, check=False)
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert not done.stderr, done.stderr
    return told


@contextmanager
def opened(url: str) -> Iterator[Rows]:
    """The tables, for a moment."""
    rows = Rows(url)
    try:
        yield rows
    finally:
        rows.close()


def converged(town: Town, place: Place, where: str) -> None:
    """One link, one journal, one right, one message of each kind."""
    with opened(place.database) as rows:
        audit(rows)
        assert town.links(place, rows) == 1, where
        [(payment, standing)] = rows.select("payments", "provider_id", "standing")
        [(order, status)] = rows.select("orders", "id", "status")
        assert (standing, status) == ("credited", "paid"), where
        assert sorted(rows.select("transfers", "key", "amount")) == sorted(
            [(f"captured:{payment}", PRICE), (f"credited:{payment}", PRICE), (f"earned:{order}", PRICE)]
        ), where
        assert rows.select("entitlements", "order", "status") == [(order, "granted")], where
        assert {status for (status,) in rows.select("hooks", "status")} == {"handled"}, where
    texts = town.texts(place)
    assert texts.count(RECEIPT) == 1, where
    assert len([text for text in texts if text.startswith("Pay here")]) == 1, where


def prove(town: Town, copy: Callable[[], str], few: int) -> None:
    """Find the points of an undisturbed purchase, then end purchases at some of them, or at all."""
    place = town.place(copy())
    (whole,) = lives([place], [0])
    converged(town, place, "undisturbed")
    passed = whole["passed"]
    for name in (
        "after hooks.record", "after hooks.settle", "after orders.save", "after ledger.book",
        "before POST payment_links", "written POST payment_links", "answered POST payment_links",
        "after POST payment_links",
        "written POST Messages.json", "after answer",
    ):  # fmt: skip
        assert name in passed, sorted({*passed})
    points = list(range(1, len(passed) + 1))[:: 1 if PROOF else len(passed) // few]
    places = [town.place(copy()) for _ in points]
    for told, one in zip(lives(places, points), places, strict=True):
        where = f"killed at point {told['point']}, {passed[told['point'] - 1]}"
        assert (told["first"], told["second"]) == (signal.SIGKILL, 0), where
        converged(town, one, where)


def test_g3_a_purchase_survives_a_kill_at_every_point(town: Town, tmp_path: Path, sqlite_template: Path) -> None:
    """After each change, around each commit and each call of Razorpay and Twilio, after each answer of ours."""
    numbers = count()

    def copy() -> str:
        path = tmp_path / f"{next(numbers)}.sqlite3"
        shutil.copy(sqlite_template, path)
        return f"sqlite:///{path}"

    prove(town, copy, FEW["sqlite"])


def test_g3_a_purchase_survives_kills_on_postgresql(
    town: Town, postgres: PostgresServer, postgres_template: str, request: pytest.FixtureRequest
) -> None:
    """The same points, or a few of them."""

    def copy() -> str:
        url = postgres.create(template=postgres_template)
        request.addfinalizer(lambda: postgres.drop(url))
        return url

    prove(town, copy, FEW["postgresql"])
