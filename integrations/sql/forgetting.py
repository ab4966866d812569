"""Deletes what is done and old, in SQL: some rows at a time, found by the indexes of settled rows."""

from __future__ import annotations

from engine.domain.records import JobStatus
from integrations.sql import inbox as inbox_rows
from integrations.sql import outbox_statements as outbox_rows
from integrations.sql.old_definitions import OldDefinitionStatements, forget_definitions
from integrations.sql.old_rows import old_rows
from integrations.sql.old_sessions import OldSessionStatements, forget_sessions
from integrations.sql.owners import SETTLED_HOOKS
from integrations.sql.statements import Compiler, Transaction, among
from integrations.sql.tables import files, hooks, inbox, jobs, outbox, turns

_DONE_JOBS = (JobStatus.DONE, JobStatus.CANCELLED)


class ForgetStatements:
    """Compiled once for a database. `old` has one for each table whose rows can go by themselves."""

    def __init__(self, compiled: Compiler) -> None:
        i, o, j, t, f, h = inbox.c, outbox.c, jobs.c, turns.c, files.c, hooks.c
        self.old = {
            "inbox": old_rows(compiled, i.received_at, [i.sequence], among(i.status, inbox_rows.SETTLED)),
            "outbox": old_rows(compiled, o.created_at, [o.sequence], among(o.status, outbox_rows.SETTLED)),
            "jobs": old_rows(compiled, j.created_at, [j.id], among(j.status, _DONE_JOBS)),
            "turns": old_rows(compiled, t.at, [t.session, t.revision]),
            "files": old_rows(compiled, f.expires_at, [f.id]),
            "hooks": old_rows(compiled, h.received_at, [h.sequence], among(h.status, SETTLED_HOOKS)),
        }
        self.sessions = OldSessionStatements(compiled)
        self.definitions = OldDefinitionStatements(compiled)


class SqlForgetting:
    """Forgets for an UpkeepRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: ForgetStatements) -> None:
        self._run = run
        self._sql = sql

    def forget(self, table: str, before: int, limit: int) -> int:
        """How many rows were deleted; `before` is a moment."""
        if table == "sessions":
            return forget_sessions(self._run, self._sql.sessions, before, limit)
        if table == "definitions":
            return forget_definitions(self._run, self._sql.definitions, before, limit)
        if table not in self._sql.old:
            raise ValueError(f"nothing of the table {table!r} is ever old: name one of {', '.join(self.names)}")
        return self._run.change(self._sql.old[table], {"before": before, "limit": limit})

    @property
    def names(self) -> tuple[str, ...]:
        """The tables of which something can be forgotten."""
        return (*self._sql.old, "sessions", "definitions")
