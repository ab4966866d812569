"""How many tokens of a day are left."""

from __future__ import annotations

from datetime import date
from threading import Lock


class Budget:
    """Counts the tokens of one day; the next day begins anew. Shared by all threads."""

    def __init__(self, daily: int) -> None:
        self._daily = daily
        self._lock = Lock()
        self._day: date | None = None
        self._used = 0

    def take(self, day: date, tokens: int) -> bool:
        """Set aside what a question may cost at most; False when there is not so much left of that day."""
        with self._lock:
            if day != self._day:
                self._day, self._used = day, 0
            if self._used + tokens > self._daily:
                return False
            self._used += tokens
            return True

    def give_back(self, day: date, tokens: int) -> None:
        """So much of it was not used."""
        with self._lock:
            if day == self._day:
                self._used = max(0, self._used - tokens)
