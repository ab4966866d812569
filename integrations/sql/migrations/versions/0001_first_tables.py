"""The first tables.

Revision: 0001
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make all tables, those first that others refer to."""
    _make_contacts()
    _make_sessions()
    _make_inbox()
    _make_outbox()
    _make_jobs()
    _make_timers()
    _make_turns()
    _make_definitions()


def downgrade() -> None:
    """Drop all tables with their rows; their indexes go with them."""
    for table in ("definitions", "turns", "timers", "jobs", "outbox", "inbox", "sessions", "contacts"):
        op.drop_table(table)


def _only(condition: str) -> dict[str, Any]:
    """An index of the rows for which the condition holds, on both databases."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _make_contacts() -> None:
    op.create_table(
        "contacts",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("last_inbound_at", _WHOLE, nullable=True),
        sa.CheckConstraint("length(address) BETWEEN 1 AND 255", name=op.f("ck_contacts_address")),
        sa.CheckConstraint("length(channel) BETWEEN 1 AND 255", name=op.f("ck_contacts_channel")),
        sa.CheckConstraint("length(id) BETWEEN 1 AND 255", name=op.f("ck_contacts_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contacts")),
        sa.UniqueConstraint("channel", "address", name=op.f("uq_contacts_channel_address")),
    )


def _make_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("flow", sa.Text, nullable=False),
        sa.Column("version", _WHOLE, nullable=False),
        sa.Column("structure_hash", sa.Text, nullable=False),
        sa.Column("configuration", sa.Text, nullable=False),
        sa.Column("history", sa.Text, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("stack", sa.Text, nullable=False),
        sa.Column("counter", _WHOLE, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("revision", _WHOLE, nullable=False),
        sa.CheckConstraint("status IN ('open', 'done')", name=op.f("ck_sessions_status")),
        sa.CheckConstraint("counter >= 0", name=op.f("ck_sessions_counter")),
        sa.CheckConstraint("length(id) BETWEEN 1 AND 255", name=op.f("ck_sessions_id")),
        sa.CheckConstraint("length(subject) BETWEEN 1 AND 255", name=op.f("ck_sessions_subject")),
        sa.CheckConstraint("revision >= 0", name=op.f("ck_sessions_revision")),
        sa.CheckConstraint("version >= 0", name=op.f("ck_sessions_version")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
    )
    op.create_index("uq_sessions_open_subject", "sessions", ["subject"], unique=True, **_only("status = 'open'"))


def _make_inbox() -> None:
    op.create_table(
        "inbox",
        sa.Column("sequence", _WHOLE, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("provider_id", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("received_at", _WHOLE, nullable=False),
        sa.Column("due_at", _WHOLE, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("attempts", _WHOLE, nullable=False),
        sa.Column("error", sa.Text, nullable=True),
        sa.CheckConstraint("kind IN ('message', 'fact', 'timer', 'job')", name=op.f("ck_inbox_kind")),
        sa.CheckConstraint("status IN ('new', 'handled', 'dead')", name=op.f("ck_inbox_status")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_inbox_attempts")),
        sa.CheckConstraint("length(id) BETWEEN 1 AND 255", name=op.f("ck_inbox_id")),
        sa.CheckConstraint("length(provider_id) BETWEEN 1 AND 255", name=op.f("ck_inbox_provider_id")),
        sa.CheckConstraint("length(subject) BETWEEN 1 AND 255", name=op.f("ck_inbox_subject")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_inbox")),
        sa.UniqueConstraint("id", name=op.f("uq_inbox_id")),
        sa.UniqueConstraint("provider_id", name=op.f("uq_inbox_provider_id")),
    )
    op.create_index("ix_inbox_new_due", "inbox", ["due_at", "sequence"], unique=False, **_only("status = 'new'"))
    op.create_index("ix_inbox_new_subject", "inbox", ["subject", "sequence"], unique=False, **_only("status = 'new'"))


def _make_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("sequence", _WHOLE, nullable=False),
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("contact", sa.Text, nullable=False),
        sa.Column("session", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("created_at", _WHOLE, nullable=False),
        sa.Column("due_at", _WHOLE, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("attempts", _WHOLE, nullable=False),
        sa.Column("provider_id", sa.Text, nullable=True),
        sa.Column("error", sa.Text, nullable=True),
        sa.CheckConstraint("status IN ('pending', 'sent', 'failed')", name=op.f("ck_outbox_status")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_outbox_attempts")),
        sa.CheckConstraint("length(id) BETWEEN 1 AND 255", name=op.f("ck_outbox_id")),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name=op.f("fk_outbox_contact")),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name=op.f("fk_outbox_session")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_outbox")),
        sa.UniqueConstraint("id", name=op.f("uq_outbox_id")),
    )
    op.create_index(
        "ix_outbox_pending_contact",
        "outbox",
        ["contact", "sequence"],
        unique=False,
        **_only("status = 'pending'"),
    )
    op.create_index(
        "ix_outbox_pending_due", "outbox", ["due_at", "sequence"], unique=False, **_only("status = 'pending'")
    )
    op.create_index(op.f("ix_outbox_session"), "outbox", ["session"], unique=False)
    op.create_index("uq_outbox_provider_id", "outbox", ["provider_id"], unique=True, **_only("provider_id IS NOT NULL"))


def _make_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("session", sa.Text, nullable=False),
        sa.Column("action", sa.Text, nullable=False),
        sa.Column("arguments", sa.Text, nullable=False),
        sa.Column("frame", _WHOLE, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("token", _WHOLE, nullable=False),
        sa.Column("created_at", _WHOLE, nullable=False),
        sa.Column("due_at", _WHOLE, nullable=False),
        sa.Column("timeout_at", _WHOLE, nullable=True),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("attempts", _WHOLE, nullable=False),
        sa.CheckConstraint("status IN ('pending', 'done', 'cancelled')", name=op.f("ck_jobs_status")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_jobs_attempts")),
        sa.CheckConstraint("length(id) BETWEEN 1 AND 255", name=op.f("ck_jobs_id")),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name=op.f("fk_jobs_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index(
        "uq_jobs_pending_entry",
        "jobs",
        ["session", "frame", "state", "token"],
        unique=True,
        **_only("status = 'pending'"),
    )
    op.create_index("ix_jobs_pending_due", "jobs", ["due_at"], unique=False, **_only("status = 'pending'"))
    op.create_index("ix_jobs_pending_timeout", "jobs", ["timeout_at"], unique=False, **_only("status = 'pending'"))


def _make_timers() -> None:
    op.create_table(
        "timers",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("session", sa.Text, nullable=False),
        sa.Column("timer", sa.Text, nullable=False),
        sa.Column("due_at", _WHOLE, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("data", sa.Text, nullable=False),
        sa.Column("frame", _WHOLE, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("token", _WHOLE, nullable=False),
        sa.CheckConstraint("length(id) BETWEEN 1 AND 255", name=op.f("ck_timers_id")),
        sa.CheckConstraint("length(timer) BETWEEN 1 AND 255", name=op.f("ck_timers_timer")),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name=op.f("fk_timers_session")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timers")),
        sa.UniqueConstraint("session", "timer", name=op.f("uq_timers_session_timer")),
    )
    op.create_index(op.f("ix_timers_due_at"), "timers", ["due_at"], unique=False)


def _make_turns() -> None:
    op.create_table(
        "turns",
        sa.Column("session", sa.Text, nullable=False),
        sa.Column("revision", _WHOLE, nullable=False),
        sa.Column("event", sa.Text, nullable=False),
        sa.Column("inbox", sa.Text, nullable=False),
        sa.Column("from_configuration", sa.Text, nullable=False),
        sa.Column("to_configuration", sa.Text, nullable=False),
        sa.Column("trace", sa.Text, nullable=False),
        sa.Column("at", _WHOLE, nullable=False),
        sa.CheckConstraint("revision >= 0", name=op.f("ck_turns_revision")),
        sa.ForeignKeyConstraint(["session"], ["sessions.id"], name=op.f("fk_turns_session")),
        sa.PrimaryKeyConstraint("session", "revision", name=op.f("pk_turns")),
    )


def _make_definitions() -> None:
    op.create_table(
        "definitions",
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("flow", sa.Text, nullable=False),
        sa.Column("version", _WHOLE, nullable=False),
        sa.Column("structure_hash", sa.Text, nullable=False),
        sa.Column("files", sa.Text, nullable=False),
        sa.Column("stored_at", _WHOLE, nullable=False),
        sa.CheckConstraint("length(content) BETWEEN 1 AND 255", name=op.f("ck_definitions_content")),
        sa.CheckConstraint("version >= 0", name=op.f("ck_definitions_version")),
        sa.PrimaryKeyConstraint("content", name=op.f("pk_definitions")),
    )
    op.create_index(
        op.f("ix_definitions_flow_version_structure_hash"),
        "definitions",
        ["flow", "version", "structure_hash"],
        unique=False,
    )
