"""Credits that were spent on answers which never arrived, and were given back.

Revision: 0008
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """What was lost until now is found when its owner asks again."""
    op.create_table(
        "returns",
        _whole("sequence"),
        sa.Column("reservation", sa.Text, nullable=False),
        _whole("at"),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_returns")),
        sa.ForeignKeyConstraint(["reservation"], ["endings.reservation"], name=op.f("fk_returns_reservation")),
        sa.UniqueConstraint("reservation", name=op.f("uq_returns_reservation")),
    )
    for name, deed in (("tr_returns_kept", "DELETE"), ("tr_returns_unchanged", "UPDATE")):
        refusal = f"BEGIN SELECT RAISE(ABORT, '{name}: these rows are kept as they are'); END"
        answer = "EXECUTE FUNCTION refuse_change()" if _is_postgresql() else refusal
        op.execute(f"CREATE TRIGGER {name} BEFORE {deed} ON returns FOR EACH ROW {answer}")
    if _is_postgresql():
        op.execute("CREATE TRIGGER tr_returns_emptied BEFORE TRUNCATE ON returns EXECUTE FUNCTION refuse_change()")


def downgrade() -> None:
    """What was given back is given back; for which question is lost."""
    op.drop_table("returns")


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, _WHOLE, nullable=False)
