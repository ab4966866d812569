"""The tables. What must be unique or bounded is so by constraint, not only by code.

Columns hold nothing but text and whole numbers, so that a compiled statement runs as it is, without
converting values:

* JSON is TEXT on both databases. The code never asks the database about what is inside, TEXT is the fastest
  to write and read, and it keeps every value as it was: JSONB changes numbers and refuses the character NUL,
  which people do send.
* A time is microseconds since 1970 in UTC: exact, quick to compare, and without the zone that SQLite would
  lose.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import sqlalchemy as sa

from engine.domain.events import EventKind
from engine.domain.records import InboxStatus, JobStatus, OutboxStatus
from engine.domain.sessions import Status

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

Whole = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite counts up only a column that says INTEGER
Moment = Whole
Document = sa.Text()


def _one_of(column: str, values: Iterable[StrEnum]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=column)


def _not_negative(column: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"{column} >= 0", name=column)


def _short(column: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"length({column}) BETWEEN 1 AND 255", name=column)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=False)


def _whole(name: str) -> sa.Column[int]:
    return sa.Column(name, Whole, nullable=False)


def _id() -> sa.Column[str]:
    return sa.Column("id", sa.Text, primary_key=True)


def _of(table: str, name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, sa.ForeignKey(f"{table}.id"), nullable=False)


contacts = sa.Table(
    "contacts",
    metadata,
    _id(),
    _text("channel"),
    _text("address"),
    _text("language"),
    _text("data"),
    sa.Column("last_inbound_at", Moment),
    sa.UniqueConstraint("channel", "address"),
    _short("id"),
    _short("channel"),
    _short("address"),
)

# The innermost frame is in the columns, where people and statistics look for it. The frames below it, and
# what only the interpreter knows of the innermost one, are in `stack`.
sessions = sa.Table(
    "sessions",
    metadata,
    _id(),
    _text("subject"),
    _text("flow"),
    _whole("version"),
    _text("structure_hash"),
    _text("configuration"),
    _text("history"),
    _text("data"),
    _text("stack"),
    _whole("counter"),
    _text("status"),
    _whole("revision"),
    sa.Index(
        "uq_sessions_open_subject",
        "subject",
        unique=True,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    ),
    _short("id"),
    _short("subject"),
    _not_negative("version"),
    _not_negative("counter"),
    _not_negative("revision"),
    _one_of("status", Status),
)

# The two indexes hold new items only: they stay small however much has been handled.
inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("sequence", Whole, primary_key=True),
    _text("id"),
    _text("provider_id"),
    _text("subject"),
    _text("kind"),
    _text("name"),
    _text("payload"),
    sa.Column("received_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    _text("status"),
    _whole("attempts"),
    sa.Column("error", sa.Text),
    sa.UniqueConstraint("id"),
    sa.UniqueConstraint("provider_id"),
    sa.Index(
        "ix_inbox_new_subject",
        "subject",
        "sequence",
        sqlite_where=sa.text("status = 'new'"),
        postgresql_where=sa.text("status = 'new'"),
    ),
    sa.Index(
        "ix_inbox_new_due",
        "due_at",
        "sequence",
        sqlite_where=sa.text("status = 'new'"),
        postgresql_where=sa.text("status = 'new'"),
    ),
    _short("id"),
    _short("provider_id"),
    _short("subject"),
    _one_of("kind", EventKind),
    _one_of("status", InboxStatus),
    _not_negative("attempts"),
)

outbox = sa.Table(
    "outbox",
    metadata,
    sa.Column("sequence", Whole, primary_key=True),
    _text("id"),
    _of("contacts", "contact"),
    _of("sessions", "session"),
    _text("key"),
    _text("body"),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    _text("status"),
    _whole("attempts"),
    sa.Column("provider_id", sa.Text),
    sa.Column("error", sa.Text),
    sa.UniqueConstraint("id"),
    sa.Index(
        "uq_outbox_provider_id",
        "provider_id",
        unique=True,
        sqlite_where=sa.text("provider_id IS NOT NULL"),
        postgresql_where=sa.text("provider_id IS NOT NULL"),
    ),
    sa.Index(
        "ix_outbox_pending_contact",
        "contact",
        "sequence",
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    ),
    sa.Index(
        "ix_outbox_pending_due",
        "due_at",
        "sequence",
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    ),
    sa.Index(None, "session"),
    _short("id"),
    _one_of("status", OutboxStatus),
    _not_negative("attempts"),
)

jobs = sa.Table(
    "jobs",
    metadata,
    _id(),
    _text("subject"),
    _of("sessions", "session"),
    _text("action"),
    _text("arguments"),
    _whole("frame"),
    _text("state"),
    _whole("token"),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("due_at", Moment, nullable=False),
    sa.Column("timeout_at", Moment),
    _text("status"),
    _whole("attempts"),
    sa.Index(
        "uq_jobs_pending_entry",
        "session",
        "frame",
        "state",
        "token",
        unique=True,
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    ),
    sa.Index(
        "ix_jobs_pending_due",
        "due_at",
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    ),
    sa.Index(
        "ix_jobs_pending_timeout",
        "timeout_at",
        sqlite_where=sa.text("status = 'pending'"),
        postgresql_where=sa.text("status = 'pending'"),
    ),
    _short("id"),
    _one_of("status", JobStatus),
    _not_negative("attempts"),
)

timers = sa.Table(
    "timers",
    metadata,
    _id(),
    _text("subject"),
    _of("sessions", "session"),
    _text("timer"),
    sa.Column("due_at", Moment, nullable=False),
    _text("event"),
    _text("data"),
    _whole("frame"),
    _text("state"),
    _whole("token"),
    sa.UniqueConstraint("session", "timer"),
    sa.Index(None, "due_at"),
    _short("id"),
    _short("timer"),
)

turns = sa.Table(
    "turns",
    metadata,
    _of("sessions", "session"),
    _whole("revision"),
    _text("event"),
    _text("inbox"),
    _text("from_configuration"),
    _text("to_configuration"),
    _text("trace"),
    sa.Column("at", Moment, nullable=False),
    sa.PrimaryKeyConstraint("session", "revision"),
    _not_negative("revision"),
)

definitions = sa.Table(
    "definitions",
    metadata,
    sa.Column("content", sa.Text, primary_key=True),
    _text("flow"),
    _whole("version"),
    _text("structure_hash"),
    _text("files"),
    sa.Column("stored_at", Moment, nullable=False),
    sa.Index(None, "flow", "version", "structure_hash"),
    _short("content"),
    _not_negative("version"),
)
