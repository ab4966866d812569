"""The desk of an operator: the database of the running bot, what can be done to it, and the options of its commands."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import click

from engine.interfaces.bell import Waiting
from engine.interfaces.unit_of_work import Storage
from engine.services.replays import Replay, Replays
from server.cli.database import opened_database
from server.logs import log_as_server
from server.settings import Settings
from server.wiring import clock_of, outside_bell

Command = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """What an operator has before them. `ring` wakes the workers, after something was left for them."""

    storage: Storage
    replays: Replays
    ring: Callable[[Waiting], None]


@contextmanager
def open_desk(url: str | None) -> Iterator[Desk]:
    """The desk over the database of DATABASE_URL or another one; what is done there is logged on stderr."""
    settings = settings_for(url)
    log_as_server(settings)
    with opened_database(settings.database_url) as opened:
        storage = opened.reopened()
        bell = outside_bell(settings)
        try:
            yield Desk(storage, Replays(storage, clock_of(settings), operator()), bell.ring if bell else _silence)
        finally:
            if bell is not None:
                bell.close()


def _silence(_what: Waiting) -> None:
    """On SQLite nobody could hear it; the worker looks now and then."""


def settings_for(url: str | None) -> Settings:
    """The settings, with another database if one is named."""
    return Settings() if url is None else Settings().model_copy(update={"database_url": url})


def operator() -> str:
    """Who types, for the log."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user without a name, as containers have them
        return "unknown"


def as_json(command: Command) -> Command:
    """The option `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="As JSON, for programs.")(command)


def with_texts(command: Command) -> Command:
    """The option `--show-texts`."""
    return click.option("--show-texts", "with_texts", is_flag=True, help="Also what people wrote and were told.")(
        command
    )


def database(command: Command) -> Command:
    """The option `--database`."""
    return click.option("--database", metavar="URL", help="The database; without it the one of DATABASE_URL.")(command)


def replayed(results: Mapping[str, Replay], *, settled: str, dangerous: str = "") -> None:
    """Say what came of each; exit status 1 when something could not be brought back."""
    said = {
        Replay.DONE: "waits for its turn again", Replay.UNKNOWN: "there is nothing with this id",
        Replay.SETTLED: f"left as it is: {settled}", Replay.DANGEROUS: f"left as it is: {dangerous}",
    }  # fmt: skip
    for item, result in results.items():
        click.echo(f"{item}: {said[result]}", err=result is not Replay.DONE)
    if any(result is not Replay.DONE for result in results.values()):
        raise click.exceptions.Exit(1)
