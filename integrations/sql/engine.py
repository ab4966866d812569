"""Opens a database: SQLite in a file or PostgreSQL. Nothing is connected before the first use."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.pool import ConnectionPoolEntry, QueuePool

from engine.errors import StorageError

PATIENCE = 5.0
"""Seconds to wait for a lock of another program or machine."""

_BETWEEN_TRIES = 0.01

LONGEST_STATEMENT = 10.0
"""Seconds after which PostgreSQL gives up a statement of ours: all of them take milliseconds."""

_DEAD_LINE = {"keepalives_idle": "5", "keepalives_interval": "2", "keepalives_count": "3", "tcp_user_timeout": "10000"}
"""When the network is gone a connection is known to be dead after about ten seconds, and not after hours."""

SYNCHRONOUS = "FULL"
"""Each commit on SQLite is on the disk, and outlives a power loss: who got a 200 from us never sends it again."""

AS_MANY_AS_NEEDED = 0
"""How many connections are kept: one for each thread that ever was at work at the same time, and never one more.

With a smaller pool the others would be opened for one transaction and closed after it, which takes longer than that.
So nobody waits for a connection either: the threads of a process are its bound.
"""

_SQLITE = "SQLite"
_POSTGRESQL = "PostgreSQL"

READS = "boloastro_reads"
"""The execution option of a connection that only looks."""


def open_engine(url: str, *, create: bool = False, patience: float = PATIENCE) -> sa.Engine:
    """An engine for `sqlite:///file` or `postgresql://...`; a missing file is made only with `create`."""
    place = _parsed(url)
    if _kind(place) == _SQLITE:
        return _sqlite(place, create=create, patience=patience)
    return _postgresql(place, patience=patience)


def kind_of(url: str) -> str:
    """`SQLite` or `PostgreSQL`."""
    return _kind(_parsed(url))


def _kind(place: sa.URL) -> str:
    name = place.get_backend_name()
    if name == "sqlite":
        return _SQLITE
    if name in ("postgresql", "postgres"):
        return _POSTGRESQL
    raise StorageError(f"{name} is not a database we know: use sqlite:///file or postgresql://...")


def _parsed(url: str) -> sa.URL:
    try:
        return sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError):  # the latter for a port that is no number
        raise StorageError("the database URL cannot be read: use sqlite:///file or postgresql://...") from None


def _sqlite(url: sa.URL, *, create: bool, patience: float) -> sa.Engine:
    if not url.database or url.database == ":memory:":
        raise StorageError("SQLite needs a file, as several threads share it: use sqlite:///file")
    address = f"{Path(url.database).absolute().as_uri()}?mode={'rwc' if create else 'rw'}"

    def connect() -> sqlite3.Connection:
        # Without an isolation level Python leaves transactions to us; `timeout` is SQLite's busy_timeout.
        return sqlite3.connect(address, uri=True, timeout=patience, isolation_level=None, check_same_thread=False)

    engine = sa.create_engine(
        url.set(drivername="sqlite+pysqlite"), creator=connect, poolclass=QueuePool, pool_size=AS_MANY_AS_NEEDED,
        pool_use_lifo=True, paramstyle="named",
    )  # fmt: skip

    def set_pragmas(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        _turn_to_wal(cursor, patience)
        cursor.execute(f"PRAGMA synchronous = {SYNCHRONOUS}")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    sa.event.listen(engine, "connect", set_pragmas)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _turn_to_wal(cursor: DBAPICursor, patience: float) -> None:
    """Readers and the one writer do not wait for each other then.

    Of a new file that takes a lock for which SQLite itself never waits: who opens it beside others would be refused.
    """
    end = time.monotonic() + patience
    while True:
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() >= end:
                raise
            time.sleep(_BETWEEN_TRIES)
        else:
            return


def _begin(connection: sa.Connection) -> None:
    """A writer takes the write lock before it reads, so that what it has read is never old when it writes."""
    reads = connection.get_execution_options().get(READS, False)
    driver = connection.connection.driver_connection
    assert driver is not None
    driver.execute("BEGIN" if reads else "BEGIN IMMEDIATE")


def _postgresql(url: sa.URL, *, patience: float) -> sa.Engine:
    try:
        engine = sa.create_engine(
            _impatient(url, patience).set(drivername="postgresql+psycopg"), paramstyle="pyformat", pool_pre_ping=True,
            pool_size=AS_MANY_AS_NEEDED, pool_use_lifo=True,
        )  # fmt: skip
    except ModuleNotFoundError:
        raise StorageError("PostgreSQL needs a driver: pip install 'boloastro[postgres]'") from None

    def set_patience(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(f"SET lock_timeout = {int(patience * 1000)}")
        cursor.execute(f"SET statement_timeout = {int(LONGEST_STATEMENT * 1000)}")
        cursor.close()
        connection.commit()

    sa.event.listen(engine, "connect", set_patience)
    return engine


def _impatient(url: sa.URL, patience: float) -> sa.URL:
    """The same address, where nobody waits for longer for a server that does not answer; unless it says how long."""
    seconds = str(max(2, round(patience)))  # less than two is taken for two
    return url.update_query_dict({"connect_timeout": seconds, **_DEAD_LINE, **url.query})
