"""Whether a Redis is there, and lets us in."""

from __future__ import annotations

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, RedisError, ResponseError
from redis.retry import Retry


def trouble_with(url: str, patience: float) -> str | None:
    """Why the Redis at an address cannot be used; None, if it answers our PING. No part of the address is told."""
    try:
        with Redis.from_url(
            url.replace("redis+unix://", "unix://", 1), socket_timeout=patience, socket_connect_timeout=patience,
            retry=Retry(NoBackoff(), 0),
        ) as line:  # fmt: skip
            line.ping()
    except AuthenticationError:
        return "our name or password is refused"
    except ResponseError as error:
        return f"it answers and refuses ({type(error).__name__})"
    except (RedisError, OSError, ValueError) as error:
        return f"no answer ({type(error).__name__}): is the address right?"
    return None
