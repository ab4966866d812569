"""Webhook requests a second until they are acknowledged, against a bare view that inserts one row."""

from __future__ import annotations

import tempfile
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from integrations.sql.schema import migrate
from tests.bench.clockwork import Figure
from tests.bench.postgres import Postgres
from tests.bench.posts import SETTINGS, message
from tests.bench.programs import free_port, running
from tests.bench.wire import Line, Loop, line_to

PEOPLE = 200
LINES = 8
REQUESTS = 250
ROUNDS = 15
GOAL = 0.85


@dataclass(frozen=True, slots=True)
class Volley:
    """How many a second were acknowledged, and which part of that time the load itself was at work."""

    rate: float
    busy: float


def volley(port: int, requests: deque[bytes]) -> Volley:
    """All of the requests over a few connections, each of which sends the next when it has got its answer."""
    loop, left = Loop(), len(requests)

    def serve(line: Line) -> None:
        nonlocal left
        answer = line.hear()
        if answer is None:
            return
        if not answer.startswith(b"HTTP/1.1 200 "):
            raise RuntimeError(f"a webhook was not acknowledged: {answer.decode()}")
        left -= 1
        if requests:
            line.say(requests.popleft())

    lines = [line_to(port) for _ in range(LINES)]
    for line in lines:
        loop.watch(line.connection, partial(serve, line))
    began, began_work = time.perf_counter(), time.process_time()
    many = left
    for line in lines:
        line.say(requests.popleft())
    loop.run(lambda: left == 0, 60)
    took, worked = time.perf_counter() - began, time.process_time() - began_work
    loop.close()
    return Volley(many / took, worked / took)


def figures() -> Iterator[Figure]:
    """Messages of people."""
    yield from compared("webhooks acknowledged", _requests, GOAL, {})


def compared(
    what: str, requests: Callable[[], deque[bytes]], goal: float, more: Mapping[str, str]
) -> Iterator[Figure]:  # fmt: skip
    """On each database; both servers run all the time, and are asked in turn. `requests` makes a volley's worth."""
    with tempfile.TemporaryDirectory() as folder:
        urls = [f"sqlite:///{folder}/{name}.sqlite3" for name in ("ours", "bare")]
        yield _compared(f"{what} on SQLite", requests, goal, urls, Path(folder), more)
    with tempfile.TemporaryDirectory() as folder, Postgres() as postgres:
        urls = [postgres.database() for _ in range(2)]
        yield _compared(f"{what} on PostgreSQL", requests, goal, urls, Path(folder), more)


def _compared(
    what: str, requests: Callable[[], deque[bytes]], goal: float, urls: list[str], folder: Path,
    more: Mapping[str, str],
) -> Figure:  # fmt: skip
    for url in urls:
        migrate(url)
    ports = [free_port(), free_port()]
    programs = (
        ("server", "serve", "--no-embedded", "--bind", f"127.0.0.1:{ports[0]}"),
        ("tests.bench.bare", str(ports[1])),
    )
    with ExitStack() as stack:
        for url, port, arguments in zip(urls, ports, programs, strict=True):
            settings = {**SETTINGS, **more, "DATABASE_URL": url}
            stack.enter_context(running(*arguments, settings=settings, log=folder / f"{port}.log", port=port))
        for port in ports:
            volley(port, requests())  # to warm up; and from now on everybody is known
        rounds = [[volley(port, requests()) for port in ports] for _ in range(ROUNDS)]
    ours, bare = (median(one.rate for one in column) for column in zip(*rounds, strict=True))
    ratio = median(mine.rate / theirs.rate for mine, theirs in rounds)
    busy = median(one.busy for pair in rounds for one in pair)
    note = f"bare view {bare:,.0f} /s; the load itself was at work for {busy:.0%} of the time"
    return Figure(what, ours, ratio, goal, note, unit="/s", at_least=True)


def _requests() -> deque[bytes]:
    return deque(message(number % PEOPLE, "Where is the bus?") for number in range(REQUESTS))
