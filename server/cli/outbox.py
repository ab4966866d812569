"""`boloastro outbox`: the messages to people as they stand, and those that were given up sent after all."""

from __future__ import annotations

from collections.abc import Sequence

import click

from engine.domain.records import OutboxItem, OutboxStatus
from engine.interfaces.bell import Waiting
from server.cli.desk import Desk, as_json, database, open_desk, replayed, with_texts
from server.cli.listing import Row, content, moment, row_shown, rows_shown

_FORCE = (
    "nobody knows whether the person has this message already; it is, or was, being looked up. "
    "Sent again it may arrive twice: add --force if you want that"
)
_TROUBLE = (OutboxStatus.DEAD, OutboxStatus.PARKED, OutboxStatus.UNCERTAIN)


@click.group()
def outbox() -> None:
    """Messages to people: what waits, what was given up."""


@outbox.command("list")
@click.option(
    "--status",
    type=click.Choice([status.value for status in OutboxStatus]),
    multiple=True,
    help="Without it: what needs a look.",
)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most so many of each.")
@as_json
@database
def list_messages(status: Sequence[OutboxStatus], limit: int, as_json: bool, database: str | None) -> None:
    """The latest messages in a status; without --status the dead, parked and uncertain ones."""
    with open_desk(database) as desk, desk.storage.read() as work:
        items = [item for each in status or _TROUBLE for item in work.outbox.listed(OutboxStatus(each), limit)]
    rows_shown(map(_short, items), as_json=as_json, nothing="there is nothing to look at")


@outbox.command("show")
@click.argument("item")
@with_texts
@as_json
@database
def show_message(item: str, with_texts: bool, as_json: bool, database: str | None) -> None:
    """One message with all that is known about it; what it says only with --show-texts."""
    with open_desk(database) as desk:
        found = _message(desk, item)
    row_shown(_long(found, with_texts=with_texts), as_json=as_json)


@outbox.command("replay")
@click.argument("items", nargs=-1, required=True)
@click.option("--force", is_flag=True, help="Also what may have arrived: the person may get it twice.")
@database
def replay_messages(items: Sequence[str], force: bool, database: str | None) -> None:
    """Send dead or parked messages after all."""
    with open_desk(database) as desk:
        results = {item: desk.replays.message(item, is_forced=force) for item in items}
        desk.ring(Waiting.SENDING)
    replayed(results, settled="it is not given up, or the person wants no messages", dangerous=_FORCE)


def _message(desk: Desk, item: str) -> OutboxItem:
    with desk.storage.read() as work:
        found = work.outbox.get(item)
    if found is None:
        raise click.ClickException(f"there is no message {item}")
    return found


def _short(item: OutboxItem) -> Row:
    return {
        "id": item.id, "status": item.status.value, "key": item.key, "contact": item.contact,
        "created": moment(item.created_at), "attempts": item.attempts, "may_have_arrived": item.may_have_arrived,
        "error": item.error,
    }  # fmt: skip


def _long(item: OutboxItem, *, with_texts: bool) -> Row:
    return {
        **_short(item), "session": item.session, "due": moment(item.due_at), "sent": moment(item.sent_at),
        "provider_id": item.provider_id, "progress": None if item.progress is None else item.progress.value,
        "asked": item.asked, "as_template": item.as_template, "message": content(item.body, with_texts=with_texts),
    }  # fmt: skip
