"""The ports of what is kept of money. All of them work inside one unit of work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from engine.domain.payments.ledger import Account, Transfer
from engine.domain.payments.records import Books, Entitlement, Link, Order, OrderStatus, Payment, Refund


class OrderRepository(Protocol):
    """Orders with everything that belongs to them."""

    def open(self, order: Order) -> Order:
        """Store a new order, or answer the stored one with the same `key`."""
        ...

    def get(self, order: str) -> Order | None:
        """The order, to look at."""
        ...

    def lock_buyer(self, order: str) -> None:
        """Lock whose order it is, if they are still there: what concerns several orders of theirs goes one by one.

        It comes before the lock of any order.
        """
        ...

    def lock(self, order: str) -> Books | None:
        """All that is kept of an order, locked until the end of the unit of work."""
        ...

    def books(self, order: str) -> Books | None:
        """The same, to look at."""
        ...

    def save(self, before: Books, after: Books) -> None:
        """Store what has changed. Unstorable, when it breaks a constraint of money."""
        ...

    def of_reference(self, reference: str) -> str | None:
        """The order of the link with this reference."""
        ...

    def of_link(self, provider_id: str) -> str | None:
        """The order of the link with the gateway's id."""
        ...

    def of_payment(self, provider_id: str) -> str | None:
        """The order of a payment or of a try at one."""
        ...

    def of_refund(self, refund: str) -> str | None:
        """The order of a refund with our id."""
        ...

    def payment(self, provider_id: str) -> Payment | None:
        """The captured payment with the gateway's id, of an order or of none."""
        ...

    def refund(self, provider_id: str) -> Refund | None:
        """The refund with the gateway's id."""
        ...

    def beginning(self, text: str, limit: int) -> Sequence[str]:
        """The ids of orders that begin so, at most so many."""
        ...

    def of_contact(self, contact: str) -> Sequence[Order]:
        """A person's orders, the latest first."""
        ...

    def entitlements(self, contact: str) -> Sequence[Entitlement]:
        """What a person may use, the oldest first."""
        ...

    def listed(self, status: OrderStatus | None, limit: int) -> Sequence[Order]:
        """The latest orders, the latest first."""
        ...

    def links_to_look_at(self, now: datetime, limit: int) -> Sequence[Link]:
        """Links whose time to be looked at has come, locked, and nobody else's at this moment."""
        ...

    def refunds_to_look_at(self, now: datetime, limit: int) -> Sequence[Refund]:
        """Refunds whose time to be asked for or looked at has come, locked, and nobody else's at this moment."""
        ...

    def look_later(self, item: str, look_at: datetime | None, *, is_refund: bool) -> None:
        """When to look at this link or refund the next time; one more look is counted."""
        ...

    def look_now(self, reference: str, now: datetime) -> None:
        """A link is worth a look at once."""
        ...

    def payments_between(self, since: datetime, until: datetime) -> Sequence[Payment]:
        """All captured payments of this time by the gateway's clock, matched or not."""
        ...

    def unsettled(self, since: datetime, until: datetime, limit: int) -> Sequence[Payment]:
        """Payments of this time for orders that are not a test, of which no settlement was booked, the oldest first."""
        ...

    def give_back(self, provider_id: str, refunded: int) -> None:
        """So much of money of no order of ours has gone back."""
        ...

    def add_unmatched(self, payment: Payment) -> bool:
        """Keep money of no order of ours; False when it is there already."""
        ...

    def forget(self, contact: str) -> None:
        """The owner of these orders and entitlements is nobody any more; the money stays."""
        ...


class LedgerRepository(Protocol):
    """Transfers, only ever appended."""

    def book(self, transfers: Sequence[Transfer]) -> None:
        """Append those whose keys are not there; the others were booked before."""
        ...

    def of_order(self, order: str) -> Sequence[Transfer]:
        """The transfers of an order, in the order of booking."""
        ...

    def balances(self) -> Sequence[tuple[Account, str, int]]:
        """What is on each account in each currency: debits less credits. They sum to zero."""
        ...


class HookStatus(StrEnum):
    """PARKED: it is about something that is not there yet, and is tried again. DEAD: a person must look at it."""

    NEW = "new"
    HANDLED = "handled"
    IGNORED = "ignored"
    PARKED = "parked"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """A webhook as it came, byte for byte. `key` is unique: the gateway's event id and the hash of the body together.

    The event id alone is not signed: with it alone, who has one signed body could keep another one out.
    """

    id: str
    key: str
    event_id: str
    event: str
    body: bytes
    received_at: datetime
    due_at: datetime
    status: HookStatus = HookStatus.NEW
    attempts: int = 0
    error: str | None = None
    order: str | None = None


class HookRepository(Protocol):
    """Webhooks of the payment gateway: stored before they are answered, booked by the worker."""

    def record(self, hook: Hook) -> bool:
        """Store it, unless one with its key is there: then answer False."""
        ...

    def claim(self, now: datetime) -> Hook | None:
        """The oldest new or parked one that is due and nobody else's at this moment, locked."""
        ...

    def settle(self, hook: str, status: HookStatus, *, event: str, order: str | None, error: str | None) -> None:
        """What became of it; one more attempt is counted."""
        ...

    def put_off(self, hook: str, due_at: datetime, *, event: str, error: str) -> None:
        """PARKED, and due again at this time; one more attempt is counted."""
        ...

    def next_due(self) -> datetime | None:
        """When the earliest one that waits is due."""
        ...

    def get(self, hook: str) -> Hook | None:
        """One of them, to look at."""
        ...

    def beginning(self, text: str, limit: int) -> Sequence[str]:
        """The ids of hooks that begin so, at most so many."""
        ...

    def of_order(self, order: str) -> Sequence[Hook]:
        """The hooks that told of an order, in the order they came."""
        ...

    def listed(self, status: HookStatus | None, limit: int) -> Sequence[Hook]:
        """The latest, the latest first."""
        ...

    def replay(self, hook: str, now: datetime) -> bool:
        """It is new again, whatever it was: to book it once more changes nothing. False if there is none."""
        ...

    def latest(self) -> datetime | None:
        """When the last one came."""
        ...

    def forget(self, before: datetime, limit: int) -> int:
        """Remove handled and ignored ones that came before; how many."""
        ...
