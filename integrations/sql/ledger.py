"""The ledger in SQL. There is no statement that changes or deletes a transfer, and the database would refuse it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from engine.domain.payments.ledger import Account, Transfer
from integrations.sql.books import without_sequence
from integrations.sql.columns import exact, moment, time_of
from integrations.sql.statements import Compiler, Row, Transaction, Values, param
from integrations.sql.tables import transfers


class LedgerStatements:
    """Compiled once for a database."""

    def __init__(self, compiled: Compiler) -> None:
        c = transfers.c
        self.book = compiled(compiled.insert(transfers, "sequence").on_conflict_do_nothing(index_elements=["key"]))
        self.of_order = compiled(
            sa.select(*without_sequence(transfers))
            .where(c.order == param("order", c.order))
            .order_by(c.sequence)
        )  # fmt: skip
        debits = sa.select(c.debit.label("account"), c.currency, sa.func.sum(c.amount).label("amount"))
        credits = sa.select(c.credit, c.currency, -sa.func.sum(c.amount))
        sides = debits.group_by(c.debit, c.currency).union_all(credits.group_by(c.credit, c.currency)).subquery()
        account, currency = sides.c.account, sides.c.currency
        self.balances = compiled(
            sa.select(account, currency, sa.func.sum(sides.c.amount))
            .group_by(account, currency)
            .order_by(account, currency)
        )  # fmt: skip


class SqlLedger:
    """A LedgerRepository."""

    __slots__ = ("_run", "_sql")

    def __init__(self, run: Transaction, sql: LedgerStatements) -> None:
        self._run = run
        self._sql = sql

    def book(self, transfers: Sequence[Transfer]) -> None:
        for transfer in transfers:
            self._run.change(self._sql.book, _values(transfer))

    def of_order(self, order: str) -> Sequence[Transfer]:
        return [_transfer(row) for row in self._run.all(self._sql.of_order, {"order": order})]

    def balances(self) -> Sequence[tuple[Account, str, int]]:
        rows = self._run.all(self._sql.balances, {})
        return [(Account(account), currency, int(amount)) for account, currency, amount in rows]


def _values(transfer: Transfer) -> Values:
    return {
        "key": transfer.key,
        "debit": transfer.debit.value,
        "credit": transfer.credit.value,
        "amount": exact(transfer.amount),
        "currency": transfer.currency,
        "order": transfer.order,
        "at": moment(transfer.at),
    }


def _transfer(row: Row) -> Transfer:
    key, debit, credit, amount, currency, order, at = row
    return Transfer(
        key=key,
        debit=Account(debit),
        credit=Account(credit),
        amount=amount,
        currency=currency,
        order=order,
        at=time_of(at),
    )
