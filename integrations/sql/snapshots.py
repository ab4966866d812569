"""Copies of a whole SQLite database in memory, to go back to."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import sqlalchemy as sa

from integrations.sql.faults import fault

_VERSIONS = slice(18, 20)
"""The two bytes of the header that say `2` for write-ahead logging, which a database in memory cannot do."""


def snapshot(url: str) -> bytes | None:
    """All that is committed, as the bytes of a database file; None for a database that cannot be copied so."""
    place = sa.make_url(url)
    if place.get_backend_name() != "sqlite" or not place.database:
        return None
    try:
        with closing(sqlite3.connect(place.database)) as source, closing(sqlite3.connect(":memory:")) as copy:
            source.backup(copy)
            content = bytearray(copy.serialize())
    except sqlite3.Error as error:
        raise fault(error, place) from error
    content[_VERSIONS] = b"\x01\x01"
    return bytes(content)


def restore(url: str, content: bytes) -> None:
    """Make the database what it was; nobody else may be using it."""
    place = sa.make_url(url)
    try:
        with closing(sqlite3.connect(":memory:")) as copy, closing(sqlite3.connect(place.database or "")) as target:
            copy.deserialize(content)
            copy.backup(target)
    except sqlite3.Error as error:
        raise fault(error, place) from error
