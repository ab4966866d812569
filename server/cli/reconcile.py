"""`boloastro orders reconcile`: a day of our books held against the gateway's."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import click

from engine.domain.payments.comparing import Difference, Report
from server.cli.cashier import opened
from server.cli.desk import as_json, database, operator
from server.cli.listing import Row, rows_shown
from server.cli.order_rows import shown


@click.command("reconcile")
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Where the people are; without it yesterday.")
@click.option("--dry-run", "is_dry", is_flag=True, help="Book nothing.")
@as_json
@database
def reconcile_day(day: datetime | None, is_dry: bool, as_json: bool, database: str | None) -> None:
    """Compare a day with the gateway, and book what is missing. Ends with 1 if anything does not agree."""
    with opened(database) as application:
        here = application.clock.now().astimezone(ZoneInfo(application.settings.zone))
        wanted = here.date() - timedelta(days=1) if day is None else day.date()
        if wanted > here.date():
            raise click.UsageError(f"{wanted} is yet to come")
        report = application.payments.reconciling.reconcile(wanted, by=operator(), is_dry=is_dry)
        if not is_dry:
            application.bells.received()
    if report.trouble is not None:
        raise click.ClickException(f"the gateway could not be asked: {report.trouble}; nothing was compared")
    _show(report, as_json=as_json)
    if report.differences:
        raise click.exceptions.Exit(1)


def _show(report: Report, *, as_json: bool) -> None:
    rows = [_row(each) for each in report.differences]
    if as_json:
        whole = {
            "day": report.day.isoformat(), "agreed": report.agreed, "settled": report.settled,
            "differences": [dict(row) for row in rows],
        }  # fmt: skip
        click.echo(json.dumps(whole, indent=1))
        return
    click.echo(f"{report.day}: {report.agreed} payments agree, {report.settled} lines have come to the bank")
    rows_shown(rows, as_json=False, nothing="nothing differs")


def _row(each: Difference) -> Row:
    return {
        "kind": each.kind.value, "id": each.id, "order": each.order, "ours": shown(each.ours, each.currency),
        "theirs": shown(each.theirs, each.currency), "currency": each.currency,
    }  # fmt: skip
