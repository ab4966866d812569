"""Links: one open at a time, wanted in our tables before the gateway is asked, and looked up when nobody knows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo

from engine.actions.catalogue import Outcome
from engine.domain.payments.booked import Booked
from engine.domain.payments.ordering import MOST_LINKS, open_link, with_new_link, with_refused_link
from engine.domain.payments.records import Books, Link, LinkStatus, Order, OrderStatus
from engine.domain.payments.sightings import LinkSeen, Source
from engine.interfaces.clock import Clock
from engine.interfaces.payments import Asked, Done, LinkWanted, PaymentGateway, Rejected
from engine.interfaces.unit_of_work import Storage
from engine.services.payments.bookkeeping import Bookkeeping
from engine.services.payments.looking import HERE, Looking

_SOMEBODY_ELSE = timedelta(seconds=30)
"""Longer than a call may take: who finds a link that was wanted just now waits for whoever wanted it."""
_TAKEN = "taken"

Describe = Callable[[Order], str]
"""What the page of the gateway says the money is for."""


class Links:
    """What charts and operators do with links. Every method is safe to be repeated after it died half-way."""

    def __init__(
        self, storage: Storage, gateway: PaymentGateway, bookkeeping: Bookkeeping, looking: Looking, clock: Clock,
        describe: Describe, returns_to: str | None, zone: tzinfo,
    ) -> None:  # fmt: skip
        """`returns_to` is where browsers go after paying, `zone` where the people are."""
        self._storage = storage
        self._gateway = gateway
        self._bookkeeping = bookkeeping
        self._looking = looking
        self._clock = clock
        self._describe = describe
        self._returns_to = returns_to
        self._zone = zone

    def create(self, order: str) -> Outcome:
        """The open link of an order, or a new one.

        `created` with its address, `paid` when there is nothing to pay any more, `rejected` when the gateway will not,
        `unavailable` when it could not be asked or nobody knows: to try again later is safe.
        """
        books, is_new = self._with_link(order)
        link = open_link(books)
        if books.order.status in (OrderStatus.PAID, OrderStatus.REFUNDED):
            return Outcome("paid")
        if link is None or books.order.withdrawn is not None:
            return Outcome("rejected", "too many links" if link is None else "withdrawn")
        if link.status is LinkStatus.WANTED:
            outcome = self._make(books.order, link, is_new=is_new)
            if outcome is not None:
                return outcome
        return self._created(order)

    def cancel(self, order: str) -> Outcome:
        """End the open link: `cancelled`, `paid` when somebody was quicker, `unavailable` if nobody can be asked."""
        link = open_link(self._books(order))
        if link is not None and link.status is LinkStatus.WANTED:
            found = self._looking.look(link)
            if found == Done(None):
                self._refuse(order, link)
            elif not isinstance(found, Done):
                return Outcome("unavailable")
            link = open_link(self._books(order))
        if link is not None and link.provider_id is not None:
            asked = self._gateway.cancel_link(link.provider_id)
            if isinstance(asked, Done):
                self._bookkeeping.see([asked.value], HERE, Source.LOOK)
            elif not isinstance(self._looking.look(link), Done):  # it may have been paid, or ended by itself
                return Outcome("unavailable")
        return _ended(self._books(order))

    def fetch(self, order: str) -> Outcome:
        """Ask the gateway whether it was paid: `paid`, `unpaid`, `ended` without a payment, or `unavailable`."""
        books = self._books(order)
        if books.order.status in (OrderStatus.PAID, OrderStatus.REFUNDED):
            return Outcome("paid")
        if not books.links:
            return Outcome("unpaid")
        if not isinstance(self._looking.look(books.links[-1]), Done):
            return Outcome("unavailable")
        status = self._books(order).order.status
        return Outcome({OrderStatus.OPEN: "unpaid", OrderStatus.CLOSED: "ended"}.get(status, "paid"))

    def _with_link(self, order: str) -> tuple[Books, bool]:
        """The books, with a link to be made if there was none open; it is stored before anybody is asked."""
        made: list[Link] = []

        def rule(books: Books, now: datetime) -> Booked:
            is_done = books.order.status in (OrderStatus.PAID, OrderStatus.REFUNDED)
            if (
                is_done
                or books.order.withdrawn is not None
                or open_link(books) is not None
                or len(books.links) >= MOST_LINKS
            ):
                return Booked(books=books)
            after = with_new_link(books, now)
            made.append(after.links[-1])
            return Booked(books=after)

        with self._storage.begin() as work:
            books = self._bookkeeping.change(work, order, rule, Source.LOOK)
            work.commit()
        return books, bool(made)

    def _make(self, order: Order, link: Link, *, is_new: bool) -> Outcome | None:
        """None once the link was made, or found; the outcome, when it was not."""
        if not is_new:
            found = self._looking.look(link)
            if not isinstance(found, Done):
                return Outcome("unavailable")
            if found.value is not None:
                return None
            if self._clock.now() - link.created_at < _SOMEBODY_ELSE:
                return Outcome("unavailable")
        return self._follow(order, link, self._gateway.create_link(self._wanted(order, link)))

    def _follow(self, order: Order, link: Link, asked: Asked[LinkSeen]) -> Outcome | None:
        if isinstance(asked, Done):
            self._bookkeeping.see([asked.value], HERE, Source.LOOK)
            return None
        if isinstance(asked, Rejected) and asked.reason != _TAKEN:
            if asked.is_setup:  # our keys are wrong: it is not the link's fault, and will work once they are right
                return Outcome("unavailable", asked.reason)
            self._refuse(order.id, link)
            return Outcome("rejected", asked.reason)
        found = self._looking.look(link)  # it was made before, or nobody knows
        return None if isinstance(found, Done) and found.value is not None else Outcome("unavailable")

    def _created(self, order: str) -> Outcome:
        books = self._books(order)
        link = open_link(books)
        if link is None or link.url is None:
            return Outcome("paid") if books.order.status is OrderStatus.PAID else Outcome("unavailable")
        end = link.expires_at.astimezone(self._zone)
        return Outcome(
            "created",
            {
                "url": link.url, "amount": link.amount, "currency": link.currency, "day": end.date().isoformat(),
                "time": end.strftime("%H:%M"),
            },
        )  # fmt: skip

    def _refuse(self, order: str, link: Link) -> None:
        with self._storage.begin() as work:
            self._bookkeeping.change(
                work, order, lambda books, _: Booked(books=with_refused_link(books, link)), Source.LOOK
            )
            work.commit()

    def _wanted(self, order: Order, link: Link) -> LinkWanted:
        return LinkWanted(
            reference=link.id, amount=link.amount, currency=link.currency, description=self._describe(order),
            expires_at=link.expires_at, notes={"order": order.id, "reference": link.id}, returns_to=self._returns_to,
        )  # fmt: skip

    def _books(self, order: str) -> Books:
        with self._storage.read() as work:
            books = work.orders.books(order)
        if books is None:
            raise LookupError(f"there is no order {order!r}")
        return books


def _ended(books: Books) -> Outcome:
    if books.order.status in (OrderStatus.PAID, OrderStatus.REFUNDED):
        return Outcome("paid")
    return Outcome("unavailable") if open_link(books) is not None else Outcome("cancelled")
