"""Everything the stand-in knows, guarded by the sandbox's lock."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field

from integrations.sandbox.razorpay.ids import code_of
from integrations.sandbox.razorpay.records import Dispute, Event, Link, Merchant, Order, Payment, Refund, Settlement

_EVENTS = 20_000
"""How many events are remembered: of more the oldest are forgotten."""


@dataclass(slots=True)
class Books:
    """The books of one merchant; without one, nobody gets in. `root` is the sandbox's address; links are below it."""

    merchant: Merchant | None = None
    root: str = "http://127.0.0.1:4010"
    secret: str = ""
    is_enabled: bool = True
    links: dict[str, Link] = field(default_factory=dict)
    orders: dict[str, Order] = field(default_factory=dict)
    payments: dict[str, Payment] = field(default_factory=dict)
    refunds: dict[str, Refund] = field(default_factory=dict)
    disputes: dict[str, Dispute] = field(default_factory=dict)
    settlements: list[Settlement] = field(default_factory=list)
    events: dict[str, Event] = field(default_factory=dict)
    count: int = 0
    once: dict[str, tuple[Mapping[str, object], str]] = field(default_factory=dict)
    """By idempotency key: what was asked, and the refund it was answered with."""
    _codes: dict[str, Link] = field(default_factory=dict)
    _references: dict[str, Link] = field(default_factory=dict)
    _ends: list[tuple[int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        if self.merchant is not None:
            self.secret = self.merchant.webhook_secrets[0]

    def keep_link(self, link: Link) -> None:
        """A new link, or one whose reference or end has changed."""
        self.links[link.id] = self._codes[code_of(link.id)] = link
        if link.reference:
            self._references[link.reference] = link
        heapq.heappush(self._ends, (link.ends, link.id))

    def link_at(self, code: str) -> Link | None:
        """The link with this short name."""
        return self._codes.get(code)

    def link_for(self, reference: str) -> Link | None:
        """The link with this reference."""
        link = self._references.get(reference)
        return link if link is not None and link.reference == reference else None

    def any_link(self, name: str) -> Link | None:
        """A link by its id, its reference or its short name."""
        return self.links.get(name) or self.link_for(name) or self.link_at(name)

    def link_of(self, payment: str) -> Link | None:
        """The link a payment was made for."""
        known = self.payments.get(payment)
        return self.links.get(known.link or "") if known else None

    def take_ended(self, now: int) -> list[Link]:
        """The open links whose time was over at this moment, each once."""
        ended = []
        while self._ends and self._ends[0][0] <= now:
            end, id = heapq.heappop(self._ends)
            link = self.links[id]
            if link.is_open and link.ends == end:
                ended.append(link)
        return ended

    def keep_event(self, event: Event) -> None:
        """A new event."""
        self.events[event.id] = event
        if len(self.events) > _EVENTS:
            del self.events[next(iter(self.events))]
