"""What a browser is told that comes back from the gateway: the truth as it is known here. It grants nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from engine.domain.payments.records import Order, OrderStatus
from engine.interfaces.clock import Clock
from engine.interfaces.payments import PaymentDoor
from engine.interfaces.unit_of_work import Storage


class Seen(StrEnum):
    """What is known of the order: UNKNOWN, when nobody can tell which one it is."""

    PAID = "paid"
    CHECKING = "checking"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Return:
    """What to show, and in which language; None when it is not known who comes back."""

    seen: Seen
    language: str | None = None


class Returning:
    """Looks an order up for a browser."""

    def __init__(self, storage: Storage, door: PaymentDoor, clock: Clock) -> None:
        self._storage = storage
        self._door = door
        self._clock = clock

    def look(self, query: Mapping[str, str]) -> Return:
        """What the gateway has signed tells which link it is; how that stands is read from our own books.

        An open one is worth a look at once: the browser is often quicker than the webhook.
        """
        reference = self._door.returned(query)
        if reference is None:
            return Return(Seen.UNKNOWN)
        with self._storage.begin() as work:
            name = work.orders.of_reference(reference)
            order = None if name is None else work.orders.get(name)
            if order is not None and _is_open(order):
                work.orders.look_now(reference, self._clock.now())
                work.commit()
        if order is None:
            return Return(Seen.UNKNOWN)
        return Return(Seen.CHECKING if _is_open(order) else Seen.PAID, order.language)


def _is_open(order: Order) -> bool:
    return order.status in (OrderStatus.OPEN, OrderStatus.CLOSED)
