"""The ledger: booked once for a key, never changed, and summing to zero."""

from __future__ import annotations

import pytest

from engine.domain.payments.ledger import Account
from engine.errors import Unstorable
from engine.interfaces.unit_of_work import Storage
from tests.storage.purchases import order, transfer
from tests.storage.samples import at, fill, together


@pytest.fixture
def ordered(storage: Storage) -> Storage:
    """With an order."""
    fill(storage)
    with storage.begin() as work:
        work.orders.open(order())
        work.commit()
    return storage


def test_transfers_come_back_as_they_were(ordered: Storage) -> None:
    """In the order of booking, whatever their time; of an order, or of none."""
    several = [transfer(), transfer("second", at=at(-9), amount=1, debit=Account.FEES), transfer("third", order=None)]
    with ordered.begin() as work:
        work.ledger.book(several)
        work.ledger.book([])
        work.commit()
    with ordered.read() as work:
        assert work.ledger.of_order("or1") == several[:2]
        assert work.ledger.of_order("or2") == []


def test_a_transfer_is_booked_once(ordered: Storage) -> None:
    """What has its key was booked before, whatever it says now; the others are booked all the same."""
    with ordered.begin() as work:
        work.ledger.book([transfer()])
        work.ledger.book([transfer(amount=7), transfer("other"), transfer("other", amount=9)])
        assert work.ledger.of_order("or1") == [transfer(), transfer("other")]


def test_two_who_book_at_once_book_once(ordered: Storage) -> None:
    """One journal, however many have seen the payment."""

    def book() -> None:
        with ordered.begin() as work:
            work.ledger.book([transfer()])
            work.commit()

    together(*[book] * 6)
    with ordered.read() as work:
        assert work.ledger.of_order("or1") == [transfer()]


def test_balances_are_debits_less_credits(ordered: Storage) -> None:
    """For each account and currency; they sum to zero."""
    with ordered.begin() as work:
        assert work.ledger.balances() == []
        work.ledger.book(
            [
                transfer("a", amount=2**62),
                transfer("b", amount=100, debit=Account.CUSTOMERS, credit=Account.SALES),
                transfer("c", amount=5, currency="USD"),
                transfer("d", amount=5, currency="USD", debit=Account.CUSTOMERS, credit=Account.GATEWAY),
            ]
        )
        balances = work.ledger.balances()
    assert balances == [
        (Account.CUSTOMERS, "INR", 100 - 2**62),
        (Account.CUSTOMERS, "USD", 0),
        (Account.GATEWAY, "INR", 2**62),
        (Account.GATEWAY, "USD", 0),
        (Account.SALES, "INR", -100),
    ]
    assert sum(amount for _, _, amount in balances) == 0
    assert all(type(amount) is int for _, _, amount in balances)


@pytest.mark.parametrize("amount", [0, -1, 1.5, 2**63])
def test_an_amount_is_a_whole_number_above_zero(ordered: Storage, amount: int) -> None:
    """A transfer backwards has its accounts the other way round."""
    with ordered.begin() as work, pytest.raises(Unstorable):
        work.ledger.book([transfer(amount=amount)])
