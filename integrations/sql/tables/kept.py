"""Triggers that keep rows: what they guard is never deleted, and a transfer never changes.

A condition of the database and not only of the code: who repairs by hand books another transfer instead. SQLite makes a
table anew to change it, and forgets its triggers: a migration that does so makes them again.
"""

from __future__ import annotations

import sqlalchemy as sa

_FUNCTION = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION USING ERRCODE = '23000', MESSAGE = TG_NAME || ': these rows are kept as they are';
END
$$
"""


def keep_function(metadata: sa.MetaData) -> None:
    """What the triggers of PostgreSQL run; it is made before all tables and goes after them."""
    sa.event.listen(metadata, "before_create", _only_on("postgresql", _FUNCTION))
    sa.event.listen(metadata, "after_drop", _only_on("postgresql", "DROP FUNCTION refuse_change()"))


def keep_rows(table: sa.Table) -> None:
    """No row of the table is ever deleted."""
    _guard(table, f"tr_{table.name}_kept", "DELETE")
    trigger = f"CREATE TRIGGER tr_{table.name}_emptied BEFORE TRUNCATE ON {table.name} "
    sa.event.listen(table, "after_create", _only_on("postgresql", f"{trigger}EXECUTE FUNCTION refuse_change()"))


def keep_values(table: sa.Table) -> None:
    """No row of the table is ever changed."""
    _guard(table, f"tr_{table.name}_unchanged", "UPDATE")


def _guard(table: sa.Table, name: str, deed: str) -> None:
    trigger = f"CREATE TRIGGER {name} BEFORE {deed} ON {table.name} FOR EACH ROW "
    refusal = f"BEGIN SELECT RAISE(ABORT, '{name}: these rows are kept as they are'); END"
    sa.event.listen(table, "after_create", _only_on("sqlite", trigger + refusal))
    sa.event.listen(table, "after_create", _only_on("postgresql", f"{trigger}EXECUTE FUNCTION refuse_change()"))


def _only_on(dialect: str, statement: str) -> sa.DDL:
    ddl: sa.DDL = sa.DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
    return ddl
