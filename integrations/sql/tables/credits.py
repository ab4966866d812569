"""The tables of credits: what was set aside for a question, how that ended, and what was given back after it was spent.

Rows are only ever added. How many credits are left stands in the entitlement: `used` counts the reservations that were
neither released nor returned, and a check keeps it from 0 to `quantity`. A question has one row, an ending belongs to
one and comes once, and so does a return to an ending.
"""

from __future__ import annotations

import sqlalchemy as sa

from engine.domain.payments.spending import Ending
from integrations.sql.tables.kept import keep_rows, keep_values
from integrations.sql.tables.parts import metadata, moment, one_of, reference, sequence, short, text

# `id` is that of the question.
reservations = sa.Table(
    "reservations",
    metadata,
    sequence(),
    text("id"),
    reference("entitlements", "entitlement"),
    moment("at"),
    sa.UniqueConstraint("id"),
    sa.Index(None, "entitlement", "sequence"),
    short("id"),
)

endings = sa.Table(
    "endings",
    metadata,
    sequence(),
    reference("reservations", "reservation"),
    text("how"),
    moment("at"),
    sa.UniqueConstraint("reservation"),
    one_of("how", Ending),
)

returns = sa.Table(
    "returns",
    metadata,
    sequence(),
    sa.Column("reservation", sa.Text, sa.ForeignKey("endings.reservation"), nullable=False),
    moment("at"),
    sa.UniqueConstraint("reservation"),
)

for _table in (reservations, endings, returns):
    keep_rows(_table)
    keep_values(_table)
