"""Connections that stay open, and the one loop that waits for all of them: as little work as a load can be.

The load shares the machine with what it measures. So requests are written before the clock runs, one loop serves all
connections, and of an answer nothing is read but where it ends.
"""

from __future__ import annotations

import heapq
import re
import selectors
import socket
import time
from collections.abc import Callable, Iterator
from itertools import count

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_MOST = 65536
_LONGEST_SLEEP = 0.5


class HungUp(Exception):
    """The other side has closed the connection."""


class Line:
    """One connection, on which one says something and then the other."""

    def __init__(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.connection = connection
        self._heard = b""

    def say(self, message: bytes) -> None:
        """A message, small enough for the buffer of the system."""
        if self.connection.send(message) != len(message):
            raise RuntimeError("a message of the benchmark is too long")

    def hear(self) -> bytes | None:
        """What the other has said, once it is whole. HungUp when there is nobody."""
        try:
            said = self.connection.recv(_MOST)
        except ConnectionError:
            said = b""
        if not said:
            raise HungUp
        self._heard += said
        head = self._heard.find(b"\r\n\r\n") + 4
        if head < 4:
            return None
        length = _LENGTH.search(self._heard, 0, head)
        if len(self._heard) < head + (int(length[1]) if length else 0):
            return None
        whole, self._heard = self._heard, b""
        return whole


def line_to(port: int) -> Line:
    """A new connection to a server on this machine."""
    return Line(socket.create_connection(("127.0.0.1", port)))


class Loop:
    """Waits for connections and for moments."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._numbers: Iterator[int] = count()

    def watch(self, connection: socket.socket, heard: Callable[[], None]) -> None:
        """Call this whenever there is something to hear."""
        self._selector.register(connection, selectors.EVENT_READ, heard)

    def forget(self, connection: socket.socket) -> None:
        """Close it."""
        self._selector.unregister(connection)
        connection.close()

    def at(self, moment: float, act: Callable[[], None]) -> None:
        """Call this at a moment of `time.perf_counter`."""
        heapq.heappush(self._agenda, (moment, next(self._numbers), act))

    def run(self, is_over: Callable[[], bool], seconds: float) -> None:
        """Until it is over. RuntimeError, if it is not after so many seconds."""
        end = time.perf_counter() + seconds
        while not is_over():
            now = time.perf_counter()
            if now > end:
                raise RuntimeError(f"what is measured did not end within {seconds:.0f} seconds")
            while self._agenda and self._agenda[0][0] <= now:
                heapq.heappop(self._agenda)[2]()
            next_act = self._agenda[0][0] - time.perf_counter() if self._agenda else _LONGEST_SLEEP
            for key, _ in self._selector.select(max(0.0, min(next_act, _LONGEST_SLEEP))):
                key.data()

    def close(self) -> None:
        """Close all connections."""
        for key in list(self._selector.get_map().values()):
            self.forget(key.fileobj)  # type: ignore[arg-type]
        self._selector.close()
