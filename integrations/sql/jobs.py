"""Jobs in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from engine.domain.records import Job, JobStatus
from integrations.sql.columns import encode, moment, moment_or_none, readable, time_of, time_or_none
from integrations.sql.statements import Compiler, Row, Sql, Transaction, at_most, holds, one_more, param, value, yes
from integrations.sql.tables import jobs

UNREADABLE = "(unreadable)"
"""No action has this name."""

_ENTRY = ("session", "token")


class JobStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        c = jobs.c
        pending = holds(c.status, JobStatus.PENDING)
        this = c.id == param("this", c.id)
        self.add = compiled(compiled.insert(jobs))
        self.cancel = compiled(
            sa.update(jobs)
            .where(pending, *(c[name] == param(f"of_{name}", c[name]) for name in _ENTRY))
            .values(status=value(JobStatus.CANCELLED))
        )
        self.claimable = _locked(compiled, c.due_at)
        self.overdue = _locked(compiled, c.timeout_at)
        self.take = compiled(
            sa.update(jobs).where(this).values(due_at=param("until", c.due_at), attempts=one_more(c.attempts))
        )
        claimed = c.attempts == param("claimed", c.attempts)
        self.finish = compiled(sa.update(jobs).where(this, pending, claimed).values(status=value(JobStatus.DONE)))
        self.unannounced = compiled(
            at_most(
                sa.select(jobs)
                .where(pending, yes(c.announced, holds=False), c.created_at < param("before", c.created_at))
                .order_by(c.created_at, c.id)
            ).with_for_update(skip_locked=True)
        )
        self.announce = compiled(sa.update(jobs).where(this).values(announced=sa.literal_column("1")))
        earliest = sa.case((c.timeout_at < c.due_at, c.timeout_at), else_=c.due_at)
        self.next_due = compiled(sa.select(sa.func.min(earliest)).where(pending))
        self.of_session = compiled(
            sa.select(jobs).where(pending, c.session == param("session", c.session)).order_by(c.created_at, c.id)
        )


def _locked(compiled: Compiler, column: sa.Column[int]) -> Sql:
    """Pending jobs whose time in a column has come, without those that another worker has."""
    return compiled(
        at_most(
            sa.select(jobs)
            .where(holds(jobs.c.status, JobStatus.PENDING), column <= param("now", column))
            .order_by(column, jobs.c.id)
        ).with_for_update(skip_locked=True)
    )


class SqlJobs:
    """A JobRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: JobStatements) -> None:
        self._run = run
        self._sql = sql

    def add(self, job: Job) -> None:
        self._run.change(
            self._sql.add,
            {
                "id": job.id,
                "subject": job.subject,
                "session": job.session,
                "action": job.action,
                "arguments": encode(job.arguments),
                "frame": job.frame,
                "state": job.state,
                "token": job.token,
                "created_at": moment(job.created_at),
                "due_at": moment(job.due_at),
                "timeout_at": moment_or_none(job.timeout_at),
                "status": job.status.value,
                "attempts": job.attempts,
                "announced": int(job.announced),
            },
        )

    def cancel(self, session: str, token: int) -> None:
        self._run.change(self._sql.cancel, {"of_session": session, "of_token": token})

    def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[Job]:
        rows = self._run.all(self._sql.claimable, {"now": moment(now), "limit": limit})
        return [self._taken(_job(row), until) for row in rows]

    def overdue(self, now: datetime, limit: int) -> Sequence[Job]:
        rows = self._run.all(self._sql.overdue, {"now": moment(now), "limit": limit})
        return [_job(row) for row in rows]

    def finish(self, job: Job) -> bool:
        return self._run.change(self._sql.finish, {"this": job.id, "claimed": job.attempts}) == 1

    def unannounced(self, before: datetime, limit: int) -> Sequence[Job]:
        rows = self._run.all(self._sql.unannounced, {"before": moment(before), "limit": limit})
        return [self._announced(_job(row)) for row in rows]

    def next_due(self) -> datetime | None:
        row = self._run.one(self._sql.next_due, {})
        return None if row is None else time_or_none(row[0])

    def of_session(self, session: str) -> Sequence[Job]:
        return [_job(row) for row in self._run.all(self._sql.of_session, {"session": session})]

    def _taken(self, job: Job, until: datetime) -> Job:
        self._run.change(self._sql.take, {"this": job.id, "until": moment(until)})
        return replace(job, due_at=until, attempts=job.attempts + 1)

    def _announced(self, job: Job) -> Job:
        self._run.change(self._sql.announce, {"this": job.id})
        return replace(job, announced=True)


def _job(row: Row) -> Job:
    """With arguments nobody can read it asks for an action nobody knows, and so it fails by itself."""
    (
        identity,
        subject,
        session,
        action,
        arguments,
        frame,
        state,
        token,
        created,
        due,
        timeout,
        status,
        attempts,
        announced,
    ) = row
    known = readable(arguments)
    return Job(
        id=identity,
        subject=subject,
        session=session,
        action=UNREADABLE if known is None else action,
        arguments=known or {},
        frame=frame,
        state=state,
        token=token,
        created_at=time_of(created),
        due_at=time_of(due),
        timeout_at=time_or_none(timeout),
        status=JobStatus(status),
        attempts=attempts,
        announced=bool(announced),
    )
