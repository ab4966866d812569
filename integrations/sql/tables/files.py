"""The tables of what is sent along: files of ours, and contents a channel keeps for us."""

from __future__ import annotations

import sqlalchemy as sa

from integrations.sql.tables.parts import identity, metadata, moment, short, text

files = sa.Table(
    "files",
    metadata,
    identity(),
    text("content_type"),
    sa.Column("content", sa.LargeBinary, nullable=False),
    moment("created_at"),
    moment("expires_at"),
    sa.Index(None, "expires_at"),
    short("id"),
    short("content_type"),
)

contents = sa.Table(
    "contents",
    metadata,
    sa.Column("content", sa.Text, primary_key=True),
    text("provider_id"),
    short("content"),
    short("provider_id"),
)
