"""Orders: opened once for a key, found by every id, listed with the latest first, and nobody's in the end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.domain.payments.records import Books, OrderStatus, Standing
from engine.errors import Unstorable
from engine.interfaces.unit_of_work import Storage
from tests.storage.purchases import attempt, entitlement, full, order, payment, stored, unmatched
from tests.storage.samples import NOON, at, fill, together


def test_an_order_comes_back_as_it_was(storage: Storage) -> None:
    """With all its fields, and with as few as can be."""
    fill(storage)
    bare = order("or2", contact=None, details={}, account="", key="k")
    paid = order("or3", status=OrderStatus.PAID, paid_at=at(1), revision=4)
    with storage.begin() as work:
        assert [work.orders.open(each) for each in (order(), bare, paid)] == [order(), bare, paid]
        work.commit()
    with storage.read() as work:
        assert [work.orders.get(each) for each in ("or1", "or2", "or3", "or4")] == [order(), bare, paid, None]


def test_books_come_back_as_they_were(storage: Storage) -> None:
    """Two rows of everything, in the order of recording; locked or not."""
    whole = full()
    found = stored(storage, whole)
    assert found == replace(whole, order=replace(whole.order, revision=1))
    with storage.begin() as work:
        assert work.orders.lock("or1") == found
        assert work.orders.lock("none") is None
        assert work.orders.books("none") is None


def test_who_asks_twice_gets_the_same_order(storage: Storage) -> None:
    """As it is by now, whatever is asked for the second time."""
    fill(storage)
    with storage.begin() as work:
        work.orders.open(order())
        assert work.orders.open(order("or2", key=order().key, price=1)) == order()
        assert work.orders.get("or2") is None


def test_two_who_ask_at_once_get_one_order(storage: Storage) -> None:
    """The second waits for the first and gets its order."""
    fill(storage)

    def ask(identity: str) -> str:
        with storage.begin() as work:
            opened = work.orders.open(order(identity, key="the same"))
            work.commit()
        return opened.id

    answers = set(together(*(lambda n=n: ask(f"or{n}") for n in range(6))))
    with storage.read() as work:
        assert answers == {each.id for each in work.orders.listed(None, 9)}
    assert len(answers) == 1


def test_an_order_is_found_by_every_id(storage: Storage) -> None:
    """Ours and the gateway's, letter for letter."""
    stored(storage, full())
    with storage.read() as work:
        orders = work.orders
        assert orders.of_reference("or1 old") == orders.of_reference("or1 new") == "or1"
        assert orders.of_link("plink_or1") == "or1"
        assert {orders.of_payment(f"pay_or1{which}") for which in "abc"} == {"or1"}
        assert orders.of_refund("or1 re2") == "or1"
        strange = ("OR1 OLD", "PLINK_or1", "pay_or1A", "or1 RE2", "", "none")
        for find in (orders.of_reference, orders.of_link, orders.of_payment, orders.of_refund):
            assert [find(each) for each in strange] == [None] * len(strange)


def test_orders_are_listed_with_the_latest_first(storage: Storage) -> None:
    """Of everybody, of a status, of a person; no more than asked for."""
    fill(storage, "1", "2")
    with storage.begin() as work:
        for number, status in enumerate(OrderStatus):
            for whose in "12":
                identity = f"{status}{whose}"
                work.orders.open(order(identity, contact=f"c{whose}", status=status, created_at=at(number)))
        assert [each.id for each in work.orders.listed(None, 3)] == ["refunded2", "refunded1", "paid2"]
        for status in OrderStatus:
            assert [each.id for each in work.orders.listed(status, 9)] == [f"{status}2", f"{status}1"]
            assert len(work.orders.listed(status, 1)) == 1
        assert [each.id for each in work.orders.of_contact("c2")] == ["refunded2", "paid2", "closed2", "open2"]
        assert work.orders.of_contact("c3") == []


