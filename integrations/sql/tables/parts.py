"""What tables are made of: the collection they are in, kinds of columns, checks, indexes of some rows."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite counts up only a column that says INTEGER
Moment = Whole


def identity() -> sa.Column[str]:
    """The id that we gave, as the key."""
    return sa.Column("id", sa.Text, primary_key=True)


def sequence() -> sa.Column[int]:
    """A number that grows in the order of recording, as the key."""
    return sa.Column("sequence", Whole, primary_key=True)


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def whole(name: str) -> sa.Column[int]:
    return sa.Column(name, Whole, nullable=False)


def moment(name: str) -> sa.Column[int]:
    return sa.Column(name, Moment, nullable=False)


def text_or_none(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text)


def moment_or_none(name: str) -> sa.Column[int]:
    return sa.Column(name, Moment)


def reference(table: str, name: str) -> sa.Column[str]:
    """The id of a row of another table."""
    return sa.Column(name, sa.Text, sa.ForeignKey(f"{table}.id"), nullable=False)


def reference_or_none(table: str, name: str) -> sa.Column[str]:
    """The same for one that may be absent."""
    return sa.Column(name, sa.Text, sa.ForeignKey(f"{table}.id"))


def one_of(column: str, values: Iterable[StrEnum]) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} IN ({listed(values)})", name=column)


def not_negative(column: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} >= 0", name=column)


def above_zero(column: str) -> sa.CheckConstraint:
    """A whole number, which SQLite does not see to by itself, and at least 1."""
    return sa.CheckConstraint(f"CAST({column} AS BIGINT) = {column} AND {column} > 0", name=column)


def at_most_of(column: str, most: str) -> sa.CheckConstraint:
    """A whole number from 0 to what stands in another column."""
    return sa.CheckConstraint(f"CAST({column} AS BIGINT) = {column} AND {column} BETWEEN 0 AND {most}", name=column)


def currency() -> sa.CheckConstraint:
    """Three letters."""
    return sa.CheckConstraint("length(currency) = 3", name="currency")


def at_most_255(column: str) -> sa.CheckConstraint:
    """What others have named, perhaps with nothing."""
    return sa.CheckConstraint(f"length({column}) <= 255", name=column)


def short(column: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"length({column}) BETWEEN 1 AND 255", name=column)


def yes_or_no(column: str) -> sa.CheckConstraint:
    """Truth is 1 or 0 on both databases."""
    return sa.CheckConstraint(f"{column} IN (0, 1)", name=column)


def only(name: str, *columns: str, where: str, unique: bool = False) -> sa.Index:
    """An index of the rows for which a condition holds: it stays as small as they are few."""
    return sa.Index(name, *columns, unique=unique, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def listed(values: Iterable[StrEnum]) -> str:
    """Words of ours as SQL has them between parentheses."""
    return ", ".join(f"'{value}'" for value in values)
