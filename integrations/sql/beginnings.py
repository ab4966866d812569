"""Finds rows by the beginning of their id, as operators type it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from integrations.sql.columns import printable
from integrations.sql.statements import Sql, Transaction, at_most, param

_AFTER_ALL = "\U0010ffff"
"""Stands behind every letter an id may have."""


def beginning(table: sa.Table) -> sa.Select[*tuple[Any, ...]]:
    """Ids from `first` to `last`, in their order: the index on ids has it, as letters are compared by their numbers."""
    c = table.c.id
    return at_most(sa.select(c).where(c >= param("first", c), c < param("last", c)).order_by(c))


def ids_beginning(run: Transaction, statement: Sql, text: str, limit: int) -> Sequence[str]:
    """The ids that begin so."""
    first = printable(text)
    return [row[0] for row in run.all(statement, {"first": first, "last": first + _AFTER_ALL, "limit": limit})]
