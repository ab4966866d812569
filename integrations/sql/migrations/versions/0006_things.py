"""Things: which orders of a person are of the same, which of them may not be paid any more, and what was handed over.

Revision: 0006
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_CHECK = "ck_orders_withdrawn"


def upgrade() -> None:
    """Orders so far are known by their product and by those whom they are for."""
    for name in ("thing", "withdrawn"):
        op.add_column("orders", sa.Column(name, sa.Text))
    orders = sa.table("orders", *(sa.column(name) for name in ("id", "product", "details", "thing")))
    found = op.get_bind().execute(sa.select(orders.c.id, orders.c.product, orders.c.details)).all()
    for order, product, details in found:
        op.execute(sa.update(orders).where(orders.c.id == order).values(thing=_thing(product, details)))
    with op.batch_alter_table("orders") as batch:
        batch.alter_column("thing", existing_type=sa.Text, nullable=False)
        condition = "withdrawn IS NULL OR (withdrawn IN ('paid', 'gone') AND paid_at IS NULL)"
        batch.create_check_constraint(op.f(_CHECK), condition)
    op.add_column("entitlements", sa.Column("made", sa.Text, nullable=False, server_default="[]"))
    with op.batch_alter_table("entitlements") as batch:
        batch.alter_column("made", existing_type=sa.Text, existing_nullable=False, server_default=None)
    _keep("orders", "entitlements")


def downgrade() -> None:
    """Two orders of the same thing are two again; what was withdrawn may be paid again."""
    with op.batch_alter_table("orders") as batch:
        batch.drop_constraint(op.f(_CHECK), type_="check")
        for name in ("withdrawn", "thing"):
            batch.drop_column(name)
    op.drop_column("entitlements", "made")
    _keep("orders")


def _keep(*tables: str) -> None:
    """SQLite has made them anew, without their triggers."""
    for table in tables if op.get_bind().dialect.name == "sqlite" else ():
        refusal = f"BEGIN SELECT RAISE(ABORT, 'tr_{table}_kept: these rows are kept as they are'); END"
        op.execute(f"CREATE TRIGGER tr_{table}_kept BEFORE DELETE ON {table} FOR EACH ROW {refusal}")


def _thing(product: str, details: str) -> str:
    try:
        told = json.loads(details)
    except ValueError:
        told = {}
    whom = [told.get(key) for key in ("first", "second")] if isinstance(told, dict) else []
    return ":".join((product, *sorted(str(each) for each in whom if each is not None)))
