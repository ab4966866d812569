"""One database as a tool uses it: opened anew for each life of the application, copied and put back."""

from __future__ import annotations

import sqlalchemy as sa

from engine.errors import StorageError
from integrations.sql.engine import kind_of, open_engine
from integrations.sql.faults import MIGRATE, described
from integrations.sql.schema import check_schema, migrate, revision_of
from integrations.sql.snapshots import restore, snapshot
from integrations.sql.unit_of_work import SqlStorage


class Database:
    """A database by its URL. Close it in the end."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._engine: sa.Engine | None = None

    def check(self) -> None:
        """StorageError with the whole remedy, unless the database is there and of the shape this code needs."""
        engine = open_engine(self.url)
        try:
            check_schema(engine)
        except StorageError as error:
            raise StorageError(str(error).replace(MIGRATE, f"{MIGRATE} --database {self._shown}")) from error
        finally:
            engine.dispose()

    @property
    def name(self) -> str:
        """What a person calls it; without a password."""
        return described(sa.make_url(self.url))

    @property
    def kind(self) -> str:
        """What may be told to anybody. StorageError for a URL that names no database we know."""
        return kind_of(self.url)

    @property
    def _shown(self) -> str:
        """The URL without its password, which may stand in the query, too."""
        place = sa.make_url(self.url)
        return place.set(query={}).render_as_string(hide_password=True)

    def migrate(self) -> tuple[str | None, str]:
        """Bring it to the shape this code needs; a missing SQLite file is made. The revisions before and after."""
        engine = open_engine(self.url, create=True)
        try:
            before = revision_of(engine)
        finally:
            engine.dispose()
        return before, migrate(self.url)

    def reopened(self) -> SqlStorage:
        """A storage on new connections; the old ones are closed."""
        self.close()
        self._engine = open_engine(self.url)
        return SqlStorage(self._engine)

    def close(self) -> None:
        """Close all connections."""
        if self._engine is not None:
            self._engine.dispose()
            self._engine = None

    def copied(self) -> bytes | None:
        """All that is committed, or None when this kind of database cannot be copied so."""
        return snapshot(self.url)

    def put_back(self, content: bytes) -> None:
        """Make it what it was when it was copied."""
        self.close()
        restore(self.url, content)
