"""Money: webhooks acknowledged, from a webhook to what was bought, and booking with few and many orders stored."""

from __future__ import annotations

import tempfile
import time
from collections import deque
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from statistics import median, quantiles

import sqlalchemy as sa

from engine.domain.payments.records import LinkStatus
from engine.domain.payments.sightings import LinkSeen, PaymentSeen, PaymentState, Source
from engine.services.payments.bookkeeping import Bookkeeping
from engine.services.payments.looking import HERE
from integrations.sql.engine import open_engine
from integrations.sql.schema import migrate
from integrations.sql.tables.money import entitlements
from integrations.sql.tables.queues import hooks
from integrations.sql.unit_of_work import SqlStorage
from integrations.system import CountingIdentifiers, ManualClock
from tests.bench import shoppers
from tests.bench.clockwork import Figure
from tests.bench.postgres import Postgres
from tests.bench.posts import SETTINGS
from tests.bench.programs import free_port, running
from tests.bench.town import Town, settings_of, town
from tests.bench.webhooks import compared
from tests.server.house import SETTINGS as ALL

GOAL = 0.8
GOAL_MS = 200
RATE = 20
PAYMENTS = 400
STORED = (100, 100_000)
ROUNDS = 200

MONEY = {name: value for name, value in ALL.items() if name.startswith("RAZORPAY_")}


def figures() -> Iterator[Figure]:
    """All of it; each database in turn."""
    yield from compared("webhooks of payments acknowledged", _requests, GOAL, MONEY)
    with tempfile.TemporaryDirectory() as folder:
        yield from _granted("one process with SQLite", f"sqlite:///{folder}/bench.sqlite3", Path(folder), workers=0)
    with tempfile.TemporaryDirectory() as folder, Postgres() as postgres:
        yield from _granted("PostgreSQL with 2 workers", postgres.database(), Path(folder), workers=2)
    yield from _flat()


def _requests() -> deque[bytes]:
    """Of orders nobody knows: that is found out later, by the worker."""
    return deque(shoppers.link_paid(f"unknown{next(_unknown)}") for _ in range(250))


_unknown = count()


def _granted(where: str, url: str, folder: Path, *, workers: int) -> Iterator[Figure]:
    """Payments come at a steady rate; the database knows when each webhook came and when it was granted."""
    migrate(url)
    engine = open_engine(url)
    orders = [f"order{number:027d}" for number in range(PAYMENTS)]
    shoppers.fill(SqlStorage(engine), orders)
    with ExitStack() as stack:
        place = stack.enter_context(town())
        settings = {**SETTINGS, **MONEY, **settings_of(place), "DATABASE_URL": url}
        port = free_port()
        how = "--no-embedded" if workers else "--embedded"
        stack.enter_context(
            running("server", "serve", how, "--bind", f"127.0.0.1:{port}", log=folder / "web", port=port,
                    settings=settings)
        )  # fmt: skip
        for number in range(workers):
            stack.enter_context(running("server", "work", log=folder / f"worker{number}", settings=settings))
        place.write_to(port)
        place.post_steadily([shoppers.link_paid(order) for order in orders], rate=RATE)
        found = _waited(place, engine)
    engine.dispose()
    note = f"{len(found)} payments, {RATE} a second, each told to the buyer as well"
    yield Figure(f"payment told to right granted, {where}, median", median(found), note=note, unit="ms")
    yield Figure(
        f"payment told to right granted, {where}, 99 of 100", quantiles(found, n=100)[98], goal=GOAL_MS, unit="ms"
    )


def _waited(place: Town, engine: sa.Engine) -> list[float]:
    """Milliseconds from each webhook to its entitlement, once all are there."""
    both = sa.select(entitlements.c.granted_at - hooks.c.received_at).join_from(
        entitlements, hooks, hooks.c.order == entitlements.c.order
    )
    end = time.monotonic() + 60
    while time.monotonic() < end:
        place.rest(0.5)
        with engine.connect() as connection:
            found = [wait / 1000 for wait in connection.execute(both).scalars()]
        if len(found) == PAYMENTS:
            return found
    raise RuntimeError(f"of {PAYMENTS} payments {len(found)} led to an entitlement")


def _flat() -> Iterator[Figure]:
    """Booking a payment with few and with many orders stored."""
    taken = {stored: _booked(stored) for stored in STORED}
    for stored, took in taken.items():
        few = taken[STORED[0]]
        goal = 1.2 if stored == STORED[-1] else None
        yield Figure(f"payment booked on SQLite, {stored:,} orders stored", took, took / few, goal)


def _booked(stored: int) -> float:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/bench.sqlite3"
        migrate(url)
        engine = open_engine(url)
        storage = SqlStorage(engine)
        shoppers.fill(storage, [f"order{number:027d}" for number in range(max(stored, ROUNDS))])
        engine.dispose()  # which writes the log into the file
        books = Bookkeeping(storage, ManualClock(shoppers.LONG_AGO), CountingIdentifiers("bench"))
        step = max(1, max(stored, ROUNDS) // ROUNDS)
        times = [_book(books, f"order{number * step:027d}") for number in range(ROUNDS)]
        engine.dispose()
    return median(times) * 1e6


def _book(books: Bookkeeping, order: str) -> float:
    link = LinkSeen(
        provider_id=shoppers.plink(order), reference=f"{order}-1", status=LinkStatus.PAID, amount=shoppers.PRICE,
        paid=shoppers.PRICE, currency="INR", url=None, ended_at=None,
    )  # fmt: skip
    payment = PaymentSeen(
        provider_id=shoppers.pay(order), state=PaymentState.CAPTURED, amount=shoppers.PRICE, currency="INR",
        at=shoppers.LONG_AGO, reference=f"{order}-1",
    )  # fmt: skip
    began = time.perf_counter()
    books.see([link, payment], HERE, Source.WEBHOOK)
    return time.perf_counter() - began