def test_entitlements_are_listed_with_the_oldest_first(storage: Storage) -> None:
    """A person's own only."""
    fill(storage, "1", "2")
    for number, whose in enumerate(["c1", "c2", "c1"]):
        its = {"contact": whose, "order": f"or{number}", "granted_at": at(-number)}
        books = full(f"or{number}", whose)
        stored(storage, replace(books, entitlement=entitlement(f"en{number}", **its)))
    with storage.read() as work:
        assert [each.id for each in work.orders.entitlements("c1")] == ["en2", "en0"]
        assert [each.id for each in work.orders.entitlements("c3")] == []


def test_payments_of_a_time_are_found(storage: Storage) -> None:
    """From the first moment on, up to the last without it; matched or not."""
    fill(storage)
    with storage.begin() as work:
        for number in (3, 0, 2, 1):
            assert work.orders.add_unmatched(unmatched(f"pay_{number}", paid_at=at(number)))
        assert [each.provider_id for each in work.orders.payments_between(at(1), at(3))] == ["pay_1", "pay_2"]
        work.commit()
    stored(storage, replace(full(), payments=(payment(paid_at=at(2)),)))
    with storage.read() as work:
        found = work.orders.payments_between(NOON, at(99))
    assert [each.standing for each in found].count(Standing.UNMATCHED) == 3


def test_money_of_no_order_is_kept_once(storage: Storage) -> None:
    """And belongs to no order."""
    with storage.begin() as work:
        assert work.orders.add_unmatched(unmatched())
        assert not work.orders.add_unmatched(unmatched(amount=1))
        assert work.orders.payments_between(NOON, at(9)) == [unmatched()]
        assert work.orders.of_payment("pay_1") is None


def test_a_try_tells_whose_unmatched_money_is(storage: Storage) -> None:
    """The try was of an order when nobody knew of the money."""
    with storage.begin() as work:
        work.orders.add_unmatched(unmatched())
        work.commit()
    stored(storage, Books(order=order(), attempts=(attempt(),)))
    with storage.read() as work:
        assert work.orders.of_payment("pay_1") == "or1"


def test_money_that_lay_unmatched_becomes_the_orders(storage: Storage) -> None:
    """When the order is found: it is one payment, not two."""
    with storage.begin() as work:
        work.orders.add_unmatched(unmatched())
        work.commit()
    found = stored(storage, replace(full(), payments=(payment(refunded=7),)))
    assert found.payments == (payment(refunded=7),)
    with storage.read() as work:
        assert work.orders.payments_between(NOON, at(9)) == [payment(refunded=7)]
        assert work.orders.of_payment("pay_1") == "or1"


def test_an_order_without_an_owner_keeps_its_money(storage: Storage) -> None:
    """Nobody's are the order and what it allows; the details are gone. Who had it locked before must read it again."""
    fill(storage, "1", "2")
    before = stored(storage, full())
    other = stored(storage, full("or2", "c2"))
    with storage.begin() as work:
        work.orders.forget("c1")
        work.commit()
    with storage.read() as work:
        assert work.orders.of_contact("c1") == []
        assert work.orders.entitlements("c1") == []
        assert work.orders.books("or2") == other
        left = work.orders.books("or1")
    assert left is not None
    assert left.order == replace(before.order, contact=None, details={}, revision=before.order.revision + 1)
    assert before.entitlement is not None
    assert left.entitlement == replace(before.entitlement, contact=None)
    assert replace(left, order=before.order, entitlement=before.entitlement) == before


@pytest.mark.parametrize("amount", [1.5, True, "100", 2**63, float("nan"), None])
def test_what_is_no_whole_number_is_no_amount(storage: Storage, amount: object) -> None:
    """Before PostgreSQL rounds it, or SQLite stores it as it is."""
    fill(storage)
    with storage.begin() as work, pytest.raises(Unstorable, match="whole number"):
        work.orders.open(order(price=amount))
    with storage.begin() as work, pytest.raises(Unstorable, match="whole number"):
        work.orders.add_unmatched(unmatched(amount=amount))
