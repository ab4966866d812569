"""How much waits, counted in SQL on the indexes of what is not done."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from engine.domain.records import Backlog, InboxStatus, JobStatus, OutboxStatus
from engine.interfaces.orders import HookStatus
from integrations.sql import hooks as hook_rows
from integrations.sql import inbox as inbox_rows
from integrations.sql import outbox_statements as outbox_rows
from integrations.sql.columns import moment
from integrations.sql.statements import Compiler, Sql, Transaction, among, holds, param, yes
from integrations.sql.tables import hooks, inbox, jobs, outbox, timers

_INBOX = (InboxStatus.NEW, InboxStatus.DEAD, InboxStatus.LIMITED)
_HOOKS = (*hook_rows.WAITING, HookStatus.DEAD)
_OUTBOX = (*outbox_rows.OPEN, OutboxStatus.PARKED, OutboxStatus.DEAD)


class BacklogStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        rows = sa.select(sa.func.count())
        self.inbox = {s: compiled(rows.select_from(inbox).where(*inbox_rows.held_as(s))) for s in _INBOX}
        self.outbox = {s: compiled(rows.select_from(outbox).where(*outbox_rows.held_as(s))) for s in _OUTBOX}
        self.jobs = compiled(rows.select_from(jobs).where(holds(jobs.c.status, JobStatus.PENDING)))
        self.timers = compiled(rows.select_from(timers).where(timers.c.due_at <= param("now", timers.c.due_at)))
        self.hooks = {s: compiled(rows.select_from(hooks).where(holds(hooks.c.status, s))) for s in _HOOKS}
        self.oldest_hook = compiled(
            sa.select(sa.func.min(hooks.c.due_at)).where(among(hooks.c.status, hook_rows.WAITING))
        )  # fmt: skip
        self.oldest_in = compiled(sa.select(sa.func.min(inbox.c.due_at)).where(holds(inbox.c.status, InboxStatus.NEW)))
        self.oldest_out = compiled(_oldest_out())


def _oldest_out() -> sa.Select[tuple[int]]:
    """When the oldest message that waits was due at first; what was asked for is due when it is written."""
    c = outbox.c
    since = sa.case((yes(c.asked), c.created_at), else_=c.due_at)
    waits = sa.or_(yes(c.asked), c.due_at <= param("now", c.due_at))
    return sa.select(sa.func.min(since)).where(among(c.status, outbox_rows.OPEN), waits)


class SqlBacklog:
    """Counts for an UpkeepRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: BacklogStatements) -> None:
        self._run = run
        self._sql = sql

    def counted(self, now: datetime) -> Backlog:
        """Timers count when they are due, all else when it is not done."""
        sql, at = self._sql, {"now": moment(now)}
        return Backlog(
            inbox={status.value: self._number(sql.inbox[status], {}) for status in _INBOX},
            outbox={status.value: self._number(sql.outbox[status], {}) for status in _OUTBOX},
            jobs=self._number(sql.jobs, {}),
            timers=self._number(sql.timers, at),
            inbox_age=_age(self._number(sql.oldest_in, {}), now),
            hooks={status.value: self._number(sql.hooks[status], {}) for status in _HOOKS},
            hooks_age=_age(self._number(sql.oldest_hook, {}), now),
            outbox_age=_age(self._number(sql.oldest_out, at), now),
        )

    def _number(self, statement: Sql, values: dict[str, int]) -> int:
        """The only number of the only row; 0 if there is none."""
        row = self._run.one(statement, values)
        return 0 if row is None or row[0] is None else int(row[0])


def _age(oldest: int, now: datetime) -> float:
    """Seconds since a moment; 0 if there was none, or it is yet to come."""
    return max(0.0, (moment(now) - oldest) / 1_000_000) if oldest else 0.0
