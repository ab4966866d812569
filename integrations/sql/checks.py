"""What must be true of money, asked in SQL: each statement answers rows of what is not, as id and order.

Most read an index of just such rows. Where there is none the end of a table is read, or the last days of one, unless
somebody wants to see all.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, TypeAlias

import sqlalchemy as sa

from engine.domain.payments.ledger import Account
from engine.domain.payments.records import (
    DisputeStatus,
    EntitlementStatus,
    LinkStatus,
    OrderStatus,
    RefundStatus,
    Standing,
)
from engine.domain.payments.spending import Ending
from engine.domain.payments.violations import GRACE, LISTENING, Broken, Violation
from engine.interfaces.orders import HookStatus
from integrations.sql.columns import moment
from integrations.sql.hooks import WAITING
from integrations.sql.statements import Compiler, Transaction, among, at_most, holds, param, value
from integrations.sql.tables import (
    disputes,
    endings,
    entitlements,
    hooks,
    links,
    orders,
    payments,
    refunds,
    reservations,
    returns,
    transfers,
)

_Found: TypeAlias = "sa.Select[Any, Any]"
_ALL = 2**62
_RECENT_ROWS = 1000
_RECENT_DAYS = timedelta(days=7)
_EARNED = (Account.CUSTOMERS, Account.SALES, Account.LOSSES)
"""Where money is that was paid for an order and has not gone back, and what disputes took of it."""


class CheckStatements:
    """Compiled once for a database. All take `before`, `since`, `recent` and `limit`, as far as they need them."""

    def __init__(self, compiled: Compiler) -> None:
        found = {
            Broken.UNDELIVERED: _undelivered(), Broken.UNPAID: _unpaid(), Broken.REFUND: _wanted_refunds(),
            Broken.LINK: _wanted_links(), Broken.DEAD: _dead_hooks(), Broken.LATE: _late_hooks(),
            Broken.SUSPENSE: _suspense(), Broken.UNHEARD: _unheard(), Broken.LEDGER: _ledger(),
            Broken.CREDITS: _credits(),
        }  # fmt: skip
        self.found = {kind: compiled(at_most(statement)) for kind, statement in found.items()}


def _undelivered() -> _Found:
    o, p, e = orders.c, payments.c, entitlements.c
    granted = sa.select(e.id).where(e.order == o.id)
    paying = sa.select(p.order).where(
        p.paid_at >= param("since", p.paid_at), p.paid_at < param("before", p.paid_at),
        holds(p.standing, Standing.CREDITED),
    )  # fmt: skip
    return sa.select(o.id, o.id.label("order")).where(
        o.id.in_(paying), holds(o.status, OrderStatus.PAID), o.paid_at < param("before", o.paid_at), ~granted.exists()
    )


def _unpaid() -> _Found:
    last = _last(entitlements, "id", "order", "status")
    return (
        sa.select(last.c.id, last.c.order)
        .join_from(last, orders, orders.c.id == last.c.order)
        .where(last.c.status != value(EntitlementStatus.REVOKED), orders.c.status != value(OrderStatus.PAID))
    )


def _wanted_refunds() -> _Found:
    c = refunds.c
    return sa.select(c.id, c.order).where(
        holds(c.status, RefundStatus.WANTED), c.created_at < param("before", c.created_at)
    )


def _wanted_links() -> _Found:
    c = links.c
    return sa.select(c.id, c.order).where(
        holds(c.status, LinkStatus.WANTED), c.created_at < param("before", c.created_at)
    )


def _dead_hooks() -> _Found:
    return sa.select(hooks.c.id, hooks.c.order).where(holds(hooks.c.status, HookStatus.DEAD))


def _late_hooks() -> _Found:
    c = hooks.c
    return sa.select(c.id, c.order).where(among(c.status, WAITING), c.received_at < param("before", c.received_at))


def _suspense() -> _Found:
    c = payments.c
    return sa.select(c.provider_id, c.order).where(
        c.standing != value(Standing.CREDITED), c.refunded < c.amount, c.paid_at < param("before", c.paid_at)
    )


def _unheard() -> _Found:
    """The gateway tells of a payment several times; of these it has told nothing, or nothing that was understood."""
    p, h = payments.c, hooks.c
    told = sa.select(h.id).where(h.order == p.order, holds(h.status, HookStatus.HANDLED))
    return sa.select(p.provider_id, p.order).where(
        p.paid_at >= param("since", p.paid_at), p.paid_at < param("before", p.paid_at), p.order.is_not(None),
        ~told.exists(),
    )  # fmt: skip


def _ledger() -> _Found:
    """Orders whose transfers do not come to what was paid for them, less what has gone back and what was lost."""
    moved = _last(transfers, "order").select().union(_last(payments, "order").select()).subquery()
    o = orders.c
    kept = _sum(payments.c.amount, payments.c.order == o.id, holds(payments.c.standing, Standing.CREDITED))
    back = _sum_of_paying(refunds, refunds.c.amount, holds(refunds.c.status, RefundStatus.PROCESSED))
    lost = _sum_of_paying(disputes, disputes.c.deducted, holds(disputes.c.status, DisputeStatus.LOST))
    credited = _sum(transfers.c.amount, transfers.c.order == o.id, among(transfers.c.credit, _EARNED))
    debited = _sum(transfers.c.amount, transfers.c.order == o.id, among(transfers.c.debit, _EARNED))
    return (
        sa.select(o.id, o.id.label("order"))
        .where(o.id.in_(sa.select(moved.c.order)))
        .where(kept - back - lost != credited - debited)
    )


def _credits() -> _Found:
    """Entitlements that say another number than the reservations that were neither released nor returned."""
    last = _last(entitlements, "id", "order", "used")
    r = reservations.c
    released = sa.select(endings.c.reservation).where(
        endings.c.reservation == r.id, holds(endings.c.how, Ending.RELEASED)
    )
    returned = sa.select(returns.c.reservation).where(returns.c.reservation == r.id)
    kept = (~released.exists(), ~returned.exists())
    used = sa.select(sa.func.count(r.id)).where(r.entitlement == last.c.id, *kept).correlate(last)
    return sa.select(last.c.id, last.c.order).where(last.c.used != used.scalar_subquery())


def _last(table: sa.Table, *columns: str) -> sa.Subquery:
    """The last rows of a table, as many as `recent` says."""
    several = sa.bindparam("recent", type_=sa.BigInteger())
    found = sa.select(*(table.c[name] for name in columns)).order_by(table.c.sequence.desc())
    return found.limit(several).offset(sa.literal_column("0")).subquery()


def _sum(amount: sa.Column[int], *conditions: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    zero = sa.literal_column("0", sa.BigInteger())
    return sa.select(sa.func.coalesce(sa.func.sum(amount), zero)).where(*conditions).correlate(orders).scalar_subquery()


def _sum_of_paying(table: sa.Table, amount: sa.Column[int], which: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    """Of rows about payments that pay for their order."""
    paying = (payments.c.provider_id == table.c.payment, holds(payments.c.standing, Standing.CREDITED))
    return _sum(amount, table.c.order == orders.c.id, which, *paying)


class SqlChecks:
    """A CheckRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: CheckStatements) -> None:
        self._run = run
        self._sql = sql

    def found(self, kind: Broken, now: datetime, *, is_recent: bool, limit: int) -> Sequence[Violation]:
        values = {
            "before": moment(now - GRACE.get(kind, timedelta())), "since": _since(kind, now, is_recent=is_recent),
            "recent": _RECENT_ROWS if is_recent else _ALL, "limit": limit,
        }  # fmt: skip
        rows = self._run.all(self._sql.found[kind], values)
        return [Violation(kind=kind, id=row[0], order=row[1]) for row in rows]


def _since(kind: Broken, now: datetime, *, is_recent: bool) -> int:
    if kind is Broken.UNHEARD:
        return moment(now - LISTENING)
    return moment(now - _RECENT_DAYS) if is_recent else 0
