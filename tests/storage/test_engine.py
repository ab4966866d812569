"""Opening a database: what is set on every connection, and what is said when there is none."""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from engine.errors import StorageError
from integrations.sql import engine as engine_module
from integrations.sql.database import Database
from integrations.sql.engine import READS, open_engine
from integrations.sql.faults import fault
from integrations.sql.schema import check_schema, migrate
from integrations.sql.statements import Sql
from integrations.sql.unit_of_work import SqlStorage
from tests.databases import OpenStorage, PostgresServer
from tests.storage.samples import fill

SHORTLY = 0.05
AS_SHIPPED = engine_module.SYNCHRONOUS
"""Read before the tests begin, which do not wait for the disk."""


@contextmanager
def opened(url: str, patience: float = SHORTLY) -> Iterator[sa.Engine]:
    """An engine that does not wait for long."""
    engine = open_engine(url, patience=patience)
    try:
        yield engine
    finally:
        engine.dispose()


def complaint(url: str) -> str:
    """What `check_schema` says about a database: one line."""
    with opened(url) as engine, pytest.raises(StorageError) as caught:
        check_schema(engine)
    said = str(caught.value)
    assert "\n" not in said
    return said


def test_pragmas_are_set_on_every_connection(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the second of the pool as well; a commit is on the disk when it returns."""
    monkeypatch.setattr(engine_module, "SYNCHRONOUS", AS_SHIPPED)
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 5000}
    engine = open_engine(sqlite_url).execution_options(**{READS: True})
    with engine.connect() as first, engine.connect() as second:
        for connection in (first, second):
            found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in wanted}
            assert found == wanted
    engine.dispose()


def test_opening_an_engine_touches_nothing(tmp_path: Path) -> None:
    """Neither file nor connection before the first use."""
    open_engine(f"sqlite:///{tmp_path / 'new.sqlite3'}", create=True)
    open_engine("postgresql://nobody@localhost:1/nothing")
    assert list(tmp_path.iterdir()) == []


def test_a_writer_has_the_lock_from_its_first_moment(sqlite_url: str) -> None:
    """Nobody else begins to write, even if nothing was written yet."""
    with opened(sqlite_url) as one, opened(sqlite_url) as other, one.begin():
        with pytest.raises(StorageError, match="is locked by another program"), SqlStorage(other).begin():
            pass
        with SqlStorage(other).read() as work:
            assert work.sessions.get("s1") is None


def test_a_forgotten_unit_of_work_is_told_to_the_next_thread(sqlite_url: str) -> None:
    """It does not wait for ever."""
    with opened(sqlite_url) as engine:
        storage = SqlStorage(engine, patience=SHORTLY)
        with storage.begin():
            with pytest.raises(StorageError, match="kept by another thread for too long"), storage.begin():
                pass
            with pytest.raises(StorageError, match="kept by another thread for too long"), storage.begin():
                pass
        with storage.begin() as work:
            assert work.sessions.lock("c1") is None


def test_a_statement_that_takes_too_long_is_given_up(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds up a thread, and whoever waits for what it has locked."""
    with opened(postgres_url) as engine, engine.connect() as connection:
        assert connection.exec_driver_sql("SHOW statement_timeout").scalar() == "10s"
    monkeypatch.setattr(engine_module, "LONGEST_STATEMENT", SHORTLY)
    with opened(postgres_url) as engine, SqlStorage(engine).begin() as work:
        run = work.contacts._run
        with pytest.raises(StorageError, match="took too long for a statement"):
            run.one(Sql("SELECT pg_sleep(20)"), {})


def test_a_dead_line_is_found_out_soon() -> None:
    """Unless the address says something else."""
    for more, seconds in (("", "5"), ("?connect_timeout=9", "9")):
        engine = open_engine(f"postgresql://bot@db.internal/bot{more}")
        known = {"connect_timeout": seconds, "tcp_user_timeout": "10000", "keepalives_idle": "5"}
        assert known.items() <= engine.url.query.items()


def test_a_password_is_never_told_wherever_it_stands() -> None:
    """Neither as itself nor as part of what a driver quotes."""
    for url in ("postgresql://bot:dbword@127.0.0.1:1/x", "postgresql://bot@127.0.0.1:1/x?password=dbword"):
        with pytest.raises(StorageError) as caught:
            Database(url).check()
        assert "dbword" not in str(caught.value)
        assert "dbword" not in Database(url).name
        told = fault(psycopg.OperationalError('missing "=" after "dbword"'), sa.make_url(url))
        assert "***" in str(told)
        assert "dbword" not in str(told)


def test_the_remedy_names_the_database_without_its_password(empty_postgres_url: str) -> None:
    """It can be typed as it stands, but for that."""
    url = sa.make_url(empty_postgres_url).update_query_dict({"password": "dbword"})
    with pytest.raises(StorageError, match="boloastro migrate --database postgresql") as caught:
        Database(url.render_as_string(hide_password=False)).check()
    assert "dbword" not in str(caught.value)


def test_a_row_locked_for_too_long_is_told(postgres_url: str, open_storage: OpenStorage) -> None:
    """PostgreSQL waits as long as it was told."""
    fill(open_storage(postgres_url))
    with (
        opened(postgres_url) as one,
        opened(postgres_url) as other,
        SqlStorage(one).begin() as holder,
        SqlStorage(other).begin() as waiting,
    ):
        holder.sessions.lock("c1")
        with pytest.raises(StorageError, match="has kept a row locked for too long"):
            waiting.sessions.lock("c1")


# -- one clear line with the remedy


def test_a_missing_file_is_named_and_not_made(tmp_path: Path) -> None:
    """`migrate` is the only one to make a database."""
    path = tmp_path / "nothing.sqlite3"
    assert complaint(f"sqlite:///{path}") == f"the database {path} is missing: run: boloastro migrate"
    assert not path.exists()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """Also to `migrate`, which does not make folders."""
    url = f"sqlite:///{tmp_path / 'no' / 'such.sqlite3'}"
    remedy = f"cannot be made, there is no folder {tmp_path / 'no'}: make the folder"
    assert complaint(url).endswith(remedy)
    with pytest.raises(StorageError, match="there is no folder"):
        migrate(url)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to any folder")
def test_a_folder_that_may_not_be_written_to_is_named(tmp_path: Path) -> None:
    """To say `migrate` to whoever has just done so would send them round in circles."""
    tmp_path.chmod(0o500)
    try:
        with pytest.raises(StorageError, match="give this user the right to write to the folder"):
            migrate(f"sqlite:///{tmp_path / 'nothing.sqlite3'}")
    finally:
        tmp_path.chmod(0o700)


def test_a_name_that_is_too_long_is_told(tmp_path: Path) -> None:
    """Not even the system can say whether there is such a file."""
    assert "cannot be opened: choose another name" in complaint(f"sqlite:///{tmp_path / ('x' * 300)}")


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    """As is any file this user may not open."""
    assert "cannot be opened: give this user the right" in complaint(f"sqlite:///{tmp_path}")


def test_a_file_of_another_kind_is_named(tmp_path: Path) -> None:
    """It stays as it is."""
    path = tmp_path / "notes.txt"
    path.write_text("not a database " * 100)
    assert complaint(f"sqlite:///{path}") == f"the database {path} is not a database: choose another file"
    with pytest.raises(StorageError, match="choose another file"):
        migrate(f"sqlite:///{path}")
    assert path.read_text() == "not a database " * 100


def test_a_locked_file_is_named(sqlite_url: str) -> None:
    """By a program that keeps all others out."""
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"))) as other:
        other.execute("PRAGMA locking_mode = EXCLUSIVE")
        other.execute("BEGIN EXCLUSIVE")
        assert "is locked by another program: stop that program" in complaint(sqlite_url)


def test_a_write_protected_database_is_named(sqlite_url: str) -> None:
    """SQLite says so only when something is written."""
    with opened(sqlite_url) as engine:

        def protect(connection: sqlite3.Connection, _entry: object) -> None:
            connection.execute("PRAGMA query_only = ON")

        sa.event.listen(engine, "connect", protect)
        with pytest.raises(StorageError, match="cannot be written: give this user the right"):
            fill(SqlStorage(engine))


def test_a_postgresql_that_does_not_run_is_named_without_the_password() -> None:
    """With its address, as that may be what is wrong."""
    said = complaint("postgresql://asha:secret@127.0.0.1:1/boloastro")
    assert said.startswith("the database boloastro on 127.0.0.1 cannot be reached: check that it runs")
    assert "secret" not in said


def test_a_postgresql_database_that_does_not_exist_is_named(postgres: PostgresServer) -> None:
    """Its name is in the message."""
    said = complaint(postgres.url("nowhere"))
    assert said.startswith("the database nowhere on ")
    assert said.endswith("does not exist: create it with createdb")


def test_a_user_without_rights_is_named(postgres_url: str, postgres: PostgresServer) -> None:
    """Who may connect, but not read."""
    with psycopg.connect(postgres.uri, autocommit=True) as connection:
        connection.execute("CREATE ROLE stranger LOGIN")
    try:
        url = sa.make_url(postgres_url).set(username="stranger").render_as_string(hide_password=False)
        assert complaint(url).endswith("refuses this user: grant it the rights on the tables")
    finally:
        with psycopg.connect(postgres.uri, autocommit=True) as connection:
            connection.execute("DROP ROLE stranger")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "cannot be read: use sqlite:///file or postgresql"),
        ("postgresql://u:p@localhost:notaport/x", "cannot be read: use sqlite:///file or postgresql"),
        ("postgresql://u:p@[::1/x", "cannot be read: use sqlite:///file or postgresql"),
        ("mysql://localhost/x", "mysql is not a database we know"),
        ("sqlite://", "SQLite needs a file"),
        ("sqlite:///:memory:", "SQLite needs a file"),
    ],
)
def test_an_address_we_cannot_use_is_refused(url: str, said: str) -> None:
    """Before anything is opened."""
    with pytest.raises(StorageError, match=said):
        open_engine(url)


