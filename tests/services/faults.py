"""A storage that fails where it is told to: before or after any call of a repository, or at the commit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

from engine.errors import StorageError
from engine.interfaces.unit_of_work import Storage, UnitOfWork

REPOSITORIES = (
    "contacts", "sessions", "inbox", "outbox", "jobs", "timers", "turns", "definitions", "consents", "files", "orders",
    "ledger", "credits", "costs", "hooks", "audit", "rounds", "checks", "upkeep",
)  # fmt: skip


class Broken(StorageError):
    """The database failed."""


@dataclass
class _Plan:
    error: Exception
    times: int
    after: bool
    then: Callable[[], object] | None


class FaultyStorage:
    """A Storage around another one. `calls` names every call of a unit of work that may write."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._plans: dict[str, _Plan] = {}
        self.calls: list[str] = []
        self._ended: list[Callable[[], object]] = []

    def fail(
        self,
        call: str,
        error: Exception,
        *,
        times: int = 1,
        after: bool = False,
        then: Callable[[], object] | None = None,
    ) -> None:
        """Raise at the next calls of that name; `then` runs once the unit of work is over."""
        self._plans[call] = _Plan(error, times, after, then)

    def begin(self) -> UnitOfWork:
        """A unit of work that may fail."""
        return _FaultyWork(self, self._storage.begin())

    def read(self) -> UnitOfWork:
        """A unit of work that only looks."""
        return self._storage.read()

    def called(self, name: str, call: Callable[[], Any]) -> Any:
        """Make the call, or fail."""
        self.calls.append(name)
        plan = self._plans.get(name)
        if plan is None:
            return call()
        plan.times -= 1
        if plan.times == 0:
            del self._plans[name]
        if plan.after:
            call()
        if plan.then is not None:
            self._ended.append(plan.then)
        raise plan.error

    def over(self) -> None:
        """A unit of work has ended."""
        while self._ended:
            self._ended.pop()()


class _FaultyWork:
    contacts: Any
    sessions: Any
    inbox: Any
    outbox: Any
    jobs: Any
    timers: Any
    turns: Any
    definitions: Any
    consents: Any
    files: Any
    orders: Any
    ledger: Any
    credits: Any
    costs: Any
    hooks: Any
    audit: Any
    rounds: Any
    checks: Any
    upkeep: Any

    def __init__(self, storage: FaultyStorage, work: UnitOfWork) -> None:
        self._storage = storage
        self._work = work

    def __enter__(self) -> Self:
        self._work.__enter__()
        for name in REPOSITORIES:
            setattr(self, name, _FaultyRepository(name, getattr(self._work, name), self._storage))
        return self

    def commit(self) -> None:
        """Commit, or fail before or after it."""
        self._storage.called("commit", self._work.commit)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._work.__exit__(kind, error, trace)
        self._storage.over()


class _FaultyRepository:
    def __init__(self, name: str, repository: Any, storage: FaultyStorage) -> None:
        self._name = name
        self._repository = repository
        self._storage = storage

    def __getattr__(self, method: str) -> Callable[..., Any]:
        call = getattr(self._repository, method)
        return lambda *given, **named: self._storage.called(f"{self._name}.{method}", lambda: call(*given, **named))
