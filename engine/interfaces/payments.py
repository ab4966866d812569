"""The ports of a payment gateway: the one we ask through, and the one that reads what it posts to us."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, Protocol, TypeAlias, TypeVar

from engine.domain.payments.settlements import Settled as Settled
from engine.domain.payments.sightings import LinkSeen, Notice, PaymentSeen, RefundSeen

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Done(Generic[T]):
    """It was done, or found; `value` is how it stands now."""

    value: T


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """The gateway will not do this, now or later. `reason` is its own short word, `text` its sentence for the log.

    `is_setup`: our keys or our account are not in order, nothing can be done before a person looks.
    """

    reason: str
    text: str = ""
    is_setup: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Unavailable:
    """It was certainly not done; it may be asked again, after `wait` seconds if the gateway said so."""

    reason: str
    wait: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """Nobody knows whether it was done: look it up before you ask again."""

    reason: str


Asked: TypeAlias = Done[T] | Rejected | Unavailable | Unknown


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkWanted:
    """A link to be made. `reference` is ours, at most 40 characters, and was committed before the gateway is asked.

    `description` is shown on the page, `notes` come back with every event. `expires_at` lies at least 16 minutes ahead.
    `returns_to` is where the browser goes afterwards.
    """

    reference: str
    amount: int
    currency: str
    description: str
    expires_at: datetime
    notes: Mapping[str, str]
    returns_to: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundWanted:
    """Money to be sent back. `reference` is ours and the key under which it is done once; the same body each time."""

    reference: str
    payment: str
    amount: int
    notes: Mapping[str, str]


class PaymentGateway(Protocol):
    """Never raises for what the gateway does or fails to do, and never waits for longer than its time limits."""

    def create_link(self, wanted: LinkWanted) -> Asked[LinkSeen]:
        """Make a link. Rejected with reason `taken` when its reference was used before: then look it up."""
        ...

    def link_by_reference(self, reference: str) -> Asked[LinkSeen | None]:
        """The link with our reference; Done(None) when the gateway certainly has none."""
        ...

    def cancel_link(self, provider_id: str) -> Asked[LinkSeen]:
        """End a link. Rejected when it has ended or was paid meanwhile: then look at it and follow the truth."""
        ...

    def payments_of_link(self, provider_id: str) -> Asked[Sequence[PaymentSeen]]:
        """All captured payments of a link, each with all that is known of it."""
        ...

    def payment(self, provider_id: str) -> Asked[PaymentSeen | None]:
        """One payment."""
        ...

    def refund(self, wanted: RefundWanted) -> Asked[RefundSeen]:
        """Send money back, once for a reference: to ask again with the same one changes nothing."""
        ...

    def refunds_of(self, payment: str) -> Asked[Sequence[RefundSeen]]:
        """All refunds of a payment."""
        ...

    def payments_between(self, since: datetime, until: datetime) -> Asked[Sequence[PaymentSeen]]:
        """All payments made in this time, on all pages."""
        ...

    def settled_on(self, day: date) -> Asked[Sequence[Settled]]:
        """All lines of the settlements of a day, on all pages."""
        ...


class PaymentDoor(Protocol):
    """Reads what the gateway posts to us, and what browsers bring back from it."""

    def is_genuine(self, body: bytes, signature: str | None) -> bool:
        """Whether the gateway has signed these bytes, with any of the secrets in use. Never raises."""
        ...

    def notice(self, body: bytes) -> Notice:
        """What the body says. Unreadable, if it cannot be: not JSON, not an event, an amount that is no whole number.

        An event of a kind we do not know, or that is no business of ours, is a Notice without sightings.
        """
        ...

    def returned(self, query: Mapping[str, str]) -> str | None:
        """The reference of the link a browser comes back from, if the gateway has signed that; it proves no payment."""
        ...
