"""The outbox in SQL."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from engine.domain.deliveries import Progress
from engine.domain.records import OutboxItem, OutboxStatus
from integrations.sql.columns import (
    encode,
    moment,
    moment_or_none,
    printable_or_none,
    readable,
    time_of,
    time_or_none,
)
from integrations.sql.outbox_statements import OutboxStatements
from integrations.sql.statements import Row, Transaction


class SqlOutbox:
    """An OutboxRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: OutboxStatements) -> None:
        self._run = run
        self._sql = sql

    def add(self, items: Sequence[OutboxItem]) -> None:
        for item in items:
            self._run.change(
                self._sql.add,
                {
                    "id": item.id,
                    "contact": item.contact,
                    "session": item.session,
                    "key": item.key,
                    "body": encode(item.body),
                    "created_at": moment(item.created_at),
                    "claims": item.claims,
                    **_saved(item),
                },
            )

    def get(self, item: str) -> OutboxItem | None:
        row = self._run.one(self._sql.get, {"this": item})
        return None if row is None else _item(row)

    def find(self, provider_id: str) -> OutboxItem | None:
        row = self._run.one(self._sql.find, {"provider_id": provider_id})
        return None if row is None else _item(row)

    def claim(self, now: datetime, until: datetime, settled: datetime, limit: int) -> Sequence[OutboxItem]:
        rows = self._run.all(self._sql.claimable, {"now": moment(now), "settled": moment(settled), "limit": limit})
        return [self._taken(_item(row), now, until) for row in rows]

    def claim_uncertain(self, now: datetime, until: datetime, limit: int) -> Sequence[OutboxItem]:
        rows = self._run.all(self._sql.doubtful, {"now": moment(now), "limit": limit})
        return [self._doubted(_item(row), until) for row in rows]

    def unreported(self, now: datetime, since: datetime, limit: int) -> Sequence[OutboxItem]:
        values = {"now": moment(now), "since": moment(since), "limit": limit}
        return [_item(row) for row in self._run.all(self._sql.unreported, values)]

    def save(self, item: OutboxItem) -> bool:
        return self._run.change(self._sql.save, {"this": item.id, "claimed": item.claims, **_saved(item)}) == 1

    def progress(self, item: OutboxItem) -> None:
        self._run.change(
            self._sql.progress,
            {
                "this": item.id,
                "progress": _value_or_none(item.progress),
                "error": printable_or_none(item.error),
            },
        )

    def is_waiting(self, contact: str) -> bool:
        return self._run.one(self._sql.waiting, {"contact": contact}) is not None

    def next_due(self) -> datetime | None:
        found = [self._run.one(sql, {}) for sql in (self._sql.next_pending, self._sql.next_doubtful)]
        moments = [row[0] for row in found if row is not None and row[0] is not None]
        return time_of(min(moments)) if moments else None

    def of_session(self, session: str) -> Sequence[OutboxItem]:
        return [_item(row) for row in self._run.all(self._sql.of_session, {"session": session})]

    def listed(self, status: OutboxStatus, limit: int) -> Sequence[OutboxItem]:
        return [_item(row) for row in self._run.all(self._sql.listed[status], {"limit": limit})]

    def of_contact(self, contact: str, limit: int) -> Sequence[OutboxItem]:
        rows = self._run.all(self._sql.of_contact, {"contact": contact, "limit": limit})
        return [_item(row) for row in rows]

    def _taken(self, item: OutboxItem, now: datetime, until: datetime) -> OutboxItem:
        self._run.change(self._sql.take, {"this": item.id, "now": moment(now), "until": moment(until)})
        return replace(
            item,
            status=OutboxStatus.SENDING,
            due_at=until,
            sent_at=now,
            attempts=item.attempts + 1,
            claims=item.claims + 1,
        )

    def _doubted(self, item: OutboxItem, until: datetime) -> OutboxItem:
        self._run.change(self._sql.doubt, {"this": item.id, "until": moment(until)})
        return replace(item, status=OutboxStatus.UNCERTAIN, due_at=until, claims=item.claims + 1)


def _saved(item: OutboxItem) -> dict[str, str | int | None]:
    """What may change after a message was added."""
    return {
        "due_at": moment(item.due_at),
        "status": item.status.value,
        "attempts": item.attempts,
        "asked": int(item.asked),
        "as_template": int(item.as_template),
        "failures": item.failures,
        "provider_id": item.provider_id,
        "sent_at": moment_or_none(item.sent_at),
        "progress": _value_or_none(item.progress),
        "error": printable_or_none(item.error),
    }


def _value_or_none(progress: Progress | None) -> str | None:
    return None if progress is None else progress.value


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
        claims,
        asked,
        as_template,
        failures,
        provider_id,
        sent_at,
        progress,
        error,
    ) = row
    return OutboxItem(
        id=identity,
        contact=contact,
        session=session,
        key=key,
        body=readable(body) or {},  # without one it is not sent, and not in the way of others
        created_at=time_of(created_at),
        due_at=time_of(due_at),
        status=OutboxStatus(status),
        attempts=attempts,
        claims=claims,
        asked=bool(asked),
        as_template=bool(as_template),
        failures=failures,
        provider_id=provider_id,
        sent_at=time_or_none(sent_at),
        progress=None if progress is None else Progress(progress),
        error=error,
        sequence=sequence,
    )
