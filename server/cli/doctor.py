"""`boloastro doctor`: what is set, missing, unsafe and reachable, without values."""

from __future__ import annotations

import json
from dataclasses import asdict

import click
from rich.console import Console
from rich.table import Table

from server.diagnosis import IN_THE_WAY, Finding, State, examine

ILL = 1
"""The exit status when something is in the way."""

_COLOURS = {State.SET: "green", State.FINE: "green", State.STANDARD: "dim", State.ABSENT: "dim"}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@click.pass_context
def doctor(context: click.Context, as_json: bool) -> None:
    """Look whether a server could run here. Ends with 1 if something is in the way. No value is shown."""
    findings = list(examine())
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    else:
        Console(soft_wrap=False).print(_table(findings))
        ills = sum(finding.state in IN_THE_WAY for finding in findings)
        click.echo("Nothing is in the way." if not ills else f"{ills} in the way.")
    if any(finding.state in IN_THE_WAY for finding in findings):
        context.exit(ILL)


def _table(findings: list[Finding]) -> Table:
    table = Table(box=None, pad_edge=False)
    for title in ("", "", "", ""):
        table.add_column(title, overflow="fold")
    for finding in findings:
        colour = _COLOURS.get(finding.state, "bold red")
        state = f"[{colour}]{finding.state.value}[/{colour}]"
        table.add_row(finding.subject, finding.name, state, finding.remedy.replace("[", r"\["))
    return table
