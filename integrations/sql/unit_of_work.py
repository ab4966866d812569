"""Units of work in SQL: one transaction, one connection, the repositories on it."""

from __future__ import annotations

from types import TracebackType
from typing import Self

import sqlalchemy as sa

from engine.errors import StorageError
from integrations.sql.audit import SqlAudit
from integrations.sql.checks import SqlChecks
from integrations.sql.compiled import Statements, statements_for
from integrations.sql.consents import SqlConsents
from integrations.sql.contacts import SqlContacts
from integrations.sql.costs import SqlCosts
from integrations.sql.credits import SqlCredits
from integrations.sql.definitions import SqlDefinitions
from integrations.sql.engine import PATIENCE, READS
from integrations.sql.faults import fault
from integrations.sql.files import SqlFiles
from integrations.sql.hooks import SqlHooks
from integrations.sql.inbox import SqlInbox
from integrations.sql.jobs import SqlJobs
from integrations.sql.ledger import SqlLedger
from integrations.sql.orders import SqlOrders
from integrations.sql.outbox import SqlOutbox
from integrations.sql.rounds import SqlRounds
from integrations.sql.schema import check_schema
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

    def check(self) -> None:
        """StorageError, unless the database is there and of the shape this code needs; over the pool's connections."""
        check_schema(self._engine)

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
        "audit",
        "checks",
        "consents",
        "contacts",
        "costs",
        "credits",
        "definitions",
        "files",
        "hooks",
        "inbox",
        "jobs",
        "ledger",
        "orders",
        "outbox",
        "rounds",
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
        self._connection = self._connected()
        try:
            if self._turnstile is not None:
                self._turnstile.enter()
        except BaseException:
            self._connection.close()
            raise
        try:
            self._begin()
            self._open_repositories(Transaction(self._connection))
        except BaseException:
            self._end()
            raise
        return self

    def commit(self) -> None:
        if self._connection.closed:
            raise StorageError("this unit of work has ended: begin another")
        try:
            self._transaction.commit()
            self._let_next_in()  # at once: what is left to do concerns nobody else
        except self._driver_errors() as error:
            raise fault(error, self._engine.url) from error
        finally:
            self._end()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._connection.closed:
            self._end()

    def _connected(self) -> sa.Connection:
        """A connection of the pool, before it is our turn: nobody shall wait while we get it."""
        try:
            return self._engine.connect()
        except self._driver_errors() as error:
            raise fault(error, self._engine.url) from error

    def _begin(self) -> None:
        try:
            self._transaction = self._connection.begin()
        except self._driver_errors() as error:
            raise fault(error, self._engine.url) from error

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
        self.orders = SqlOrders(run, statements.orders)
        self.ledger = SqlLedger(run, statements.ledger)
        self.credits = SqlCredits(run, statements.credits)
        self.costs = SqlCosts(run, statements.costs)
        self.hooks = SqlHooks(run, statements.hooks)
        self.audit = SqlAudit(run, statements.audit)
        self.rounds = SqlRounds(run, statements.rounds)
        self.checks = SqlChecks(run, statements.checks)
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
