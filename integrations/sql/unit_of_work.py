"""Units of work in SQL: one transaction, one connection, the repositories on it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import lru_cache
from types import TracebackType
from typing import Self

import sqlalchemy as sa

from engine.errors import StorageError
from integrations.sql.contacts import ContactStatements, SqlContacts
from integrations.sql.definitions import DefinitionStatements, SqlDefinitions
from integrations.sql.engine import PATIENCE, READS
from integrations.sql.faults import described, fault
from integrations.sql.inbox import InboxStatements, SqlInbox
from integrations.sql.jobs import JobStatements, SqlJobs
from integrations.sql.outbox import OutboxStatements, SqlOutbox
from integrations.sql.sessions import SessionStatements, SqlSessions
from integrations.sql.statements import Compiler, Transaction
from integrations.sql.timers import SqlTimers, TimerStatements
from integrations.sql.turns import SqlTurns, TurnStatements


class Statements:
    """All statements, compiled for one database."""

    def __init__(self, dialect: sa.Dialect) -> None:
        compiled = Compiler(dialect)
        self.contacts = ContactStatements(compiled)
        self.sessions = SessionStatements(compiled)
        self.inbox = InboxStatements(compiled)
        self.outbox = OutboxStatements(compiled)
        self.jobs = JobStatements(compiled)
        self.timers = TimerStatements(compiled)
        self.turns = TurnStatements(compiled)
        self.definitions = DefinitionStatements(compiled)


class SqlStorage:
    """A Storage on an engine of `open_engine`; shared by all threads."""

    def __init__(self, engine: sa.Engine, *, patience: float = PATIENCE) -> None:
        """`patience` is how many seconds to wait for another thread's turn on SQLite."""
        self._engine = engine
        self._looking = engine.execution_options(**{READS: True})
        self._statements = _statements(engine.dialect.name, engine.driver, engine.dialect.paramstyle)
        self._turnstile = _Turnstile(engine, patience)

    def begin(self) -> SqlUnitOfWork:
        return SqlUnitOfWork(self._engine, self._statements, self._turnstile)

    def read(self) -> SqlUnitOfWork:
        return SqlUnitOfWork(self._looking, self._statements, None)


@lru_cache(maxsize=8)
def _statements(dialect: str, driver: str, paramstyle: str) -> Statements:
    """Compiling takes longer than a whole conversation; the result depends on nothing but the kind of database."""
    make: Callable[..., sa.Dialect] = sa.make_url(f"{dialect}+{driver}://").get_dialect()
    return Statements(make(paramstyle=paramstyle))


class _Turnstile:
    """Lets one writer in at a time on SQLite.

    SQLite would do so too, but those who wait for it look again only every few, in the end every 100
    milliseconds.
    """

    def __init__(self, engine: sa.Engine, patience: float) -> None:
        self._patience = patience
        self._url = engine.url
        self._lock = threading.Lock() if engine.dialect.name == "sqlite" else None

    def enter(self) -> None:
        if self._lock is not None and not self._lock.acquire(timeout=self._patience):
            raise StorageError(f"{described(self._url)} is kept by another thread for too long: try again")

    def leave(self) -> None:
        if self._lock is not None:
            self._lock.release()


class SqlUnitOfWork:
    """A UnitOfWork; used once, by one thread."""

    __slots__ = (
        "_connection",
        "_engine",
        "_statements",
        "_transaction",
        "_turnstile",
        "contacts",
        "definitions",
        "inbox",
        "jobs",
        "outbox",
        "sessions",
        "timers",
        "turns",
    )

    def __init__(self, engine: sa.Engine, statements: Statements, turnstile: _Turnstile | None) -> None:
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
