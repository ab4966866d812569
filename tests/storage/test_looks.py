"""Looking at links and refunds: when it is time, by one worker, and never past somebody who is at the order."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from engine.domain.payments.records import Books, Link, LinkStatus
from engine.interfaces.unit_of_work import Storage
from tests.databases import OpenStorage
from tests.storage.purchases import link, order, refund, stored
from tests.storage.samples import NOON, at


def watch(storage: Storage, *moments: float | None) -> None:
    """An order for each, with a link and a refund to be looked at then."""
    for number, seconds in enumerate(moments, 1):
        its: dict[str, Any] = {"order": f"or{number}", "look_at": None if seconds is None else at(seconds)}
        rows: dict[str, Any] = {"links": (link(f"li{number}", **its),), "refunds": (refund(f"re{number}", **its),)}
        stored(storage, Books(order=order(f"or{number}"), **rows))


def test_what_is_due_is_found_the_earliest_first(storage: Storage) -> None:
    """No more than asked for; what needs no look is never found."""
    watch(storage, 3, 1, None, 2, 60)
    with storage.begin() as work:
        assert [each.id for each in work.orders.links_to_look_at(at(3), 9)] == ["li2", "li4", "li1"]
        assert [each.id for each in work.orders.refunds_to_look_at(at(3), 9)] == ["re2", "re4", "re1"]
        assert [each.id for each in work.orders.links_to_look_at(at(3), 2)] == ["li2", "li4"]
        assert work.orders.links_to_look_at(NOON, 9) == []
        assert work.orders.refunds_to_look_at(NOON, 9) == []


def test_a_look_is_counted_and_the_next_is_later(storage: Storage) -> None:
    """Or never, when there is nothing more to learn."""
    watch(storage, 1)
    with storage.begin() as work:
        work.orders.look_later("li1", at(9), is_refund=False)
        work.orders.look_later("re1", None, is_refund=True)
        assert work.orders.links_to_look_at(at(8), 9) == []
        found: list[Link] = list(work.orders.links_to_look_at(at(9), 9))
        assert [(each.looks, each.look_at) for each in found] == [(1, at(9))]
        assert work.orders.refunds_to_look_at(at(999), 9) == []
        books = work.orders.books("or1")
        assert books is not None
        assert [(each.looks, each.look_at) for each in books.refunds] == [(1, None)]


@pytest.mark.parametrize("seconds", [60, None])
def test_a_link_is_looked_at_at_once(storage: Storage, seconds: float | None) -> None:
    """However late its time is, or though it has none; one that is due already stays where it is in the row."""
    watch(storage, seconds, -9)
    with storage.begin() as work:
        for reference in ("li1", "li2", "none"):
            work.orders.look_now(reference, NOON)
        assert [(each.id, each.look_at) for each in work.orders.links_to_look_at(NOON, 9)] == [
            ("li2", at(-9)),
            ("li1", NOON),
        ]


def test_workers_look_at_different_links(postgres_url: str, open_storage: OpenStorage) -> None:
    """On PostgreSQL: none waits, also not for who is at an order; who is at it sees its links anyway."""
    storage = open_storage(postgres_url)
    watch(storage, 1, 2, 3)
    with storage.begin() as booking, storage.begin() as first, storage.begin() as second:
        assert booking.orders.lock("or2") is not None
        assert [each.id for each in first.orders.links_to_look_at(at(9), 1)] == ["li1"]
        assert [each.id for each in second.orders.links_to_look_at(at(9), 9)] == ["li3"]
        assert first.orders.refunds_to_look_at(at(9), 9) == [refund("re1", order="or1", look_at=at(1))]


def test_who_looks_may_book_what_it_saw(storage: Storage) -> None:
    """In the same unit of work: it has the order's row already."""
    watch(storage, 1)
    with storage.begin() as work:
        (found,) = work.orders.links_to_look_at(at(9), 9)
        before = work.orders.lock(found.order)
        assert before is not None
        work.orders.save(before, replace(before, links=(replace(found, status=LinkStatus.EXPIRED, look_at=None),)))
        work.commit()
    with storage.begin() as work:
        assert work.orders.links_to_look_at(at(99), 9) == []
