"""What Alembic runs.

`integrations.sql.schema` calls it and hands over an open connection; there is no alembic.ini.
"""

from __future__ import annotations

from alembic import context

from integrations.sql.tables import metadata


def run() -> None:
    """Run the migrations on the connection, inside its transaction."""
    context.configure(
        connection=context.config.attributes["connection"],
        target_metadata=metadata,
        render_as_batch=True,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


if __name__ == "env_py":  # the name under which Alembic loads this file; a plain import does nothing
    run()
