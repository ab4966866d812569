"""What a real channel needs: identities, consents, files and contents; claims in the outbox; indexes for upkeep.

Revision: 0002
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_WHOLE = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_INDEXES = (
    ("contacts", "ix_contacts_address", "address", None),
    ("contacts", "ix_contacts_held", "held_at", "held_at IS NOT NULL"),
    ("contacts", "ix_contacts_leaving", "leaving_at", "leaving_at IS NOT NULL"),
    ("identities", "ix_identities_contact", "contact", None),
    ("consents", "ix_consents_contact", "contact", None),
    ("inbox", "ix_inbox_subject_received_at_sequence", "subject received_at sequence", None),
    ("inbox", "ix_inbox_settled", "status received_at sequence", "status IN ('handled', 'dead', 'limited')"),
    ("outbox", "ix_outbox_contact_created_at_sequence", "contact created_at sequence", None),
    ("outbox", "ix_outbox_doubtful_due", "due_at sequence", "status IN ('sending', 'uncertain')"),
    ("outbox", "ix_outbox_open_contact", "contact sequence", "status IN ('pending', 'sending', 'uncertain')"),
    ("outbox", "ix_outbox_settled", "status created_at sequence", "status IN ('sent', 'parked', 'withheld', 'dead')"),
    (
        "outbox",
        "ix_outbox_underway_contact",
        "contact sent_at",
        "status = 'sent' AND (progress IS NULL OR progress IN ('queued', 'sending'))",
    ),
    (
        "outbox",
        "ix_outbox_unreported_due",
        "due_at sequence",
        "status = 'sent' AND (progress IS NULL OR progress IN ('queued', 'sending'))",
    ),
    ("jobs", "ix_jobs_session", "session", None),
    ("jobs", "ix_jobs_settled", "created_at", "status IN ('done', 'cancelled')"),
    ("jobs", "ix_jobs_unannounced", "created_at", "status = 'pending' AND announced = 0"),
    ("sessions", "ix_sessions_done", "newest_at", "status = 'done'"),
    ("sessions", "ix_sessions_subject", "subject", None),
    ("turns", "ix_turns_at", "at", None),
    ("files", "ix_files_expires_at", "expires_at", None),
)
"""Table, name, columns, and the condition of an index of some rows."""


def upgrade() -> None:
    """Rows that are there stay, in the words of the new shape."""
    _change_contacts()
    _make_identities()
    _make_consents()
    _change_inbox()
    _change_outbox()
    _change_jobs()
    _add_numbers("sessions", newest_at="0")
    _make_files()
    _make_contents()
    for table, name, columns, condition in _INDEXES:
        op.create_index(op.f(name), table, columns.split(), unique=False, **_only(condition))


def downgrade() -> None:
    """What the old shape has no word for is lost: consents, files, other identities; who is silent or leaving."""
    for table, name, _, _ in _INDEXES:
        op.drop_index(name, table)
    for table in ("contents", "files", "consents"):
        op.drop_table(table)
    _drop_columns("sessions", "newest_at")
    _change_jobs_back()
    _change_outbox_back()
    _change_inbox_back()
    _change_contacts_back()


def _only(condition: str | None) -> dict[str, Any]:
    """An index of the rows for which the condition holds, on both databases."""
    if condition is None:
        return {}
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


def _text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _whole(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, _WHOLE, nullable=nullable)


def _short(table: str, column: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(f"length({column}) BETWEEN 1 AND 255", name=op.f(f"ck_{table}_{column}"))


def _add_numbers(table: str, **values: str) -> None:
    """Columns of whole numbers, with a value for the rows that are there; none for those that come."""
    with op.batch_alter_table(table) as batch:
        for name in values:
            batch.add_column(_whole(name, nullable=True))
    op.execute(f"UPDATE {table} SET " + ", ".join(f"{name} = {value}" for name, value in values.items()))
    with op.batch_alter_table(table) as batch:
        for name in values:
            batch.alter_column(name, nullable=False)


def _check(table: str, **conditions: str) -> None:
    with op.batch_alter_table(table) as batch:
        for name, condition in conditions.items():
            batch.create_check_constraint(op.f(f"ck_{table}_{name}"), condition)


def _uncheck(table: str, *names: str) -> None:
    with op.batch_alter_table(table) as batch:
        for name in names:
            batch.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")


def _drop_columns(table: str, *names: str) -> None:
    with op.batch_alter_table(table) as batch:
        for name in names:
            batch.drop_column(name)


# -- people


def _change_contacts() -> None:
    with op.batch_alter_table("contacts") as batch:
        batch.drop_constraint(op.f("uq_contacts_channel_address"), type_="unique")
        batch.add_column(_text("last_inbound", nullable=True))
        batch.add_column(_whole("held_at", nullable=True))
        batch.add_column(_whole("leaving_at", nullable=True))
    _add_numbers("contacts", silent="0")
    _check("contacts", silent="silent IN (0, 1)")


def _change_contacts_back() -> None:
    """An address belongs to who has it now; whoever had it before keeps something like it."""
    op.execute(
        "UPDATE contacts SET address = 'former:' || id WHERE NOT EXISTS (SELECT 1 FROM identities "
        "WHERE identities.contact = contacts.id AND identities.channel = contacts.channel "
        "AND identities.address = contacts.address)"
    )
    op.drop_table("identities")
    _uncheck("contacts", "silent")
    _drop_columns("contacts", "last_inbound", "silent", "held_at", "leaving_at")
    with op.batch_alter_table("contacts") as batch:
        batch.create_unique_constraint(op.f("uq_contacts_channel_address"), ["channel", "address"])


def _make_identities() -> None:
    """Everybody's first identity is the address they had."""
    op.create_table(
        "identities",
        _whole("sequence"),
        _text("channel"),
        _text("address"),
        _text("contact"),
        _short("identities", "address"),
        _short("identities", "channel"),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name=op.f("fk_identities_contact")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_identities")),
        sa.UniqueConstraint("channel", "address", name=op.f("uq_identities_channel_address")),
    )
    op.execute("INSERT INTO identities (channel, address, contact) SELECT channel, address, id FROM contacts")


