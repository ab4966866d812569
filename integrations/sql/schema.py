"""Which shape the database has, and how it gets the shape this code needs."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from engine.errors import StorageError
from integrations.sql.engine import PATIENCE, READS, open_engine
from integrations.sql.faults import MIGRATE, described, fault

REVISIONS = ("0001", "0002", "0003", "0004", "0005", "0006", "0007", "0008")
"""All revisions, the oldest first; a test holds them equal to the files in `migrations/versions`."""

_ONE_AT_A_TIME = 7_232_001
"""The number of the PostgreSQL advisory lock that a migration holds."""


def check_schema(engine: sa.Engine) -> None:
    """StorageError with its remedy, unless the database is there and of the revision this code needs."""
    found = revision_of(engine)
    place = described(engine.url)
    if found is None:
        raise StorageError(f"{place} is not migrated: {MIGRATE}")
    if found not in REVISIONS:
        raise StorageError(
            f"{place} is newer than this program (revision {found}, known is {REVISIONS[-1]}): "
            "install the newer boloastro"
        )
    if found != REVISIONS[-1]:
        raise StorageError(f"{place} is older than this program (revision {found} of {REVISIONS[-1]}): {MIGRATE}")


def migrate(url: str, *, to: str = REVISIONS[-1], patience: float = PATIENCE) -> str:
    """Bring the database to a revision (`base` is an empty one) and answer it.

    Makes a missing SQLite file. Locks nothing when the database has that revision already.
    """
    engine = open_engine(url, create=True, patience=patience)
    try:
        found = revision_of(engine)
        if found is not None and found not in REVISIONS:
            check_schema(engine)
        if found != to:
            _migrated(engine, found, to)
    except (sa.exc.DBAPIError, engine.dialect.loaded_dbapi.Error) as error:  # BEGIN is sent past SQLAlchemy
        raise fault(error, engine.url) from error
    finally:
        engine.dispose()
    return to


def revision_of(engine: sa.Engine) -> str | None:
    """The revision the database has; None when it was never migrated."""
    try:
        with engine.connect().execution_options(**{READS: True}) as connection:
            if not sa.inspect(connection).has_table("alembic_version"):
                return None
            found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
            return found
    except (sa.exc.DBAPIError, engine.dialect.loaded_dbapi.Error) as error:
        raise fault(error, engine.url) from error


def _migrated(engine: sa.Engine, found: str | None, to: str) -> None:
    """All of it in one transaction: both databases can undo a change of a table."""
    from alembic import command  # imported here as only this needs it, and it takes long
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    with engine.connect() as connection:
        _let_tables_be_rebuilt(connection)
        with connection.begin():
            _wait_for_other_migrations(connection)
            config.attributes["connection"] = connection
            down = to == "base" or (found is not None and REVISIONS.index(to) < REVISIONS.index(found))
            (command.downgrade if down else command.upgrade)(config, to)
            _check_references(connection)


def _let_tables_be_rebuilt(connection: sa.Connection) -> None:
    """SQLite changes a table by making it anew; dropping the old one must not drag rows of others along."""
    if connection.dialect.name == "sqlite":
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys = OFF")


def _wait_for_other_migrations(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")  # a large table takes as long as it takes
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ONE_AT_A_TIME)))


def _check_references(connection: sa.Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise StorageError(f"{described(connection.engine.url)} would lose a reference: nothing was migrated")
