"""A database that is missing, empty, locked, read-only or newer: one line with the remedy, nothing half done."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa

from engine.errors import StorageError
from integrations.sql.engine import open_engine
from integrations.sql.schema import check_schema, migrate, revision_of
from integrations.sql.unit_of_work import SqlStorage
from tests.databases import OpenStorage
from tests.services.house import House


@pytest.fixture
def impatient() -> Iterator[OpenStorage]:
    """Opens a storage that waits for no lock; all are closed at the end of the test."""
    engines: list[sa.Engine] = []

    def open_one(url: str) -> SqlStorage:
        engines.append(open_engine(url, patience=0.05))
        return SqlStorage(engines[-1], patience=0.05)

    yield open_one
    for engine in engines:
        engine.dispose()


def _line(error: pytest.ExceptionInfo[StorageError]) -> str:
    text = str(error.value)
    assert "\n" not in text
    assert error.value.code == "storage"
    return text


def test_a_missing_file_is_named_with_the_remedy(tmp_path: Path, impatient: OpenStorage) -> None:
    """And is not made by looking for it."""
    path = tmp_path / "missing.sqlite3"
    with pytest.raises(StorageError) as error:
        House(impatient(f"sqlite:///{path}"))
    assert _line(error) == f"the database {path} is missing: run: boloastro migrate"
    assert not path.exists()


def test_a_database_without_tables_is_named_with_the_remedy(empty_database_url: str, impatient: OpenStorage) -> None:
    """On both databases, at the first thing that is asked of it."""
    if empty_database_url.startswith("sqlite"):
        Path(empty_database_url.removeprefix("sqlite:///")).touch()
    with pytest.raises(StorageError) as error:
        House(impatient(empty_database_url))
    assert _line(error).endswith("is not migrated: run: boloastro migrate")


def test_a_database_of_another_version_is_refused(database_url: str) -> None:
    """A revision this program does not know is a newer one; nothing is changed."""
    engine = open_engine(database_url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    for look in (lambda: check_schema(engine), lambda: migrate(database_url)):
        with pytest.raises(StorageError) as error:
            look()
        assert "is newer than this program (revision 9999" in _line(error)
        assert _line(error).endswith("install the newer boloastro")
    assert revision_of(engine) == "9999"
    engine.dispose()


def test_a_locked_file_is_named_and_the_conversation_goes_on_when_the_lock_is_gone(
    sqlite_url: str, open_storage: OpenStorage, impatient: OpenStorage
) -> None:
    """The message is refused as a whole, so the provider delivers it again; what was recorded before is not lost."""
    house, sane = House(impatient(sqlite_url)), House(open_storage(sqlite_url))
    house.tell("hi")
    house.hear("Pune")
    before = sane.session()
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for use in (lambda: house.hear("late"), house.turns.take_any, house.work.run_jobs, house.send):
            with pytest.raises(StorageError) as error:
                use()
            assert _line(error).endswith("is locked by another program: stop that program, or wait and try again")
        other.execute("ROLLBACK")
    assert sane.session() == before
    house.hear("late")
    house.settle()
    assert house.phone.texts() == ["Name?", "Town?", "Busy.", "Pay for Pune."]


def test_a_row_that_another_keeps_is_named_and_the_conversation_goes_on(
    postgres_url: str, impatient: OpenStorage
) -> None:
    """PostgreSQL waits for so long and no longer; other people are served meanwhile."""
    house = House(impatient(postgres_url))
    house.tell("hi")
    house.tell("hi", address="b")
    house.hear("Pune")
    house.hear("Agra", address="b")
    with psycopg.connect(_plain(postgres_url)) as other:
        other.execute("SELECT * FROM sessions WHERE subject = %s FOR UPDATE", [house.contact().id])
        with pytest.raises(StorageError) as error:
            house.turns.take(house.contact().id)
        assert "has kept a row locked for too long" in _line(error)
        assert house.turns.take(house.contact("b").id) is not None
        other.rollback()
    house.settle()
    assert house.phone.texts() == ["Name?", "Town?", "Pay for Pune."]


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")


def test_a_file_that_must_not_be_written_is_named(sqlite_url: str) -> None:
    """Nothing of the message is stored."""
    engine = open_engine(sqlite_url, patience=0.05)
    storage = SqlStorage(engine, patience=0.05)
    house = House(storage)
    house.tell("hi")

    def forbid(connection: object, _record: object, _proxy: object) -> None:
        assert isinstance(connection, sqlite3.Connection)
        connection.execute("PRAGMA query_only = ON")

    sa.event.listen(engine, "checkout", forbid)
    with pytest.raises(StorageError) as error:
        house.hear("Pune")
    assert _line(error).endswith("cannot be written: give this user the right to write the file and its folder")
    sa.event.remove(engine, "checkout", forbid)
    engine.dispose()
    house.tell("Pune")
    assert house.phone.texts() == ["Name?", "Town?", "Pay for Pune."]


def test_a_server_that_went_away_is_named_and_found_again(postgres_url: str, impatient: OpenStorage) -> None:
    """All connections are cut in the middle of a conversation."""
    house = House(impatient(postgres_url))
    house.tell("hi")
    house.hear("Pune")
    with house.storage.begin() as work:
        assert work.inbox.claim(house.clock.now()) is not None
        with psycopg.connect(_plain(postgres_url), autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        with pytest.raises(StorageError) as error:
            work.contacts.get("anybody")
    assert "try again" in _line(error) or "check that it runs" in _line(error)
    house.settle()
    assert house.phone.texts() == ["Name?", "Town?", "Pay for Pune."]


def test_a_file_that_is_no_database_is_named(tmp_path: Path, impatient: OpenStorage) -> None:
    """It is left as it is."""
    path = tmp_path / "letter.txt"
    path.write_text("Dear reader, " * 1000)
    with pytest.raises(StorageError) as error:
        House(impatient(f"sqlite:///{path}"))
    assert _line(error).endswith("is not a database: choose another file")
    assert path.read_text().startswith("Dear reader")
