"""The schema: migrations and tables agree, in both directions, and every mismatch is told with its remedy."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from engine.errors import StorageError
from integrations.sql import schema
from integrations.sql.engine import open_engine
from integrations.sql.schema import REVISIONS, check_schema, migrate
from integrations.sql.tables import metadata
from tests.databases import OpenStorage
from tests.storage.samples import fill, together

NEWEST = REVISIONS[-1]
SHORTLY = 0.05


@contextmanager
def connected(url: str) -> Iterator[sa.Connection]:
    """A connection in a transaction that is committed."""
    engine = open_engine(url, create=True)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def shape(url: str) -> list[str]:
    """All that a database knows of its tables, indexes, constraints and triggers."""
    catalogues = {
        "sqlite": ["SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'alembic%'"],
        "postgresql": [
            "SELECT table_name, column_name, data_type, is_nullable, column_default "
            "FROM information_schema.columns WHERE table_schema = 'public'",
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
            "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace",
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
            "SELECT prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace",
        ],
    }
    with connected(url) as connection:
        rows = [row for query in catalogues[connection.dialect.name] for row in connection.exec_driver_sql(query)]
    return sorted(_comparable(row) for row in rows if "alembic" not in str(row))


def _comparable(row: sa.Row[tuple[object, ...]]) -> str:
    """Without the order of the parts of a CREATE TABLE, and the quotes around its name, which say nothing."""
    return " | ".join(str(sorted(part.strip(" ,") for part in str(v).replace('"', "").splitlines())) for v in row)


def complaint(url: str) -> str:
    engine = open_engine(url)
    with pytest.raises(StorageError) as caught:
        check_schema(engine)
    engine.dispose()
    return str(caught.value)


def set_revision(url: str, revision: str) -> None:
    with connected(url) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})


def test_alembic_finds_no_difference_between_tables_and_migrations(database_url: str) -> None:
    """Whoever changes a table writes a migration."""
    with connected(database_url) as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_a_migrated_database_is_the_one_the_tables_describe(empty_database_url: str) -> None:
    """Down to every check, index, constraint and trigger, which Alembic does not compare."""
    with connected(empty_database_url) as connection:
        metadata.create_all(connection)
    described = shape(empty_database_url)
    with connected(empty_database_url) as connection:
        metadata.drop_all(connection)
    migrate(empty_database_url)
    assert shape(empty_database_url) == described


def test_a_database_can_go_down_and_up_again(empty_database_url: str) -> None:
    """Down to nothing, and up to the same."""
    migrate(empty_database_url)
    before = shape(empty_database_url)
    assert len(before) > 30
    migrate(empty_database_url, to="base")
    assert shape(empty_database_url) == []
    assert complaint(empty_database_url).endswith("is not migrated: run: boloastro migrate")
    migrate(empty_database_url)
    assert shape(empty_database_url) == before


def test_migrating_again_changes_nothing(database_url: str, open_storage: OpenStorage) -> None:
    """Rows stay."""
    storage = open_storage(database_url)
    fill(storage)
    assert migrate(database_url) == NEWEST
    with storage.read() as work:
        assert work.sessions.get("s1") is not None


def test_a_migrated_database_is_not_locked_to_be_migrated_again(sqlite_url: str) -> None:
    """Somebody else may be writing meanwhile."""
    with writing(sqlite_url):
        assert migrate(sqlite_url, patience=SHORTLY) == NEWEST


def test_a_database_somebody_writes_to_cannot_be_migrated_and_that_is_told(tmp_path: Path) -> None:
    """In one line, though the driver says it past SQLAlchemy."""
    url = f"sqlite:///{tmp_path / 'locked.sqlite3'}"
    with connected(url):
        pass
    with writing(url), pytest.raises(StorageError, match=r"is locked by another program: stop that program[^\n]*$"):
        migrate(url, patience=SHORTLY)


@contextmanager
def writing(url: str) -> Iterator[None]:
    """Another program has begun to write to a file."""
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def test_two_processes_may_migrate_at_once(empty_database_url: str) -> None:
    """One waits for the other and then finds nothing to do."""
    answers = together(*[lambda: migrate(empty_database_url)] * 3)
    assert answers == [NEWEST] * 3


def test_a_migration_that_fails_leaves_nothing_behind(empty_database_url: str) -> None:
    """A table of somebody else is in the way: none of ours is made."""
    with connected(empty_database_url) as connection:
        connection.execute(sa.text("CREATE TABLE turns (x INTEGER)"))
    before = shape(empty_database_url)
    with pytest.raises(StorageError, match=r"turns.* already exists"):
        migrate(empty_database_url)
    assert shape(empty_database_url) == before
    assert "is not migrated" in complaint(empty_database_url)


def test_the_known_revisions_are_the_files() -> None:
    """So that checking the schema needs no Alembic, which takes long to load."""
    folder = Path(schema.__file__).parent / "migrations" / "versions"
    assert tuple(sorted(file.name.split("_")[0] for file in folder.glob("[0-9]*.py"))) == REVISIONS


def test_a_current_database_passes(database_url: str) -> None:
    """In silence."""
    engine = open_engine(database_url)
    check_schema(engine)
    engine.dispose()


def test_a_database_without_tables_is_told(empty_database_url: str) -> None:
    """By the check, and by whoever uses it without checking."""
    with connected(empty_database_url):
        pass
    assert complaint(empty_database_url).endswith("is not migrated: run: boloastro migrate")


def test_using_a_database_without_tables_is_told(empty_database_url: str, open_storage: OpenStorage) -> None:
    """The remedy is in every message."""
    with connected(empty_database_url):
        pass
    with (
        open_storage(empty_database_url).begin() as work,
        pytest.raises(StorageError, match="is not migrated: run: boloastro migrate"),
    ):
        work.sessions.lock("c1")


def test_an_older_database_is_told(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With both revisions and the remedy."""
    monkeypatch.setattr(schema, "REVISIONS", (NEWEST, "next"))
    said = complaint(database_url)
    assert said.endswith(f"is older than this program (revision {NEWEST} of next): run: boloastro migrate")


def test_a_newer_database_is_told_and_left_alone(database_url: str) -> None:
    """Another machine has been updated already: this one must not touch it."""
    set_revision(database_url, "9999")
    said = complaint(database_url)
    assert said.endswith(f"is newer than this program (revision 9999, known is {NEWEST}): install the newer boloastro")
    with pytest.raises(StorageError, match="is newer than this program"):
        migrate(database_url)
