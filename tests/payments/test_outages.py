"""Without its database nothing is acknowledged, without Redis all goes on, and the door is quick (G6, G7, G16)."""

from __future__ import annotations

import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

import psycopg
import pytest
import requests
import sqlalchemy as sa

from engine.domain.payments.records import OrderStatus
from engine.interfaces.unit_of_work import Storage
from integrations.redis.rates import open_rates
from tests.databases import PostgresServer
from tests.payments.audit import audit, paid_once
from tests.payments.shop import Shop, signed, together
from tests.payments.test_once import told_nothing
from tests.services.faults import Broken, FaultyStorage

Breaking = Callable[[Shop], Any]


@contextmanager
def file_gone(shop: Shop) -> Iterator[None]:
    """The file of the database is not where it was."""
    path = Path(shop.url.removeprefix("sqlite:///"))
    shop.engine.dispose()
    away = path.with_suffix(".away")
    shutil.move(path, away)
    try:
        yield
    finally:
        shop.engine.dispose()
        shutil.move(away, path)


@contextmanager
def no_connections(postgres: PostgresServer, shop: Shop) -> Iterator[None]:
    """The server cuts all connections and takes no new one."""
    name = sa.make_url(shop.url).database
    with psycopg.connect(postgres.uri, autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
        try:
            yield
        finally:
            admin.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


@pytest.fixture
def broken(shop: Shop, request: pytest.FixtureRequest) -> Callable[[], Any]:
    """Breaks the database of the shop for as long as the `with` lasts."""
    if shop.url.startswith("sqlite"):
        return lambda: file_gone(shop)
    postgres = request.getfixturevalue("postgres")
    return lambda: no_connections(postgres, shop)


def test_g6_without_a_database_nothing_is_acknowledged(shop: Shop, broken: Callable[[], Any]) -> None:
    """503 and nothing stored; Razorpay comes again after ten seconds, and then it is booked."""
    order = shop.ordered()
    link = shop.books(order).links[0].id
    with broken():
        shop.till.pay(link)
        assert shop.server.settle()
    [*events] = shop.till.events()
    assert [post.status for event in events for post in event.posts] == [503] * 4
    assert shop.rows()["hooks"] == 0
    assert shop.books(order).order.status is OrderStatus.OPEN
    shop.advance(10)
    shop.settle()
    assert all(event.is_taken for event in events)
    paid_once(shop, order)


@pytest.mark.parametrize("call", ["hooks.record", "commit"])
@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
def test_g6_a_database_that_fails_inside_the_request(database_url: str, call: str, is_after: bool) -> None:
    """Before or after the row, before or after the commit: 503 each time, and the redelivery is taken once."""
    storages: list[FaultyStorage] = []

    def around(storage: Storage) -> Storage:
        storages.append(FaultyStorage(storage))
        return storages[-1]

    with Shop(database_url, storage_by=around) as shop:
        order = told_nothing(shop)
        storages[-1].fail(call, Broken("the line is cut"), after=is_after)
        body = shop.event("payment_link.paid")
        assert shop.post(body, "evt_1").status_code == 503
        assert shop.rows()["hooks"] == (call == "commit" and is_after)
        assert shop.post(body, "evt_1").status_code == 200
        assert shop.rows()["hooks"] == 1
        shop.settle()
        paid_once(shop, order)


BOOKING = (
    "hooks.claim", "orders.of_reference", "orders.lock", "orders.save", "ledger.book", "inbox.record", "hooks.settle",
    "commit",
)  # fmt: skip


@pytest.mark.parametrize("is_after", [False, True], ids=["before", "after"])
def test_g6_a_database_that_fails_while_it_is_booked(database_url: str, is_after: bool) -> None:
    """At any call, before or after it: all of it is booked or nothing, and it is booked in the end."""
    storages: list[FaultyStorage] = []

    def around(storage: Storage) -> Storage:
        storages.append(FaultyStorage(storage))
        return storages[-1]

    with Shop(database_url, storage_by=around) as shop:
        order = told_nothing(shop)
        hooks = shop.application.payments.hooks
        assert hooks is not None
        for number, call in enumerate(BOOKING):
            shop.post(shop.event("payment_link.paid"), f"evt_{number}")
            storages[-1].fail(call, Broken("the line is cut"), after=is_after)
            with pytest.raises(Broken):
                hooks.book_next()
            audit(shop)
            assert shop.rows()["payments"] == (is_after and call == "commit")
        while hooks.book_next():
            pass
        shop.settle()
        paid_once(shop, order)


@pytest.fixture(params=["refused", "silent", "read-only"])
def redis_in_trouble(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a Redis nobody listens at, of one that never answers, or of one that must not be written."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"redis://127.0.0.1:{listener.getsockname()[1]}/0"
        if request.param == "refused":
            listener.close()
        if request.param == "read-only":
            threading.Thread(target=_answers, args=(listener,), daemon=True).start()
        yield address


def _answers(listener: socket.socket) -> None:
    """To every command that it is a replica."""
    while True:
        try:
            connection, _ = listener.accept()
        except OSError:
            return
        threading.Thread(target=_refuses, args=(connection,), daemon=True).start()


def _refuses(connection: socket.socket) -> None:
    with connection:
        while connection.recv(65_536):
            connection.sendall(b"-READONLY You can't write against a read only replica.\r\n")


def test_g7_without_redis_payments_go_on(sqlite_url: str, redis_in_trouble: str) -> None:
    """Bought, paid, told, looked at in the browser and sent back; forgers are refused by each process for itself."""
    with Shop(sqlite_url, rates=open_rates(redis_in_trouble)) as shop:
        order = shop.ordered()
        [paid] = shop.pay(order)
        back = str(shop.till.callback(shop.books(order).links[0].id, paid.id)).removeprefix(shop.address)
        assert shop.client.get(back).status_code == 200
        shop.settle()
        paid_once(shop, order)
        body = shop.event("payment_link.paid")
        assert {shop.send(body, signed(body, "guess")).status_code for _ in range(32)} == {403, 429}
        assert shop.post(body).status_code == 200
        shop.application.payments.refunds.want(order, by="operator", reason="asked")
        shop.repair()
        assert shop.books(order).order.status is OrderStatus.REFUNDED
        audit(shop)


def test_g16_the_door_asks_nobody(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """Webhook and return page are answered without a word to anybody but the database."""
    order = told_nothing(shop)
    [link], [paid] = shop.books(order).links, shop.till.payments()
    back = str(shop.till.callback(link.id, paid.id)).removeprefix(shop.address)
    body = shop.event("payment_link.paid")

    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("somebody is called from inside a request")

    with monkeypatch.context() as patch:
        for name in ("connect", "connect_ex", "sendto"):
            patch.setattr(socket.socket, name, refuse)
        patch.setattr(requests.Session, "send", refuse)
        assert shop.post(body).status_code == 200
        assert shop.client.get(back).status_code == 200
        assert shop.rows()["payments"] == 0, "the door books nothing"
    shop.settle()
    paid_once(shop, order)


@pytest.mark.parametrize(("kind", "pause"), [("sqlite_url", 0.04), ("postgres_url", 0.2)])
def test_g16_fifty_at_once_on_a_slow_database(request: pytest.FixtureRequest, kind: str, pause: float) -> None:
    """Everybody has an answer within five seconds; SQLite takes one writer at a time, so it may be less slow."""

    class Slow(FaultyStorage):
        def called(self, name: str, call: Callable[[], Any]) -> Any:
            if name == "hooks.record":
                time.sleep(pause)
            return super().called(name, call)

    with Shop(request.getfixturevalue(kind), storage_by=Slow) as shop:
        order = told_nothing(shop)
        bodies = [shop.event(name) for name in ("payment.captured", "order.paid", "payment_link.paid")]
        took: list[float] = []

        def post(number: int) -> Callable[[], object]:
            def call() -> int:
                began = time.monotonic()
                status = shop.post(bodies[number % 3], f"evt_{number}").status_code
                took.append(time.monotonic() - began)
                return status

            return call

        assert set(together(*map(post, range(50)))) == {200}
        assert max(took) < 5
        assert shop.rows()["hooks"] == 50
        shop.settle()
        paid_once(shop, order)
