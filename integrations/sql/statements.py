"""Statements, compiled once, and the transaction they run in.

SQLAlchemy Core builds the SQL of both databases and keeps the pool, the transaction and lost connections. A
compiled statement then goes to the driver as it is: that takes a tenth of the time of a Core execution, and a
turn has seven or so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, NewType, TypeAlias, TypeVar

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine.interfaces import DBAPIModule

from integrations.sql.faults import fault

Sql = NewType("Sql", str)
Values: TypeAlias = Mapping[str, str | int | bytes | None]
Row: TypeAlias = tuple[Any, ...]
"""The edge: what a driver answers has the types of the columns, which no checker knows."""

Insert: TypeAlias = "sqlite.Insert | postgresql.Insert"
Rows = TypeVar("Rows", bound="sa.Select[*tuple[Any, ...]]")


class Compiler:
    """Compiles statements for one database.

    Its parameters are named, and every value is given when it runs.
    """

    def __init__(self, dialect: sa.Dialect) -> None:
        self._dialect = dialect

    def __call__(self, statement: sa.ClauseElement) -> Sql:
        compiled = statement.compile(dialect=self._dialect)
        unnamed = [name for name, value in compiled.params.items() if value is not None]
        assert not unnamed, f"write the constants {unnamed} as literals: {compiled}"
        return Sql(str(compiled))

    def insert(self, table: sa.Table, *left_out: str) -> Insert:
        """An INSERT with a parameter for each column, which can be asked to do something else on conflict."""
        columns = {c.name: sa.bindparam(c.name, type_=c.type) for c in table.columns if c.name not in left_out}
        return self._into(table).values(columns).inline()

    def insert_from(self, table: sa.Table, columns: Sequence[str], found: sa.Select[*tuple[Any, ...]]) -> Insert:
        """An INSERT of what a query finds."""
        return self._into(table).from_select(columns, found, include_defaults=False)

    def _into(self, table: sa.Table) -> Insert:
        return sqlite.insert(table) if self._dialect.name == "sqlite" else postgresql.insert(table)


def holds(column: sa.ColumnElement[str], value: StrEnum) -> sa.ColumnElement[bool]:
    """The condition on a status, spelled out in the SQL: only so is an index on rows of that status used."""
    return column == sa.literal_column(f"'{value}'")


def among(column: sa.ColumnElement[str], values: Iterable[StrEnum]) -> sa.ColumnElement[bool]:
    """The same for several: written as the index has it."""
    return column.in_([value(status) for status in values])


def value(status: StrEnum) -> sa.ColumnElement[str]:
    """A status, spelled out."""
    return sa.literal_column(f"'{status}'")


def param(name: str, column: sa.Column[Any]) -> sa.BindParameter[Any]:
    """A parameter of the type of a column."""
    return sa.bindparam(name, type_=column.type)


def at_most(statement: Rows, rows: int | None = None) -> Rows:
    """A query for so many rows, or for as many as the parameter `limit` says."""
    limit = sa.bindparam("limit", type_=sa.Integer()) if rows is None else sa.literal_column(str(rows))
    return statement.limit(limit).offset(sa.literal_column("0"))


def yes(column: sa.ColumnElement[int], *, holds: bool = True) -> sa.ColumnElement[bool]:
    """The condition on a truth, spelled out."""
    return column == sa.literal_column("1" if holds else "0")


def one_more(column: sa.Column[int]) -> sa.ColumnElement[int]:
    """A counter after the next count."""
    return column + sa.literal_column("1")


class Transaction:
    """One open transaction, on which compiled statements run."""

    __slots__ = ("_connection", "_driver", "_driver_error")

    def __init__(self, connection: sa.Connection) -> None:
        driver = connection.connection.driver_connection
        assert driver is not None
        self._connection = connection
        self._driver = driver
        self._driver_error: type[DBAPIModule.Error] = connection.dialect.loaded_dbapi.Error

    def one(self, statement: Sql, values: Values) -> Row | None:
        """The first row."""
        try:
            row: Row | None = self._driver.execute(statement, values).fetchone()
        except self._driver_error as error:
            raise self._failed(error) from error
        return row

    def all(self, statement: Sql, values: Values) -> Sequence[Row]:
        """All rows."""
        try:
            rows: Sequence[Row] = self._driver.execute(statement, values).fetchall()
        except self._driver_error as error:
            raise self._failed(error) from error
        return rows

    def change(self, statement: Sql, values: Values) -> int:
        """How many rows were inserted, changed or deleted."""
        try:
            count: int = self._driver.execute(statement, values).rowcount
        except self._driver_error as error:
            raise self._failed(error) from error
        return count

    def _failed(self, error: DBAPIModule.Error) -> Exception:
        connection = self._connection
        if connection.dialect.is_disconnect(error, self._driver, None):
            connection.invalidate(error)
        return fault(error, connection.engine.url)
