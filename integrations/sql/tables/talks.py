"""The tables of conversations: where each stands, what it did, which flows it needs."""

from __future__ import annotations

import sqlalchemy as sa

from engine.domain.sessions import Status
from integrations.sql.tables.parts import (
    identity,
    metadata,
    moment,
    not_negative,
    one_of,
    only,
    reference,
    short,
    text,
    whole,
)

# The innermost frame is in the columns, where people and statistics look for it. The frames below it, and
# what only the interpreter knows of the innermost one, are in `stack`. `newest_at` is written by upkeep alone: how
# young the youngest row of a done session was when it looked, 0 before.
sessions = sa.Table(
    "sessions",
    metadata,
    identity(),
    text("subject"),
    text("flow"),
    whole("version"),
    text("structure_hash"),
    text("configuration"),
    text("history"),
    text("data"),
    text("stack"),
    whole("counter"),
    text("status"),
    whole("revision"),
    moment("newest_at"),
    only("uq_sessions_open_subject", "subject", where="status = 'open'", unique=True),
    only("ix_sessions_done", "newest_at", where="status = 'done'"),
    sa.Index(None, "subject"),
    short("id"),
    short("subject"),
    not_negative("version"),
    not_negative("counter"),
    not_negative("revision"),
    one_of("status", Status),
)

turns = sa.Table(
    "turns",
    metadata,
    reference("sessions", "session"),
    whole("revision"),
    text("event"),
    text("inbox"),
    text("from_configuration"),
    text("to_configuration"),
    text("trace"),
    moment("at"),
    sa.PrimaryKeyConstraint("session", "revision"),
    sa.Index(None, "at"),
    not_negative("revision"),
)

definitions = sa.Table(
    "definitions",
    metadata,
    sa.Column("content", sa.Text, primary_key=True),
    text("flow"),
    whole("version"),
    text("structure_hash"),
    text("files"),
    moment("stored_at"),
    sa.Index(None, "flow", "version", "structure_hash"),
    short("content"),
    not_negative("version"),
)
