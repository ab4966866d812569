"""`boloastro handover`: people answer people. Who waits, what was said, an answer, and the way back to the bot."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from engine.domain.sessions import Contact
from engine.services.handover import Line
from server.cli.desk import as_json, database, settings_for
from server.cli.listing import Row, moment, rows_shown
from server.cli.order_rows import short
from server.logs import log_as_server
from server.wiring import Application, build_server

_MOST = 1000


@click.group()
def handover() -> None:
    """Conversations in which people answer instead of the bot.

    A person is named by their id as `list` shows it, or by its beginning.
    """


@handover.command("list")
@click.option("--limit", type=click.IntRange(1, _MOST), default=50, show_default=True, help="At most so many.")
@as_json
@database
def list_held(limit: int, as_json: bool, database: str | None) -> None:
    """Who waits for people, who has waited longest first."""
    with _application(database) as application:
        held = application.handover.held(limit)
    rows_shown((_waiting(contact) for contact in held), as_json=as_json, nothing="nobody waits for people")


@handover.command("show")
@click.argument("contact")
@click.option(
    "--limit", type=click.IntRange(1, _MOST), default=50, show_default=True, help="The last so many messages."
)
@as_json
@database
def show_talk(contact: str, limit: int, as_json: bool, database: str | None) -> None:
    """What was said, in both directions, and what they have ordered.

    Whoever answers has to read it, so the texts are shown.
    """
    with _application(database) as application:
        person = _held(application, contact).id
        talk = [_line(line) for line in application.handover.talk(person, limit)]
        ordered = [short(order) for order in application.handover.orders(person)]
    if as_json:
        click.echo(json.dumps({"talk": talk, "orders": ordered}, ensure_ascii=False, indent=1))
        return
    rows_shown(talk, as_json=False, nothing="nothing was said")
    if ordered:
        click.echo("\norders")
        rows_shown(ordered, as_json=False, nothing="")


@handover.command("reply")
@click.argument("contact")
@click.argument("text")
@database
def reply_to(contact: str, text: str, database: str | None) -> None:
    """Answer a person; `-` reads the text from the standard input."""
    words = (sys.stdin.read() if text == "-" else text).strip()
    if not words:
        raise click.UsageError("there is nothing to send")
    with _application(database) as application:
        application.handover.reply(_held(application, contact).id, words)
        application.bells.reported()
    click.echo("the answer waits for its turn to be sent")


@handover.command("close")
@click.argument("contact")
@database
def close_talk(contact: str, database: str | None) -> None:
    """Give a person back to the bot."""
    with _application(database) as application:
        application.handover.close(_held(application, contact).id)
        application.bells.received()
    click.echo("the bot goes on with this conversation")


@contextmanager
def _application(url: str | None) -> Iterator[Application]:
    """The application on the database of the running bot; what is done is logged on stderr."""
    settings = settings_for(url)
    log_as_server(settings)
    application = build_server(settings)
    try:
        yield application
    finally:
        application.close()


def _held(application: Application, beginning: str) -> Contact:
    found = [each for each in application.handover.held(_MOST) if each.id.startswith(beginning)]
    if len(found) == 1:
        return found[0]
    raise click.ClickException(
        f"several who wait have an id that begins with {beginning}: write more of it"
        if found
        else f"nobody who waits has the id {beginning}; `boloastro handover list` shows who waits"
    )


def _waiting(contact: Contact) -> Row:
    return {
        "contact": contact.id, "since": moment(contact.held_at), "wrote": moment(contact.last_inbound_at),
        "language": contact.language,
    }  # fmt: skip


def _line(line: Line) -> Row:
    who = "person" if line.from_person else "we"
    return {"at": moment(line.at), "who": who, "text": line.text, "status": line.status}
