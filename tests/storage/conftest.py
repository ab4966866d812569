"""The databases for this folder."""

from __future__ import annotations

from tests.databases import (
    database_url,
    empty_database_url,
    empty_postgres_url,
    open_storage,
    postgres,
    postgres_template,
    postgres_url,
    sqlite_template,
    sqlite_url,
    storage,
)

__all__ = [
    "database_url",
    "empty_database_url",
    "empty_postgres_url",
    "open_storage",
    "postgres",
    "postgres_template",
    "postgres_url",
    "sqlite_template",
    "sqlite_url",
    "storage",
]
