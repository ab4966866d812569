"""What an operator does with the money of an order: send it back, ask for it again, say whose it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click

from engine.domain.payments.records import Refund, RefundStatus
from engine.errors import Unbookable
from engine.services.payments.cashier import Cashier, Matched
from server.cli.desk import as_json, database, operator, settings_for
from server.cli.listing import rows_shown
from server.cli.order_rows import order_named, paise, refund_row, shown
from server.logs import log_as_server
from server.wiring import Application, build_server

Command = Callable[..., Any]


def reason(command: Command) -> Command:
    """The option `--reason`."""
    return click.option("--reason", required=True, help="Why, for the audit; nothing of a person.")(command)


@click.command("refund")
@click.argument("order")
@click.option("--payment", metavar="PAYMENT", help="One payment; without it all that pay for the order.")
@click.option("--amount", metavar="RUPEES", callback=paise, help="Without it all that is left.")
@reason
@click.option("--dry-run", "is_dry", is_flag=True, help="Only tell what would be sent back.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--force", is_flag=True, help="Also after the days its product allows.")
@as_json
@database
def refund_order(
    order: str, payment: str | None, amount: int | None, reason: str, is_dry: bool, yes: bool, force: bool,
    as_json: bool, database: str | None,
) -> None:  # fmt: skip
    """Send money back to whoever paid it, once, however often it is asked for at the gateway."""
    with opened(database) as application:
        cashier = cashier_of(application)
        with application.storage.read() as work:
            found = order_named(work, order)
        wanted = _planned(cashier, found.id, payment, amount)
        if is_dry:
            rows_shown(map(refund_row, wanted), as_json=as_json, nothing="")
            return
        if not force and cashier.is_too_late(found, wanted):
            raise click.ClickException(
                "the days in which this product is refunded are over: add --force if you want it"
            )
        if not yes:
            click.confirm(f"Send back {_summed(wanted)} of order {found.id}?", abort=True, err=True)
        refunds = cashier.refund(found.id, payment, amount, _said(reason))
        application.bells.received()
    rows_shown(map(refund_row, refunds), as_json=as_json, nothing="")
    if any(refund.status is RefundStatus.FAILED for refund in refunds):
        raise click.exceptions.Exit(1)


@click.command("resend")
@click.argument("order")
@reason
@database
def resend_order(order: str, reason: str, database: str | None) -> None:
    """Let the order's chart say its link again, or make a new one when that has ended."""
    with opened(database) as application:
        with application.storage.read() as work:
            found = order_named(work, order)
        if not cashier_of(application).resend(found, _said(reason)):
            standing = found.status.value if found.withdrawn is None else "withdrawn"
            raise click.ClickException(f"order {found.id} is {standing}: there is nothing to pay")
        application.bells.received()
    click.echo(f"{found.id}: its link is said again")


@click.command("match")
@click.argument("payment")
@click.argument("order")
@reason
@database
def match_payment(payment: str, order: str, reason: str, database: str | None) -> None:
    """Say that money of no order was paid for this one. What it is to the order the rules decide, not you."""
    with opened(database) as application:
        with application.storage.read() as work:
            found = order_named(work, order)
        try:
            matched = cashier_of(application).match(payment, found.id, _said(reason))
        except (LookupError, ValueError) as error:
            raise click.ClickException(f"the gateway could not be asked for {payment}: {error}") from error
        application.bells.received()
    if matched is not Matched.DONE:
        raise click.ClickException(f"{payment}: {matched.value}")
    click.echo(f"{payment}: belongs to order {found.id}; `boloastro orders show {found.id}` tells what it is to it")


@contextmanager
def opened(url: str | None) -> Iterator[Application]:
    """The application on the database of the running bot, with its gateway; what is done is logged on stderr."""
    settings = settings_for(url)
    log_as_server(settings)
    application = build_server(settings)
    try:
        if application.payments.hooks is None:
            raise click.ClickException("the payment gateway is not set up: `boloastro doctor` shows what is missing")
        yield application
    finally:
        application.close()


def cashier_of(application: Application) -> Cashier:
    """At the counter, for whoever types."""
    return Cashier(
        application.payments, application.clock, lambda: application.shelf.library.products, operator()
    )  # fmt: skip


def _planned(cashier: Cashier, order: str, payment: str | None, amount: int | None) -> Sequence[Refund]:
    try:
        return cashier.refunds_wanted(order, payment, amount)
    except Unbookable as error:
        raise click.ClickException(str(error)) from error


def _summed(wanted: Sequence[Refund]) -> str:
    return ", ".join(f"{shown(each.amount, each.currency)} {each.currency} of {each.payment}" for each in wanted)


def _said(reason: str) -> str:
    if not reason.strip():
        raise click.UsageError("say why: --reason")
    return reason.strip()
