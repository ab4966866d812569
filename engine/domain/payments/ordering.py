"""Rules of an order before it is paid: one open link at a time, under a reference that is stored before it is used."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from engine.domain.payments.booked import Booked, Fact
from engine.domain.payments.records import Books, Link, LinkStatus, OrderStatus, Withdrawn
from engine.domain.payments.standing import OPEN_LINKS

UNPAID = frozenset({OrderStatus.OPEN, OrderStatus.CLOSED})

MOST_LINKS = 20
"""Renewals of one order: who asks more often has to begin a new one."""

LOOKS = (timedelta(minutes=2), timedelta(minutes=5), timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
"""How long after the last look the next one comes: webhooks tell it first, this is the net."""

AFTER_THE_END = timedelta(minutes=3)
"""How long after its expiry a link is looked at once more: the gateway takes its time to end it."""


def open_link(books: Books) -> Link | None:
    """The link on which the order may be paid, or of which nobody knows yet whether it exists."""
    return next((link for link in books.links if link.status in OPEN_LINKS), None)


def with_new_link(books: Books, now: datetime) -> Books:
    """The books with one more link, to be made. There must be no open one."""
    order = books.order
    link = Link(
        id=f"{order.id}-{len(books.links) + 1}", order=order.id, amount=order.price, currency=order.currency,
        status=LinkStatus.WANTED, created_at=now, expires_at=now + timedelta(seconds=order.link_seconds),
        look_at=now + LOOKS[0],
    )  # fmt: skip
    return replace(books, links=(*books.links, link))


def with_refused_link(books: Books, link: Link) -> Books:
    """The gateway will never make this link; nobody can have paid on it. What has been seen of it meanwhile counts."""
    return replace(books, links=tuple(_refused(each) if each.id == link.id else each for each in books.links))


def withdrawn(books: Books, why: Withdrawn, now: datetime) -> Booked:
    """The books of an order that may not be paid any more; what is paid stays as it is.

    Its open link is looked at soon, and ended then. `link` tells the chart whether there is one.
    """
    order, link = books.order, open_link(books)
    if order.status not in UNPAID or order.withdrawn is not None:
        return Booked(books=books)
    links = tuple(replace(each, look_at=now) if each == link else each for each in books.links)
    told = Fact(
        name="order.withdrawn", key=f"withdrawn:{order.id}", data={"why": why.value, "link": link is not None}
    )  # fmt: skip
    return Booked(books=replace(books, order=replace(order, withdrawn=why), links=links), facts=(told,))


def next_look(looks: int, now: datetime, expires_at: datetime) -> datetime | None:
    """When to look at an open link again, after so many looks; the last one comes when it must have ended."""
    after_the_end = expires_at + AFTER_THE_END
    if now >= after_the_end + LOOKS[-1] * 6:
        return None
    waiting = now + LOOKS[min(looks, len(LOOKS) - 1)]
    return after_the_end if now < after_the_end < waiting else waiting


def _refused(link: Link) -> Link:
    if link.status is not LinkStatus.WANTED:
        return link
    return replace(link, status=LinkStatus.REFUSED, look_at=None)
