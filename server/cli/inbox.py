"""`boloastro inbox`: what happened and how it was handled, and what was given up handled after all."""

from __future__ import annotations

from collections.abc import Sequence

import click

from engine.domain.records import InboxItem, InboxStatus
from engine.interfaces.bell import Waiting
from server.cli.desk import as_json, database, open_desk, replayed, with_texts
from server.cli.listing import Row, content, moment, row_shown, rows_shown

_TROUBLE = (InboxStatus.DEAD, InboxStatus.LIMITED)


@click.group()
def inbox() -> None:
    """What happened to people: messages, facts, timers, outcomes."""


@inbox.command("list")
@click.option(
    "--status",
    type=click.Choice([status.value for status in InboxStatus]),
    multiple=True,
    help="Without it: what needs a look.",
)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most so many of each.")
@as_json
@database
def list_events(status: Sequence[InboxStatus], limit: int, as_json: bool, database: str | None) -> None:
    """The latest events in a status; without --status the dead and the limited ones."""
    with open_desk(database) as desk, desk.storage.read() as work:
        items = [item for each in status or _TROUBLE for item in work.inbox.listed(InboxStatus(each), limit)]
    rows_shown(map(_short, items), as_json=as_json, nothing="there is nothing to look at")


@inbox.command("show")
@click.argument("item")
@with_texts
@as_json
@database
def show_event(item: str, with_texts: bool, as_json: bool, database: str | None) -> None:
    """One event with all that is known about it; what was written only with --show-texts."""
    with open_desk(database) as desk, desk.storage.read() as work:
        found = work.inbox.get(item)
    if found is None:
        raise click.ClickException(f"there is no event {item}")
    row_shown(_long(found, with_texts=with_texts), as_json=as_json)


@inbox.command("replay")
@click.argument("items", nargs=-1, required=True)
@database
def replay_events(items: Sequence[str], database: str | None) -> None:
    """Handle dead or limited events after all, each in its place among what its person sent."""
    with open_desk(database) as desk:
        results = {item: desk.replays.event(item) for item in items}
        desk.ring(Waiting.TURNS)
    replayed(results, settled="it is not given up")


def _short(item: InboxItem) -> Row:
    return {
        "id": item.id, "status": item.status.value, "kind": item.kind.value, "name": item.name,
        "contact": item.subject, "received": moment(item.received_at), "attempts": item.attempts,
        "error": None if item.error is None else item.error.partition(":")[0],
    }  # fmt: skip


def _long(item: InboxItem, *, with_texts: bool) -> Row:
    own = {"provider_id": item.provider_id, "due": moment(item.due_at)}
    if with_texts:
        own["error"] = item.error
    return {**_short(item), **own, "event": content(item.payload, with_texts=with_texts)}
