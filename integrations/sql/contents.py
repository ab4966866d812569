"""What a channel keeps for us, in SQL. Each call is a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from engine.errors import StorageError
from integrations.sql.engine import READS
from integrations.sql.faults import fault
from integrations.sql.statements import Compiler, Transaction, param
from integrations.sql.tables import contents


class ContentStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        c = contents.c
        this = c.content == param("content", c.content)
        self.add = compiled(compiled.insert(contents).on_conflict_do_nothing(index_elements=["content"]))
        self.get = compiled(sa.select(c.provider_id).where(this))
        self.forget = compiled(sa.delete(contents).where(this))


class SqlContents:
    """A ContentRepository on an engine of `open_engine`; shared by all threads."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._looking = engine.execution_options(**{READS: True})
        self._sql = ContentStatements(Compiler(engine.dialect))

    def get(self, content: str) -> str | None:
        with self._begun(self._looking) as run:
            return _provider_id(run.one(self._sql.get, {"content": content}))

    def put(self, content: str, provider_id: str) -> str:
        with self._begun(self._engine) as run:
            run.change(self._sql.add, {"content": content, "provider_id": provider_id})
            stored = _provider_id(run.one(self._sql.get, {"content": content}))
        if stored is None:
            raise StorageError(f"content {content} was forgotten while it was stored: try again")
        return stored

    def forget(self, content: str) -> None:
        with self._begun(self._engine) as run:
            run.change(self._sql.forget, {"content": content})

    @contextmanager
    def _begun(self, engine: sa.Engine) -> Iterator[Transaction]:
        """Commits in the end, or undoes it."""
        try:
            with engine.begin() as connection:
                yield Transaction(connection)
        except (sa.exc.DBAPIError, sa.exc.TimeoutError, engine.dialect.loaded_dbapi.Error) as error:
            raise fault(error, engine.url) from error


def _provider_id(row: tuple[str, ...] | None) -> str | None:
    return None if row is None else row[0]
