"""The inbox in SQL."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from engine.domain.events import EventKind
from engine.domain.records import InboxItem, InboxStatus
from integrations.sql.columns import decode_data, encode, moment, printable, time_of, time_or_none
from integrations.sql.statements import Compiler, Row, Transaction, at_most, holds, one_more, param, value
from integrations.sql.tables import inbox


class InboxStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        c = inbox.c
        this = c.id == param("this", c.id)
        due = (holds(c.status, InboxStatus.NEW), c.due_at <= param("now", c.due_at))
        failed = {"error": param("error", c.error), "attempts": one_more(c.attempts)}
        self.record = compiled(
            compiled.insert(inbox, "sequence").on_conflict_do_nothing(index_elements=["provider_id"])
        )
        self.get = compiled(sa.select(inbox).where(this))
        self.next = compiled(
            at_most(
                sa.select(inbox).where(c.subject == param("subject", c.subject), *due).order_by(c.sequence), 1
            ).with_for_update()
        )
        self.claim = compiled(
            at_most(sa.select(inbox).where(*due, ~_earlier()).order_by(c.due_at, c.sequence), 1).with_for_update(
                of=inbox, skip_locked=True
            )
        )
        self.next_due = compiled(sa.select(sa.func.min(c.due_at)).where(holds(c.status, InboxStatus.NEW)))
        self.handled = compiled(sa.update(inbox).where(this).values(status=value(InboxStatus.HANDLED)))
        self.failed = compiled(sa.update(inbox).where(this).values(failed))
        self.bury = compiled(sa.update(inbox).where(this).values(failed | {"status": value(InboxStatus.DEAD)}))


def _earlier() -> sa.Exists:
    """An older item of the same subject is to be handled first."""
    older = inbox.alias("older")
    return sa.exists(sa.literal_column("1")).where(
        older.c.subject == inbox.c.subject,
        holds(older.c.status, InboxStatus.NEW),
        older.c.sequence < inbox.c.sequence,
        older.c.due_at <= param("now", inbox.c.due_at),
    )


class SqlInbox:
    """An InboxRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: InboxStatements) -> None:
        self._run = run
        self._sql = sql

    def record(self, item: InboxItem) -> bool:
        received_at = moment(item.received_at)
        added = self._run.change(
            self._sql.record,
            {
                "id": item.id,
                "provider_id": item.provider_id,
                "subject": item.subject,
                "kind": item.kind.value,
                "name": item.name,
                "payload": encode(item.payload),
                "received_at": received_at,
                "due_at": received_at if item.due_at is None else moment(item.due_at),
                "status": item.status.value,
                "attempts": item.attempts,
                "error": item.error,
            },
        )
        return added == 1

    def get(self, item: str) -> InboxItem | None:
        row = self._run.one(self._sql.get, {"this": item})
        return None if row is None else _item(row)

    def next_unhandled(self, subject: str, now: datetime) -> InboxItem | None:
        row = self._run.one(self._sql.next, {"subject": subject, "now": moment(now)})
        return None if row is None else _item(row)

    def claim(self, now: datetime) -> InboxItem | None:
        row = self._run.one(self._sql.claim, {"now": moment(now)})
        return None if row is None else _item(row)

    def next_due(self) -> datetime | None:
        row = self._run.one(self._sql.next_due, {})
        return None if row is None else time_or_none(row[0])

    def handled(self, item: str) -> None:
        self._run.change(self._sql.handled, {"this": item})

    def failed(self, item: str, error: str) -> None:
        self._run.change(self._sql.failed, {"this": item, "error": printable(error)})

    def bury(self, item: str, error: str) -> None:
        self._run.change(self._sql.bury, {"this": item, "error": printable(error)})


def _item(row: Row) -> InboxItem:
    (
        sequence,
        identity,
        provider_id,
        subject,
        kind,
        name,
        payload,
        received_at,
        due_at,
        status,
        attempts,
        error,
    ) = row
    return InboxItem(
        id=identity,
        provider_id=provider_id,
        subject=subject,
        kind=EventKind(kind),
        name=name,
        payload=decode_data(payload),
        received_at=time_of(received_at),
        due_at=time_of(due_at),
        status=InboxStatus(status),
        attempts=attempts,
        error=error,
        sequence=sequence,
    )
