"""The books of an order in SQL: the order's row, and the rows of six tables that belong to it.

Locks are taken in one order: first the row of the order, then rows that belong to it. So whoever holds an order's row
finds nobody else at the others, and nobody waits in a circle.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import sqlalchemy as sa

from engine.domain.payments.records import Attempt, Books, Dispute, Entitlement, Link, Payment, Refund
from engine.errors import Conflict, Unstorable
from integrations.sql.faults import Taken
from integrations.sql.money_rows import (
    attempt_of,
    attempt_values,
    dispute_of,
    dispute_values,
    link_of,
    link_values,
    payment_of,
    payment_values,
    refund_of,
    refund_values,
)
from integrations.sql.order_rows import entitlement_of, entitlement_values, order_of, order_values
from integrations.sql.statements import Compiler, Row, Sql, Transaction, Values, param
from integrations.sql.tables import attempts, disputes, entitlements, links, orders, payments, refunds

T = TypeVar("T")

_MOST_LOOKS = 5


class BooksStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        c = orders.c
        this = sa.select(*without_sequence(orders)).where(c.id == param("order", c.id))
        self.get = compiled(this)
        self.lock = compiled(this.with_for_update())
        self.revision = compiled(sa.select(c.revision).where(c.id == param("order", c.id)))
        self.save = compiled(
            sa.update(orders)
            .where(c.id == param("this", c.id), c.revision == param("loaded", c.revision))
            .values({column.name: param(column.name, column) for column in without_sequence(orders)[1:]})
        )
        self.links = PartStatements(compiled, links)
        self.attempts = PartStatements(compiled, attempts)
        self.payments = PartStatements(compiled, payments, add=_add_payment(compiled))
        self.refunds = PartStatements(compiled, refunds)
        self.disputes = PartStatements(compiled, disputes)
        self.entitlements = PartStatements(compiled, entitlements)


class PartStatements:
    """Of the rows of one table that belong to an order; the first column after the sequence is their key."""

    def __init__(self, compiled: Compiler, table: sa.Table, *, add: Sql | None = None) -> None:
        columns, order = without_sequence(table), table.c["order"]
        key = columns[0]
        self.of_order = compiled(
            sa.select(*columns).where(order == param("order", order)).order_by(table.c.sequence)
        )  # fmt: skip
        self.add = add or compiled(compiled.insert(table, "sequence"))
        self.change = compiled(
            sa.update(table)
            .where(key == param("this", key))
            .values({column.name: param(column.name, column) for column in columns[1:]})
        )


def without_sequence(table: sa.Table) -> list[sa.Column[str] | sa.Column[int]]:
    """What makes up a record."""
    return [column for column in table.c if column is not table.c.sequence]


def _add_payment(compiled: Compiler) -> Sql:
    """Money that lay unmatched becomes the order's; that of another order stays where it is."""
    insert = compiled.insert(payments, "sequence")
    moved = {column.name: insert.excluded[column.name] for column in without_sequence(payments)[1:]}
    belongs_to_nobody = payments.c.order.is_(None)
    return compiled(insert.on_conflict_do_update(index_elements=["provider_id"], set_=moved, where=belongs_to_nobody))


@dataclass(frozen=True, slots=True)
class _Part(Generic[T]):
    """One kind of row: its statements, where the records are in the books, their key, and how they look as rows."""

    of: Callable[[BooksStatements], PartStatements]
    found: Callable[[Books], Sequence[T]]
    key: Callable[[T], str]
    values: Callable[[T], Values]


_LINKS: _Part[Link] = _Part(lambda sql: sql.links, lambda b: b.links, lambda row: row.id, link_values)
_ATTEMPTS: _Part[Attempt] = _Part(
    lambda sql: sql.attempts, lambda b: b.attempts, lambda row: row.provider_id, attempt_values
)
_PAYMENTS: _Part[Payment] = _Part(
    lambda sql: sql.payments, lambda b: b.payments, lambda row: row.provider_id, payment_values
)
_REFUNDS: _Part[Refund] = _Part(lambda sql: sql.refunds, lambda b: b.refunds, lambda row: row.id, refund_values)
_DISPUTES: _Part[Dispute] = _Part(
    lambda sql: sql.disputes, lambda b: b.disputes, lambda row: row.provider_id, dispute_values
)
_ENTITLEMENTS: _Part[Entitlement] = _Part(
    lambda sql: sql.entitlements,
    lambda b: () if b.entitlement is None else (b.entitlement,),
    lambda row: row.id,
    entitlement_values,
)


