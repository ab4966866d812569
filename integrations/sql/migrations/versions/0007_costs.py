"""What a model has cost on each day.

Revision: 0007
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Each process has counted for itself before: what that was is not known."""
    op.create_table(
        "costs",
        sa.Column("day", sa.Text, nullable=False),
        *(_whole(name) for name in ("tokens", "price")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_costs")),
        _check("costs", "day", "length(day) = 10"),
        *(_check("costs", name, f"{name} >= 0") for name in ("tokens", "price")),
    )


def downgrade() -> None:
    """The day begins anew."""
    op.drop_table("costs")


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, _WHOLE, nullable=False)


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))
