"""What was handed over for an order, kept with it: enough to make the same again, and to tell by what it was made."""

from __future__ import annotations

from engine.domain.payments.booked import Booked
from engine.domain.payments.granting import with_made
from engine.domain.payments.sightings import Source
from engine.domain.payments.spending import left
from engine.domain.values import Data
from engine.interfaces.unit_of_work import Storage
from engine.services.payments.bookkeeping import Bookkeeping


class Making:
    """Keeps it, and gives it back. An order that is not there, or was not granted, keeps nothing."""

    def __init__(self, storage: Storage, bookkeeping: Bookkeeping) -> None:
        self._storage = storage
        self._bookkeeping = bookkeeping

    def last(self, order: str) -> Data | None:
        """What was handed over for it the last time."""
        with self._storage.read() as work:
            books = work.orders.books(order)
        made = () if books is None or books.entitlement is None else books.entitlement.made
        return made[-1] if made else None

    def is_theirs(self, order: str) -> bool:
        """Whether it may be made: not while the money is on its way back, and not when it has gone."""
        with self._storage.read() as work:
            books = work.orders.books(order)
        return books is not None and books.entitlement is not None and left(books.entitlement) > 0

    def keep(self, order: str, made: Data) -> None:
        """This is handed over for it now."""
        with self._storage.begin() as work:
            if work.orders.get(order) is None:
                return
            self._bookkeeping.change(
                work, order, lambda books, now: Booked(books=with_made(books, made, now)), Source.LOOK
            )
            work.commit()
