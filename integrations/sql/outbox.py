"""The outbox in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from engine.domain.records import OutboxItem, OutboxStatus
from integrations.sql.columns import decode_data, encode, moment, printable, time_of, time_or_none
from integrations.sql.statements import Compiler, Row, Transaction, at_most, holds, one_more, param, value
from integrations.sql.tables import outbox


class OutboxStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        c = outbox.c
        this = c.id == param("this", c.id)
        pending = holds(c.status, OutboxStatus.PENDING)
        failed = {"error": param("error", c.error), "due_at": param("due_at", c.due_at)}
        self.add = compiled(compiled.insert(outbox, "sequence"))
        self.claimable = compiled(
            at_most(
                sa.select(outbox)
                .where(pending, c.due_at <= param("now", c.due_at), ~_earlier())
                .order_by(c.due_at, c.sequence)
            ).with_for_update(of=outbox, skip_locked=True)
        )
        self.take = compiled(
            sa.update(outbox).where(this).values(due_at=param("until", c.due_at), attempts=one_more(c.attempts))
        )
        self.waiting = compiled(
            at_most(sa.select(sa.literal_column("1")).where(c.contact == param("contact", c.contact), pending), 1)
        )
        self.sent = compiled(
            sa.update(outbox)
            .where(this)
            .values(
                status=value(OutboxStatus.SENT),
                provider_id=param("provider_id", c.provider_id),
                error=sa.null(),
            )
        )
        self.retry = compiled(sa.update(outbox).where(this).values(failed))
        self.give_up = compiled(
            sa.update(outbox).where(this).values(status=value(OutboxStatus.FAILED), error=param("error", c.error))
        )
        self.next_due = compiled(sa.select(sa.func.min(c.due_at)).where(pending))
        self.of_session = compiled(
            sa.select(outbox).where(c.session == param("session", c.session)).order_by(c.sequence)
        )


def _earlier() -> sa.Exists:
    """An older message to the same contact must be out of the way first."""
    older = outbox.alias("older")
    return sa.exists(sa.literal_column("1")).where(
        older.c.contact == outbox.c.contact,
        holds(older.c.status, OutboxStatus.PENDING),
        older.c.sequence < outbox.c.sequence,
    )


class SqlOutbox:
    """An OutboxRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: OutboxStatements) -> None:
        self._run = run
        self._sql = sql

    def add(self, items: Sequence[OutboxItem]) -> None:
        for item in items:
            self._run.change(self._sql.add, _values(item))

    def claim(self, now: datetime, until: datetime, limit: int) -> Sequence[OutboxItem]:
        rows = self._run.all(self._sql.claimable, {"now": moment(now), "limit": limit})
        return [self._taken(_item(row), until) for row in rows]

    def is_waiting(self, contact: str) -> bool:
        return self._run.one(self._sql.waiting, {"contact": contact}) is not None

    def sent(self, item: str, provider_id: str | None) -> None:
        self._run.change(self._sql.sent, {"this": item, "provider_id": provider_id})

    def failed(self, item: str, error: str, retry_at: datetime | None) -> None:
        if retry_at is None:
            self._run.change(self._sql.give_up, {"this": item, "error": printable(error)})
        else:
            values: dict[str, str | int | None] = {
                "this": item,
                "error": printable(error),
                "due_at": moment(retry_at),
            }
            self._run.change(self._sql.retry, values)

    def next_due(self) -> datetime | None:
        row = self._run.one(self._sql.next_due, {})
        return None if row is None else time_or_none(row[0])

    def of_session(self, session: str) -> Sequence[OutboxItem]:
        return [_item(row) for row in self._run.all(self._sql.of_session, {"session": session})]

    def _taken(self, item: OutboxItem, until: datetime) -> OutboxItem:
        self._run.change(self._sql.take, {"this": item.id, "until": moment(until)})
        return replace(item, due_at=until, attempts=item.attempts + 1)


def _values(item: OutboxItem) -> dict[str, str | int | None]:
    return {
        "id": item.id,
        "contact": item.contact,
        "session": item.session,
        "key": item.key,
        "body": encode(item.body),
        "created_at": moment(item.created_at),
        "due_at": moment(item.due_at),
        "status": item.status.value,
        "attempts": item.attempts,
        "provider_id": item.provider_id,
        "error": item.error,
    }


def _item(row: Row) -> OutboxItem:
    (
        sequence,
        identity,
        contact,
        session,
        key,
        body,
        created_at,
        due_at,
        status,
        attempts,
        provider_id,
        error,
    ) = row
    return OutboxItem(
        id=identity,
        contact=contact,
        session=session,
        key=key,
        body=decode_data(body),
        created_at=time_of(created_at),
        due_at=time_of(due_at),
        status=OutboxStatus(status),
        attempts=attempts,
        provider_id=provider_id,
        error=error,
        sequence=sequence,
    )
