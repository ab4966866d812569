"""The books of an order: locked by one at a time, stored where they differ, and against the revision they had."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest

from engine.domain.payments.records import Books, LinkStatus, OrderStatus
from engine.errors import Conflict, Unstorable
from engine.interfaces.unit_of_work import Storage
from integrations.sql.statements import Sql, Transaction, Values
from tests.databases import OpenStorage
from tests.storage.purchases import (
    attempt,
    dispute,
    entitlement,
    full,
    link,
    order,
    payment,
    refund,
    stored,
    unmatched,
)
from tests.storage.samples import NOON, PATIENCE, at, together

BOUGHT = Books(order=order(), links=(link(),))


def save(storage: Storage, before: Books, after: Books) -> None:
    with storage.begin() as work:
        work.orders.save(before, after)
        work.commit()


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every statement that a repository runs."""
    said: list[str] = []

    def watch(name: str) -> None:
        run: Callable[..., Any] = getattr(Transaction, name)

        def seen(self: Transaction, statement: Sql, values: Values) -> Any:
            said.append(statement)
            return run(self, statement, values)

        monkeypatch.setattr(Transaction, name, seen)

    for name in ("one", "all", "change"):
        watch(name)
    yield said
    monkeypatch.undo()


def test_to_lock_an_order_takes_seven_statements(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much belongs to it; the order's own row is the first, and the only one that is locked."""
    stored(storage, full())
    with storage.begin() as work, watched(monkeypatch) as said:
        work.orders.lock("or1")
    assert len(said) == 7
    assert all("orders" not in statement and "FOR UPDATE" not in statement for statement in said[1:])


def test_only_rows_that_differ_are_written(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """And the order, for its revision; nothing at all, when nothing differs."""
    before = stored(storage, full())
    moved = replace(before.links[1], status=LinkStatus.PAID)
    after = replace(before, links=(before.links[0], moved), attempts=(*before.attempts, attempt("pay_new")))
    with storage.begin() as work, watched(monkeypatch) as said:
        work.orders.save(before, before)
        assert said == []
        work.orders.save(before, after)
        assert [statement.split()[:3] for statement in said] == [
            ["UPDATE", "orders", "SET"],
            ["UPDATE", "links", "SET"],
            ["INSERT", "INTO", "attempts"],
        ]
        assert work.orders.lock("or1") == replace(after, order=replace(after.order, revision=2))


def test_every_row_may_move(storage: Storage) -> None:
    """Each record is stored as it has become."""
    before = stored(storage, full())
    assert before.entitlement is not None
    after = Books(
        order=replace(before.order, status=OrderStatus.REFUNDED, paid_at=at(99), contact=None, details={"a": 1}),
        links=tuple(replace(each, looks=9, url="u", look_at=None, ended_at=NOON) for each in before.links),
        attempts=tuple(replace(each, reason="late", method="card") for each in before.attempts),
        payments=tuple(replace(each, refunded=each.amount) for each in before.payments),
        refunds=tuple(replace(each, reason="other", looks=4) for each in before.refunds),
        disputes=tuple(replace(each, deducted=1, reason="none") for each in before.disputes),
        entitlement=replace(before.entitlement, used=3, contact=None),
    )
    save(storage, before, after)
    with storage.read() as work:
        assert work.orders.books("or1") == replace(after, order=replace(after.order, revision=2))


def test_rows_stay_in_the_order_of_recording(storage: Storage) -> None:
    """Whichever of them has moved last."""
    before = stored(storage, full())
    first, second = before.attempts
    save(storage, before, replace(before, attempts=(second, replace(first, reason="late"))))
    with storage.read() as work:
        found = work.orders.books("or1")
    assert found is not None
    assert found.attempts == (replace(first, reason="late"), second)


def test_a_link_that_ends_makes_room_for_the_next(storage: Storage) -> None:
    """In one unit of work, in whatever order they stand in the books."""
    before = stored(storage, BOUGHT)
    ended = replace(before.links[0], status=LinkStatus.EXPIRED)
    save(storage, before, replace(before, links=(link("li2"), ended)))
    with storage.read() as work:
        found = work.orders.books("or1")
    assert found is not None
    assert [(each.id, each.status) for each in found.links] == [("li1", "expired"), ("li2", "wanted")]


def test_who_read_before_another_stored_must_read_again(storage: Storage) -> None:
    """Even where the two have changed different rows."""
    before = stored(storage, BOUGHT)
    save(storage, before, replace(before, attempts=(attempt(),)))
    with pytest.raises(Conflict, match="no longer at revision 1"):
        save(storage, before, replace(before, disputes=(dispute(),)))
    with pytest.raises(Conflict, match="no longer at revision 1"):
        save(storage, before, replace(before, order=replace(before.order, status=OrderStatus.PAID)))
    with storage.read() as work:
        found = work.orders.books("or1")
    assert found == replace(before, attempts=(attempt(),), order=replace(before.order, revision=2))


def test_an_order_that_was_never_opened_is_not_stored(storage: Storage) -> None:
    """There is nothing to compare with."""
    stored(storage, BOUGHT)
    other = Books(order=order("or2"))
    with pytest.raises(Conflict):
        save(storage, other, replace(other, order=replace(other.order, status=OrderStatus.PAID)))


BROKEN: dict[str, dict[str, Any]] = {
    "a second open link": {"links": (link(), link("li2"))},
    "another order's link": {"links": (link(), link("or2 old"))},
    "another order's id of a link": {"links": (replace(link(), provider_id="plink_or2"),)},
    "another order's attempt": {"attempts": (attempt("pay_or2a"),)},
    "another order's payment": {"payments": (payment("pay_or2c"),)},
    "another order's refund": {"refunds": (refund("or2 re1"),)},
    "another order's dispute": {"disputes": (dispute("disp_or2a"),)},
    "another order's entitlement": {"entitlement": entitlement("or2 en")},
    "more sent back than came": {"payments": (payment(refunded=49_901),)},
    "more used than there is": {"entitlement": entitlement(used=4)},
    "nothing asked for": {"links": (replace(link(), amount=0),)},
    "half a paisa": {"payments": (payment(amount=0.5),)},
    "unmatched money": {"payments": (unmatched(),)},
    "a refund of no order": {"refunds": (refund(order=None),)},
    "a link less": {"links": ()},
}


@pytest.mark.parametrize("what", BROKEN)
def test_what_breaks_a_constraint_is_unstorable(storage: Storage, what: str) -> None:
    """To try again would be in vain; nothing of it is stored."""
    stored(storage, full("or2"))
    before = stored(storage, BOUGHT)
    with storage.begin() as work, pytest.raises(Unstorable):
        work.orders.save(before, replace(before, **BROKEN[what]))
    with storage.read() as work:
        assert work.orders.books("or1") == before


def test_who_locks_an_order_waits_for_who_has_it(storage: Storage) -> None:
    """And then sees all that the other has stored: nothing is lost, nobody has a conflict."""
    stored(storage, BOUGHT)

    def pay(number: int) -> None:
        with storage.begin() as work:
            before = work.orders.lock("or1")
            assert before is not None
            work.orders.save(before, replace(before, payments=(*before.payments, payment(f"pay_{number}"))))
            work.commit()

    together(*(lambda n=n: pay(n) for n in range(8)))
    with storage.read() as work:
        found = work.orders.books("or1")
    assert found is not None
    assert {each.provider_id for each in found.payments} == {f"pay_{number}" for number in range(8)}
    assert found.order.revision == 9


def test_on_postgresql_a_lock_is_waited_for(postgres_url: str, open_storage: OpenStorage) -> None:
    """The second comes in when the first has committed, and not before."""
    storage = open_storage(postgres_url)
    stored(storage, BOUGHT)
    has_it, happened = threading.Event(), list[str]()

    def first() -> None:
        with storage.begin() as work:
            before = work.orders.lock("or1")
            assert before is not None
            has_it.set()
            threading.Event().wait(0.3)
            work.orders.save(before, replace(before, attempts=(attempt(),)))
            happened.append("stored")
            work.commit()

    def second() -> None:
        assert has_it.wait(PATIENCE)
        with storage.begin() as work:
            found = work.orders.lock("or1")
            happened.append("locked")
            assert found is not None
            assert found.attempts == (attempt(),)

    together(first, second)
    assert happened == ["stored", "locked"]


def test_a_look_never_sees_books_by_halves(postgres_url: str, open_storage: OpenStorage) -> None:
    """On PostgreSQL each statement sees the newest rows: what was stored between two of them is read whole."""
    storage = open_storage(postgres_url)
    stored(storage, BOUGHT)
    done = threading.Event()

    def write() -> None:
        for number in range(60):
            with storage.begin() as work:
                before = work.orders.lock("or1")
                assert before is not None
                its = f"pay_{number}"
                more: dict[str, Any] = {
                    "attempts": (*before.attempts, attempt(its)),
                    "disputes": (*before.disputes, dispute(its)),
                }
                work.orders.save(before, replace(before, **more))
                work.commit()
        done.set()

    def look() -> None:
        while not done.is_set():
            with storage.read() as work:
                try:
                    seen = work.orders.books("or1")
                except Conflict:
                    continue
            assert seen is not None
            assert len(seen.attempts) == len(seen.disputes) == seen.order.revision - 1

    together(write, look)