def test_a_missing_driver_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """PostgreSQL is an extra."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StorageError, match=r"pip install 'boloastro\[postgres\]'"):
        open_engine("postgresql://localhost/x")


def test_the_short_name_of_postgresql_is_known() -> None:
    """Hosting companies hand out addresses that begin with `postgres`."""
    assert open_engine("postgres://localhost/x").dialect.driver == "psycopg"


def test_a_new_file_into_which_another_one_writes_is_waited_for(tmp_path: Path) -> None:
    """SQLite itself waits for every lock but the one that changes how a file is kept."""
    path = tmp_path / "new.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("CREATE TABLE one (id INTEGER)")
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.2, other.rollback)
        release.start()
        engine = open_engine(f"sqlite:///{path}")
        with engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"
        release.join()
        engine.dispose()


def test_a_new_file_that_stays_locked_is_told_in_the_end(tmp_path: Path) -> None:
    """After the patience of whoever opens it."""
    path = tmp_path / "new.sqlite3"
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("CREATE TABLE one (id INTEGER)")
        other.execute("BEGIN IMMEDIATE")
        engine = open_engine(f"sqlite:///{path}", patience=0.05)
        with pytest.raises(sa.exc.OperationalError, match="locked"):
            engine.connect()
        engine.dispose()
