"""`boloastro rules`: every rule of `check`, with what it means and what to do."""

from __future__ import annotations

import click

from engine.charts.rules import rules_page


@click.command()
def rules() -> None:
    """Print the rules flows are checked against."""
    click.echo(rules_page(), nl=False)
