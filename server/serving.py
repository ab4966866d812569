"""The gunicorn that carries the application: processes with threads, and if wanted the worker inside each of them.

Nothing of the application is imported before the processes have parted: its metrics look for their folder then.
"""

from __future__ import annotations

import contextlib
import logging
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from gunicorn.config import Config
from gunicorn.errors import AppImportError
from gunicorn.glogging import Logger
from gunicorn.workers.gthread import _DEFER, TConn, ThreadWorker

from engine.errors import BoloastroError
from server.settings import Settings

if TYPE_CHECKING:
    from flask import Flask

    from server.worker import Worker

PATIENCE = 30
"""Seconds for what is in hand when the server is to end; orchestrators kill soon after."""

SLOWEST = 5.0
"""Seconds in which a request has to have arrived: threads are few, and one that reads serves nobody else."""

_FOR_THE_WORKER = 20.0
_MOMENT = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How many of what."""

    bind: str
    workers: int
    threads: int
    embedded: bool


class Server(BaseApplication):  # type: ignore[misc]
    """`run` returns only when the server has ended."""

    def __init__(self, settings: Settings, shape: Shape) -> None:
        self._settings = settings
        self._shape = shape
        self._worker: Worker | None = None
        super().__init__()

    def load_config(self) -> None:
        """See BaseApplication: everything that is not gunicorn's own standard."""
        wanted: Mapping[str, Any] = {
            "bind": self._shape.bind,
            "workers": self._shape.workers,
            "threads": self._shape.threads,
            "worker_class": PunctualWorker,
            "graceful_timeout": PATIENCE,
            "keepalive": 15,
            "accesslog": None,  # the application writes its own line for each request
            "logger_class": QuietLogger,
            "control_socket_disable": True,
            "forwarded_allow_ips": "",  # no header of a request says who or where we are, whoever hands it on
            "forwarder_headers": "",
            "child_exit": _forget,
            "worker_exit": self._stop_worker,
        }
        config: Config = self.cfg
        for name, value in wanted.items():
            config.set(name, value)

    def load(self) -> Flask:
        """The application of one process, made after it has parted from the others.

        It may follow one that died while the database was away, and gunicorn ends when a process cannot begin: so the
        database was looked at once, before, and this one waits for it.
        """
        from server.app import create_app, doors_of
        from server.logs import log_as_server
        from server.metrics import Metrics
        from server.wiring import build_server
        from server.worker import Worker

        try:
            metrics = Metrics()
            hasher = log_as_server(self._settings, metrics.hear)
            application = build_server(self._settings, waits=True)
            if not self._shape.embedded:
                return create_app(doors_of(application, metrics, hasher))
            self._worker = Worker(application)
            self._worker.start()
        except BoloastroError as error:
            raise AppImportError(f"boloastro: {error}") from error
        return create_app(doors_of(application, metrics, hasher, {"worker": self._worker.is_alive}))

    def _stop_worker(self, _arbiter: object, _worker: object) -> None:
        """The last requests are answered; what they left is finished or waits in the tables."""
        if self._worker is not None:
            self._worker.stop(_FOR_THE_WORKER)


class PunctualWorker(ThreadWorker):  # type: ignore[misc]
    """A gthread worker whose threads nobody can hold by connecting and saying nothing, or by saying it slowly."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._begun: dict[TConn, float] = {}

    def handle(self, conn: TConn) -> object:
        """See ThreadWorker. Who says nothing yet waits outside of the threads."""
        if not conn.initialized and not conn.wait_for_data(_MOMENT):
            return _DEFER
        self._begun[conn] = time.monotonic()
        try:
            return super().handle(conn)
        finally:
            del self._begun[conn]

    def murder_pending(self) -> None:
        """See ThreadWorker, which looks here about once a second. What has arrived is still read and answered."""
        super().murder_pending()
        latest = time.monotonic() - SLOWEST
        for conn, began in list(self._begun.items()):
            if began < latest:
                with contextlib.suppress(OSError):  # it has just ended
                    conn.sock.shutdown(socket.SHUT_RD)


class QuietLogger(Logger):  # type: ignore[misc]
    """gunicorn's news go where all lines go."""

    def setup(self, cfg: Config) -> None:
        """See Logger: no handlers of its own."""
        self.cfg = cfg
        self.error_log.propagate = True
        self.error_log.setLevel(logging.INFO)


def _forget(_arbiter: object, worker: Any) -> None:
    from server.metrics import forget_process

    forget_process(worker.pid)
