"""Refunds: wanted in our tables first, asked for under one key until it is answered, never more than there is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from engine.domain.payments.booked import Booked
from engine.domain.payments.records import Books, Refund, RefundStatus, Standing
from engine.domain.payments.refunding import refund_of, refund_wanted
from engine.domain.payments.sightings import RefundSeen, Source
from engine.errors import Unbookable
from engine.interfaces.clock import Clock
from engine.interfaces.identifiers import Identifiers
from engine.interfaces.payments import Done, PaymentGateway, RefundWanted, Rejected
from engine.interfaces.unit_of_work import Storage, UnitOfWork
from engine.services.payments.bookkeeping import Bookkeeping
from engine.services.payments.looking import HERE, word

_LATER = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=12))
_MOST_LOOKS = 40
"""A pending refund is looked at for some weeks; banks take one."""
_BATCH = 10


class Refunds:
    """Asks for refunds and follows them. Every method is safe to be repeated after it died half-way."""

    def __init__(
        self, storage: Storage, gateway: PaymentGateway, bookkeeping: Bookkeeping, clock: Clock,
        identifiers: Identifiers,
    ) -> None:  # fmt: skip
        self._storage = storage
        self._gateway = gateway
        self._bookkeeping = bookkeeping
        self._clock = clock
        self._identifiers = identifiers
        self._log = structlog.get_logger("refund")

    def want(
        self, order: str, *, payment: str | None = None, amount: int | None = None, by: str, reason: str,
        key: str | None = None, note: Callable[[UnitOfWork, Sequence[str]], None] = lambda _work, _refunds: None,
    ) -> tuple[Refund, ...]:  # fmt: skip
        """Write down that money goes back, of one payment or of all that pay for the order, and ask for it at once.

        Without an amount all that is left of it. With a `key` the same wish is written down once. `note` may write more
        down together with it. Unbookable, when there is not so much.
        """
        key = key or self._identifiers.new()
        wanted: list[str] = []

        def rule(books: Books, now: datetime) -> Booked:
            after, names = planned(books, payment, amount, by=by, reason=reason, key=key, now=now)
            wanted.extend(names)
            return Booked(books=after)

        with self._storage.begin() as work:
            books = self._bookkeeping.change(work, order, rule, Source.OPERATOR)
            note(work, wanted)
            work.commit()
        for each in wanted:
            found = refund_of(books, each, None)
            if found is not None and found.status is RefundStatus.WANTED:
                self._ask(found)
        return self._now(order, wanted)

    def look_at_refunds(self) -> int:
        """Ask for, or look at, the refunds whose time has come; how many there were."""
        now = self._clock.now()
        with self._storage.begin() as work:
            refunds = work.orders.refunds_to_look_at(now, _BATCH)
            for refund in refunds:
                is_last = refund.looks >= _MOST_LOOKS
                later = None if is_last else now + _LATER[min(refund.looks, len(_LATER) - 1)]
                work.orders.look_later(refund.id, later, is_refund=True)
            work.commit()
        for refund in refunds:
            self._follow(refund)
        return len(refunds)

    def _follow(self, refund: Refund) -> None:
        """Look first: what the gateway has must not be asked for again, even though it would know the key."""
        asked = self._gateway.refunds_of(refund.payment)
        if not isinstance(asked, Done):
            self._log.info("refund.looked", refund=refund.id, order=refund.order, outcome=word(asked))
            return
        found = next((seen for seen in asked.value if _is(seen, refund)), None)
        if found is not None:
            self._bookkeeping.see([found], HERE, Source.LOOK)
        elif refund.status is RefundStatus.WANTED:
            self._ask(refund)

    def _ask(self, refund: Refund) -> None:
        asked = self._gateway.refund(
            RefundWanted(
                reference=refund.id, payment=refund.payment, amount=refund.amount,
                notes={"refund": refund.id, "order": refund.order or ""},
            )
        )  # fmt: skip
        self._log.info(
            "refund", refund=refund.id, order=refund.order, payment=refund.payment, amount=refund.amount, by=refund.by,
            outcome=word(asked),
        )  # fmt: skip
        if isinstance(asked, Done):
            self._bookkeeping.see([replace(asked.value, reference=refund.id)], HERE, Source.LOOK)
        elif isinstance(asked, Rejected) and not asked.is_setup:
            self._fail(refund, asked.reason)

    def _fail(self, refund: Refund, reason: str) -> None:
        """The gateway will not: the money is still with us, and a person must decide."""
        self._log.error("refund.failed", refund=refund.id, order=refund.order, reason=reason)
        failed = RefundSeen(
            provider_id=refund.provider_id or f"none_{refund.id}", payment=refund.payment, status=RefundStatus.FAILED,
            amount=refund.amount, currency=refund.currency, at=self._clock.now(), reference=refund.id,
        )  # fmt: skip
        self._bookkeeping.see([failed], HERE, Source.LOOK)

    def _now(self, order: str, wanted: list[str]) -> tuple[Refund, ...]:
        with self._storage.read() as work:
            books = work.orders.books(order)
        found = [] if books is None else [refund_of(books, each, None) for each in wanted]
        return tuple(each for each in found if each is not None)


def planned(
    books: Books, payment: str | None, amount: int | None, *, by: str, reason: str, key: str, now: datetime
) -> tuple[Books, Sequence[str]]:  # fmt: skip
    """The books with the refunds that are wanted, of one payment or of all that pay, and the ids of these.

    A wish that was written down before is what it was then, however it has ended.
    """
    if before := [refund.id for refund in books.refunds if refund.id.startswith(f"{key}_")]:
        return books, before
    payments = [payment] if payment is not None else _paying(books)
    if not payments:
        raise Unbookable(f"nothing of order {books.order.id} can be sent back")
    names = [f"{key}_{place}" for place in range(len(payments))]
    for name, each in zip(names, payments, strict=True):
        books = refund_wanted(books, name, each, amount, by=by, reason=reason, now=now)
    return books, names


def _paying(books: Books) -> list[str]:
    """The payments of which something is left to be sent back, that pay for the order."""
    return [
        payment.provider_id
        for payment in books.payments
        if payment.standing is Standing.CREDITED and payment.refunded < payment.amount
    ]


def _is(seen: RefundSeen, refund: Refund) -> bool:
    return seen.reference == refund.id or (refund.provider_id is not None and seen.provider_id == refund.provider_id)
