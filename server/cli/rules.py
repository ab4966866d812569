"""`boloastro rules`: every rule of `check`, with what it means and what to do."""

from __future__ import annotations

from collections.abc import Callable

import click

from engine.charts import rules as shelf


@click.command()
def rules() -> None:
    """Print the rules flows are checked against."""
    page: Callable[[], str] | None = getattr(shelf, "rules_page", None)
    if page is None:
        raise click.ClickException("the rules have no page yet")
    click.echo(page(), nl=False)
