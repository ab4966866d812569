"""Nobody pays twice for one thing, in whatever order orders, money and corrections come."""

from __future__ import annotations

import random
from contextlib import suppress
from dataclasses import replace

import pytest

from engine.domain.payments.ordering import withdrawn
from engine.domain.payments.products import is_for
from engine.domain.payments.records import LinkStatus, OrderStatus, RefundStatus, Standing, Withdrawn
from engine.domain.payments.standing import credited, status_of
from engine.domain.values import Data, Json
from engine.interfaces.unit_of_work import Storage
from engine.services.payments.making import Making
from integrations.sandbox import Kind, Wish
from tests.payments.audit import audit
from tests.payments.flows import PRICE
from tests.payments.shop import START, Shop, together
from tests.payments.sights import NOW, link, opened, payment, seen
from tests.services.faults import Broken, FaultyStorage

LATE = Wish(is_late=True)


def test_an_order_is_taken_up_again_for_the_details_of_now(shop: Shop) -> None:
    """One corrected date is the same report: one order, one link, and what is granted is for the new date."""
    order = shop.ordered(first="p1", redated=0)
    assert shop.ordered(first="p1", redated=1) == order
    assert shop.ordered(first="p2") != order
    shop.pay(order)
    shop.settle()
    assert shop.books(order).order.details == {"first": "p1", "redated": 1}
    assert len(shop.books(order).links) == 1
    audit(shop)


def test_what_is_owned_is_not_ordered(shop: Shop) -> None:
    """For one correction more; for two it is another report, and that is not the first one's business. The date it was
    bought for stays owned, however often it was corrected in between.
    """
    order = shop.ordered(first="p1", redated=0)
    shop.pay(order)
    shop.settle()
    opening = shop.application.payments.ordering.open(shop.contact(), "report", {"first": "p1", "redated": 1})
    assert (opening.is_owned, opening.order.id) == (True, order)
    bought: dict[str, Json] = {"first": "p1", "redated": 2, "dated": [0]}
    assert is_for({"first": "p1", "redated": 0, "dated": [0]}, bought, 1)
    assert not is_for({"first": "p1", "redated": 0}, bought, 1)
    other = shop.ordered(first="p1", redated=2, dated=[2])
    assert other != order
    shop.pay(other)
    shop.settle()
    assert shop.books(other).order.status is OrderStatus.PAID
    audit(shop)


def test_what_is_paid_and_not_yet_handed_over_is_not_ordered_again(shop: Shop) -> None:
    """It is wanted again: whoever waits for it hears that it is granted."""
    order = shop.ordered(first="p1")
    shop.pay(order)
    assert shop.server.settle()
    assert shop.application.payments.hooks is not None
    shop.application.payments.hooks.book()
    assert shop.books(order).order.status is OrderStatus.PAID
    assert shop.order(first="p1") == order
    shop.settle()
    assert shop.receipts() == 1


def test_money_on_an_old_link_ends_the_new_order(shop: Shop) -> None:
    """The first link was closed, a second order was opened, and then the money of the first comes: it is the report,
    for the details of the second. The second is ended at the gateway, and its money goes back by itself.
    """
    first = shop.ordered(first="p1", redated=0)
    shop.till.cancel(shop.books(first).links[0].id)
    shop.settle()
    second = shop.ordered(first="p1", redated=2)
    assert second != first
    shop.pay(first, LATE)
    shop.settle()
    assert shop.books(first).order.details == {"first": "p1", "redated": 2}
    assert shop.books(second).order.withdrawn is Withdrawn.PAID
    shop.look()
    assert shop.books(second).links[0].status is LinkStatus.CANCELLED
    shop.pay(second, LATE)
    shop.repair()
    is_given_back(shop, second)
    audit(shop)


def test_a_link_that_cannot_be_ended_is_ended_later(shop: Shop) -> None:
    """The gateway is away: at the next look."""
    first = shop.ordered(first="p1")
    shop.application.payments.ordering.withdraw(shop.contact(), "p1")
    shop.order_fault("payment_links.cancel", Kind.DROP)
    shop.look()
    assert shop.books(first).links[0].status is LinkStatus.CREATED
    shop.repair()
    assert shop.books(first).links[0].status is LinkStatus.CANCELLED
    assert shop.books(first).order.status is OrderStatus.CLOSED


def test_whom_it_was_for_is_gone(shop: Shop) -> None:
    """Nothing of them can be paid any more, alone or in a couple; what others have ordered, and what is paid, stays."""
    paid, order, other = shop.ordered(first="p1"), shop.ordered("prompt", first="p1"), shop.ordered(first="p2")
    shop.pay(paid)
    shop.settle()
    ordering = shop.application.payments.ordering
    assert [ordering.withdraw(shop.contact(), "p1") for _ in range(2)] == [1, 0]
    shop.pay(order)
    shop.pay(other)
    shop.repair()
    is_given_back(shop, order)
    assert [shop.books(each).order.status for each in (paid, other)] == [OrderStatus.PAID] * 2
    assert shop.ordered("prompt", first="p1") != order
    audit(shop)


def test_the_link_of_somebody_who_was_forgotten_is_ended(shop: Shop) -> None:
    """Nobody is asked to pay it, and what comes before it is ended goes back."""
    order, whose = shop.ordered(), shop.contact()
    with shop.application.storage.begin() as work:
        work.orders.forget(whose)
        work.commit()
    shop.repair()
    assert shop.books(order).links[0].status is LinkStatus.CANCELLED


