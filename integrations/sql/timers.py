"""Timers in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from engine.domain.records import TimerRecord
from integrations.sql.columns import encode, moment, readable, time_of
from integrations.sql.statements import Compiler, Row, Transaction, at_most, param
from integrations.sql.tables import timers

_NAME = ("session", "timer")


class TimerStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        c = timers.c
        insert = compiled.insert(timers)
        moved = {column.name: insert.excluded[column.name] for column in c if column.name not in _NAME}
        self.set = compiled(insert.on_conflict_do_update(index_elements=list(_NAME), set_=moved))
        self.cancel = compiled(
            sa.delete(timers).where(c.session == param("session", c.session), c.timer == param("timer", c.timer))
        )
        self.clear = compiled(sa.delete(timers).where(c.session == param("session", c.session)))
        self.due = compiled(
            at_most(
                sa.select(timers).where(c.due_at <= param("now", c.due_at)).order_by(c.due_at, c.id)
            ).with_for_update(skip_locked=True)
        )
        self.remove = compiled(sa.delete(timers).where(c.id == param("id", c.id)))
        self.next_due = compiled(sa.select(sa.func.min(c.due_at)))
        self.of_session = compiled(
            sa.select(timers).where(c.session == param("session", c.session)).order_by(c.due_at, c.id)
        )


class SqlTimers:
    """A TimerRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: TimerStatements) -> None:
        self._run = run
        self._sql = sql

    def set(self, timer: TimerRecord) -> None:
        self._run.change(
            self._sql.set,
            {
                "id": timer.id,
                "subject": timer.subject,
                "session": timer.session,
                "timer": timer.timer,
                "due_at": moment(timer.due_at),
                "event": timer.event,
                "data": encode(timer.data),
                "frame": timer.frame,
                "state": timer.state,
                "token": timer.token,
            },
        )

    def cancel(self, session: str, timer: str) -> None:
        self._run.change(self._sql.cancel, {"session": session, "timer": timer})

    def clear(self, session: str) -> None:
        self._run.change(self._sql.clear, {"session": session})

    def due(self, now: datetime, limit: int) -> Sequence[TimerRecord]:
        return [_timer(row) for row in self._run.all(self._sql.due, {"now": moment(now), "limit": limit})]

    def remove(self, timer: str) -> None:
        self._run.change(self._sql.remove, {"id": timer})

    def next_due(self) -> datetime | None:
        row = self._run.one(self._sql.next_due, {})
        return None if row is None or row[0] is None else time_of(row[0])

    def of_session(self, session: str) -> Sequence[TimerRecord]:
        return [_timer(row) for row in self._run.all(self._sql.of_session, {"session": session})]


def _timer(row: Row) -> TimerRecord:
    identity, subject, session, timer, due_at, event, data, frame, state, token = row
    return TimerRecord(
        id=identity,
        subject=subject,
        session=session,
        timer=timer,
        due_at=time_of(due_at),
        event=event,
        data=readable(data) or {},  # one that cannot be read must not hold up the others
        frame=frame,
        state=state,
        token=token,
    )
