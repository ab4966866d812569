"""A lock between the processes of one machine: a file that one of them holds. It is free when its holder dies."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class SoleLock:
    """Held by at most one process. The file stays; only who has it locked holds it."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._held: int | None = None

    def take(self) -> bool:
        """Whether it is ours now."""
        if self._held is not None:
            return True
        opened = os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(opened)
            return False
        self._held = opened
        return True

    def give_back(self) -> None:
        """Let the next one have it."""
        if self._held is not None:
            os.close(self._held)
            self._held = None
