"""A cache that is never the reason why something fails."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

import structlog
from pydantic import TypeAdapter

from integrations.caching.regions import AWAY, CacheRegion, LockError, memory_region, redis_region
from integrations.caching.resting import Rest

T = TypeVar("T")

PATIENCE = 0.2
"""Seconds to wait for Redis before the value is computed without it."""

REST = 3.0
"""Seconds until Redis is tried again after it failed."""


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """One kind of values: the name its keys begin with, how long one is kept, and how it is written as JSON."""

    name: str
    lasts: timedelta
    adapter: TypeAdapter[T]


def open_cache(url: str | None, *, patience: float = PATIENCE, rest: float = REST) -> Cache:
    """A cache over the Redis at an address, which all processes share; without one in this process alone."""
    return Cache(redis_region(url, patience) if url else None, memory_region(), Rest(rest))


class Cache:
    """Gives a value that was computed before, here or elsewhere, or computes it. Of many who ask at once one computes.

    While the shared region is away the own one is used. What `make` raises is raised, and not kept.
    """

    def __init__(self, shared: CacheRegion | None, own: CacheRegion, rest: Rest) -> None:
        self._shared = shared
        self._own = own
        self._rest = rest
        self._log = structlog.get_logger("cache")

    def recall(self, kind: Kind[T], key: str, make: Callable[[], T]) -> T:
        """The value under a key, made if nobody has."""
        made, name = _Made(make), f"{kind.name}:{key}"
        if self._shared is not None and self._rest.may_try():
            try:
                value = self._from_shared(self._shared, kind, name, made)
            except AWAY as error:
                if error is made.error:
                    raise
                self._failed(error)
            else:
                self._worked()
                return value
        kept: T = self._own.get_or_create(name, made, expiration_time=kind.lasts.total_seconds())
        return kept

    def _from_shared(self, shared: CacheRegion, kind: Kind[T], name: str, made: _Made[T]) -> T:
        lasts = kind.lasts.total_seconds()
        try:
            packed: bytes = shared.get_or_create(name, lambda: kind.adapter.dump_json(made()), expiration_time=lasts)
        except LockError as error:
            # Another one was still computing when our patience ended, or we were too slow ourselves: both have a value.
            if error is made.error:
                raise
            return made()
        if made.values:
            return made.values[0]
        try:
            return kind.adapter.validate_json(packed)
        except ValueError:
            self._log.warning("cache.unreadable", kind=kind.name)
            shared.set(name, kind.adapter.dump_json(made()))
            return made()

    def _failed(self, error: Exception) -> None:
        if self._rest.failed():
            self._log.warning("cache.alone", error=type(error).__name__)

    def _worked(self) -> None:
        if self._rest.worked():
            self._log.info("cache.together")


class _Made(Generic[T]):
    """What `make` gives, computed once at most; `error` is what it raised."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self.values: list[T] = []
        self.error: Exception | None = None

    def __call__(self) -> T:
        if not self.values:
            try:
                self.values.append(self._make())
            except Exception as error:  # remembered and raised: it must not be taken for one of Redis
                self.error = error
                raise
        return self.values[0]
