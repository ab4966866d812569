"""What is done once for each day, in SQL: a row says how far it is, and whoever holds it decides who goes on."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa

from engine.domain.payments.audit import Round
from engine.errors import StorageError
from integrations.sql.columns import moment, time_of
from integrations.sql.statements import Compiler, Transaction, param
from integrations.sql.tables import rounds


class RoundStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        c = rounds.c
        insert, this = compiled.insert(rounds), c.name == param("name", c.name)
        values = {"done_for": param("done_for", c.done_for), "until": param("until", c.until)}
        self.begin = compiled(insert.on_conflict_do_nothing(index_elements=["name"]))
        self.lock = compiled(sa.select(c.done_for, c.until).where(this).with_for_update())
        self.save = compiled(sa.update(rounds).where(this).values(values))


class SqlRounds:
    """A RoundRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: RoundStatements) -> None:
        self._run = run
        self._sql = sql

    def lock(self, name: str, first: date, now: datetime) -> Round:
        self._run.change(self._sql.begin, {"name": name, "done_for": first.isoformat(), "until": moment(now)})
        row = self._run.one(self._sql.lock, {"name": name})
        if row is None:
            raise StorageError(f"the round {name} is hidden from this transaction: try again")
        return Round(name=name, done_for=date.fromisoformat(row[0]), until=time_of(row[1]))

    def save(self, round: Round) -> None:
        self._run.change(
            self._sql.save,
            {"name": round.name, "done_for": round.done_for.isoformat(), "until": moment(round.until)},
        )
