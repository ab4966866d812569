"""Several workers at once: order, nothing lost, nothing doubled, also while the database is away."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import sqlalchemy as sa

from engine.domain.records import OutboxStatus
from engine.errors import StorageError
from engine.services.sending import CLAIM
from tests.databases import PostgresServer
from tests.worker.bot import Bot, until

PEOPLE = [f"person-{number}" for number in range(6)]
WORDS = [f"word {number}" for number in range(1, 9)]
ALL = ["Go on.", *(text for word in WORDS for text in (f"Heard {word}.", "Go on."))]
"""What each of them gets, in this order; the first word is the answer to the first question."""


def test_each_gets_every_answer_once_and_in_order(large_bot: Bot) -> None:
    """Six people write at once to three workers, and each message is delivered twice."""
    for _ in range(3):
        large_bot.worker().start()
    threads = [threading.Thread(target=_write, args=(large_bot, person)) for person in PEOPLE]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for person in PEOPLE:
        assert large_bot.has_said(*ALL, address=person), large_bot.channel.texts(person)


def test_workers_go_on_when_the_database_comes_back(large_bot: Bot, postgres: PostgresServer) -> None:
    """All connections are cut in the middle of the work, and none is let in for a while: as when it is restarted.

    What was in hand at that moment is uncertain at most; nothing is answered twice, and nothing is lost.
    """
    workers = [large_bot.worker() for _ in range(2)]
    for worker in workers:
        worker.start()
    writing = [threading.Thread(target=_write, args=(large_bot, person)) for person in PEOPLE[:3]]
    for thread in writing:
        thread.start()
    assert until(lambda: len(large_bot.channel.taken) > 10)
    with _away(postgres, large_bot.url):
        time.sleep(0.5)  # this long it is away
    for thread in writing:
        thread.join()
    large_bot.clock.seconds = CLAIM.total_seconds() + 1  # claims on what could not be written down have ended
    assert all(worker.is_alive() for worker in workers)
    for person in PEOPLE[:3]:
        assert until(lambda person=person: _is_over(large_bot, person)), large_bot.channel.texts(person)  # type: ignore[misc]
        assert large_bot.channel.texts(person) == ALL


def _write(bot: Bot, person: str) -> None:
    for word in WORDS:
        for _ in range(2):
            _deliver(bot, word, person)


def _deliver(bot: Bot, word: str, person: str) -> None:
    """Again until it is taken, as a channel does that got no 200."""
    while True:
        try:
            bot.hear(word, person)
        except StorageError:
            time.sleep(0.05)
        else:
            return


def _is_over(bot: Bot, person: str) -> bool:
    """Whether all of it lies in the outbox, and every message has been sent."""
    items = bot.outbox(person)
    return len(items) == len(ALL) and all(item.status is OutboxStatus.SENT for item in items)


@contextmanager
def _away(postgres: PostgresServer, url: str) -> Iterator[None]:
    """Nobody is let in, and who is in is thrown out."""
    name = str(sa.make_url(url).database)
    with psycopg.connect(postgres.uri, autocommit=True) as connection:
        _order(connection, f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        _order(connection, f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
        yield
        _order(connection, f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")


def _order(connection: psycopg.Connection[tuple[object, ...]], statement: str) -> None:
    connection.execute(statement.encode())
