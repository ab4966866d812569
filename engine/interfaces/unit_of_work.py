"""The port of transactions: everything between `begin` and `commit` is stored together or not at all."""

from __future__ import annotations

from types import TracebackType
from typing import Protocol, Self

from engine.interfaces.answers import CostRepository
from engine.interfaces.audit import AuditRepository, CheckRepository, RoundRepository
from engine.interfaces.credits import CreditRepository
from engine.interfaces.orders import HookRepository, LedgerRepository, OrderRepository
from engine.interfaces.queues import InboxRepository, JobRepository, OutboxRepository, TimerRepository
from engine.interfaces.repositories import (
    ConsentRepository,
    ContactRepository,
    DefinitionRepository,
    FileRepository,
    SessionRepository,
    TurnLogRepository,
    UpkeepRepository,
)


class UnitOfWork(Protocol):
    """`with storage.begin() as work: ...; work.commit()`. Leaving without a commit stores nothing."""

    @property
    def contacts(self) -> ContactRepository:
        """People."""
        ...

    @property
    def sessions(self) -> SessionRepository:
        """Where subjects stand."""
        ...

    @property
    def inbox(self) -> InboxRepository:
        """What happened."""
        ...

    @property
    def outbox(self) -> OutboxRepository:
        """What is to be said."""
        ...

    @property
    def jobs(self) -> JobRepository:
        """What is to be done."""
        ...

    @property
    def timers(self) -> TimerRepository:
        """What is due when."""
        ...

    @property
    def turns(self) -> TurnLogRepository:
        """What was done."""
        ...

    @property
    def definitions(self) -> DefinitionRepository:
        """Flow files sessions still need."""
        ...

    @property
    def consents(self) -> ConsentRepository:
        """What people allowed."""
        ...

    @property
    def files(self) -> FileRepository:
        """What is sent along."""
        ...

    @property
    def orders(self) -> OrderRepository:
        """What people buy."""
        ...

    @property
    def ledger(self) -> LedgerRepository:
        """Where money is."""
        ...

    @property
    def credits(self) -> CreditRepository:
        """What was set aside of what may be used."""
        ...

    @property
    def costs(self) -> CostRepository:
        """What a model has cost."""
        ...

    @property
    def hooks(self) -> HookRepository:
        """What the payment gateway has posted."""
        ...

    @property
    def audit(self) -> AuditRepository:
        """What was done with money by hand."""
        ...

    @property
    def rounds(self) -> RoundRepository:
        """What is done once a day."""
        ...

    @property
    def checks(self) -> CheckRepository:
        """What must be true of money."""
        ...

    @property
    def upkeep(self) -> UpkeepRepository:
        """What is done to many rows."""
        ...

    def commit(self) -> None:
        """Store all of it and end. Nothing more can be done in this unit of work."""
        ...

    def __enter__(self) -> Self:
        """Begin. StorageError, if the database cannot be had."""
        ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End; what was not committed is undone, and all locks are free."""
        ...


class Storage(Protocol):
    """Where units of work come from; shared by all threads."""

    def begin(self) -> UnitOfWork:
        """A unit of work that may lock and write."""
        ...

    def read(self) -> UnitOfWork:
        """A unit of work that only looks, and so never waits for one that writes."""
        ...
