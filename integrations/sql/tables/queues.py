"""The tables that are worked off: inbox, outbox, jobs and timers.

What is still to be done has indexes of its own, of those rows only: to find it takes no longer however much is done.
The indexes of all rows, or of those that are done, are for people and for upkeep. They sort by time, not by
`sequence`, also so that no database takes them for the hot queries.
"""

from __future__ import annotations

import sqlalchemy as sa

from engine.domain.deliveries import Progress
from engine.domain.events import EventKind
from engine.domain.records import InboxStatus, JobStatus, OutboxStatus
from integrations.sql.tables.parts import (
    identity,
    metadata,
    moment,
    moment_or_none,
    not_negative,
    one_of,
    only,
    reference,
    sequence,
    short,
    text,
    text_or_none,
    whole,
    yes_or_no,
)

inbox = sa.Table(
    "inbox",
    metadata,
    sequence(),
    text("id"),
    text("provider_id"),
    text("subject"),
    text("kind"),
    text("name"),
    text("payload"),
    moment("received_at"),
    moment("due_at"),
    text("status"),
    whole("attempts"),
    text_or_none("error"),
    sa.UniqueConstraint("id"),
    sa.UniqueConstraint("provider_id"),
    only("ix_inbox_new_subject", "subject", "sequence", where="status = 'new'"),
    only("ix_inbox_new_due", "due_at", "sequence", where="status = 'new'"),
    only("ix_inbox_settled", "status", "received_at", "sequence", where="status IN ('handled', 'dead', 'limited')"),
    sa.Index(None, "subject", "received_at", "sequence"),
    short("id"),
    short("provider_id"),
    short("subject"),
    one_of("kind", EventKind),
    one_of("status", InboxStatus),
    not_negative("attempts"),
)

# `open` is what waits or is being sent or looked up, `doubtful` what a worker must see after, `underway` what the
# channel has taken and not yet sent on, `unreported` the same by when it is asked about them.
outbox = sa.Table(
    "outbox",
    metadata,
    sequence(),
    text("id"),
    reference("contacts", "contact"),
    reference("sessions", "session"),
    text("key"),
    text("body"),
    moment("created_at"),
    moment("due_at"),
    text("status"),
    whole("attempts"),
    whole("claims"),
    whole("asked"),
    whole("as_template"),
    whole("failures"),
    text_or_none("provider_id"),
    moment_or_none("sent_at"),
    text_or_none("progress"),
    text_or_none("error"),
    sa.UniqueConstraint("id"),
    only("uq_outbox_provider_id", "provider_id", where="provider_id IS NOT NULL", unique=True),
    only("ix_outbox_pending_due", "due_at", "sequence", where="status = 'pending'"),
    only("ix_outbox_doubtful_due", "due_at", "sequence", where="status IN ('sending', 'uncertain')"),
    only("ix_outbox_open_contact", "contact", "sequence", where="status IN ('pending', 'sending', 'uncertain')"),
    only(
        "ix_outbox_underway_contact",
        "contact",
        "sent_at",
        where="status = 'sent' AND (progress IS NULL OR progress IN ('queued', 'sending'))",
    ),
    only(
        "ix_outbox_unreported_due",
        "due_at",
        "sequence",
        where="status = 'sent' AND (progress IS NULL OR progress IN ('queued', 'sending'))",
    ),
    only(
        "ix_outbox_settled",
        "status",
        "created_at",
        "sequence",
        where="status IN ('sent', 'parked', 'withheld', 'dead')",
    ),
    sa.Index(None, "contact", "created_at", "sequence"),
    sa.Index(None, "session"),
    short("id"),
    one_of("status", OutboxStatus),
    one_of("progress", Progress),
    not_negative("attempts"),
    not_negative("claims"),
    yes_or_no("asked"),
    yes_or_no("as_template"),
    not_negative("failures"),
)

jobs = sa.Table(
    "jobs",
    metadata,
    identity(),
    text("subject"),
    reference("sessions", "session"),
    text("action"),
    text("arguments"),
    whole("frame"),
    text("state"),
    whole("token"),
    moment("created_at"),
    moment("due_at"),
    moment_or_none("timeout_at"),
    text("status"),
    whole("attempts"),
    whole("announced"),
    only("uq_jobs_pending_entry", "session", "frame", "state", "token", where="status = 'pending'", unique=True),
    only("ix_jobs_pending_due", "due_at", where="status = 'pending'"),
    only("ix_jobs_pending_timeout", "timeout_at", where="status = 'pending'"),
    only("ix_jobs_unannounced", "created_at", where="status = 'pending' AND announced = 0"),
    only("ix_jobs_settled", "created_at", where="status IN ('done', 'cancelled')"),
    sa.Index(None, "session"),
    short("id"),
    one_of("status", JobStatus),
    not_negative("attempts"),
    yes_or_no("announced"),
)

timers = sa.Table(
    "timers",
    metadata,
    identity(),
    text("subject"),
    reference("sessions", "session"),
    text("timer"),
    moment("due_at"),
    text("event"),
    text("data"),
    whole("frame"),
    text("state"),
    whole("token"),
    sa.UniqueConstraint("session", "timer"),
    sa.Index(None, "due_at"),
    short("id"),
    short("timer"),
)
