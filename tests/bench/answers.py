"""Whole servers at work: from a message to its answer, conversations a second, memory, and what idling costs."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from integrations.sql.schema import migrate
from tests.bench.clockwork import Figure
from tests.bench.postgres import Postgres
from tests.bench.posts import SETTINGS
from tests.bench.programs import Program, free_port, running
from tests.bench.town import Town, settings_of, town

GREETING = (("hi", 2), ("English", 3))
CONVERSATION = (*GREETING, ("5", 1))
STEPS = (("menu", 1), ("5", 1), ("menu", 1), ("6", 1), ("menu", 1), ("help", 2), ("hello", 2))
"""Steps of people who know the bot; each is answered by one message or two."""

PEOPLE = 100
RATE = 50
SECONDS = 10.0
GOAL_MS = 150
CREW = (1, 2, 4)
CONVERSATIONS = 96
IDLE = 10.0
GOAL_IDLE = 2.0


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds from messages to their first answers."""

    median: float
    worst: float
    """Of a hundred."""

    @classmethod
    def of(cls, seconds: list[float]) -> Latency:
        return cls(median(seconds) * 1000, quantiles(seconds, n=100)[98] * 1000)


def figures() -> Iterator[Figure]:
    """Embedded on SQLite; then processes on PostgreSQL; then nothing to do, for a worker on each."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sqlite = f"sqlite:///{folder}/bench.sqlite3"
        yield from _embedded(sqlite, folder)
        postgres = stack.enter_context(Postgres()).database()
        migrate(postgres)
        yield from _processes(postgres, folder)
        yield from _idle({"SQLite": sqlite, "PostgreSQL": postgres}, folder)


def _embedded(url: str, folder: Path) -> Iterator[Figure]:
    migrate(url)
    with ExitStack() as stack:
        place = stack.enter_context(town())
        server = _serve(stack, place, url, folder, "--embedded")
        place.talk(GREETING, people=PEOPLE, at_once=8)
        yield from _answered(place, "one process with SQLite", [server])
        yield _memory("the server with the worker inside, SQLite", server)


def _processes(url: str, folder: Path) -> Iterator[Figure]:
    """One web process, and more and more workers beside it."""
    with ExitStack() as stack:
        place = stack.enter_context(town())
        server = _serve(stack, place, url, folder, "--no-embedded")
        workers: list[Program] = []
        alone = 0.0
        for many in CREW:
            while len(workers) < many:
                workers.append(_work(stack, url, folder, settings_of(place)))
            place.talk(CONVERSATION, people=4 * many, at_once=4 * many)  # everybody is awake and connected
            before = _cpu([server, *workers])
            rate = CONVERSATIONS / place.talk(CONVERSATION, people=CONVERSATIONS, at_once=48)
            used = _cpu([server, *workers])
            alone = alone or rate
            web, worker = (share * rate / CONVERSATIONS for share in (used[0] - before[0], used[1] - before[1]))
            note = f"3 messages and 6 answers each; the web process took {web:.0%} of a core, a worker {worker:.0%}"
            yield Figure(f"conversations with {_crew(many)} on PostgreSQL", rate, rate / alone, note=note, unit="/s")
            if many == 2:
                place.rest(1)
                yield from _answered(place, "PostgreSQL with 2 workers", [server, *workers])
        yield _memory("the web process, PostgreSQL", server)
        yield _memory("a worker, PostgreSQL", workers[0])


def _answered(place: Town, where: str, programs: list[Program]) -> Iterator[Figure]:
    before = sum(_cpu(programs))
    place.write_steadily(STEPS, rate=RATE, seconds=SECONDS)
    busy = (sum(_cpu(programs)) - before) / SECONDS
    found = Latency.of(place.first)
    note = f"{len(place.first)} messages, {RATE} a second; all processes together took {busy:.0%} of a core"
    yield Figure(f"message in to answer at Twilio, {where}, median", found.median, note=note, unit="ms")
    yield Figure(f"message in to answer at Twilio, {where}, 99 of 100", found.worst, goal=GOAL_MS, unit="ms")


def _idle(urls: dict[str, str], folder: Path) -> Iterator[Figure]:
    with ExitStack() as stack:
        place = stack.enter_context(town())
        workers = {name: _work(stack, url, folder, settings_of(place)) for name, url in urls.items()}
        place.rest(2)
        before = {name: worker.cpu() for name, worker in workers.items()}
        place.rest(IDLE)
        for name, worker in workers.items():
            share = (worker.cpu() - before[name]) / IDLE * 100
            yield Figure(f"a worker with nothing to do, {name}", share, goal=GOAL_IDLE, unit="% of a core")


def _memory(what: str, program: Program) -> Figure:
    mapped, share = program.memory()
    return Figure(f"memory of {what}", mapped, note=f"{share:.0f} MB, what it shares with others divided", unit="MB")


def _cpu(programs: list[Program]) -> list[float]:
    return [program.cpu() for program in programs]


def _crew(many: int) -> str:
    return f"{many} worker" if many == 1 else f"{many} workers"


def _serve(stack: ExitStack, place: Town, url: str, folder: Path, how: str) -> Program:
    port = free_port()
    server = stack.enter_context(
        running(
            "server", "serve", how, "--bind", f"127.0.0.1:{port}", log=folder / f"{port}.log", port=port,
            settings={**SETTINGS, **settings_of(place), "DATABASE_URL": url},
        )
    )  # fmt: skip
    place.write_to(port)
    return server


def _work(stack: ExitStack, url: str, folder: Path, settings: dict[str, str]) -> Program:
    log = Path(tempfile.mkstemp(suffix=".log", dir=folder)[1])
    return stack.enter_context(
        running("server", "work", log=log, settings={**SETTINGS, **settings, "DATABASE_URL": url})
    )
