"""`boloastro play`: talk with the flows, in a terminal or through a pipe."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from rich.console import Console

from server.cli.database import fresh_database, opened_database
from server.cli.looks import Bubbles, Looks, Plain
from server.cli.recording import Recording
from server.cli.steps import Misunderstood, Steps
from server.cli.talk import Talk, open_talk
from server.settings import Settings
from server.wiring import Database

PIPED_START = "2026-01-05T10:00+05:30"


class _Moment(click.ParamType[datetime]):
    """A time with its offset."""

    name = "time"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.fail(f"a time with its offset is needed, such as {PIPED_START}", param, ctx)
        return moment


@click.command()
@click.argument("flow", required=False)
@click.option("--database", metavar="URL", help="Keep the talk in this database, and go on with it the next time.")
@click.option("--language", metavar="CODE", help="What the person is spoken to in from the beginning, such as hi.")
@click.option("--start", type=_Moment(), help=f"When the talk begins: now, or {PIPED_START} for piped input.")
@click.option("--record", type=click.Path(dir_okay=False, path_type=Path), help="Save the talk as a journey.")
def play(
    flow: str | None, database: str | None, language: str | None, start: datetime | None, record: Path | None
) -> None:
    """Talk with the flows; with FLOW, with that flow alone.

    In a terminal you see bubbles; piped input gives the transcript. /help shows the commands.

    The talk is kept in a temporary database and gone afterwards, unless --database is given; DATABASE_URL is not read.
    """
    settings = Settings()
    _check(record, flow=flow, language=language, database=database)
    is_terminal = sys.stdin.isatty() and sys.stdout.isatty()
    start = start or _beginning(settings, is_terminal=is_terminal)
    looks: Looks = Bubbles(Console(highlight=False)) if is_terminal else Plain()
    with _database(database) as opened:
        talk = open_talk(settings, opened, flow=flow, language=language, start=start, is_kept=database is not None)
        recording = Recording(start) if record is not None else None
        steps = Steps(talk, looks, recording)
        if is_terminal:
            looks.note("Write something, for example: hi        /help shows the commands, /quit ends the talk")
        _converse(talk, steps, looks, _typed() if is_terminal else _piped())
        if record is not None and recording is not None:
            recording.save(record, language=talk.language, answers=talk.notes.answers)


def _check(record: Path | None, *, flow: str | None, language: str | None, database: str | None) -> None:
    """A journey begins with a person nobody knows, who writes to the root flow."""
    if record is None:
        return
    if flow or language or database:
        raise click.UsageError("--record needs a talk from its very beginning: without FLOW, --language or --database")
    if not record.parent.is_dir():
        raise click.UsageError(f"--record: there is no folder {record.parent}")


def _beginning(settings: Settings, *, is_terminal: bool) -> datetime:
    if is_terminal:
        return datetime.now(ZoneInfo(settings.zone)).replace(microsecond=0)
    return datetime.fromisoformat(PIPED_START)


def _database(url: str | None) -> AbstractContextManager[Database]:
    return fresh_database() if url is None else opened_database(url)


def _converse(talk: Talk, steps: Steps, looks: Looks, lines: Iterator[str]) -> None:
    shown = 0
    while True:
        new = talk.entries[shown:]
        looks.entries(new)
        shown += len(new)
        if new and talk.has_ended:
            looks.note("the conversation has ended; what is sent now begins a new one")
        line = next(lines, None)
        if line is None or steps.has_ended:
            return
        try:
            steps.take(line)
        except Misunderstood as error:
            looks.note(str(error))
        shown = min(shown, len(talk.entries))  # steps may have been taken back
        if steps.has_ended:
            return


def _piped() -> Iterator[str]:
    """The lines of the standard input; empty ones are for the eye only."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(encoding="utf-8", errors="replace")
    for line in sys.stdin:
        text = line.rstrip("\r\n")
        if text.strip():
            yield text


def _typed() -> Iterator[str]:
    """What is typed, until the end of the input or Ctrl-C."""
    with suppress(ImportError):
        import readline  # noqa: F401 - makes `input` a line editor with a memory; Windows has none
    while True:
        try:
            text = input("\n› ")
        except (EOFError, KeyboardInterrupt):
            click.echo()
            return
        if text.strip():
            yield text.encode("utf-8", "replace").decode("utf-8", "replace")
