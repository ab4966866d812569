"""Events whose turns fail, or end the process: they are counted, and after some attempts given up for the others.

A failure is counted when it is there. Nobody can do so whose process has ended; therefore an attempt is counted before
it is made, in a commit of its own, where there is reason for it: the event has waited since before this process began,
perhaps because the one before has ended by it, or it has failed before. All others are taken on trust.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from engine.domain.records import InboxItem
from engine.errors import BoloastroError, Conflict, Damaged, StorageError
from engine.interfaces.clock import Clock
from engine.interfaces.unit_of_work import Storage, UnitOfWork
from engine.services.handling import Handling
from engine.services.turn_log import where

MOST_ATTEMPTS = 3
BEGINNING = timedelta(seconds=5)
"""So long a counted event is left to who has counted it: much longer than it takes to lock it again."""
DEADLY = "the process has ended each time"
UNREADABLE = "unreadable payload"


class Failed(Exception):
    """A turn failed by a mistake of ours."""

    def __init__(self, item: InboxItem, error: str) -> None:
        super().__init__(error)
        self.item = item
        self.error = error


class Overtaken(Conflict):
    """Somebody else has changed what the turn has changed, or is said to have."""

    def __init__(self, item: InboxItem) -> None:
        super().__init__("take the turn again from the new state")
        self.item = item


class Begun(Exception):
    """An attempt was counted: now it may be made. `item` is as it was before."""

    def __init__(self, item: InboxItem) -> None:
        super().__init__(item.id)
        self.item = item


class Failures:
    """Counts the attempts of one process. Shared by all threads that take turns."""

    def __init__(self, storage: Storage, handling: Handling, clock: Clock) -> None:
        self._storage = storage
        self._handling = handling
        self._clock = clock
        self._began_at = clock.now()
        self._begun = set[str]()
        self._troubled = set[str]()
        self._log = structlog.get_logger("turn")

    def foresee(self, work: UnitOfWork, item: InboxItem, now: datetime) -> None:
        """Begun, if the attempt had to be counted before it is made: this unit of work has ended then."""
        is_suspect = item.attempts > 0 or item.received_at < self._began_at
        if not is_suspect or item.id in self._begun:
            return
        self._begin(work, item, now)
        raise Begun(item)

    def resumed(self, work: UnitOfWork, begun: InboxItem | None) -> InboxItem | None:
        """The item that was begun, locked again, as it was before; None if somebody else has handled it since.

        With the end of this unit of work it is not counted any more. Failed, if it was counted often enough before.
        """
        if begun is None:
            return None
        found = work.inbox.lock(begun.id)
        if found is None:
            self.over(begun)  # were it to come again, it would have to be counted anew
            return None
        if begun.attempts >= MOST_ATTEMPTS:
            self._log.error("turn.failed", contact=begun.subject, inbox=begun.id, attempt=begun.attempts, error=DEADLY)
            raise Failed(begun, DEADLY)
        work.inbox.give_back(begun)
        return replace(found, attempts=begun.attempts, due_at=begun.due_at)

    def over(self, item: InboxItem) -> None:
        """The process has outlived the attempt, or somebody else has handled the event."""
        self._begun.discard(item.id)
        self._troubled.discard(item.id)

    def overtaken(self, item: InboxItem) -> None:
        """As often as this nobody is overtaken by chance: it counts as a failure, so that it has an end."""
        self._log.error(
            "turn.failed", contact=item.subject, inbox=item.id, attempt=item.attempts + 1, error=Conflict.code
        )  # fmt: skip
        self.count(item, Conflict.code)

    def trouble(self, item: InboxItem) -> None:
        """The database failed in its turn: no fault of the event, or of this one only.

        The second time it is set aside for a moment, if the database can do that much: the others go on.
        """
        if item.id not in self._troubled:
            self._troubled.add(item.id)
            return
        with suppress(BoloastroError), self._storage.begin() as work:
            if work.inbox.lock(item.id) is None:
                self.over(item)
            else:
                self._begin(work, item, self._clock.now())

    def count(self, failed: InboxItem, error: str) -> None:
        """One more attempt was in vain; after some the event is buried and the person told, if that can be done."""
        try:
            self._give_up(failed, error, apologises=failed.attempts <= MOST_ATTEMPTS)
        except (Conflict, Damaged, StorageError):
            raise
        except Exception as trouble:  # what was in the way of the turn is in the way of an apology; others must go on
            self._log.error("apology.failed", contact=failed.subject, inbox=failed.id, error=where(trouble))
            self._give_up(failed, error, apologises=False)
        self.over(failed)

    def bury(self, row: str) -> None:
        """Nobody can tell what has happened, nor to whom: it is given up at once, and the others go on."""
        self._log.error("turn.unreadable", inbox=row)
        with self._storage.begin() as work:
            work.inbox.bury(row, UNREADABLE)
            work.commit()

    def _begin(self, work: UnitOfWork, item: InboxItem, now: datetime) -> None:
        """Counted once by this process, until it knows what came of it."""
        if item.id in self._begun:
            work.inbox.postpone([item.id], now + BEGINNING)
        else:
            work.inbox.begin(item.id, now + BEGINNING)
        work.commit()
        self._begun.add(item.id)

    def _give_up(self, failed: InboxItem, error: str, *, apologises: bool) -> None:
        now = self._clock.now()
        with self._storage.begin() as work:
            item = work.inbox.lock(failed.id)
            if item is None:
                return  # somebody else has handled it meanwhile
            work.inbox.give_back(failed)
            if failed.attempts + 1 < MOST_ATTEMPTS:
                work.inbox.failed(item.id, error)
            else:
                work.inbox.bury(item.id, error)
                if apologises:
                    self._handling.apologise(work, item, now)
            work.commit()
