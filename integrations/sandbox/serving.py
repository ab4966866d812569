"""The sandbox in threads of this process: `start`, `stop`, and the address between them."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from integrations.sandbox.app import create_sandbox
from integrations.sandbox.phone import Phone
from integrations.sandbox.razorpay.till import Till
from integrations.sandbox.runner import Runner
from integrations.sandbox.state import Sandbox

_LOCAL = ("127.0.0.1", "localhost", "[::1]", "::1")


class SandboxServer:
    """Serves a sandbox. `port` 0 takes a free one; on this machine's own address no other name is answered.

    `public` is the address it is reached at, if not its own. `callers` is how many calls of the bot go on at once.
    """

    def __init__(
        self, sandbox: Sandbox, host: str = "127.0.0.1", port: int = 0, public: str | None = None, callers: int = 16
    ) -> None:
        self.sandbox = sandbox
        self._host = host
        self._port = port
        self._public = public
        self._callers = callers
        self._server: BaseWSGIServer | None = None
        self._runner: Runner | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """Where it is reached, without a slash at the end."""
        if self._public is not None:
            return self._public.rstrip("/")
        if self._server is None:
            raise RuntimeError("the sandbox is not running")
        return f"http://{self._host}:{self._server.server_port}"

    def start(self) -> None:
        """Listen, and begin with what is on the agenda."""
        server = make_server(self._host, self._port, _not_yet, threaded=True, request_handler=_Silent)
        self._server = server
        trusted = _LOCAL if self._host in _LOCAL and self._public is None else None
        server.app = create_sandbox(self.sandbox, self.url, trusted)
        self._runner = Runner(self.sandbox, self.url, self._callers)
        self._runner.start()
        self._thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True, name="sandbox")
        self._thread.start()

    def stop(self) -> None:
        """Listen no more."""
        if self._server is None or self._runner is None or self._thread is None:
            return
        self._runner.stop()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
        self._server = None

    def settle(self, timeout: float = 10.0) -> bool:
        """Wait until the sandbox has nothing to do just now: nothing due, nobody being called."""
        return self._runner is not None and self._runner.settle(timeout)

    def phone(self, name: str, number: str | None = None, user: str | None = None) -> Phone:
        """The phone of somebody, who is new here or known by number or user id."""
        with self.sandbox.lock:
            known = self.sandbox.person_at(f"whatsapp:{number or user}")
            return Phone(self.sandbox, known or self.sandbox.add_person(name, number, user))

    @property
    def till(self) -> Till:
        """The other side of Razorpay: what people, banks and operators do there."""
        return Till(self.sandbox)

    def __enter__(self) -> SandboxServer:
        """Start."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()


class _Silent(WSGIRequestHandler):
    """The wire is the log."""

    def log(self, type: str, message: str, *args: Any) -> None:
        """Nothing."""


def _not_yet(_: object, start: Any) -> list[bytes]:
    start("503 Service Unavailable", [("Content-Length", "0")])
    return []
