"""Lets the writers of one process in one after the other, where the database has room for one."""

from __future__ import annotations

import threading

import sqlalchemy as sa

from engine.errors import StorageError
from integrations.sql.faults import described


class Turnstile:
    """Lets one writer in at a time on SQLite.

    SQLite would do so too, but those who wait for it look again only every few, in the end every 100
    milliseconds.
    """

    def __init__(self, engine: sa.Engine, patience: float) -> None:
        self._patience = patience
        self._url = engine.url
        self._lock = threading.Lock() if engine.dialect.name == "sqlite" else None

    def enter(self) -> None:
        if self._lock is not None and not self._lock.acquire(timeout=self._patience):
            raise StorageError(f"{described(self._url)} is kept by another thread for too long: try again")

    def leave(self) -> None:
        if self._lock is not None:
            self._lock.release()
