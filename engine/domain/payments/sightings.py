"""What the gateway shows of itself, by webhook, when it is asked, or to an operator: snapshots, never commands.

Each is true at some moment and may be old, repeated, or early. `at` is the gateway's clock and is compared with nothing
of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from engine.domain.payments.records import DisputeStatus, LinkStatus, RefundStatus


class Source(StrEnum):
    """Who has seen it."""

    WEBHOOK = "webhook"
    LOOK = "look"
    OPERATOR = "operator"


class PaymentState(StrEnum):
    """A payment as the gateway shows it. REFUNDED was captured before."""

    CREATED = "created"
    FAILED = "failed"
    AUTHORIZED = "authorized"
    CAPTURED = "captured"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Merchant:
    """Whose money it is: the account and `test` or `live`. None of them is known where the gateway does not say."""

    account: str | None
    mode: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkSeen:
    """A link. `reference` is ours. `status` is never WANTED or REFUSED."""

    provider_id: str
    reference: str | None
    status: LinkStatus
    amount: int
    paid: int
    currency: str
    url: str | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSeen:
    """A payment. `amount` is what the payer gave, `fee_paid_by_customer` the part of it that is the gateway's.

    `untold_fee` is a fee of which nobody says who bears it: some events leave that out.
    `reference` and `link` (the gateway's id of it) are what it tells of where it belongs; both may be unknown.
    `refunded` is how much of it has gone back, or is on its way, as far as the gateway knew.
    """

    provider_id: str
    state: PaymentState
    amount: int
    currency: str
    at: datetime
    reference: str | None = None
    link: str | None = None
    method: str | None = None
    reason: str | None = None
    fee_paid_by_customer: int = 0
    untold_fee: int = 0
    refunded: int = 0

    @property
    def ours(self) -> int:
        """What of it is for us."""
        return self.amount - self.fee_paid_by_customer


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundSeen:
    """A refund of a payment. `reference` is ours, if we have made it.

    `is_automatic`: of money the gateway has sent back because it was never captured, so it never was ours.
    """

    provider_id: str
    payment: str
    status: RefundStatus
    amount: int
    currency: str
    at: datetime
    reference: str | None = None
    is_automatic: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeSeen:
    """A dispute of a payment."""

    provider_id: str
    payment: str
    status: DisputeStatus
    amount: int
    deducted: int
    currency: str
    at: datetime
    reason: str | None = None


Sighting: TypeAlias = LinkSeen | PaymentSeen | RefundSeen | DisputeSeen


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What one webhook says: its event, whose it is, and what it shows, in the order to be booked.

    Without sightings it is about none of our business (`settlement.processed`, a downtime, an event we do not know).
    """

    event: str
    merchant: Merchant
    sightings: tuple[Sighting, ...]
