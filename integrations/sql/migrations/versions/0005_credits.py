"""Credits: what was set aside of an entitlement, and how that ended.

Revision: 0005
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Nothing was used before: no entitlement has to be counted."""
    op.create_table(
        "reservations",
        _whole("sequence"),
        *(_text(name) for name in ("id", "entitlement")),
        _whole("at"),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_reservations")),
        sa.ForeignKeyConstraint(["entitlement"], ["entitlements.id"], name=op.f("fk_reservations_entitlement")),
        sa.UniqueConstraint("id", name=op.f("uq_reservations_id")),
        _check("reservations", "id", "length(id) BETWEEN 1 AND 255"),
    )
    op.create_index(op.f("ix_reservations_entitlement_sequence"), "reservations", ["entitlement", "sequence"])
    op.create_table(
        "endings",
        _whole("sequence"),
        *(_text(name) for name in ("reservation", "how")),
        _whole("at"),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_endings")),
        sa.ForeignKeyConstraint(["reservation"], ["reservations.id"], name=op.f("fk_endings_reservation")),
        sa.UniqueConstraint("reservation", name=op.f("uq_endings_reservation")),
        _check("endings", "how", "how IN ('committed', 'released')"),
    )
    for table in ("reservations", "endings"):
        _keep(table)


def downgrade() -> None:
    """What was spent stays counted in the entitlements; for which question is lost."""
    op.drop_table("endings")
    op.drop_table("reservations")


def _keep(table: str) -> None:
    for name, deed in ((f"tr_{table}_kept", "DELETE"), (f"tr_{table}_unchanged", "UPDATE")):
        refusal = f"BEGIN SELECT RAISE(ABORT, '{name}: these rows are kept as they are'); END"
        answer = "EXECUTE FUNCTION refuse_change()" if _is_postgresql() else refusal
        op.execute(f"CREATE TRIGGER {name} BEFORE {deed} ON {table} FOR EACH ROW {answer}")
    if _is_postgresql():
        emptied = f"CREATE TRIGGER tr_{table}_emptied BEFORE TRUNCATE ON {table} "
        op.execute(f"{emptied}EXECUTE FUNCTION refuse_change()")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, _WHOLE, nullable=False)


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))
