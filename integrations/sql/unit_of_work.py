"""Units of work in SQL: one transaction, one connection, the repositories on it."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import sqlalchemy as sa

from engine.errors import StorageError
from integrations.sql.compiled import Statements, statements_for
from integrations.sql.consents import SqlConsents
from integrations.sql.contacts import SqlContacts
from integrations.sql.definitions import SqlDefinitions
from integrations.sql.engine import PATIENCE, READS
from integrations.sql.faults import fault
from integrations.sql.files import SqlFiles
from integrations.sql.inbox import SqlInbox
from integrations.sql.jobs import SqlJobs
from integrations.sql.outbox import SqlOutbox
from integrations.sql.sessions import SqlSessions
from integrations.sql.statements import Transaction
from integrations.sql.timers import SqlTimers
from integrations.sql.turns import SqlTurns
from integrations.sql.turnstile import Turnstile
from integrations.sql.upkeep import SqlUpkeep


class SqlStorage:
    """A Storage on an engine of `open_engine`; shared by all threads."""

    def __init__(self, engine: sa.Engine, *, patience: float = PATIENCE) -> None:
        """`patience` is how many seconds to wait for another thread's turn on SQLite."""
        self._engine = engine
        self._looking = engine.execution_options(**{READS: True})
        self._statements = statements_for(engine)
        self._turnstile = Turnstile(engine, patience)

    def begin(self) -> SqlUnitOfWork:
        return SqlUnitOfWork(self._engine, self._statements, self._turnstile)

    def read(self) -> SqlUnitOfWork:
        return SqlUnitOfWork(self._looking, self._statements, None)


class SqlUnitOfWork:
    """A UnitOfWork; used once, by one thread."""

    __slots__ = (
        "_connection",
        "_engine",
        "_statements",
        "_transaction",
        "_turnstile",
        "consents",
        "contacts",
        "definitions",
        "files",
        "inbox",
        "jobs",
        "outbox",
        "sessions",
        "timers",
        "turns",
        "upkeep",
    )

    def __init__(self, engine: sa.Engine, statements: Statements, turnstile: Turnstile | None) -> None:
        self._engine = engine
        self._statements = statements
        self._turnstile = turnstile

    def __enter__(self) -> Self:
        if self._turnstile is not None:
            self._turnstile.enter()
        try:
            self._connection = self._begun()
            self._open_repositories(Transaction(self._connection))
        except BaseException:
            self._let_next_in()
            raise
        return self

    def commit(self) -> None:
        if self._connection.closed:
            raise StorageError("this unit of work has ended: begin another")
        try:
            self._transaction.commit()
        except self._driver_errors() as error:
            raise fault(error, self._engine.url) from error
        finally:
            self._end()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._connection.closed:
            self._end()

    def _begun(self) -> sa.Connection:
        connection: sa.Connection | None = None
        try:
            connection = self._engine.connect()
            self._transaction = connection.begin()
        except BaseException as error:
            if connection is not None:
                connection.close()
            if isinstance(error, self._driver_errors()):
                raise fault(error, self._engine.url) from error
            raise
        return connection

    def _driver_errors(self) -> tuple[type[Exception], ...]:
        return (sa.exc.DBAPIError, sa.exc.TimeoutError, self._engine.dialect.loaded_dbapi.Error)

    def _open_repositories(self, run: Transaction) -> None:
        statements = self._statements
        self.contacts = SqlContacts(run, statements.contacts)
        self.sessions = SqlSessions(run, statements.sessions)
        self.inbox = SqlInbox(run, statements.inbox)
        self.outbox = SqlOutbox(run, statements.outbox)
        self.jobs = SqlJobs(run, statements.jobs)
        self.timers = SqlTimers(run, statements.timers)
        self.turns = SqlTurns(run, statements.turns)
        self.definitions = SqlDefinitions(run, statements.definitions)
        self.consents = SqlConsents(run, statements.consents)
        self.files = SqlFiles(run, statements.files)
        self.upkeep = SqlUpkeep(run, statements.upkeep)

    def _end(self) -> None:
        """Give the connection back, which undoes what is not committed, and let the next one in."""
        try:
            self._connection.close()
        finally:
            self._let_next_in()

    def _let_next_in(self) -> None:
        if self._turnstile is not None:
            self._turnstile.leave()
            self._turnstile = None
