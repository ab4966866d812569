"""How long something that failed is left alone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable


class Rest:
    """After a failure one caller in so many seconds may try again, and the others do not wait for that."""

    def __init__(self, seconds: float, time: Callable[[], float] = time.monotonic) -> None:
        """`time` is any clock of seconds that never goes back."""
        self._seconds = seconds
        self._time = time
        self._lock = threading.Lock()
        self._until: float | None = None

    def may_try(self) -> bool:
        """Whether the caller may ask now."""
        with self._lock:
            if self._until is None:
                return True
            if self._time() < self._until:
                return False
            self._until = self._time() + self._seconds
            return True

    def failed(self) -> bool:
        """It failed; True if it had worked before."""
        with self._lock:
            is_first, self._until = self._until is None, self._time() + self._seconds
            return is_first

    def worked(self) -> bool:
        """It worked; True if it had failed before."""
        with self._lock:
            was_away, self._until = self._until is not None, None
            return was_away
