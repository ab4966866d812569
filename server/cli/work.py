"""`boloastro work`: a worker in a process of its own."""

from __future__ import annotations

import signal
import threading
from contextlib import AbstractContextManager, nullcontext

import click

from server.app import create_watch, doors_of
from server.cli.shared_key import need_shared_key
from server.hashing import Hasher
from server.http.watch import watched
from server.lettering import warn_of_fonts
from server.logs import log_as_server
from server.metrics import Metrics
from server.settings import Settings
from server.wiring import Application, build_server, missing_fonts
from server.worker import DEADLINE, Worker

_LOOK = 1.0


@click.command()
@click.option("--turns", type=click.IntRange(1, 64), default=2, show_default=True, help="Threads that take turns.")
@click.option("--senders", type=click.IntRange(1, 64), default=4, show_default=True, help="Threads that send.")
@click.option("--jobs", type=click.IntRange(1, 16), default=4, show_default=True, help="Threads that run jobs.")
@click.option("--deadline", type=click.FloatRange(0), default=DEADLINE, show_default=True,
              help="Seconds to finish what is in hand when it is to end.")  # fmt: skip
@click.option("--bind", metavar="HOST:PORT", callback=lambda _context, _option, bind: _place(bind),
              help="Where to tell /health, /ready and /metrics; without it nowhere.")  # fmt: skip
def work(turns: int, senders: int, jobs: int, deadline: float, bind: tuple[str, int] | None) -> None:
    """Run a worker beside `boloastro serve`: it takes turns, sends messages, runs jobs, fires timers.

    SIGTERM or Ctrl-C ends it: what is in hand is finished, nothing new is begun. On PostgreSQL as many may run as you
    like, on SQLite one.
    """
    settings, metrics = Settings(), Metrics()
    need_shared_key(settings)
    hasher = log_as_server(settings, metrics.hear)
    warn_of_fonts(missing_fonts())
    application = build_server(settings)
    worker = Worker(application, turns=turns, senders=senders, jobs=jobs)
    ended = _ended_by_signal()
    with _watched(bind, application, metrics, hasher, worker):
        worker.start()
        while not ended.wait(_LOOK):
            if not worker.is_alive():
                worker.stop(deadline)
                raise click.ClickException("a thread of the worker has died; the log says why")
        if not worker.stop(deadline):
            raise click.ClickException("not everything was finished in time; what was in hand will be taken up again")


def _place(bind: str | None) -> tuple[str, int] | None:
    if bind is None:
        return None
    host, _, port = bind.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 2**16:
        raise click.BadParameter("write it as HOST:PORT, for example 0.0.0.0:9000")
    return host.strip("[]"), int(port)


def _watched(
    place: tuple[str, int] | None, application: Application, metrics: Metrics, hasher: Hasher, worker: Worker
) -> AbstractContextManager[None]:
    """Until the worker has ended, somebody can see how it fares."""
    if place is None:
        return nullcontext()
    return watched(create_watch(doors_of(application, metrics, hasher, {"worker": worker.is_alive})), *place)


def _ended_by_signal() -> threading.Event:
    """Set when the process is told to end."""
    ended = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda _number, _frame: ended.set())
    return ended
