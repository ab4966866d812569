"""`boloastro orders`: what people buy, the money that came for it, and whether all of it is as it must be."""

from __future__ import annotations

import json

import click

from engine.domain.payments.records import OrderStatus
from engine.services.payments.invariants import Invariants
from server.cli.cashier import match_payment, refund_order, resend_order
from server.cli.desk import as_json, database, open_desk, settings_for
from server.cli.listing import row_shown, rows_shown
from server.cli.order_rows import order_named, parts, short
from server.cli.reconcile import reconcile_day
from server.wiring import clock_of


@click.group()
def orders() -> None:
    """Orders and their money: payments, refunds, disputes, and what they allow.

    An order is named by its id or the beginning of it, by the id of its link, or by one of its payments.
    """


@orders.command("list")
@click.option("--status", type=click.Choice([status.value for status in OrderStatus]), help="Without it: all of them.")
@click.option("--limit", type=click.IntRange(1, 1000), default=20, show_default=True, help="At most so many.")
@as_json
@database
def list_orders(status: str | None, limit: int, as_json: bool, database: str | None) -> None:
    """The latest orders, the latest first."""
    with open_desk(database) as desk, desk.storage.read() as work:
        found = work.orders.listed(None if status is None else OrderStatus(status), limit)
    rows_shown(map(short, found), as_json=as_json, nothing="there are no such orders")


@orders.command("show")
@click.argument("order")
@as_json
@database
def show_order(order: str, as_json: bool, database: str | None) -> None:
    """One order with all that belongs to it, down to the ledger, its webhooks and what operators did."""
    with open_desk(database) as desk, desk.storage.read() as work:
        found = order_named(work, order)
        books = work.orders.books(found.id)
        assert books is not None
        all_parts = parts(
            books, work.ledger.of_order(found.id), work.hooks.of_order(found.id), work.audit.of_order(found.id)
        )  # fmt: skip
    if as_json:
        whole = {**short(found), **{name: [dict(row) for row in rows] for name, rows in all_parts.items()}}
        click.echo(json.dumps(whole, ensure_ascii=False, indent=1))
        return
    row_shown(short(found), as_json=False)
    for name, rows in all_parts.items():
        if rows:
            click.echo(f"\n{name}")
            rows_shown(rows, as_json=False, nothing="")


@orders.command("check")
@as_json
@database
def check_orders(as_json: bool, database: str | None) -> None:
    """What must be true of all money ever, and is not, with what to do. Ends with 1 if there is anything."""
    with open_desk(database) as desk:
        found = Invariants(desk.storage, clock_of(settings_for(database))).violations()
    rows_shown(
        (
            {"kind": each.kind.value, "id": each.id, "order": each.order, "remedy": each.remedy} for each in found
        ),
        as_json=as_json, nothing="all is as it must be",
    )  # fmt: skip
    if found:
        raise click.exceptions.Exit(1)


for _command in (refund_order, resend_order, match_payment, reconcile_day):
    orders.add_command(_command)
