"""`boloastro work`: a worker in a process of its own."""

from __future__ import annotations

import signal
import threading

import click

from server.logs import log_as_server
from server.metrics import Metrics
from server.settings import Settings
from server.wiring import build_server
from server.worker import DEADLINE, Worker

_LOOK = 1.0


@click.command()
@click.option("--turns", type=click.IntRange(1, 64), default=2, show_default=True, help="Threads that take turns.")
@click.option("--senders", type=click.IntRange(1, 64), default=4, show_default=True, help="Threads that send.")
@click.option("--deadline", type=click.FloatRange(0), default=DEADLINE, show_default=True,
              help="Seconds to finish what is in hand when it is to end.")  # fmt: skip
def work(turns: int, senders: int, deadline: float) -> None:
    """Run a worker beside `boloastro serve`: it takes turns, sends messages, runs jobs, fires timers.

    SIGTERM or Ctrl-C ends it: what is in hand is finished, nothing new is begun. On PostgreSQL as many may run as you
    like, on SQLite one.
    """
    settings = Settings()
    log_as_server(settings, Metrics().hear)
    worker = Worker(build_server(settings), turns=turns, senders=senders)
    ended = _ended_by_signal()
    worker.start()
    while not ended.wait(_LOOK):
        if not worker.is_alive():
            worker.stop(deadline)
            raise click.ClickException("a thread of the worker has died; the log says why")
    if not worker.stop(deadline):
        raise click.ClickException("not everything was finished in time; what was in hand will be taken up again")


def _ended_by_signal() -> threading.Event:
    """Set when the process is told to end."""
    ended = threading.Event()
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, lambda _number, _frame: ended.set())
    return ended
