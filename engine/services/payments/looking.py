"""Looks at the gateway for what webhooks did not tell: links that are open, and calls of which nobody knows the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog

from engine.domain.payments.booked import Booked
from engine.domain.payments.ordering import next_look, open_link, with_refused_link
from engine.domain.payments.records import Link, LinkStatus
from engine.domain.payments.sightings import LinkSeen, Merchant, PaymentSeen, Source
from engine.interfaces.clock import Clock
from engine.interfaces.payments import Asked, Done, PaymentGateway, Rejected, Unavailable, Unknown
from engine.interfaces.unit_of_work import Storage
from engine.services.payments.bookkeeping import Bookkeeping

_BATCH = 10
_NEVER_MADE = timedelta(minutes=10)
"""A link that was wanted and that the gateway does not know so long after was never made, and never will be."""

HERE = Merchant(account=None, mode=None)
"""What we ask for with our own keys is of our own account."""


class Looking:
    """Asks the gateway how things stand, and books what it shows."""

    def __init__(
        self, storage: Storage, gateway: PaymentGateway, bookkeeping: Bookkeeping, clock: Clock
    ) -> None:  # fmt: skip
        self._storage = storage
        self._gateway = gateway
        self._bookkeeping = bookkeeping
        self._clock = clock
        self._log = structlog.get_logger("look")

    def look_at_links(self) -> int:
        """Look at the links whose time has come; how many there were."""
        now = self._clock.now()
        with self._storage.begin() as work:
            links = work.orders.links_to_look_at(now, _BATCH)
            for link in links:
                work.orders.look_later(link.id, next_look(link.looks, now, link.expires_at), is_refund=False)
            work.commit()
        for link in links:
            self._look_again(link)
        return len(links)

    def look(self, link: Link) -> Asked[LinkSeen | None]:
        """Look at one link and book it with its payments; Done(None), if the gateway certainly has none."""
        found = self._gateway.link_by_reference(link.id)
        if not isinstance(found, Done) or found.value is None:
            return found
        seen = found.value
        payments = self._payments(seen)
        if not isinstance(payments, Done):
            return payments
        self._bookkeeping.see([seen, *payments.value], HERE, Source.LOOK)
        return found

    def payment(self, provider_id: str) -> Asked[PaymentSeen | None]:
        """One payment as the gateway shows it; nothing is booked."""
        return self._gateway.payment(provider_id)

    def _look_again(self, link: Link) -> None:
        """An open link on which nobody is to pay any more is ended; if that cannot be done now, at the next look."""
        found = self.look(link)
        self._log.info("looked", order=link.order, link=link.id, outcome=word(found), looks=link.looks + 1)
        never_made = self._clock.now() - link.created_at > _NEVER_MADE
        if found == Done(None) and link.status is LinkStatus.WANTED and never_made:
            self._refuse(link)
        if isinstance(found, Done) and found.value is not None and self._is_unwanted(link):
            self._end(found.value)

    def _is_unwanted(self, link: Link) -> bool:
        """Whether its order was withdrawn, or is of somebody who was forgotten."""
        with self._storage.read() as work:
            books = work.orders.books(link.order)
        if books is None or open_link(books) is None:
            return False
        return books.order.withdrawn is not None or books.order.contact is None

    def _end(self, link: LinkSeen) -> None:
        asked = self._gateway.cancel_link(link.provider_id)
        self._log.info("link.ended", link=link.reference, outcome=word(asked))
        if isinstance(asked, Done):
            self._bookkeeping.see([asked.value], HERE, Source.LOOK)

    def _payments(self, seen: LinkSeen) -> Asked[Sequence[PaymentSeen]]:
        if seen.paid == 0:
            return Done(())
        return self._gateway.payments_of_link(seen.provider_id)

    def _refuse(self, link: Link) -> None:
        """Nobody can have paid on what does not exist: the order may have another link."""
        with self._storage.begin() as work:
            self._bookkeeping.change(
                work, link.order, lambda books, _: Booked(books=with_refused_link(books, link)), Source.LOOK
            )
            work.commit()


def word(asked: Done[Any] | Rejected | Unavailable | Unknown) -> str:
    """What a gateway's answer came to, for the log."""
    match asked:
        case Done(None):
            return "absent"
        case Done():
            return "done"
        case Rejected(reason=reason):
            return f"rejected: {reason}"
        case Unavailable(reason=reason):
            return f"unavailable: {reason}"
        case Unknown(reason=reason):
            return f"unknown: {reason}"
