"""The audit of money in SQL. There is no statement that changes or deletes an entry, and the database refuses it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from engine.domain.payments.audit import Deed, Entry
from integrations.sql.books import without_sequence
from integrations.sql.columns import encode, moment, printable, readable, time_of
from integrations.sql.statements import Compiler, Row, Transaction, at_most, param
from integrations.sql.tables import audit

_LONGEST = 255


class AuditStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        c, whole = audit.c, sa.select(*without_sequence(audit))
        self.add = compiled(compiled.insert(audit, "sequence"))
        self.of_order = compiled(whole.where(c.order == param("order", c.order)).order_by(c.sequence))
        self.latest = compiled(at_most(whole.order_by(c.sequence.desc())))


class SqlAudit:
    """An AuditRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: AuditStatements) -> None:
        self._run = run
        self._sql = sql

    def add(self, entry: Entry) -> None:
        self._run.change(
            self._sql.add,
            {
                "at": moment(entry.at),
                "by": printable(entry.by)[:_LONGEST],
                "deed": entry.deed.value,
                "about": entry.about,
                "order": entry.order,
                "reason": printable(entry.reason),
                "details": encode(entry.details),
            },
        )

    def of_order(self, order: str) -> Sequence[Entry]:
        return [_entry(row) for row in self._run.all(self._sql.of_order, {"order": order})]

    def latest(self, limit: int) -> Sequence[Entry]:
        return [_entry(row) for row in self._run.all(self._sql.latest, {"limit": limit})]


def _entry(row: Row) -> Entry:
    at, by, deed, about, order, reason, details = row
    return Entry(
        at=time_of(at), by=by, deed=Deed(deed), about=about, order=order, reason=reason,
        details=readable(details) or {},
    )  # fmt: skip
