"""Deletes settled rows older than a time, some at once."""

from __future__ import annotations

import sqlalchemy as sa

from integrations.sql.statements import Compiler, Sql, at_most, param


def old_rows(
    compiled: Compiler,
    time: sa.Column[int],
    key: list[sa.Column[str] | sa.Column[int]],
    *settled: sa.ColumnElement[bool],
) -> Sql:
    """A DELETE of those before the moment `before`, at most `limit`, without those somebody else is at."""
    old = at_most(sa.select(*key).where(*settled, time < param("before", time))).with_for_update(skip_locked=True)
    return compiled(sa.delete(time.table).where(sa.tuple_(*key).in_(old) if len(key) > 1 else key[0].in_(old)))
