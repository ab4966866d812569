"""The bell between processes: a ring on PostgreSQL wakes all who listen there."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest

from engine.errors import StorageError
from engine.interfaces.bell import Waiting
from integrations.sql import bells
from integrations.sql.bells import PostgresBell
from tests.databases import PostgresServer
from tests.storage.samples import PATIENCE, together


class Ear:
    """Hears rings for turns, and lets a test wait for them."""

    def __init__(self) -> None:
        self._heard = threading.Semaphore(0)

    def hear(self, what: Waiting) -> None:
        if what is Waiting.TURNS:
            self._heard.release()

    def waits(self) -> None:
        """Return at the next ring that was not yet waited for."""
        assert self._heard.acquire(timeout=PATIENCE)

    def is_still(self) -> bool:
        return not self._heard.acquire(blocking=False)


@contextmanager
def listening(url: str, heard: Callable[[Waiting], None]) -> Iterator[threading.Thread]:
    """Another process listens; it is stopped in the end."""
    stop, bell = threading.Event(), PostgresBell(url)
    thread = threading.Thread(target=bell.listen, args=(heard, stop))
    thread.start()
    try:
        yield thread
    finally:
        stop.set()
        thread.join(PATIENCE)
        bell.close()
        assert not thread.is_alive()


@pytest.fixture
def bell(postgres_url: str) -> Iterator[PostgresBell]:
    """That of the process under test."""
    bell = PostgresBell(postgres_url)
    yield bell
    bell.close()


def end_connections_of(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_ring_is_heard_by_all_who_listen(bell: PostgresBell, postgres_url: str) -> None:
    """And once when they begin to, as something may have been left before."""
    one, other = Ear(), Ear()
    with listening(postgres_url, one.hear), listening(postgres_url, other.hear):
        for ear in (one, other):
            ear.waits()
        for _ in range(3):
            bell.ring(Waiting.TURNS)
            one.waits()
            other.waits()


def test_a_ring_is_heard_in_its_own_database_only(
    bell: PostgresBell, postgres_url: str, empty_postgres_url: str
) -> None:
    """Two installations may share a server."""
    here, elsewhere = Ear(), Ear()
    with listening(postgres_url, here.hear), listening(empty_postgres_url, elsewhere.hear):
        here.waits()
        elsewhere.waits()
        bell.ring(Waiting.TURNS)
        here.waits()
        assert elsewhere.is_still()


def test_many_threads_ring_one_bell(bell: PostgresBell, postgres_url: str) -> None:
    """Who comes while it rings is heard with the next: there is always one after the last of them."""
    ear = Ear()
    with listening(postgres_url, ear.hear):
        ear.waits()
        for _ in range(3):
            together(*[lambda: bell.ring(Waiting.TURNS)] * 8)
            ear.waits()


def test_a_ring_just_before_the_end_is_heard(bell: PostgresBell, postgres_url: str) -> None:
    """A command that stores something, rings and ends."""
    ear = Ear()
    with listening(postgres_url, ear.hear):
        ear.waits()
        bell.ring(Waiting.TURNS)
        bell.close()
        ear.waits()


def test_a_lost_line_is_replaced_on_both_ends(
    bell: PostgresBell, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who listens looks at once what there is, as a ring may have been missed; who rings is heard again."""
    monkeypatch.setattr(bells, "_REST", 0.01)
    ear = Ear()
    with listening(postgres_url, ear.hear):
        ear.waits()
        bell.ring(Waiting.TURNS)
        ear.waits()
        end_connections_of(postgres_url)
        ear.waits()
        bell.ring(Waiting.TURNS)
        ear.waits()


def test_without_a_server_a_ring_is_lost_in_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    """And who listens waits for it to come back until told to stop."""
    monkeypatch.setattr(bells, "_REST", 0.01)
    url, ear = "postgresql://nobody@127.0.0.1:1/nowhere", Ear()
    bell = PostgresBell(url)
    bell.ring(Waiting.TURNS)
    bell.close()
    with listening(url, ear.hear) as thread:
        thread.join(0.1)
        assert thread.is_alive()
    assert ear.is_still()


def test_a_bell_that_is_closed_rings_again_when_it_is_needed(bell: PostgresBell, postgres_url: str) -> None:
    """A worker that stops, and is started again."""
    ear = Ear()
    with listening(postgres_url, ear.hear):
        ear.waits()
        bell.close()
        bell.ring(Waiting.TURNS)
        ear.waits()


def test_what_it_rings_for_is_heard(bell: PostgresBell, postgres_url: str) -> None:
    """And a ring nobody understands is for everything: another version may ring otherwise."""
    rung: queue.SimpleQueue[Waiting] = queue.SimpleQueue()
    with listening(postgres_url, rung.put):
        assert {rung.get(timeout=PATIENCE) for _ in Waiting} == set(Waiting)  # as it begins
        for what in Waiting:
            bell.ring(what)
            assert rung.get(timeout=PATIENCE) is what
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute("NOTIFY boloastro")
        assert {rung.get(timeout=PATIENCE) for _ in Waiting} == set(Waiting)
        assert rung.empty()


def test_a_bell_is_of_postgresql(postgres: PostgresServer) -> None:
    """A file has no processes that could be rung up; nothing is opened to find that out."""
    with pytest.raises(StorageError, match="use postgresql://"):
        PostgresBell("sqlite:///boloastro.sqlite3")
    PostgresBell(postgres.url("not-yet-there")).close()
