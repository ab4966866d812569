"""`boloastro migrate`: bring the database to the shape this program needs."""

from __future__ import annotations

import click

from server.settings import Settings
from server.wiring import Database


@click.command()
@click.option("--database", metavar="URL", help="The database; without it the one of DATABASE_URL.")
def migrate(database: str | None) -> None:
    """Bring the database to the shape this program needs; a missing SQLite file is made."""
    target = Database(database or Settings().database_url)
    before, after = target.migrate()
    if before == after:
        click.echo(f"{target.name} is at revision {after} already")
    else:
        click.echo(f"{target.name} went from {f'revision {before}' if before else 'nothing'} to revision {after}")
