"""Deletes sessions that ended long ago, with all that belongs to them.

A session does not say when it ended; its youngest turn, message or job does. To find old ones without looking at all
of them, upkeep looks at each done session once and writes down what it saw in `newest_at`; it looks again when that is
old. So a look finds only sessions that nobody has looked at, and such as are likely to go.
"""

from __future__ import annotations

import sqlalchemy as sa

from engine.domain.records import JobStatus
from engine.domain.sessions import Status
from integrations.sql.outbox_statements import OPEN
from integrations.sql.statements import Compiler, Transaction, among, at_most, holds, param
from integrations.sql.tables import jobs, outbox, sessions, timers, turns

_LOOKS = 10
"""How many batches may be looked at in vain."""


class OldSessionStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        c = sessions.c
        this, session = c.id == param("session", c.id), param("session", c.id)
        done = sa.select(c.id).where(holds(c.status, Status.DONE), c.newest_at < param("before", c.newest_at))
        self.old = compiled(at_most(done.order_by(c.newest_at)).with_for_update(skip_locked=True))
        self.newest = compiled(_newest(session))
        self.unsettled = compiled(_unsettled(session))
        self.date = compiled(sa.update(sessions).where(this).values(newest_at=param("newest", c.newest_at)))
        self.rows = [compiled(sa.delete(t).where(t.c.session == session)) for t in (timers, turns, jobs, outbox)]
        self.session = compiled(sa.delete(sessions).where(this))


def _newest(session: sa.BindParameter[str]) -> sa.Select[tuple[int]]:
    """The time of the youngest row of a session."""
    times = (turns.c.at, outbox.c.created_at, jobs.c.created_at)
    each = [
        sa.select(sa.func.max(time).label("time")).where(time.table.c.session == session)
        for time in times
    ]  # fmt: skip
    return sa.select(sa.func.max(sa.union_all(*each).subquery("newest").c.time))


def _unsettled(session: sa.BindParameter[str]) -> sa.CompoundSelect[tuple[int]]:
    """Whether something of a session is still to be done."""
    one: sa.ColumnElement[int] = sa.literal_column("1")
    return sa.union_all(
        sa.select(one).where(outbox.c.session == session, among(outbox.c.status, OPEN)),
        sa.select(one).where(jobs.c.session == session, holds(jobs.c.status, JobStatus.PENDING)),
    )


def forget_sessions(run: Transaction, sql: OldSessionStatements, before: int, limit: int) -> int:
    """Delete at most so many done sessions of which nothing is younger than a moment; how many it were."""
    gone = 0
    for _ in range(_LOOKS):
        found = run.all(sql.old, {"before": before, "limit": limit - gone})
        gone += sum(_forgotten(run, sql, session, before) for (session,) in found)
        if not found or gone >= limit:
            break
    return gone


def _forgotten(run: Transaction, sql: OldSessionStatements, session: str, before: int) -> bool:
    newest = run.one(sql.newest, {"session": session})
    time = 0 if newest is None or newest[0] is None else int(newest[0])
    if run.one(sql.unsettled, {"session": session}) is not None:
        time = max(time, before)
    if time >= before:
        run.change(sql.date, {"session": session, "newest": time})
        return False
    for rows in sql.rows:
        run.change(rows, {"session": session})
    return run.change(sql.session, {"session": session}) == 1
