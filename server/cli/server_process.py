"""`boloastro serve` in a process of its own, held by its parent: started, killed, started again, ended."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import click

_HOST = "127.0.0.1"
_READY = 30.0
_ENDING = 30.0
_LAST_LINES = 8


def free_port() -> int:
    """A port nobody listens at just now."""
    with socket.socket() as probe:
        probe.bind((_HOST, 0))
        return int(probe.getsockname()[1])


class ServerProcess:
    """The server with the worker inside. `folder` takes its log, and is where it runs: no `.env` is read there."""

    def __init__(self, settings: Mapping[str, str], folder: Path) -> None:
        self._settings = dict(settings)
        self._folder = folder
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{_HOST}:{self._port}"

    @property
    def group(self) -> int | None:
        """The group of all its processes; None while it does not run."""
        return None if self._process is None else self._process.pid

    def know(self, settings: Mapping[str, str]) -> None:
        """More settings for when it is started."""
        self._settings |= settings

    def start(self) -> None:
        """Start it and wait until it is ready. ClickException with the end of its log, if it does not get so far."""
        arguments = [sys.executable, "-m", "server", "serve", "--embedded", "--bind", f"{_HOST}:{self._port}"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                arguments, cwd=self._folder, env={**_environment(), **self._settings, "PUBLIC_BASE_URL": self.url},
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + _READY
        while not self._is_ready():
            if self._process.poll() is not None or time.monotonic() > until:
                self.end()
                raise click.ClickException(f"the server did not start; its log ends so:\n{self._end_of_log()}")
            time.sleep(0.05)

    def kill(self) -> int:
        """SIGKILL for all its processes at once. The exit code, which is the negative number of the signal."""
        return self._sent(signal.SIGKILL)

    def end(self) -> int:
        """SIGTERM, and SIGKILL if that does not help; the exit code. Does nothing when it has ended before."""
        try:
            return self._sent(signal.SIGTERM)
        except subprocess.TimeoutExpired:
            return self._sent(signal.SIGKILL)

    def _sent(self, number: signal.Signals) -> int:
        process = self._process
        if process is None:
            return 0
        if process.poll() is None:
            if number is signal.SIGKILL:
                os.killpg(process.pid, number)
            else:
                process.send_signal(number)
        code = process.wait(_ENDING)
        self._process = None
        return code

    def _is_ready(self) -> bool:
        connection = http.client.HTTPConnection(_HOST, self._port, timeout=2)
        try:
            connection.request("GET", "/ready")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    @property
    def _log(self) -> Path:
        return self._folder / "server.log"

    def _end_of_log(self) -> str:
        lines = self._log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-_LAST_LINES:])


def _environment() -> dict[str, str]:
    """Ours, without what would make it another server, or lead it to this machine by way of a proxy."""
    ours = ("BOLOASTRO_", "TWILIO_", "RAZORPAY_", "PROMETHEUS_")
    others = ("DATABASE_URL", "REDIS_URL", "PUBLIC_BASE_URL", "SECRET_KEY", "CONTACT_HASH_KEY", "ANALYTICS_API_KEY")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours) and name not in others}
    return {**kept, "NO_PROXY": _HOST, "no_proxy": _HOST}
