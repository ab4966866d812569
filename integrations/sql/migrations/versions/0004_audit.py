"""Those who look after money: the audit, what is done once a day, and indexes of what must not be.

Revision: 0004
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_DEEDS = "'refunded', 'resent', 'matched', 'replayed', 'reconciled'"
_INDEXES = (
    ("links", "ix_links_wanted", "created_at", "status = 'wanted'"),
    ("refunds", "ix_refunds_wanted", "created_at", "status = 'wanted'"),
    ("payments", "ix_payments_suspense", "paid_at", "standing <> 'credited' AND refunded < amount"),
)
"""Table, name, column and condition: each is as small as there is little to look at."""


def upgrade() -> None:
    """Nobody has written anything down before."""
    _make_audit()
    op.create_table(
        "rounds",
        _text("name"),
        _text("done_for"),
        _whole("until"),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_rounds")),
        _check("rounds", "name", "length(name) BETWEEN 1 AND 255"),
        _check("rounds", "done_for", "length(done_for) = 10"),
    )
    for table, name, column, condition in _INDEXES:
        where = sa.text(condition)
        op.create_index(op.f(name), table, [column], sqlite_where=where, postgresql_where=where)


def downgrade() -> None:
    """Who did what is lost."""
    for table, name, _, _ in _INDEXES:
        op.drop_index(op.f(name), table)
    op.drop_table("rounds")
    op.drop_table("audit")  # with its index and triggers


def _make_audit() -> None:
    op.create_table(
        "audit",
        _whole("sequence"),
        _whole("at"),
        *(_text(name) for name in ("by", "deed", "about", "reason", "details")),
        sa.Column("order", sa.Text),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_audit")),
        sa.ForeignKeyConstraint(["order"], ["orders.id"], name=op.f("fk_audit_order")),
        _check("audit", "by", "length(by) <= 255"),
        _check("audit", "deed", f"deed IN ({_DEEDS})"),
        _check("audit", "about", "length(about) BETWEEN 1 AND 255"),
    )
    op.create_index(op.f("ix_audit_order_sequence"), "audit", ["order", "sequence"])
    for name, deed in (("tr_audit_kept", "DELETE"), ("tr_audit_unchanged", "UPDATE")):
        _guard(name, deed)
    if _is_postgresql():
        op.execute("CREATE TRIGGER tr_audit_emptied BEFORE TRUNCATE ON audit EXECUTE FUNCTION refuse_change()")


def _guard(name: str, deed: str) -> None:
    refusal = f"BEGIN SELECT RAISE(ABORT, '{name}: these rows are kept as they are'); END"
    answer = "EXECUTE FUNCTION refuse_change()" if _is_postgresql() else refusal
    op.execute(f"CREATE TRIGGER {name} BEFORE {deed} ON audit FOR EACH ROW {answer}")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, _WHOLE, nullable=False)


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))
