"""The traffic between the bot and the sandbox, both ways, as it went over the wire."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

API = "api"
WEBHOOK = "webhook"
CALLBACK = "callback"
FILE = "file"
RAZORPAY = "razorpay"
EVENT = "event"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request and its answer. `way`: the bot called the API, or was called by a webhook, a callback, for a file; at
    Razorpay's it called, or was told of an event.

    `status` is None when no whole answer came. `fault` names the one that was ordered. `note` is for people.
    """

    way: str
    method: str
    url: str
    request_type: str
    request: bytes
    at: datetime
    status: int | None = None
    answer_type: str = ""
    answer: bytes = b""
    milliseconds: float = 0.0
    fault: str = ""
    note: str = ""
    number: int = 0


Witness = Callable[[Exchange], None]


class Wire:
    """The last exchanges, for the page; whoever needs them all is a witness. Safe to use from many threads."""

    def __init__(self, keep: int = 400) -> None:
        self._last: deque[Exchange] = deque(maxlen=keep)
        self._witnesses: list[Witness] = []
        self._count = 0
        self._lock = threading.Lock()

    def add(self, exchange: Exchange) -> None:
        """Write down an exchange, in the order they ended."""
        with self._lock:
            self._count += 1
            numbered = replace(exchange, number=self._count)
            self._last.append(numbered)
            witnesses = tuple(self._witnesses)
        for witness in witnesses:
            witness(numbered)

    def watch(self, witness: Witness) -> None:
        """From now on this one sees every exchange."""
        with self._lock:
            self._witnesses.append(witness)

    def after(self, number: int) -> Sequence[Exchange]:
        """The exchanges after this one."""
        with self._lock:
            return [exchange for exchange in self._last if exchange.number > number]
