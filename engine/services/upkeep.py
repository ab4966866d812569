"""What is done to many rows now and then: who wants to be forgotten is erased, what is old is deleted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import timedelta

import structlog

from engine.domain.records import Backlog
from engine.domain.sessions import Contact
from engine.errors import BoloastroError
from engine.interfaces.clock import Clock
from engine.interfaces.unit_of_work import Storage, UnitOfWork
from engine.services.subjects import beside

GOODBYE = timedelta(hours=1)
"""So long the last messages to somebody who is leaving are waited for."""
_MOST_LEAVING = 100
_BATCH = 500
_MOST_BATCHES = 20


class Upkeep:
    """Keeps the database small, and free of people who are gone. One row that makes trouble holds up no other."""

    def __init__(self, storage: Storage, clock: Clock, keep: Mapping[str, timedelta]) -> None:
        """`keep` is how long settled rows of each table stay; a table that is not named is left alone."""
        self._storage = storage
        self._clock = clock
        self._keep = dict(keep)
        self._log = structlog.get_logger("upkeep")

    def erase_leaving(self) -> int:
        """Erase those who asked for it, once the goodbye has been sent, or after an hour; how many were erased.

        What they wrote just then is first passed on to who they are now.
        """
        with self._storage.begin() as work:
            leaving = [contact.id for contact in work.contacts.leaving(_MOST_LEAVING)]
        return sum(self._tried("erase", contact, self._erase) for contact in leaving)

    def forget_old(self) -> int:
        """Delete what is settled and older than it is kept, in small batches; how many rows are gone."""
        return sum(self._tried("forget", table, self._forget) for table in self._keep)

    def backlog(self) -> Backlog:
        """How much waits, and for how long."""
        with self._storage.read() as work:
            return work.upkeep.backlog(self._clock.now())

    def _erase(self, contact_id: str) -> bool:
        now = self._clock.now()
        with self._storage.begin() as work:
            leaving = work.contacts.leaving(_MOST_LEAVING)  # locked, and read even if they are damaged
            contact = next((each for each in leaving if each.id == contact_id), None)
            if contact is None or contact.leaving_at is None:
                return False  # another worker was faster
            everybody = _one_person(work, contact)
            is_waiting = any(work.outbox.is_waiting(each) or work.inbox.waiting(each) for each in everybody)
            if is_waiting and contact.leaving_at > now - GOODBYE:
                return False
            erased = Counter[str]()
            for each in everybody:
                erased.update(work.upkeep.erase(beside(each)))
                erased.update(work.upkeep.erase(each))
            work.commit()
        self._log.info("contact.erased", contact=contact_id, rows=dict(erased), contacts=len(everybody))
        return True

    def _forget(self, table: str) -> int:
        before = self._clock.now() - self._keep[table]
        total = 0
        for _ in range(_MOST_BATCHES):
            with self._storage.begin() as work:
                gone = work.upkeep.forget(table, before, _BATCH)
                work.commit()
            total += gone
            if gone < _BATCH:
                break
        if total:
            self._log.info("rows.forgotten", table=table, rows=total)
        return total

    def _tried(self, what: str, which: str, do: Callable[[str], int]) -> int:
        try:
            return do(which)
        except BoloastroError as error:  # it is tried again next time
            self._log.error("upkeep.failed", what=what, which=which, code=error.code)
            return 0


def _one_person(work: UnitOfWork, contact: Contact) -> list[str]:
    """The contact and all who were found to be this person before: what they wrote under another name is theirs."""
    found = [contact]
    for each in found:
        found += work.contacts.joined(each)
    return [each.id for each in found]
