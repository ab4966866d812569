"""The tables of people: who they are, how a channel knows them, what they allowed."""

from __future__ import annotations

import sqlalchemy as sa

from integrations.sql.tables.parts import (
    identity,
    metadata,
    moment,
    moment_or_none,
    only,
    reference,
    sequence,
    short,
    text,
    text_or_none,
    whole,
    yes_or_no,
)

# `address` is where a person is answered; who they are on a channel is in `identities`.
contacts = sa.Table(
    "contacts",
    metadata,
    identity(),
    text("channel"),
    text("address"),
    text("language"),
    text("data"),
    moment_or_none("last_inbound_at"),
    text_or_none("last_inbound"),
    whole("silent"),
    moment_or_none("held_at"),
    moment_or_none("leaving_at"),
    sa.Index(None, "address"),
    only("ix_contacts_held", "held_at", where="held_at IS NOT NULL"),
    only("ix_contacts_leaving", "leaving_at", where="leaving_at IS NOT NULL"),
    short("id"),
    short("channel"),
    short("address"),
    yes_or_no("silent"),
)

identities = sa.Table(
    "identities",
    metadata,
    sequence(),
    text("channel"),
    text("address"),
    reference("contacts", "contact"),
    sa.UniqueConstraint("channel", "address"),
    sa.Index(None, "contact"),
    short("channel"),
    short("address"),
)

consents = sa.Table(
    "consents",
    metadata,
    sequence(),
    text("id"),
    reference("contacts", "contact"),
    text("purpose"),
    whole("given"),
    text("wording"),
    text("channel"),
    text("message"),
    moment("at"),
    sa.UniqueConstraint("id"),
    sa.Index(None, "contact"),
    short("id"),
    short("purpose"),
    yes_or_no("given"),
)
