"""The table of what a model has cost: a row a day, which nobody deletes."""

from __future__ import annotations

import sqlalchemy as sa

from integrations.sql.tables.parts import metadata, not_negative, whole

# `day` is that of BOLOASTRO_ZONE, `price` in millionths of a dollar.
costs = sa.Table(
    "costs",
    metadata,
    sa.Column("day", sa.Text, primary_key=True),
    whole("tokens"),
    whole("price"),
    sa.CheckConstraint("length(day) = 10", name="day"),
    not_negative("tokens"),
    not_negative("price"),
)
