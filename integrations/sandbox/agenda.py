"""What is to happen later, by the sandbox's clock."""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from integrations.sandbox.records import Status


@dataclass(frozen=True, slots=True)
class Advance:
    """A message comes a step further."""

    message: str
    status: Status
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Tell:
    """The bot is told how far its message has come."""

    message: str
    status: Status
    code: int | None = None
    is_forged: bool = False


@dataclass(frozen=True, slots=True)
class Fetch:
    """The files of a message are fetched from the bot."""

    message: str


@dataclass(frozen=True, slots=True)
class Deliver:
    """What a person sent is handed to the bot."""

    message: str
    is_forged: bool = False


@dataclass(frozen=True, slots=True)
class Review:
    """A template is judged."""

    content: str


@dataclass(frozen=True, slots=True)
class Ring:
    """An event of Razorpay's is posted to the bot, signed with this secret if not with its own."""

    event: str
    attempt: int = 0
    is_forged: bool = False
    secret: str = ""


@dataclass(frozen=True, slots=True)
class Close:
    """Payment links whose time is over expire."""


@dataclass(frozen=True, slots=True)
class Settle:
    """A refund has reached the customer's bank, or has not."""

    refund: str


Task = Advance | Tell | Fetch | Deliver | Review | Ring | Close | Settle


class Agenda:
    """Tasks by their time, and in the order they were added where it is the same. Guarded by its holder's lock."""

    def __init__(self) -> None:
        self._heap: list[tuple[datetime, int, Task]] = []
        self._order = itertools.count()

    def add(self, due: datetime, task: Task) -> None:
        """Plan a task."""
        heapq.heappush(self._heap, (due, next(self._order), task))

    def next_due(self) -> datetime | None:
        """When the next one is to be done."""
        return self._heap[0][0] if self._heap else None

    def waiting(self) -> Sequence[tuple[datetime, Task]]:
        """All tasks with their times, in the order in which they are to be done."""
        return [(due, task) for due, _, task in sorted(self._heap)]

    def take(self, now: datetime) -> Task | None:
        """The next one, if its time has come."""
        if self._heap and self._heap[0][0] <= now:
            return heapq.heappop(self._heap)[2]
        return None

    def move(self, task: Task, due: datetime) -> None:
        """Another time for a task that still waits."""
        if any(waiting is task for _, _, waiting in self._heap):
            self._heap = [entry for entry in self._heap if entry[2] is not task]
            heapq.heapify(self._heap)
            self.add(due, task)
