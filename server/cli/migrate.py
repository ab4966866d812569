"""`boloastro migrate`: bring the database to the shape this program needs."""

from __future__ import annotations

import click

from integrations.sql.engine import open_engine
from integrations.sql.faults import described
from integrations.sql.schema import migrate as migrate_database
from integrations.sql.schema import revision_of
from server.settings import Settings


@click.command()
@click.option("--database", metavar="URL", help="The database; without it the one of DATABASE_URL.")
def migrate(database: str | None) -> None:
    """Bring the database to the shape this program needs; a missing SQLite file is made."""
    url = database or Settings().database_url
    engine = open_engine(url, create=True)
    try:
        before = revision_of(engine)
    finally:
        engine.dispose()
    after = migrate_database(url)
    name = described(engine.url)
    if before == after:
        click.echo(f"{name} is at revision {after} already")
    else:
        click.echo(f"{name} went from {f'revision {before}' if before else 'nothing'} to revision {after}")
