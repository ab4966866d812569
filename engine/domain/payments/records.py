"""The rows of money. Amounts are whole numbers of the smallest unit of their currency (paise), times aware UTC.

Our ids are `id`, those of the gateway `provider_id`. Nothing here is ever taken back: a status only moves forward.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from engine.domain.payments.products import WhenLate
from engine.domain.values import Data


class OrderStatus(StrEnum):
    """Where an order stands. It follows from its links and payments and is stored to be listed.

    CLOSED: all its links have ended and nothing was paid. Money that comes later makes it PAID all the same.
    """

    OPEN = "open"
    CLOSED = "closed"
    PAID = "paid"
    REFUNDED = "refunded"


class Withdrawn(StrEnum):
    """Why an order that is not paid may not be paid any more: the same thing is PAID in another one, or whom it was for
    is GONE.
    """

    PAID = "paid"
    GONE = "gone"


class LinkStatus(StrEnum):
    """WANTED was written down before the gateway was asked: nobody knows yet whether it exists there.

    REFUSED: the gateway will never make it. PARTIAL: some of it was paid.
    """

    WANTED = "wanted"
    REFUSED = "refused"
    CREATED = "created"
    PARTIAL = "partial"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    PAID = "paid"


class AttemptStatus(StrEnum):
    """How far one try at paying has come. A failed one may still succeed, days later."""

    STARTED = "started"
    FAILED = "failed"
    AUTHORIZED = "authorized"
    CAPTURED = "captured"


class Standing(StrEnum):
    """What captured money is to its order.

    CREDITED pays for it. Everything else lies in suspense: SURPLUS came when it was paid already, MISMATCHED is not
    what was asked for, LATE came after the end of a product that is not sold late, or when its
    order was withdrawn or its buyer forgotten, UNMATCHED is of no order of ours.
    """

    CREDITED = "credited"
    SURPLUS = "surplus"
    MISMATCHED = "mismatched"
    LATE = "late"
    UNMATCHED = "unmatched"


class RefundStatus(StrEnum):
    """WANTED was written down before the gateway was asked. FAILED: the money is still with us."""

    WANTED = "wanted"
    PENDING = "pending"
    FAILED = "failed"
    PROCESSED = "processed"


class DisputeStatus(StrEnum):
    """Of a payment that its bank takes back or wants to take back."""

    OPEN = "open"
    CLOSED = "closed"
    WON = "won"
    LOST = "lost"


class EntitlementStatus(StrEnum):
    """FROZEN while a payment is disputed, or all of it on its way back. A revoked one stays revoked."""

    GRANTED = "granted"
    FROZEN = "frozen"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """One thing one person wanted to buy, at the price of that day.

    `contact` is None after the person was forgotten. `key` is unique: whoever asks twice gets the same order.
    `details` says what for, by ids only, and `thing` which orders of a contact are of the same (`products.thing_of`).
    `withdrawn` is why nobody may pay it any more: what comes all the same goes back. `account` and `mode` (`test` or
    `live`) are those of the merchant the money must come to. `link_seconds`, `when_late` and `quantity` are the
    product's on that day.
    """

    id: str
    contact: str | None
    key: str
    product: str
    grants: str
    quantity: int
    price: int
    currency: str
    language: str
    details: Data
    thing: str
    link_seconds: int
    when_late: WhenLate
    account: str
    mode: str
    status: OrderStatus
    created_at: datetime
    paid_at: datetime | None = None
    withdrawn: Withdrawn | None = None
    revision: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A page of the gateway on which an order can be paid. `id` is the reference the gateway knows it by, too.

    `look_at` is when to ask the gateway how it stands; None when there is nothing more to learn.
    """

    id: str
    order: str
    amount: int
    currency: str
    status: LinkStatus
    created_at: datetime
    expires_at: datetime
    provider_id: str | None = None
    url: str | None = None
    ended_at: datetime | None = None
    look_at: datetime | None = None
    looks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One try at paying, under the gateway's id. `reason` is the gateway's word for a failure."""

    provider_id: str
    order: str
    status: AttemptStatus
    reason: str | None
    method: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Captured money, under the gateway's id. `refunded` is what was or is being sent back, at most `amount`."""

    provider_id: str
    order: str | None
    standing: Standing
    amount: int
    currency: str
    method: str | None
    paid_at: datetime
    refunded: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Refund:
    """Money on its way back. `id` is ours and the key under which the gateway makes it once.

    `by` is `rule`, `operator`, `flow`, or `gateway` for one that was made there without us.
    """

    id: str
    payment: str
    order: str | None
    amount: int
    currency: str
    status: RefundStatus
    by: str
    reason: str
    created_at: datetime
    provider_id: str | None = None
    look_at: datetime | None = None
    looks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """A payment that its bank wants back. `deducted` is what it has taken."""

    provider_id: str
    payment: str
    order: str | None
    status: DisputeStatus
    amount: int
    deducted: int
    reason: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlement:
    """What a paid order allows its owner: `kind`, so many times. At most one for each order.

    `made` is what was handed over by it, the oldest first: `at`, `language` and the `versions` it was made by, and
    whatever else it takes to make the same again.
    """

    id: str
    order: str
    contact: str | None
    product: str
    kind: str
    quantity: int
    used: int
    status: EntitlementStatus
    granted_at: datetime
    made: tuple[Data, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """All that is kept of one order. The rules take one and return the next."""

    order: Order
    links: tuple[Link, ...] = ()
    attempts: tuple[Attempt, ...] = ()
    payments: tuple[Payment, ...] = ()
    refunds: tuple[Refund, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    entitlement: Entitlement | None = None
