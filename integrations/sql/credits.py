"""Credits in SQL. No statement changes or deletes a row, and the database would refuse it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from engine.domain.payments.spending import SKEW, Ending, Reservation
from engine.domain.records import OutboxStatus
from integrations.sql.columns import moment, time_of
from integrations.sql.statements import Compiler, Row, Transaction, Values, among, holds, param, value, yes
from integrations.sql.tables import endings, entitlements, outbox, reservations, returns

_NOT_ARRIVED = (OutboxStatus.PARKED, OutboxStatus.WITHHELD, OutboxStatus.DEAD)


class CreditStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        r, e = reservations.c, entitlements.c
        whole = _whole()
        self.get = compiled(whole.where(r.id == param("this", r.id)))
        self.open_of = compiled(
            whole.where(e.contact == param("contact", e.contact), endings.c.how.is_(None)).order_by(r.sequence)
        )
        self.lost = compiled(whole.where(e.contact == param("contact", e.contact), *_lost()).order_by(r.sequence))
        self.reserve = compiled(
            compiled.insert(reservations, "sequence").on_conflict_do_nothing(index_elements=["id"])
        )  # fmt: skip
        self.end = compiled(
            compiled.insert(endings, "sequence").on_conflict_do_nothing(index_elements=["reservation"])
        )  # fmt: skip
        self.give_back = compiled(
            compiled.insert(returns, "sequence").on_conflict_do_nothing(index_elements=["reservation"])
        )  # fmt: skip


def _whole() -> sa.Select[*tuple[Any, ...]]:
    r, e = reservations.c, entitlements.c
    how = sa.case((returns.c.reservation.is_not(None), value(Ending.RELEASED)), else_=endings.c.how)
    return (
        sa.select(r.id, r.entitlement, e.order, r.at, how)
        .join_from(reservations, entitlements, e.id == r.entitlement)
        .outerjoin(endings, endings.c.reservation == r.id)
        .outerjoin(returns, returns.c.reservation == r.id)
    )


def _lost() -> tuple[sa.ColumnElement[bool], ...]:
    """Spent, not yet given back, and of what was said meanwhile something has not arrived."""
    o = outbox.c
    skew = sa.literal_column(str(SKEW // timedelta(microseconds=1)), sa.BigInteger())
    said = sa.select(o.id).where(
        o.contact == entitlements.c.contact, o.created_at >= reservations.c.at - skew,
        o.created_at <= endings.c.at + skew, yes(o.asked), among(o.status, _NOT_ARRIVED),
    )  # fmt: skip
    return holds(endings.c.how, Ending.COMMITTED), returns.c.reservation.is_(None), said.exists()


class SqlCredits:
    """A CreditRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: CreditStatements) -> None:
        self._run = run
        self._sql = sql

    def get(self, reservation: str) -> Reservation | None:
        row = self._run.one(self._sql.get, {"this": reservation})
        return None if row is None else _reservation(row)

    def open_of(self, contact: str) -> Sequence[Reservation]:
        return [_reservation(row) for row in self._run.all(self._sql.open_of, {"contact": contact})]

    def lost(self, contact: str) -> Sequence[Reservation]:
        return [_reservation(row) for row in self._run.all(self._sql.lost, {"contact": contact})]

    def reserve(self, reservation: Reservation) -> bool:
        values: Values = {"id": reservation.id, "entitlement": reservation.entitlement, "at": moment(reservation.at)}
        return self._run.change(self._sql.reserve, values) == 1

    def end(self, reservation: str, ending: Ending, at: datetime) -> bool:
        values: Values = {"reservation": reservation, "how": ending.value, "at": moment(at)}
        return self._run.change(self._sql.end, values) == 1

    def give_back(self, reservation: str, at: datetime) -> bool:
        return self._run.change(self._sql.give_back, {"reservation": reservation, "at": moment(at)}) == 1


def _reservation(row: Row) -> Reservation:
    identity, entitlement, order, at, how = row
    return Reservation(
        id=identity, entitlement=entitlement, order=order, at=time_of(at), ending=None if how is None else Ending(how)
    )
