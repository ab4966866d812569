"""Rules of credits: each use of an entitlement is set aside first, and then either spent or given back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from engine.domain.payments.records import Books, Entitlement, EntitlementStatus
from engine.errors import Unbookable

FORGOTTEN = timedelta(hours=1)
"""How long a reservation may be open. Whoever made it has died: nobody pays for what was not delivered."""

SKEW = timedelta(seconds=1)
"""How far the clocks of two machines may be apart."""


class Ending(StrEnum):
    """How a reservation ended: COMMITTED was answered and is spent, RELEASED was given back.

    What was spent on an answer that never arrived is given back later, and is RELEASED from then on.
    """

    COMMITTED = "committed"
    RELEASED = "released"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reservation:
    """One credit set aside. `id` is that of the question it is for: there is at most one for each.

    `order` is the one its entitlement belongs to; `ending` is None while it is open.
    """

    id: str
    entitlement: str
    order: str
    at: datetime
    ending: Ending | None = None

    def is_forgotten(self, now: datetime) -> bool:
        """Whether it is open for longer than anybody works on an answer."""
        return self.ending is None and now - self.at > FORGOTTEN


def left(entitlement: Entitlement) -> int:
    """How often it may still be used: not at all while it is frozen, and when it was revoked."""
    return entitlement.quantity - entitlement.used if entitlement.status is EntitlementStatus.GRANTED else 0


def all_left(entitlements: Sequence[Entitlement], kind: str) -> int:
    """How many credits of a kind somebody has."""
    return sum(left(each) for each in entitlements if each.kind == kind)


def with_one_used(books: Books) -> Books:
    """The books with one credit set aside. Unbookable, when there is none left that may be used."""
    entitlement = books.entitlement
    if entitlement is None or left(entitlement) < 1:
        raise Unbookable(f"order {books.order.id} has no credit left")
    return replace(books, entitlement=replace(entitlement, used=entitlement.used + 1))


def with_one_back(books: Books) -> Books:
    """The books with one credit given back, whatever may be used of them now. Unbookable, when none is used."""
    entitlement = books.entitlement
    if entitlement is None or entitlement.used < 1:
        raise Unbookable(f"nothing of order {books.order.id} is used")
    return replace(books, entitlement=replace(entitlement, used=entitlement.used - 1))
