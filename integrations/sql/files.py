"""Files to be sent, in SQL."""

from __future__ import annotations

import sqlalchemy as sa

from engine.domain.records import StoredFile
from integrations.sql.columns import moment, time_of
from integrations.sql.statements import Compiler, Transaction, param
from integrations.sql.tables import files


class FileStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        c = files.c
        self.add = compiled(compiled.insert(files))
        self.get = compiled(sa.select(files).where(c.id == param("id", c.id)))


class SqlFiles:
    """A FileRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: FileStatements) -> None:
        self._run = run
        self._sql = sql

    def add(self, file: StoredFile) -> None:
        self._run.change(
            self._sql.add,
            {
                "id": file.id,
                "content_type": file.content_type,
                "content": file.content,
                "created_at": moment(file.created_at),
                "expires_at": moment(file.expires_at),
            },
        )

    def get(self, file: str) -> StoredFile | None:
        row = self._run.one(self._sql.get, {"id": file})
        if row is None:
            return None
        identity, content_type, content, created_at, expires_at = row
        return StoredFile(
            id=identity,
            content_type=content_type,
            content=bytes(content),
            created_at=time_of(created_at),
            expires_at=time_of(expires_at),
        )
