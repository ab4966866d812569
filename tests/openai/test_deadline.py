"""A model that says a byte now and then is given up like one that says nothing."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from engine.domain.budget import Bounds
from engine.services.answers.embedded import NAME as EMBEDDED
from engine.services.answers.embedded import EmbeddedAnswers
from engine.services.answers.first_of import FirstOfAnswers
from integrations.openai.account import ModelAccount
from integrations.openai.budget import Budget
from integrations.openai.deadline import Line, within
from integrations.openai.gateway import OpenAIAnswerGateway
from integrations.system import ManualClock
from tests.answers.people import question
from tests.databases import OpenStorage
from tests.readings.people import library

TIMEOUT, MOST = 2.0, 60.0
"""Seconds a call may take, and those a drip lasts when nobody leaves it."""
ZONE, BOUNDS, NOW = ZoneInfo("Asia/Kolkata"), Bounds(400_000), datetime(2026, 11, 29, 6, 0, tzinfo=UTC)


@dataclass
class Drip:
    """A server that sends the head of an answer and then a byte each tenth of a second, until it is left."""

    url: str
    is_left: threading.Event = field(default_factory=threading.Event)
    is_over: threading.Event = field(default_factory=threading.Event)


@contextmanager
def dripping(head: bytes) -> Iterator[Drip]:
    """Listens on this machine, for one who asks."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        drip = Drip(f"http://127.0.0.1:{server.getsockname()[1]}/v1")
        thread = threading.Thread(target=_drip, args=(server, head, drip), daemon=True)
        thread.start()
        yield drip
        drip.is_over.set()
        thread.join()


def _drip(server: socket.socket, head: bytes, drip: Drip) -> None:
    server.settimeout(MOST)
    connection, _ = server.accept()
    until = time.monotonic() + MOST
    with connection:
        try:
            connection.recv(100_000)
            connection.sendall(head)
            while not drip.is_over.wait(0.1) and time.monotonic() < until:
                connection.sendall(b" ")
        except OSError:
            drip.is_left.set()


@pytest.mark.parametrize(
    "head", [b"", b"HTTP/1.1 200 OK\r\nX: a", b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n{"]
)
def test_a_model_that_drips_is_given_up(sqlite_url: str, open_storage: OpenStorage, head: bytes) -> None:
    """Each byte comes in time, and there is no end of them: the house answers, and nobody listens any more."""
    storage = open_storage(sqlite_url)
    budget = Budget(storage, ManualClock(NOW), ZONE, BOUNDS)
    with dripping(head) as drip:
        account = ModelAccount(
            key="sk-test", base_url=drip.url, model="small", timeout=TIMEOUT, bounds=BOUNDS, zone=ZONE
        )
        answers = FirstOfAnswers([OpenAIAnswerGateway(account, budget), EmbeddedAnswers(library)])
        begun = time.monotonic()
        assert answers.answer(question()).by == EMBEDDED
        assert time.monotonic() - begun < MOST / 2
        assert drip.is_left.wait(MOST / 2)
    with storage.read() as work:
        assert work.costs.of(NOW.date()).tokens > account.answer_tokens  # nobody knows what it has cost


def test_what_cannot_be_broken_off_is_left() -> None:
    """A name server that does not answer, for instance."""
    may_go_on = threading.Event()
    with pytest.raises(TimeoutError):
        within(0.1, Line(), may_go_on.wait)
    may_go_on.set()


def test_what_a_call_brings_is_passed_on() -> None:
    """Be it an error."""
    assert within(MOST, Line(), lambda: "said") == "said"
    with pytest.raises(LookupError):
        within(MOST, Line(), lambda: [][0])


def test_a_connection_that_comes_too_late_is_cut_at_once() -> None:
    """Nobody waits for it any more."""
    ours, theirs = socket.socketpair()
    line = Line()
    line.cut()

    class Request:
        extensions: dict[str, object] = {}

    class Stream:
        def get_extra_info(self, _name: str) -> socket.socket:
            return ours

    request = Request()
    line.watch(request)
    trace = request.extensions["trace"]
    assert callable(trace)
    trace("connection.connect_tcp.complete", {"return_value": Stream()})
    theirs.settimeout(MOST)
    assert theirs.recv(1) == b""
    for each in (ours, theirs):
        each.close()
