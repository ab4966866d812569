"""`boloastro webhooks`: what the payment gateway has posted, what became of it, and what is booked once more."""

from __future__ import annotations

from collections.abc import Sequence

import click

from engine.errors import Unbookable, Unreadable
from engine.interfaces.bell import Waiting
from engine.interfaces.orders import Hook, HookStatus
from engine.interfaces.unit_of_work import UnitOfWork
from engine.services.payments.hooks import Hooks
from server.cli.cashier import opened
from server.cli.desk import as_json, database, open_desk, replayed, with_texts
from server.cli.listing import Row, moment, row_shown, rows_shown
from server.cli.order_rows import hook_row, only_one, transfer_row

_TROUBLE = (HookStatus.DEAD, HookStatus.PARKED)


@click.group()
def webhooks() -> None:
    """What the payment gateway has posted: what waits, what was given up.

    A webhook is named by its id as `list` shows it, or by its beginning.
    """


@webhooks.command("list")
@click.option(
    "--status",
    type=click.Choice([status.value for status in HookStatus]),
    multiple=True,
    help="Without it: what needs a look.",
)
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most so many of each.")
@as_json
@database
def list_webhooks(status: Sequence[str], limit: int, as_json: bool, database: str | None) -> None:
    """The latest webhooks in a status; without --status the dead and the parked ones."""
    with open_desk(database) as desk, desk.storage.read() as work:
        found = [each for one in status or _TROUBLE for each in work.hooks.listed(HookStatus(one), limit)]
    rows_shown(map(hook_row, found), as_json=as_json, nothing="there is nothing to look at")


@webhooks.command("show")
@click.argument("hook")
@with_texts
@as_json
@database
def show_webhook(hook: str, with_texts: bool, as_json: bool, database: str | None) -> None:
    """One webhook with all that is known about it; what was posted only with --show-texts: people are in it."""
    with open_desk(database) as desk, desk.storage.read() as work:
        found = _named(work, hook)
    row_shown(_long(found, with_texts=with_texts), as_json=as_json)


@webhooks.command("replay")
@click.argument("hooks", nargs=-1, required=True)
@click.option("--reason", default="", help="Why, for the audit.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Only tell what would be booked.")
@as_json
@database
def replay_webhooks(hooks: Sequence[str], reason: str, is_dry: bool, as_json: bool, database: str | None) -> None:
    """Book webhooks once more, whatever became of them. Twice is as good as once."""
    if is_dry:
        _foresee(hooks, as_json=as_json, database=database)
        return
    with open_desk(database) as desk:
        with desk.storage.read() as work:
            found = [_named(work, each).id for each in hooks]
        results = {each: desk.replays.hook(each, reason) for each in found}
        desk.ring(Waiting.MONEY)
    replayed(results, settled="")


def _foresee(hooks: Sequence[str], *, as_json: bool, database: str | None) -> None:
    with opened(database) as application:
        booking = application.payments.hooks
        assert booking is not None
        with application.storage.read() as work:
            found = [_named(work, each) for each in hooks]
        rows = [row for each in found for row in _foreseen(booking, each)]
    rows_shown(rows, as_json=as_json, nothing="nothing would be booked")


def _foreseen(booking: Hooks, hook: Hook) -> Sequence[Row]:
    """A row for each transfer there would be, or one that says why there would be none."""
    nothing = {"key": None, "debit": None, "credit": None, "amount": None, "currency": None, "at": None}
    try:
        notice, booked = booking.foresee(hook)
    except (Unreadable, Unbookable) as error:
        return [{"hook": hook.id, "event": hook.event, "order": None, "would": f"fail: {error.code}", **nothing}]
    if booked is None:
        would = "be parked: there is no such order" if notice.sightings else "be ignored"
        return [{"hook": hook.id, "event": notice.event, "order": None, "would": would, **nothing}]
    order = booked.books.order
    about: Row = {"hook": hook.id, "event": notice.event, "order": order.id}
    if not booked.transfers:
        return [{**about, "would": f"move no money; the order is {order.status.value}", **nothing}]
    return [{**about, "would": "book", **transfer_row(each)} for each in booked.transfers]


def _named(work: UnitOfWork, text: str) -> Hook:
    exact = work.hooks.get(text)
    if exact is not None:
        return exact
    found = work.hooks.get(only_one(work.hooks.beginning(text, 2), text, "webhook"))
    assert found is not None
    return found


def _long(hook: Hook, *, with_texts: bool) -> Row:
    body = hook.body.decode(errors="replace") if with_texts else f"({len(hook.body)} bytes)"
    return {**hook_row(hook), "event_id": hook.event_id, "due": moment(hook.due_at), "body": body}
