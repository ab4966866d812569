"""A deadline over a whole call: httpx has one for each wait only, and who sends a byte now and then never breaks it."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, Protocol, TypeVar

Found = TypeVar("Found")

_CONNECTED = ("connection.connect_tcp.complete", "connection.start_tls.complete")


class _Request(Protocol):
    extensions: dict[str, Any]


class Line:
    """The connection of one call, which may be cut from another thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._is_cut = False

    def watch(self, request: _Request) -> None:
        """A hook of httpx: from now on the line knows what the request travels on."""
        request.extensions = {**request.extensions, "trace": self._heard}

    def cut(self) -> None:
        """Whoever reads from it, or is about to, finds its end.

        It is shut and not closed: the number of a closed one may already be somebody else's.
        """
        with self._lock:
            self._is_cut = True
            if self._socket is not None:
                with suppress(OSError):
                    socket.socket.shutdown(self._socket, socket.SHUT_RDWR)  # that of TLS would take its keys away, too

    def _heard(self, event: str, told: dict[str, Any]) -> None:
        if event in _CONNECTED:
            with self._lock:
                self._socket = told["return_value"].get_extra_info("socket")
                is_late = self._is_cut
            if is_late:
                self.cut()


def within(seconds: float, line: Line, call: Callable[[], Found]) -> Found:
    """What a call over a line brings. TimeoutError when it takes longer: then the line is cut.

    It has a thread of its own, as nobody can break off a name server that does not answer, or a handshake.
    """
    future: Future[Found] = Future()
    threading.Thread(target=_settle, args=(future, call), name="model", daemon=True).start()
    try:
        return future.result(seconds)
    except TimeoutError:
        line.cut()
        raise


def _settle(future: Future[Found], call: Callable[[], Found]) -> None:
    try:
        future.set_result(call())
    except BaseException as error:  # whatever it is, it belongs to who waits
        future.set_exception(error)
