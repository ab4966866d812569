"""Where things are kept: in this process, or in a Redis for all of them. The only one who knows dogpile and Redis."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any, TypeVar

from dogpile.cache import make_region
from dogpile.cache.api import NO_VALUE
from dogpile.cache.backends.redis import RedisBackend
from dogpile.cache.proxy import ProxyBackend
from dogpile.cache.region import CacheRegion
from redis.backoff import NoBackoff
from redis.exceptions import LockError, RedisError
from redis.retry import Retry

from integrations.caching.bounded import Bounded

__all__ = ["AWAY", "LONGEST", "CacheRegion", "LockError", "memory_region", "redis_region"]

AWAY = (RedisError, OSError)
"""What is raised while a Redis is not there, or does not answer in time."""

LONGEST = timedelta(days=7)
"""Redis itself forgets everything after this time, also what no version of the code asks for any more."""

_MOST = 4096
_PREFIX = "boloastro:cache:"
_LOCKED = timedelta(seconds=10)
_LOOK_AGAIN = 0.02

_Same = TypeVar("_Same")


def memory_region() -> CacheRegion:
    """Of this process. The values themselves are kept: they are never changed."""
    return make_region().configure("dogpile.cache.memory", arguments={"cache_dict": Bounded(_MOST)})


def redis_region(url: str, patience: float) -> CacheRegion:
    """Of all processes at one Redis; nothing is connected before the first use.

    Values are bytes that the caller writes and reads: nothing out of a Redis is ever unpickled. One process computes
    a value while the others wait for it, `_LOCKED` at most.
    """
    region = make_region(key_mangler=lambda key: _PREFIX + key, serializer=_as_is, deserializer=_as_is)
    return region.configure(
        "dogpile.cache.redis",
        arguments={
            "url": url.replace("redis+unix://", "unix://", 1),
            "distributed_lock": True,
            "thread_local_lock": False,
            "lock_timeout": _LOCKED.total_seconds(),
            "lock_blocking_timeout": _LOCKED.total_seconds(),
            "lock_sleep": _LOOK_AGAIN,
            "socket_timeout": patience,
            "socket_connect_timeout": patience,
            # without retries of its own, each of which would wait as long
            "connection_kwargs": {"retry": Retry(NoBackoff(), 0)},
        },
        wrap=[_Careful],
    )


class _Careful(ProxyBackend):
    """Sets value and lifetime by SET: the backend does it by SETEX, which the client calls outdated.

    What dogpile could not read, because somebody else wrote it, is as if it were not there.
    """

    def get_serialized(self, key: str) -> Any:
        """See ProxyBackend."""
        value = self.proxied.get_serialized(key)
        return value if isinstance(value, bytes) and _is_dated(value) else NO_VALUE

    def set_serialized(self, key: str, value: bytes) -> None:
        """See ProxyBackend."""
        backend = self.proxied
        assert isinstance(backend, RedisBackend)
        backend.writer_client.set(key, value, ex=LONGEST)


def _is_dated(value: bytes) -> bool:
    """Whether it begins with what dogpile writes before a value: when it was made, and in which shape."""
    try:
        metadata = json.loads(value.partition(b"|")[0])
    except ValueError:
        return False
    return isinstance(metadata, dict) and all(isinstance(metadata.get(name), int | float) for name in ("ct", "v"))


def _as_is(value: _Same) -> _Same:
    return value
