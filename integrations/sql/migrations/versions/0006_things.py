"""Things: which orders of a person are of the same, and which of them may not be paid any more.

Revision: 0006
"""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

_CHECKS = {
    "ck_orders_withdrawn": "withdrawn IN ('paid', 'gone')",
    "ck_orders_withdrawn_unpaid": "withdrawn IS NULL OR paid_at IS NULL",
}


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
        for name, condition in _CHECKS.items():
            batch.create_check_constraint(op.f(name), condition)
    _keep()


def downgrade() -> None:
    """Two orders of the same thing are two again; what was withdrawn may be paid again."""
    with op.batch_alter_table("orders") as batch:
        for name in _CHECKS:
            batch.drop_constraint(op.f(name), type_="check")
        for name in ("withdrawn", "thing"):
            batch.drop_column(name)
    _keep()


def _keep() -> None:
    """SQLite has made the table anew, without its trigger."""
    if op.get_bind().dialect.name == "sqlite":
        refusal = "BEGIN SELECT RAISE(ABORT, 'tr_orders_kept: these rows are kept as they are'); END"
        op.execute(f"CREATE TRIGGER tr_orders_kept BEFORE DELETE ON orders FOR EACH ROW {refusal}")


def _thing(product: str, details: str) -> str:
    try:
        told = json.loads(details)
    except ValueError:
        told = {}
    whom = [told.get(key) for key in ("first", "second")] if isinstance(told, dict) else []
    return ":".join((product, *sorted(str(each) for each in whom if each is not None)))
