"""`boloastro serve`: the HTTP server."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

import click

from server.cli.shared_key import need_shared_key
from server.lettering import warn_of_fonts
from server.logs import log_as_server
from server.serving import Server, Shape
from server.settings import Settings
from server.stand_ins import refuse_stand_ins
from server.wiring import Database, flow_shelf, missing_fonts

_FOLDER = "PROMETHEUS_MULTIPROC_DIR"


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT", help="Where to listen.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes.")
@click.option("--threads", type=click.IntRange(1, 256), default=16, show_default=True, help="Threads of each process.")
@click.option(
    "--embedded/--no-embedded", default=None,
    help="With the worker inside, so that nothing else has to run. In development that is so without asking.",
)  # fmt: skip
def serve(bind: str, workers: int, threads: int, embedded: bool | None) -> None:
    """Take in what the channel posts, and answer.

    SIGTERM ends it: requests in hand are answered, turns and sendings in hand are finished or undone.
    """
    settings = Settings()
    embedded = not settings.is_production if embedded is None else embedded
    if embedded and workers > 1 and settings.database_url.startswith("sqlite"):
        raise click.UsageError(
            "SQLite has room for one worker, and every process would have one inside: use --workers 1, or "
            "--no-embedded and `boloastro work`, or PostgreSQL"
        )
    if workers > 1 or not embedded:
        need_shared_key(settings)
    Database(settings.database_url).check()
    refuse_stand_ins(settings, flow_shelf(settings).library)  # told here, not by each process
    log_as_server(settings)
    warn_of_fonts(missing_fonts())
    with _metrics_folder():
        Server(settings, Shape(bind=bind, workers=workers, threads=threads, embedded=embedded)).run()


@contextmanager
def _metrics_folder() -> Iterator[None]:
    """Where the processes count together: the one that is given, which others may share, or a new one."""
    if os.environ.get(_FOLDER):
        yield
        return
    folder, owner = tempfile.mkdtemp(prefix="boloastro-metrics-"), os.getpid()
    os.environ[_FOLDER] = folder
    try:
        yield
    finally:
        if os.getpid() == owner:  # the processes that were forked come by here, too, when they end
            shutil.rmtree(folder, ignore_errors=True)
