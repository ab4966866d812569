"""For all tests: no socket but this machine's own, the same examples in every run, databases and journeys."""

from __future__ import annotations

import os
import sys
from typing import Any

from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.databases", "tests.redis_server", "tests.journeys.plugin"]

_LOCAL = ("127.", "::1", "localhost")

settings.register_profile(
    "default",
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.register_profile("proof", settings.get_profile("default"), derandomize=False, max_examples=2000)
settings.load_profile("proof" if os.environ.get("BOLOASTRO_PROOF") == "1" else "default")


class SocketRefused(RuntimeError):
    """A test wanted to talk to another machine."""


def _refuse_the_outside(event: str, arguments: tuple[Any, ...]) -> None:
    if event in ("socket.connect", "socket.sendto", "socket.bind"):
        address = arguments[1]
        if isinstance(address, tuple) and not str(address[0]).startswith(_LOCAL):
            raise SocketRefused(f"tests talk to nobody but this machine, not to {address[0]}")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
        if host and not str(host).startswith(_LOCAL):
            raise SocketRefused(f"tests look nobody up, not even {host}")


sys.addaudithook(_refuse_the_outside)
