"""What a model has cost, in SQL: one row for each day, and whoever holds it decides."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from engine.domain.budget import Cost
from engine.errors import StorageError
from integrations.sql.statements import Compiler, Transaction, param
from integrations.sql.tables import costs


class CostStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        c = costs.c
        this, found = c.day == param("day", c.day), sa.select(c.tokens, c.price)
        self.begin = compiled(compiled.insert(costs).on_conflict_do_nothing(index_elements=["day"]))
        self.get = compiled(found.where(this))
        self.lock = compiled(found.where(this).with_for_update())
        self.save = compiled(
            sa.update(costs).where(this).values(tokens=param("tokens", c.tokens), price=param("price", c.price))
        )


class SqlCosts:
    """A CostRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: CostStatements) -> None:
        self._run = run
        self._sql = sql

    def of(self, day: date) -> Cost:
        row = self._run.one(self._sql.get, {"day": day.isoformat()})
        return Cost() if row is None else Cost(*row)

    def lock(self, day: date) -> Cost:
        self._run.change(self._sql.begin, {"day": day.isoformat(), "tokens": 0, "price": 0})
        row = self._run.one(self._sql.lock, {"day": day.isoformat()})
        if row is None:
            raise StorageError(f"the costs of {day} are hidden from this transaction: try again")
        return Cost(*row)

    def save(self, day: date, cost: Cost) -> None:
        self._run.change(self._sql.save, {"day": day.isoformat(), "tokens": cost.tokens, "price": cost.price})
