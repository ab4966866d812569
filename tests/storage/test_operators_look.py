"""How operators and the daily comparison find rows of money: by the gateway's ids, by beginnings, by what lacks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from engine.domain.payments.ledger import Account
from engine.domain.payments.records import Books
from engine.errors import Unstorable
from engine.interfaces.orders import HookStatus
from engine.interfaces.unit_of_work import Storage
from tests.storage.purchases import full, hook, order, payment, stored, transfer, unmatched
from tests.storage.samples import NOON, at, fill


def test_payments_and_refunds_are_found_by_the_ids_of_the_gateway(storage: Storage) -> None:
    """Whatever order they are of, or none; letter for letter."""
    books = stored(storage, Books(order=order()), full())
    with storage.begin() as work:
        work.orders.add_unmatched(unmatched("pay_none"))
        assert [work.orders.payment(each.provider_id) for each in books.payments] == [*books.payments]
        assert work.orders.payment("pay_none") == unmatched("pay_none")
        assert work.orders.payment("PAY_NONE") is None
        assert work.orders.refund("rfnd_or1") == books.refunds[0]
        assert work.orders.refund(books.refunds[0].id) is None


def test_orders_and_hooks_are_found_by_the_beginning_of_their_id(storage: Storage) -> None:
    """In their order, at most so many; a sign that means something in patterns means nothing here."""
    for name in ("ab1", "ab2", "aB3", "a%4", "b"):
        stored(storage, Books(order=order(name)))
    with storage.begin() as work:
        work.hooks.record(hook("ab1"))
        work.hooks.record(hook("b"))
        assert work.orders.beginning("ab", 9) == ["ab1", "ab2"]
        assert work.orders.beginning("a", 2) == ["a%4", "aB3"]
        assert work.orders.beginning("a%", 9) == ["a%4"]
        assert work.orders.beginning("ab1", 9) == ["ab1"]
        assert len(work.orders.beginning("", 9)) == 5
        assert work.orders.beginning("c\x00", 9) == []
        assert work.hooks.beginning("a", 9) == ["ab1"]


def test_the_hooks_of_an_order_come_in_the_order_they_came(storage: Storage) -> None:
    """Those that were booked for it."""
    stored(storage)
    with storage.begin() as work:
        for name in ("h2", "h1", "other"):
            work.hooks.record(hook(name))
        for name in ("h1", "h2"):
            work.hooks.settle(name, HookStatus.HANDLED, event="order.paid", order="or1", error=None)
        assert [each.id for each in work.hooks.of_order("or1")] == ["h2", "h1"]
        assert work.hooks.of_order("or2") == []


def test_what_has_not_come_to_the_bank_is_found(storage: Storage) -> None:
    """Of real orders alone: of a test nothing is ever paid out."""
    for number, mode in enumerate(("live", "live", "test")):
        name = f"or{number}"
        empty = Books(order=order(name, mode=mode))
        stored(storage, empty, replace(empty, payments=(payment(f"pay_{number}", order=name, paid_at=at(number)),)))
    since, until = NOON - timedelta(days=1), NOON + timedelta(days=1)
    with storage.begin() as work:
        assert [each.provider_id for each in work.orders.unsettled(since, until, 9)] == ["pay_0", "pay_1"]
        assert [each.provider_id for each in work.orders.unsettled(since, until, 1)] == ["pay_0"]
        assert work.orders.unsettled(since, NOON, 9) == []
        settled = transfer("settled:pay_0", debit=Account.BANK, credit=Account.GATEWAY, order="or0")
        work.ledger.book([settled])
        assert [each.provider_id for each in work.orders.unsettled(since, until, 9)] == ["pay_1"]


def test_money_of_no_order_goes_back_without_one(storage: Storage) -> None:
    """Never more than there was, and nothing of an order's money."""
    stored(storage, Books(order=order()), replace(Books(order=order()), payments=(payment(),)))
    with storage.begin() as work:
        work.orders.add_unmatched(unmatched("pay_none"))
        work.orders.give_back("pay_none", 49_900)
        work.orders.give_back("pay_1", 100)
        assert work.orders.payment("pay_none") == unmatched("pay_none", refunded=49_900)
        assert work.orders.payment("pay_1") == payment()
        work.commit()
    with storage.begin() as work, pytest.raises(Unstorable):
        work.orders.give_back("pay_none", 49_901)


def test_an_empty_storage_has_nothing(storage: Storage) -> None:
    """And says so."""
    fill(storage)
    with storage.read() as work:
        assert (work.orders.payment("x"), work.orders.refund("x"), work.orders.beginning("", 9)) == (None, None, [])
