"""The sandbox without threads and sockets: it does what is due when it is asked to, and can go back to where it was."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from flask import Flask

from integrations.sandbox.agenda import Agenda, Close, Ring, Settle, Task
from integrations.sandbox.app import create_razorpay
from integrations.sandbox.calling import Called, Overrides
from integrations.sandbox.faults import Fault
from integrations.sandbox.razorpay.books import Books
from integrations.sandbox.razorpay.linking import expire_due
from integrations.sandbox.razorpay.posting import Carry, post_event
from integrations.sandbox.razorpay.refunding import settle
from integrations.sandbox.state import Sandbox

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Take: TypeAlias = Callable[[bytes, Mapping[str, str]], bool]
"""Takes in an event: its body and its headers. False, if it is refused."""


@dataclass
class Row:
    """Ids in a row, the same in every run, that can go back to where they were."""

    count: int = 0

    def new(self, prefix: str) -> str:
        """The next one."""
        self.count += 1
        return f"{prefix}{self.count:032x}"


@dataclass(frozen=True, slots=True)
class Moment:
    """Everything about money as it was."""

    books: Books
    tasks: Sequence[tuple[datetime, Task]]
    faults: Sequence[Fault]
    count: int


class Stepper:
    """The stand-in for Razorpay inside a process that has a clock of its own. `sids` are those of the sandbox.

    Nothing waits for anything here: whoever orders a fault that hangs gets its answer at once.
    """

    def __init__(self, sandbox: Sandbox, root: str, sids: Row) -> None:
        """`root` is where its pages are said to be."""
        self.sandbox = sandbox
        self._sids = sids
        sandbox.books.root = root
        sandbox.stopping.set()

    @cached_property
    def _application(self) -> Flask:
        """Made when it is first asked: most talks never come to money."""
        return create_razorpay(self.sandbox)

    def application(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Its API, to be asked in this process."""
        return self._application(environ, start_response)

    def next_due(self) -> datetime | None:
        """When the next task is to be done."""
        return self.sandbox.agenda.next_due()

    def step(self, take: Take) -> bool:
        """Do the next task that is due; False when there is none."""
        task = self.sandbox.agenda.take(self.sandbox.now())
        match task:
            case Ring():
                post_event(self.sandbox, task, _carrying(take))
            case Close():
                expire_due(self.sandbox)
            case Settle():
                settle(self.sandbox, task)
            case None:
                return False
            case _:
                raise NotImplementedError("nobody has a phone here: this is about money alone")
        return True

    def copied(self) -> Moment:
        """All as it is now."""
        sandbox = self.sandbox
        return Moment(
            copy.deepcopy(sandbox.books), sandbox.agenda.waiting(), sandbox.faults.waiting(), self._sids.count
        )

    def put_back(self, moment: Moment) -> None:
        """All as it was then."""
        sandbox = self.sandbox
        sandbox.books, sandbox.agenda = copy.deepcopy(moment.books), Agenda()
        for due, task in moment.tasks:
            sandbox.agenda.add(due, task)
        sandbox.faults.clear()
        for fault in moment.faults:
            sandbox.faults.order(fault)
        self._sids.count = moment.count


def _carrying(take: Take) -> Carry:
    def carry(
        method: str, url: str, headers: Mapping[str, str], body: bytes | None, patience: Overrides, deadline: float  # noqa: ARG001
    ) -> Called:  # fmt: skip
        is_taken = take(body or b"", headers)
        return Called(url, 200 if is_taken else 403, trouble="" if is_taken else "4xx")

    return carry
