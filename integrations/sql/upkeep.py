"""What is done to many rows at once, in SQL: counted, forgotten, erased."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from engine.domain.records import Backlog
from integrations.sql.backlog import BacklogStatements, SqlBacklog
from integrations.sql.columns import moment
from integrations.sql.erasing import EraseStatements, SqlErasing
from integrations.sql.forgetting import ForgetStatements, SqlForgetting
from integrations.sql.statements import Compiler, Transaction


class UpkeepStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        self.backlog = BacklogStatements(compiled)
        self.forget = ForgetStatements(compiled)
        self.erase = EraseStatements(compiled)


class SqlUpkeep:
    """An UpkeepRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: UpkeepStatements) -> None:
        self._run = run
        self._sql = sql

    def backlog(self, now: datetime) -> Backlog:
        return SqlBacklog(self._run, self._sql.backlog).counted(now)

    def forget(self, table: str, before: datetime, limit: int) -> int:
        return SqlForgetting(self._run, self._sql.forget).forget(table, moment(before), limit)

    def erase(self, contact: str) -> Mapping[str, int]:
        return SqlErasing(self._run, self._sql.erase).erase(contact)
