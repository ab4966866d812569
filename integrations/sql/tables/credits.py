"""The tables of credits: what was set aside for a question, and how that ended. Rows are only ever added.

How many credits are left stands in the entitlement: `used` counts the reservations that were not released, and a check
keeps it from 0 to `quantity`. A question has one row, and an ending belongs to one and comes once.
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

for _table in (reservations, endings):
    keep_rows(_table)
    keep_values(_table)
