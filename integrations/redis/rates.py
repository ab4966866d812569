"""Rates over Redis: moving windows that all processes share. When it is away each process counts for itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TypeVar

import structlog
from limits import RateLimitItemPerSecond
from limits.storage import RedisStorage
from limits.strategies import MovingWindowRateLimiter
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from engine.interfaces.rates import Rate, RateGateway
from integrations.redis.memory import MemoryRates

PATIENCE = 0.2
"""Seconds to wait for Redis: whoever wrote to us waits as long."""

REST = 3.0
"""Seconds until it is tried again after it failed."""

_Answer = TypeVar("_Answer")


def open_rates(url: str | None, *, patience: float = PATIENCE, rest: float = REST) -> RateGateway:
    """Rates for all processes over the Redis at an address; without one for this process alone.

    Nothing is connected before the first use.
    """
    return RedisRates(url, patience=patience, rest=rest) if url else MemoryRates()


class RedisRates:
    """A RateGateway that asks Redis, and itself while Redis does not answer."""

    def __init__(
        self, url: str, *, patience: float = PATIENCE, rest: float = REST, time: Callable[[], float] = time.monotonic
    ) -> None:
        # Without retries of its own, each of which would wait as long; a connection that was closed is opened anew.
        retry = Retry(NoBackoff(), 0)
        storage = RedisStorage(
            url, key_prefix="boloastro", socket_timeout=patience, socket_connect_timeout=patience,
            retry=retry,  # type: ignore[arg-type]
        )  # fmt: skip
        self._shared = MovingWindowRateLimiter(storage)
        self._own = MemoryRates()
        self._rest = rest
        self._time = time
        self._lock = threading.Lock()
        self._resting_until: float | None = None
        self._log = structlog.get_logger("rates")

    def take(self, rate: Rate, key: str) -> bool:
        """See RateGateway."""
        return self._asked(lambda: self._shared.hit(_item(rate), key), lambda: self._own.take(rate, key))

    def wait(self, rate: Rate, key: str) -> float:
        """See RateGateway."""
        return self._asked(lambda: self._shared_wait(rate, key), lambda: self._own.wait(rate, key))

    def _shared_wait(self, rate: Rate, key: str) -> float:
        window = self._shared.get_window_stats(_item(rate), key)
        return 0.0 if window.remaining > 0 else max(0.0, window.reset_time - time.time())

    def _asked(self, shared: Callable[[], _Answer], own: Callable[[], _Answer]) -> _Answer:
        if not self._may_ask():
            return own()
        try:
            answer = shared()
        except (RedisError, OSError) as error:
            self._failed(error)
            return own()
        self._answered()
        return answer

    def _may_ask(self) -> bool:
        """While it is away one caller in a few seconds tries, and nobody else waits."""
        if self._resting_until is None:
            return True
        with self._lock:
            now = self._time()
            if self._resting_until is None:
                return True
            if now < self._resting_until:
                return False
            self._resting_until = now + self._rest
            return True

    def _failed(self, error: Exception) -> None:
        with self._lock:
            is_first = self._resting_until is None
            self._resting_until = self._time() + self._rest
        if is_first:
            self._log.warning("rates.alone", error=type(error).__name__)

    def _answered(self) -> None:
        if self._resting_until is None:
            return
        with self._lock:
            was_away, self._resting_until = self._resting_until is not None, None
        if was_away:
            self._log.info("rates.together")


def _item(rate: Rate) -> RateLimitItemPerSecond:
    return RateLimitItemPerSecond(rate.most, rate.seconds, namespace=rate.name)