def _make_consents() -> None:
    op.create_table(
        "consents",
        _whole("sequence"),
        _text("id"),
        _text("contact"),
        _text("purpose"),
        _whole("given"),
        _text("wording"),
        _text("channel"),
        _text("message"),
        _whole("at"),
        sa.CheckConstraint("given IN (0, 1)", name=op.f("ck_consents_given")),
        _short("consents", "id"),
        _short("consents", "purpose"),
        sa.ForeignKeyConstraint(["contact"], ["contacts.id"], name=op.f("fk_consents_contact")),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_consents")),
        sa.UniqueConstraint("id", name=op.f("uq_consents_id")),
    )


# -- queues


def _change_inbox() -> None:
    _uncheck("inbox", "status")
    _check("inbox", status="status IN ('new', 'handled', 'dead', 'limited')")


def _change_inbox_back() -> None:
    _uncheck("inbox", "status")
    op.execute("UPDATE inbox SET status = 'dead' WHERE status = 'limited'")
    _check("inbox", status="status IN ('new', 'handled', 'dead')")


def _change_outbox() -> None:
    """Of a pending message that was tried, nobody knows whether it went out."""
    op.drop_index("ix_outbox_pending_contact", "outbox")
    with op.batch_alter_table("outbox") as batch:
        batch.add_column(_whole("sent_at", nullable=True))
        batch.add_column(_text("progress", nullable=True))
    _uncheck("outbox", "status")
    op.execute("UPDATE outbox SET status = 'dead' WHERE status = 'failed'")
    op.execute("UPDATE outbox SET status = 'uncertain' WHERE status = 'pending' AND attempts > 0")
    _add_numbers("outbox", claims="attempts", asked="1", as_template="0", failures="0")
    _check(
        "outbox",
        status="status IN ('pending', 'sending', 'uncertain', 'sent', 'parked', 'withheld', 'dead')",
        progress="progress IN ('queued', 'sending', 'sent', 'delivered', 'read', 'undelivered', 'failed')",
        claims="claims >= 0",
        asked="asked IN (0, 1)",
        as_template="as_template IN (0, 1)",
        failures="failures >= 0",
    )


def _change_outbox_back() -> None:
    _uncheck("outbox", "status", "progress", "claims", "asked", "as_template", "failures")
    op.execute("UPDATE outbox SET status = 'pending' WHERE status IN ('sending', 'uncertain')")
    op.execute("UPDATE outbox SET status = 'failed' WHERE status IN ('parked', 'withheld', 'dead')")
    _drop_columns("outbox", "claims", "asked", "as_template", "failures", "sent_at", "progress")
    _check("outbox", status="status IN ('pending', 'sent', 'failed')")
    op.create_index(
        "ix_outbox_pending_contact", "outbox", ["contact", "sequence"], unique=False, **_only("status = 'pending'")
    )


def _change_jobs() -> None:
    """Nobody was shown that we are typing; those who wait now need not be, either."""
    _add_numbers("jobs", announced="1")
    _check("jobs", announced="announced IN (0, 1)")


def _change_jobs_back() -> None:
    _uncheck("jobs", "announced")
    _drop_columns("jobs", "announced")


# -- what is sent along


def _make_files() -> None:
    op.create_table(
        "files",
        _text("id"),
        _text("content_type"),
        sa.Column("content", sa.LargeBinary, nullable=False),
        _whole("created_at"),
        _whole("expires_at"),
        _short("files", "content_type"),
        _short("files", "id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_files")),
    )


def _make_contents() -> None:
    op.create_table(
        "contents",
        _text("content"),
        _text("provider_id"),
        _short("contents", "content"),
        _short("contents", "provider_id"),
        sa.PrimaryKeyConstraint("content", name=op.f("pk_contents")),
    )
