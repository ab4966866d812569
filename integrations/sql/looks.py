"""When links and refunds are looked at, in SQL. What is claimed has its order locked first, as with everything else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from engine.domain.payments.records import Link, Refund
from integrations.sql.books import without_sequence
from integrations.sql.columns import moment, moment_or_none
from integrations.sql.money_rows import link_of, refund_of
from integrations.sql.statements import Compiler, Sql, Transaction, at_most, one_more, param
from integrations.sql.tables import links, orders, refunds


class LookStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        c = links.c
        self.links, self.links_later = _due(compiled, links), _later(compiled, links)
        self.refunds, self.refunds_later = _due(compiled, refunds), _later(compiled, refunds)
        now = param("now", c.look_at)
        not_yet = sa.or_(c.look_at.is_(None), c.look_at > now)
        self.now = compiled(sa.update(links).where(c.id == param("this", c.id), not_yet).values(look_at=now))


def _due(compiled: Compiler, table: sa.Table) -> Sql:
    """Rows whose time has come, but none of an order that somebody is at: who books it sees it anyway."""
    c = table.c
    found = sa.select(*without_sequence(table)).join_from(table, orders, orders.c.id == c.order)
    due = at_most(found.where(c.look_at <= param("now", c.look_at)).order_by(c.look_at, c.sequence))
    return compiled(due.with_for_update(of=[orders, table], skip_locked=True))


def _later(compiled: Compiler, table: sa.Table) -> Sql:
    c = table.c
    next_look = {"look_at": param("look_at", c.look_at), "looks": one_more(c.looks)}
    return compiled(sa.update(table).where(c.id == param("this", c.id)).values(next_look))


class SqlLooks:
    """Looks at links and refunds for an OrderRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: LookStatements) -> None:
        self._run = run
        self._sql = sql

    def links(self, now: datetime, limit: int) -> Sequence[Link]:
        return [link_of(row) for row in self._run.all(self._sql.links, {"now": moment(now), "limit": limit})]

    def refunds(self, now: datetime, limit: int) -> Sequence[Refund]:
        return [refund_of(row) for row in self._run.all(self._sql.refunds, {"now": moment(now), "limit": limit})]

    def later(self, item: str, look_at: datetime | None, *, is_refund: bool) -> None:
        statement = self._sql.refunds_later if is_refund else self._sql.links_later
        self._run.change(statement, {"this": item, "look_at": moment_or_none(look_at)})

    def at_once(self, reference: str, now: datetime) -> None:
        self._run.change(self._sql.now, {"this": reference, "now": moment(now)})
