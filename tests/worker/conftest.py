"""Bots of the tests of the worker: one on each database, and one on PostgreSQL alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog

from tests.worker.bot import Bot


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """What workers log is looked at in one test only."""

    def forget(_logger: object, _name: str, _line: object) -> str:
        raise structlog.DropEvent

    structlog.configure(processors=[forget])
    yield
    structlog.reset_defaults()


@pytest.fixture
def bot(database_url: str) -> Iterator[Bot]:
    """On each of the two databases in turn."""
    bot = Bot(database_url)
    yield bot
    bot.close()


@pytest.fixture
def large_bot(postgres_url: str) -> Iterator[Bot]:
    """On PostgreSQL, where there may be several workers."""
    bot = Bot(postgres_url)
    yield bot
    bot.close()


@pytest.fixture
def small_bot(sqlite_url: str) -> Iterator[Bot]:
    """On SQLite, which has room for one worker."""
    bot = Bot(sqlite_url)
    yield bot
    bot.close()