@pytest.mark.parametrize("seed", range(6))
def test_of_two_orders_one_is_paid(either_shop: Shop, seed: int) -> None:
    """Both were open at once, as they were before; told in any order, repeated, looked for: one price is kept."""
    shop, chance = either_shop, random.Random(seed)
    orders = two_of_the_same(shop)
    shop.silent()
    for order in orders:
        shop.pay(order)
    told = [*shop.till.events(), *chance.choices(shop.till.events(), k=4)]
    chance.shuffle(told)
    for event in told:
        assert shop.post(event.body).status_code == 200
        if chance.random() < 0.4:
            shop.settle()
    shop.repair()
    kept = [order for order in orders if shop.books(order).order.status is OrderStatus.PAID]
    assert len(kept) == 1
    is_given_back(shop, *(order for order in orders if order not in kept))
    assert -shop.balances()["sales"] == PRICE
    audit(shop)


def two_of_the_same(shop: Shop) -> list[str]:
    """Orders of one thing that are open at once, as they were before."""
    orders = [shop.ordered(first="p1"), shop.ordered(first="p2")]
    with shop.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE orders SET thing = 'report:p1'")
    return orders


def test_of_two_payments_at_one_moment_one_buys(shop: Shop) -> None:
    """Several workers book them: whoever has the buyer first; the other's goes back."""
    orders = two_of_the_same(shop)
    shop.silent()
    for order in orders:
        shop.pay(order)
    for event in shop.till.events():
        assert shop.post(event.body).status_code == 200
    hooks = shop.application.payments.hooks
    assert hooks is not None
    together(*[hooks.book] * 4)
    shop.repair()
    kept = [order for order in orders if shop.books(order).order.status is OrderStatus.PAID]
    assert len(kept) == 1
    is_given_back(shop, *(order for order in orders if order not in kept))
    audit(shop)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("call", ["orders.lock_buyer", "orders.save", "ledger.book", "inbox.record", "commit"])
def test_a_crash_leaves_no_half(sqlite_url: str, call: str, after: bool) -> None:
    """The order is paid and the other one withdrawn, or neither; and it is made up for."""
    storages: list[FaultyStorage] = []

    def around(storage: Storage) -> FaultyStorage:
        storages.append(FaultyStorage(storage))
        return storages[-1]

    with Shop(sqlite_url, storage_by=around) as shop:
        first, second = two_of_the_same(shop)
        shop.pay(first)
        assert shop.server.settle()
        hooks = shop.application.payments.hooks
        assert hooks is not None
        storages[-1].fail(call, Broken("the database is away"), after=after)
        with suppress(Broken):
            hooks.book()
        is_paid = shop.books(first).order.status is OrderStatus.PAID
        assert (shop.books(second).order.withdrawn is Withdrawn.PAID) == is_paid
        shop.pay(second)
        shop.repair()
        assert shop.books(first).order.status is OrderStatus.PAID
        is_given_back(shop, second)
        audit(shop)


def test_what_was_made_is_kept_by_what_it_was_made(shop: Shop) -> None:
    """Once for each that differs, and when somebody is deleted nothing of them."""
    order, payments = shop.ordered(first="p1"), shop.application.payments
    making = Making(shop.application.storage, payments.bookkeeping)
    report: Data = {"language": "en", "versions": {"tables": "one"}, "births": "few"}
    making.keep(order, report)
    assert making.last(order) is None
    shop.pay(order)
    shop.settle()
    for each in (report, report, {**report, "births": "others"}):
        making.keep(order, each)
    right = shop.books(order).entitlement
    assert right is not None
    assert [each["births"] for each in right.made] == ["few", "others"]
    assert making.last(order) == {"at": START.isoformat(), **report, "births": "others"}
    assert payments.ordering.withdraw(shop.contact(), "p1") == 0
    assert making.last(order) == {"at": START.isoformat(), "language": "en", "versions": {"tables": "one"}}


def test_a_part_of_what_was_withdrawn_goes_back() -> None:
    """It will never be the whole price."""
    part = seen(opened(), link(), payment(amount=100)).books
    books = seen(withdrawn(part, Withdrawn.GONE, NOW).books, payment(amount=100)).books
    assert [(each.amount, each.status, each.by, each.reason) for each in books.refunds] == [
        (100, RefundStatus.WANTED, "rule", "withdrawn")
    ]


def test_what_is_paid_is_not_withdrawn() -> None:
    """Nor is anything withdrawn twice, or told twice."""
    paid = seen(opened(), link(), payment()).books
    assert withdrawn(paid, Withdrawn.GONE, NOW).books == paid
    gone = withdrawn(opened(), Withdrawn.GONE, NOW)
    assert [(fact.name, fact.data) for fact in gone.facts] == [("order.withdrawn", {"why": "gone", "link": True})]
    assert withdrawn(gone.books, Withdrawn.PAID, NOW).facts == ()
    empty = replace(opened(), links=())
    assert status_of(withdrawn(empty, Withdrawn.GONE, NOW).books) is OrderStatus.CLOSED
    assert credited(seen(gone.books, link(), payment()).books) == 0


def is_given_back(shop: Shop, *orders: str) -> None:
    """All that was paid for them was late and has gone back, and nothing was granted."""
    for order in orders:
        books = shop.books(order)
        assert [each.standing for each in books.payments] == [Standing.LATE]
        assert [(each.amount, each.by) for each in books.refunds] == [(PRICE, "rule")]
        assert books.payments[0].refunded == PRICE
        assert books.entitlement is None