class SqlBooks:
    """Reads and writes books for an OrderRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: BooksStatements) -> None:
        self._run = run
        self._sql = sql

    def locked(self, order: str) -> Books | None:
        """Seven statements, each by an index; the first one waits for who has the order."""
        row = self._run.one(self._sql.lock, {"order": order})
        return None if row is None else self._whole(row)

    def seen(self, order: str) -> Books | None:
        """Without a lock: what somebody stores meanwhile would be there by halves, so then it is read once more."""
        for _ in range(_MOST_LOOKS):
            row = self._run.one(self._sql.get, {"order": order})
            if row is None:
                return None
            books = self._whole(row)
            if self._run.one(self._sql.revision, {"order": order}) == (books.order.revision,):
                return books
        raise Conflict(f"order {order} changes all the time: look again")

    def save(self, before: Books, after: Books) -> None:
        """What differs, and the order's next revision; nothing at all, when nothing does."""
        if before == after:
            return
        order = before.order
        revisions = {"revision": order.revision + 1, "loaded": order.revision}
        values = {**order_values(after.order), **revisions, "this": order.id}
        try:
            if self._run.change(self._sql.save, values) != 1:
                raise Conflict(f"order {order.id} is no longer at revision {order.revision}: read it again")
            self._save_parts(before, after)
        except Taken as error:  # nobody else was at this order: its own rows, or another order's, are in the way
            raise Unstorable(f"order {order.id} cannot have what another has: {error}") from error

    def _save_parts(self, before: Books, after: Books) -> None:
        self._save(_LINKS, before, after)
        self._save(_ATTEMPTS, before, after)
        self._save(_PAYMENTS, before, after)
        self._save(_REFUNDS, before, after)
        self._save(_DISPUTES, before, after)
        self._save(_ENTITLEMENTS, before, after)

    def _save(self, part: _Part[T], before: Books, after: Books) -> None:
        """Rows that are there first: a link that ends makes room for the next one."""
        known = {part.key(row): row for row in part.found(before)}
        found = {part.key(row): row for row in part.found(after)}
        if lost := known.keys() - found.keys():
            raise Unstorable(f"order {before.order.id} may not lose {', '.join(sorted(lost))}: rows of money are kept")
        sql = part.of(self._sql)
        changed = {key: part.values(row) for key, row in found.items() if known.get(key) != row}
        for key, values in changed.items():
            if values["order"] != before.order.id:
                raise Unstorable(f"{key} is not of order {before.order.id}")
        for key, values in changed.items():
            if key in known:
                self._one(sql.change, {**values, "this": key}, key)
        for key, values in changed.items():
            if key not in known:
                self._one(sql.add, values, key)

    def _one(self, statement: Sql, values: Values, key: str) -> None:
        if self._run.change(statement, values) != 1:
            raise Unstorable(f"{key} belongs to another order, or is not there")

    def _whole(self, row: Row) -> Books:
        order = order_of(row)
        owned = self._owned(self._sql.entitlements, order.id, entitlement_of)
        return Books(
            order=order,
            links=self._owned(self._sql.links, order.id, link_of),
            attempts=self._owned(self._sql.attempts, order.id, attempt_of),
            payments=self._owned(self._sql.payments, order.id, payment_of),
            refunds=self._owned(self._sql.refunds, order.id, refund_of),
            disputes=self._owned(self._sql.disputes, order.id, dispute_of),
            entitlement=owned[0] if owned else None,
        )

    def _owned(self, sql: PartStatements, order: str, record: Callable[[Row], T]) -> tuple[T, ...]:
        return tuple(record(row) for row in self._run.all(sql.of_order, {"order": order}))
