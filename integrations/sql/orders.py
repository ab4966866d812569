"""Orders in SQL: found, listed and opened here; their books, looks and owners are in files of their own."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from engine.domain.payments.records import Books, Entitlement, Link, Order, OrderStatus, Payment, Refund
from engine.errors import StorageError
from integrations.sql.beginnings import beginning, ids_beginning
from integrations.sql.books import BooksStatements, SqlBooks, without_sequence
from integrations.sql.columns import exact, moment
from integrations.sql.looks import LookStatements, SqlLooks
from integrations.sql.money_rows import payment_of, payment_values, refund_of
from integrations.sql.order_rows import entitlement_of, order_of, order_values
from integrations.sql.owners import OwnerStatements, forget_owner
from integrations.sql.statements import Compiler, Sql, Transaction, Values, at_most, holds, param
from integrations.sql.tables import attempts, contacts, entitlements, links, orders, payments, refunds, transfers


class OrderStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        self.books = BooksStatements(compiled)
        self.looks = LookStatements(compiled)
        self.owners = OwnerStatements(compiled)
        self._open(compiled)
        self._find(compiled)
        self._list(compiled)
        self._payments(compiled)

    def _open(self, compiled: Compiler) -> None:
        c = orders.c
        self.open = compiled(compiled.insert(orders, "sequence").on_conflict_do_nothing(index_elements=["key"]))
        self.of_key = compiled(sa.select(*without_sequence(orders)).where(c.key == param("key", c.key)))
        buyer = sa.select(c.contact).where(c.id == param("this", c.id)).scalar_subquery()
        self.lock_buyer = compiled(sa.select(contacts.c.id).where(contacts.c.id == buyer).with_for_update())

    def _find(self, compiled: Compiler) -> None:
        p, a = payments.c, attempts.c
        this = param("this", p.provider_id)
        self.of_reference = _order_by(compiled, links.c.id)
        self.of_link = _order_by(compiled, links.c.provider_id)
        self.of_refund = _order_by(compiled, refunds.c.id)
        paid = sa.select(p.order).where(p.provider_id == this, p.order.is_not(None))
        self.of_payment = compiled(paid.union_all(sa.select(a.order).where(a.provider_id == this)))
        self.payment = compiled(sa.select(*without_sequence(payments)).where(p.provider_id == this))
        self.refund = compiled(sa.select(*without_sequence(refunds)).where(refunds.c.provider_id == this))
        self.beginning = compiled(beginning(orders))

    def _list(self, compiled: Compiler) -> None:
        c, e = orders.c, entitlements.c
        latest = sa.select(*without_sequence(orders)).order_by(c.created_at.desc(), c.sequence.desc())
        self.of_contact = compiled(latest.where(c.contact == param("contact", c.contact)))
        self.latest = compiled(at_most(latest))
        self.listed = {status: compiled(at_most(latest.where(holds(c.status, status)))) for status in OrderStatus}
        self.entitlements = compiled(
            sa.select(*without_sequence(entitlements))
            .where(e.contact == param("contact", e.contact))
            .order_by(e.granted_at, e.sequence)
        )

    def _payments(self, compiled: Compiler) -> None:
        c = payments.c
        self.payments_between = compiled(
            sa.select(*without_sequence(payments))
            .where(c.paid_at >= param("since", c.paid_at), c.paid_at < param("until", c.paid_at))
            .order_by(c.paid_at, c.sequence)
        )
        self.unsettled = compiled(_unsettled())
        self.give_back = compiled(
            sa.update(payments)
            .where(c.provider_id == param("this", c.provider_id), c.order.is_(None))
            .values(refunded=param("refunded", c.refunded))
        )
        self.add_unmatched = compiled(
            compiled.insert(payments, "sequence").on_conflict_do_nothing(index_elements=["provider_id"])
        )


def _order_by(compiled: Compiler, key: sa.Column[str]) -> Sql:
    """The order of the row with a key."""
    return compiled(sa.select(key.table.c["order"]).where(key == param("this", key)))


def _unsettled() -> sa.Select[*tuple[Any, ...]]:
    c, t = payments.c, transfers.c
    settled = sa.select(t.key).where(t.key == sa.literal_column("'settled:'", sa.Text()) + c.provider_id)
    live = orders.c.mode == sa.literal_column("'live'")
    return at_most(
        sa.select(*without_sequence(payments))
        .join_from(payments, orders, orders.c.id == c.order)
        .where(c.paid_at >= param("since", c.paid_at), c.paid_at < param("until", c.paid_at), live, ~settled.exists())
        .order_by(c.paid_at, c.sequence)
    )


class SqlOrders:
    """An OrderRepository."""

    __slots__ = ("_books", "_looks", "_run", "_sql")

    def __init__(self, run: Transaction, sql: OrderStatements) -> None:
        self._run = run
        self._sql = sql
        self._books = SqlBooks(run, sql.books)
        self._looks = SqlLooks(run, sql.looks)

    def open(self, order: Order) -> Order:
        # Who opens the same order at the same moment waits here for the other.
        if self._run.change(self._sql.open, order_values(order)):
            return order
        row = self._run.one(self._sql.of_key, {"key": order.key})
        if row is None:
            raise StorageError(f"the order with the key of {order.id} is hidden from this transaction: try again")
        return order_of(row)

    def get(self, order: str) -> Order | None:
        row = self._run.one(self._sql.books.get, {"order": order})
        return None if row is None else order_of(row)

    def lock_buyer(self, order: str) -> None:
        self._run.one(self._sql.lock_buyer, {"this": order})

    def lock(self, order: str) -> Books | None:
        return self._books.locked(order)

    def books(self, order: str) -> Books | None:
        return self._books.seen(order)

    def save(self, before: Books, after: Books) -> None:
        self._books.save(before, after)

    def of_reference(self, reference: str) -> str | None:
        return self._text(self._sql.of_reference, reference)

    def of_link(self, provider_id: str) -> str | None:
        return self._text(self._sql.of_link, provider_id)

    def of_payment(self, provider_id: str) -> str | None:
        return self._text(self._sql.of_payment, provider_id)

    def of_refund(self, refund: str) -> str | None:
        return self._text(self._sql.of_refund, refund)

    def payment(self, provider_id: str) -> Payment | None:
        row = self._run.one(self._sql.payment, {"this": provider_id})
        return None if row is None else payment_of(row)

    def refund(self, provider_id: str) -> Refund | None:
        row = self._run.one(self._sql.refund, {"this": provider_id})
        return None if row is None else refund_of(row)

    def beginning(self, text: str, limit: int) -> Sequence[str]:
        return ids_beginning(self._run, self._sql.beginning, text, limit)

    def of_contact(self, contact: str) -> Sequence[Order]:
        return self._orders(self._sql.of_contact, {"contact": contact})

    def entitlements(self, contact: str) -> Sequence[Entitlement]:
        return [entitlement_of(row) for row in self._run.all(self._sql.entitlements, {"contact": contact})]

    def listed(self, status: OrderStatus | None, limit: int) -> Sequence[Order]:
        statement = self._sql.latest if status is None else self._sql.listed[status]
        return self._orders(statement, {"limit": limit})

    def links_to_look_at(self, now: datetime, limit: int) -> Sequence[Link]:
        return self._looks.links(now, limit)

    def refunds_to_look_at(self, now: datetime, limit: int) -> Sequence[Refund]:
        return self._looks.refunds(now, limit)

    def look_later(self, item: str, look_at: datetime | None, *, is_refund: bool) -> None:
        self._looks.later(item, look_at, is_refund=is_refund)

    def look_now(self, reference: str, now: datetime) -> None:
        self._looks.at_once(reference, now)

    def payments_between(self, since: datetime, until: datetime) -> Sequence[Payment]:
        values = {"since": moment(since), "until": moment(until)}
        return [payment_of(row) for row in self._run.all(self._sql.payments_between, values)]

    def unsettled(self, since: datetime, until: datetime, limit: int) -> Sequence[Payment]:
        values = {"since": moment(since), "until": moment(until), "limit": limit}
        return [payment_of(row) for row in self._run.all(self._sql.unsettled, values)]

    def give_back(self, provider_id: str, refunded: int) -> None:
        self._run.change(self._sql.give_back, {"this": provider_id, "refunded": exact(refunded)})

    def add_unmatched(self, payment: Payment) -> bool:
        return self._run.change(self._sql.add_unmatched, payment_values(payment)) == 1

    def forget(self, contact: str) -> None:
        forget_owner(self._run, self._sql.owners, contact)

    def _text(self, statement: Sql, this: str) -> str | None:
        row = self._run.one(statement, {"this": this})
        return None if row is None or row[0] is None else str(row[0])

    def _orders(self, statement: Sql, values: Values) -> Sequence[Order]:
        return [order_of(row) for row in self._run.all(statement, values)]
