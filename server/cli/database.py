"""The database a command works on: a kept one that must be ready, or a fresh one that is thrown away."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from server.wiring import Database


@contextmanager
def fresh_database() -> Iterator[Database]:
    """A new SQLite database in a temporary folder, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="boloastro-") as folder:
        url = f"sqlite:///{Path(folder) / 'talk.sqlite3'}"
        Database(url).migrate()
        with opened_database(url) as database:
            yield database


@contextmanager
def opened_database(url: str) -> Iterator[Database]:
    """A database that is there already. StorageError that names the remedy when it is not ready."""
    database = Database(url)
    database.check()
    try:
        yield database
    finally:
        database.close()
