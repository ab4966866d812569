"""Ids of Twilio's shape: two letters and 32 hexadecimal digits."""

from __future__ import annotations

import re
import threading
import uuid
from typing import Protocol

SID = re.compile(r"[A-Z]{2}[0-9a-fA-F]{32}")


class Sids(Protocol):
    """Whoever hands out ids."""

    def new(self, prefix: str) -> str:
        """An id never handed out before, beginning with these two letters."""
        ...


class CountingSids:
    """Ids in a row, the same in every run: SM000...001, HX000...002, ..."""

    def __init__(self, start: int = 0) -> None:
        self._count = start
        self._lock = threading.Lock()

    def new(self, prefix: str) -> str:
        """The next one."""
        with self._lock:
            self._count += 1
            return f"{prefix}{self._count:032x}"


class RandomSids:
    """Ids that are not met again after a restart: the bot remembers those of the last run."""

    def new(self, prefix: str) -> str:
        """Another one."""
        return f"{prefix}{uuid.uuid4().hex}"
