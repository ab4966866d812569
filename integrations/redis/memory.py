"""Counts of one process: for development, and while Redis is away."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

from engine.interfaces.rates import Rate

_MOST_KEYS = 20_000


class MemoryRates:
    """A RateGateway that knows only what this process has seen. Forgets the stale when it has many keys."""

    def __init__(self, time: Callable[[], float] = time.monotonic, most_keys: int = _MOST_KEYS) -> None:
        """`time` is any clock of seconds that never goes back."""
        self._time = time
        self._most_keys = most_keys
        self._lock = threading.Lock()
        self._taken: dict[tuple[Rate, str], deque[float]] = {}

    def take(self, rate: Rate, key: str) -> bool:
        """See RateGateway."""
        with self._lock:
            taken = self._recent(rate, key)
            if len(taken) >= rate.most:
                return False
            taken.append(self._time())
            return True

    def wait(self, rate: Rate, key: str) -> float:
        """See RateGateway."""
        with self._lock:
            taken = self._recent(rate, key)
            return 0.0 if len(taken) < rate.most else max(0.0, taken[0] + rate.seconds - self._time())

    def _recent(self, rate: Rate, key: str) -> deque[float]:
        """The times inside the window that ends now, the oldest first."""
        if len(self._taken) >= self._most_keys:
            self._forget_stale()
        taken = self._taken.setdefault((rate, key), deque())
        begin = self._time() - rate.seconds
        while taken and taken[0] <= begin:
            taken.popleft()
        return taken

    def _forget_stale(self) -> None:
        """Whoever has not come for a window is as if never seen; if all came, the one who came first is forgotten."""
        now = self._time()
        stale = [name for name, taken in self._taken.items() if not taken or taken[-1] <= now - name[0].seconds]
        for name in stale or [next(iter(self._taken))]:
            del self._taken[name]
