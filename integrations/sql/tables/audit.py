"""The tables of those who look after money."""

from __future__ import annotations

import sqlalchemy as sa

from engine.domain.payments.audit import Deed
from integrations.sql.tables.kept import keep_rows, keep_values
from integrations.sql.tables.parts import (
    at_most_255,
    metadata,
    moment,
    one_of,
    reference_or_none,
    sequence,
    short,
    text,
)

# `details` holds ids and numbers, nothing of a person.
audit = sa.Table(
    "audit",
    metadata,
    sequence(),
    moment("at"),
    text("by"),
    text("deed"),
    text("about"),
    reference_or_none("orders", "order"),
    text("reason"),
    text("details"),
    sa.Index(None, "order", "sequence"),
    at_most_255("by"),
    one_of("deed", Deed),
    short("about"),
)

rounds = sa.Table(
    "rounds",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    text("done_for"),
    moment("until"),
    short("name"),
    sa.CheckConstraint("length(done_for) = 10", name="done_for"),
)

keep_rows(audit)
keep_values(audit)
