"""In whatever order and how often it is seen: the same money, the same rights, the same accounts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.payments.granting import granted
from engine.domain.payments.ledger import Transfer
from engine.domain.payments.records import Books, DisputeStatus, LinkStatus, RefundStatus
from engine.domain.payments.sightings import PaymentState, Sighting
from engine.errors import Unbookable
from tests.payments.sights import NOW, PRICE, dispute, link, opened, payment, refund, seen

ONE_PAYMENT: tuple[Sighting, ...] = (
    link(),
    payment(PaymentState.FAILED, reason="payment_timed_out"),
    payment(PaymentState.AUTHORIZED),
    payment(),
    link(LinkStatus.PAID, paid=PRICE),
    link(LinkStatus.EXPIRED, ended=NOW + timedelta(hours=24)),
)
"""What the gateway tells of one payment; a refund carries its payment, as webhooks do."""

ITS_REFUND: tuple[Sighting, ...] = (
    refund(RefundStatus.PENDING, amount=100), refund(RefundStatus.FAILED, amount=100),
    refund(RefundStatus.PROCESSED, amount=100),
)  # fmt: skip
ITS_DISPUTE: tuple[Sighting, ...] = (
    dispute(DisputeStatus.OPEN), dispute(DisputeStatus.CLOSED), dispute(DisputeStatus.WON),
)  # fmt: skip


class Seen:
    """The books of an order after a row of sightings, granted as soon as they allow it, and all transfers by key."""

    def __init__(self) -> None:
        self.books: Books = opened()
        self.transfers: dict[str, Transfer] = {}

    def see(self, *sightings: Sighting) -> Seen:
        """Some more of them, as one webhook brings them."""
        booked = seen(self.books, *sightings)
        self.books = booked.books
        for transfer in booked.transfers:
            self.transfers.setdefault(transfer.key, transfer)
        self._grant()
        return self

    def _grant(self) -> None:
        try:
            booked = granted(self.books, "right", NOW)
        except Unbookable:
            return
        self.books = booked.books
        for transfer in booked.transfers:
            self.transfers.setdefault(transfer.key, transfer)

    def canonical(self) -> object:
        """All that counts: not in which order the rows came, and not what something was booked from."""
        books = self.books
        return (
            books.order.status, books.links, frozenset(books.payments), frozenset(books.attempts),
            frozenset(books.refunds), frozenset((d.provider_id, d.status, d.deducted) for d in books.disputes),
            books.entitlement, self.balances(),
        )  # fmt: skip

    def balances(self) -> tuple[tuple[str, int], ...]:
        """What is on each account."""
        on: Counter[str] = Counter()
        for transfer in self.transfers.values():
            on[transfer.debit] += transfer.amount
            on[transfer.credit] -= transfer.amount
        return tuple(sorted((account, amount) for account, amount in on.items() if amount))


def after(sightings: Sequence[Sighting]) -> object:
    """What it comes to when each comes by itself."""
    seen_so_far = Seen()
    for sighting in sightings:
        seen_so_far.see(sighting)
    return seen_so_far.canonical()


def test_all_orders_of_one_payment_end_alike() -> None:
    """All 720 of them."""
    ends = {str(after(order)) for order in permutations(ONE_PAYMENT)}
    assert len(ends) == 1


@pytest.mark.parametrize("more", [ITS_REFUND, ITS_DISPUTE], ids=["refund", "dispute"])
def test_all_orders_of_what_follows_a_payment_end_alike(more: tuple[Sighting, ...]) -> None:
    """A refund or a dispute is of a payment that is known."""
    ends = {str(after((link(), payment(), *order))) for order in permutations(more)}
    assert len(ends) == 1


@given(st.lists(st.sampled_from(ONE_PAYMENT), max_size=12), st.permutations(ONE_PAYMENT))
def test_repeats_change_nothing(repeats: list[Sighting], whole: list[Sighting]) -> None:
    """Anything seen any number of times before, and everything once after: as if each had been seen once."""
    assert after([*repeats, *whole]) == after(ONE_PAYMENT)


@given(st.lists(st.sampled_from((*ONE_PAYMENT, *ITS_REFUND, *ITS_DISPUTE, payment(name="pay_2"))), max_size=14))
def test_money_is_never_made_nor_lost(sightings: list[Sighting]) -> None:
    """Whatever is seen: accounts sum to zero, rights follow money, no payment gives back more than it brought."""
    state = Seen()
    for sighting in sightings:
        state.see(sighting)
    books = state.books
    assert sum(amount for _, amount in state.balances()) == 0
    assert all(0 <= each.refunded <= each.amount for each in books.payments)
    assert (books.entitlement is not None) <= any(p.standing.value == "credited" for p in books.payments)
    assert len({each.provider_id for each in books.payments}) == len(books.payments)


@given(st.lists(st.sampled_from(ONE_PAYMENT), min_size=2, max_size=6))
def test_what_comes_together_is_as_what_comes_apart(sightings: list[Sighting]) -> None:
    """A webhook brings a link and its payment at once; a look brings them one by one."""
    assert Seen().see(*sightings).canonical() == after(sightings)
