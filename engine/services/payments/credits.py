"""Credits: set aside when a question is accepted, spent when it is answered, given back when that fails.

An answer is handed to the channel, which may tell hours later that it never arrived: then the credit is given back when
its owner asks again, and counts as given back before.

Each method may be repeated, and die anywhere: a question has one reservation, and that one ending. All that concerns a
person happens under the lock of their contact, and then of the order.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import structlog

from engine.domain.payments.records import Books, Entitlement, EntitlementStatus
from engine.domain.payments.spending import (
    Ending,
    Reservation,
    all_left,
    left,
    with_one_back,
    with_one_used,
)
from engine.interfaces.clock import Clock
from engine.interfaces.unit_of_work import Storage, UnitOfWork


class Reserved(Enum):
    """What came of setting a credit aside. CLOSED: the question was answered, or given up, before."""

    DONE = "reserved"
    NONE_LEFT = "none_left"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Reserving:
    """The word for it, and how many credits of the kind are left."""

    what: Reserved
    left: int


class Credits:
    """Uses up what people may use, one at a time."""

    def __init__(self, storage: Storage, clock: Clock) -> None:
        self._storage = storage
        self._clock = clock
        self._log = structlog.get_logger("credits")

    def reserve(self, person: str, question: str, kind: str) -> Reserving:
        """Set one credit aside for a question: of the oldest entitlement of this kind that has one."""
        with self._storage.begin() as work:
            if work.contacts.lock(person) is None:
                return Reserving(Reserved.NONE_LEFT, 0)
            self._give_back(work, person)
            what = self._reserved(work, person, question, kind)
            remaining = all_left(work.orders.entitlements(person), kind)
            work.commit()
        self._log.info("credits.reserve", contact=person, question=question, outcome=what.value, left=remaining)
        return Reserving(what, remaining)

    def commit(self, question: str) -> Ending | None:
        """The question is answered; how the reservation has ended, None if there never was one."""
        return self._end(question, Ending.COMMITTED)

    def release(self, question: str) -> Ending | None:
        """There will be no answer; how the reservation has ended, None if there never was one."""
        return self._end(question, Ending.RELEASED)

    def left(self, person: str, kind: str) -> int:
        """How many credits of a kind a person has, what was forgotten or lost not counted as used."""
        now = self._clock.now()
        with self._storage.read() as work:
            mine = [each for each in work.orders.entitlements(person) if each.kind == kind]
            back = [each.entitlement for each in work.credits.open_of(person) if each.is_forgotten(now)]
            back += [each.entitlement for each in work.credits.lost(person)]
        usable = {each.id for each in mine if each.status is EntitlementStatus.GRANTED}
        return all_left(mine, kind) + sum(each in usable for each in back)

    def _reserved(self, work: UnitOfWork, person: str, question: str, kind: str) -> Reserved:
        known = work.credits.get(question)
        if known is not None:
            return Reserved.DONE if known.ending is None else Reserved.CLOSED
        for entitlement in work.orders.entitlements(person):
            if entitlement.kind == kind and left(entitlement):
                books = _locked(work, entitlement.order)
                if books.entitlement is not None and left(books.entitlement):  # money may have gone back meanwhile
                    return self._take(work, books, books.entitlement, question)
        return Reserved.NONE_LEFT

    def _take(self, work: UnitOfWork, books: Books, entitlement: Entitlement, question: str) -> Reserved:
        reservation = Reservation(
            id=question, entitlement=entitlement.id, order=books.order.id, at=self._clock.now()
        )  # fmt: skip
        if not work.credits.reserve(reservation):
            return Reserved.CLOSED  # somebody else's question has this id: nothing of theirs is touched
        work.orders.save(books, with_one_used(books))
        return Reserved.DONE

    def _end(self, question: str, ending: Ending) -> Ending | None:
        with self._storage.begin() as work:
            found = work.credits.get(question)
            if found is None:
                return None
            ended = self._ended(work, found, ending)
            work.commit()
        self._log.info("credits.end", question=question, wanted=ending.value, outcome=ended.value)
        return ended

    def _ended(self, work: UnitOfWork, reservation: Reservation, ending: Ending) -> Ending:
        """The first ending counts. The order is locked before it is looked at: nobody else ends it meanwhile."""
        if reservation.ending is not None:
            return reservation.ending
        books = _locked(work, reservation.order)
        known = work.credits.get(reservation.id)
        if known is not None and known.ending is not None:
            return known.ending
        work.credits.end(reservation.id, ending, self._clock.now())
        if ending is Ending.RELEASED:
            work.orders.save(books, with_one_back(books))
        return ending

    def _give_back(self, work: UnitOfWork, person: str) -> None:
        """What nobody has ended, and what was spent on answers that never arrived."""
        now = self._clock.now()
        for reservation in work.credits.open_of(person):
            if reservation.is_forgotten(now):
                self._ended(work, reservation, Ending.RELEASED)
                self._log.warning("credits.forgotten", contact=person, question=reservation.id)
        for reservation in work.credits.lost(person):
            books = _locked(work, reservation.order)
            if work.credits.give_back(reservation.id, now):
                work.orders.save(books, with_one_back(books))
                self._log.warning("credits.lost", contact=person, question=reservation.id)


def _locked(work: UnitOfWork, order: str) -> Books:
    books = work.orders.lock(order)
    if books is None:
        raise LookupError(f"there is no order {order!r}")
    return books
