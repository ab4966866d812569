"""Holds lines of the gateway against our books, one at a time, and books what was missing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from engine.domain.payments.comparing import Difference, Odd, is_the_same, of_line, of_payment, sent_back
from engine.domain.payments.ledger import Account, Transfer
from engine.domain.payments.records import Payment, RefundStatus
from engine.domain.payments.settlements import PAYMENT, REFUND, transfers_of
from engine.domain.payments.sightings import PaymentSeen, RefundSeen, Sighting, Source
from engine.domain.payments.violations import Broken
from engine.errors import Unbookable, Unstorable
from engine.interfaces.clock import Clock
from engine.interfaces.payments import Done, PaymentGateway, Settled
from engine.interfaces.unit_of_work import Storage
from engine.services.payments.bookkeeping import MONEY, Bookkeeping, order_of
from engine.services.payments.looking import HERE

_MOST = 100
"""Of unmatched money: there is never so much of it."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What a settled line is about, in our books."""

    amount: int
    order: str | None


class Collating:
    """Of one day. `agreed` payments and `lines` of settlements are counted, `differences` are kept."""

    def __init__(
        self, storage: Storage, gateway: PaymentGateway, bookkeeping: Bookkeeping, clock: Clock, *, is_dry: bool
    ) -> None:
        """`is_dry`: nothing is booked."""
        self.agreed = 0
        self.lines = 0
        self.differences: list[Difference] = []
        self._storage = storage
        self._gateway = gateway
        self._bookkeeping = bookkeeping
        self._clock = clock
        self._is_dry = is_dry
        self._foreseen: dict[str, _Known] = {}

    def payment(self, seen: PaymentSeen) -> None:
        """Money of the day, as the gateway has it."""
        before = self._payment(seen.provider_id)
        if before is None or before.order is None:
            self._take(seen, before)
        elif not is_the_same(seen, before):
            self.differences.append(of_payment(Odd.AMOUNT, seen, before, before.order))
        elif self._goes_back_alike(seen, before):
            self.agreed += 1

    def suspense(self) -> None:
        """Money of no order may have gone back meanwhile: somebody did that at the gateway, and no order tells."""
        without_grace = self._clock.now() + timedelta(days=2)
        with self._storage.read() as work:
            lying = work.checks.found(Broken.SUSPENSE, without_grace, is_recent=False, limit=_MOST)
        for each in lying:
            if each.order is None and not self._is_dry:
                self._back(each.id)

    def settled(self, line: Settled) -> None:
        """A line of a settlement: what was paid out goes to the bank, once."""
        known = self._known(line)
        if known is None and line.kind in (PAYMENT, REFUND):
            self.differences.append(of_line(Odd.UNKNOWN, line, None, None))
            return
        amount, order = (None, None) if known is None else (known.amount, known.order)
        transfers = transfers_of(line, amount, order, self._clock.now())
        if transfers is None:
            self.differences.append(of_line(Odd.SETTLED, line, amount, order))
            return
        if known is None:
            self.differences.append(of_line(Odd.ADJUSTMENT, line, None, None))
        self.lines += 1
        self._book(transfers)

    # -- payments

    def _take(self, seen: PaymentSeen, before: Payment | None) -> None:
        """What we did not know is booked, or kept in suspense, as if a webhook had told."""
        order = self._booked([seen], seen)
        self._foreseen[seen.provider_id] = _Known(seen.ours, order)
        if order is not None:
            self.differences.append(of_payment(Odd.MISSED, seen, before, order))
            return
        if not self._is_dry:
            with self._storage.begin() as work:
                self._bookkeeping.keep_unmatched(work, seen)
                work.commit()
        self.differences.append(of_payment(Odd.UNMATCHED, seen, before, None))

    def _booked(self, sightings: Sequence[Sighting], seen: PaymentSeen) -> str | None:
        """The order it belongs to, with what was seen in its books."""
        if self._is_dry:
            with self._storage.read() as work:
                return order_of(work, seen)
        try:
            return self._bookkeeping.see(sightings, HERE, Source.LOOK)
        except (Unbookable, Unstorable):
            self.differences.append(of_payment(Odd.UNBOOKABLE, seen, self._payment(seen.provider_id), None))
            with self._storage.read() as work:
                return order_of(work, seen)

    def _goes_back_alike(self, seen: PaymentSeen, ours: Payment) -> bool:
        """Whether as much of it has gone back there as here; if not, the refunds there are booked."""
        assert ours.order is not None
        with self._storage.read() as work:
            books = work.orders.books(ours.order)
        back = 0 if books is None else sent_back(books, ours.provider_id)
        if back == seen.refunded:
            return True
        refunds = self._gateway.refunds_of(seen.provider_id)
        if isinstance(refunds, Done) and not self._is_dry:
            self._booked(refunds.value, seen)
        self.differences.append(
            Difference(
                kind=Odd.REFUND, id=seen.provider_id, order=ours.order, ours=back, theirs=seen.refunded,
                currency=seen.currency,
            )
        )  # fmt: skip
        return False

    # -- money of no order

    def _back(self, payment: str) -> None:
        refunds = self._gateway.refunds_of(payment)
        if not isinstance(refunds, Done):
            return
        gone = [each for each in refunds.value if each.status is RefundStatus.PROCESSED]
        if not gone:
            return
        with self._storage.begin() as work:
            work.orders.give_back(payment, sum(each.amount for each in gone))
            work.ledger.book([_given_back(each) for each in gone])
            work.commit()

    # -- settlements

    def _known(self, line: Settled) -> _Known | None:
        if line.kind == PAYMENT:
            return self._known_payment(line)
        return self._known_refund(line) if line.kind == REFUND else None

    def _known_payment(self, line: Settled) -> _Known | None:
        """It may be of a day on which nobody has compared anything: then the gateway is asked for it."""
        ours = self._payment(line.entity)
        if ours is None and line.entity not in self._foreseen:
            asked = self._gateway.payment(line.entity)
            if isinstance(asked, Done) and asked.value is not None and asked.value.state in MONEY:
                self._take(asked.value, None)
                ours = self._payment(line.entity)
        if ours is None:
            return self._foreseen.get(line.entity) if self._is_dry else None
        return _Known(ours.amount, ours.order)

    def _known_refund(self, line: Settled) -> _Known | None:
        ours = self._refund(line.entity)
        if ours is not None or line.payment is None:
            return ours
        paid, refunds = self._payment(line.payment), self._gateway.refunds_of(line.payment)
        seen = [each for each in refunds.value if each.provider_id == line.entity] if isinstance(refunds, Done) else []
        if paid is None or not seen:
            return None
        if paid.order is None:
            return _Known(seen[0].amount, None)
        self.differences.append(of_line(Odd.REFUND, line, None, paid.order))
        if not self._is_dry:
            self._see_refund(seen[0])
        return self._refund(line.entity)

    def _see_refund(self, seen: RefundSeen) -> None:
        try:
            self._bookkeeping.see([seen], HERE, Source.LOOK)
        except (Unbookable, Unstorable):
            return

    # -- what is stored

    def _payment(self, provider_id: str) -> Payment | None:
        with self._storage.read() as work:
            return work.orders.payment(provider_id)

    def _refund(self, provider_id: str) -> _Known | None:
        with self._storage.read() as work:
            found = work.orders.refund(provider_id)
        return None if found is None else _Known(found.amount, found.order)

    def _book(self, transfers: Sequence[Transfer]) -> None:
        if self._is_dry:
            return
        with self._storage.begin() as work:
            work.ledger.book(transfers)
            work.commit()


def _given_back(refund: RefundSeen) -> Transfer:
    return Transfer(
        key=f"refunded:{refund.provider_id}", debit=Account.SUSPENSE, credit=Account.GATEWAY, amount=refund.amount,
        currency=refund.currency, order=None, at=refund.at,
    )  # fmt: skip
