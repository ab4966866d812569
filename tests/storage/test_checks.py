"""What must not be is found, each kind by itself; what is in order, or has still time, is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from engine.domain.payments.ledger import Account, Transfer
from engine.domain.payments.records import (
    Books,
    DisputeStatus,
    EntitlementStatus,
    LinkStatus,
    OrderStatus,
    RefundStatus,
    Standing,
)
from engine.domain.payments.violations import Broken
from engine.interfaces.orders import HookStatus
from engine.interfaces.unit_of_work import Storage
from tests.storage.purchases import (
    dispute,
    entitlement,
    hook,
    link,
    order,
    payment,
    refund,
    stored,
    transfer,
    unmatched,
)
from tests.storage.samples import NOON, at, fill

HOUR = 3600.0
DAY = 24 * HOUR


def paid(**changed: Any) -> Books:
    """An order that was paid at noon and delivered."""
    whole = Books(
        order=order(status=OrderStatus.PAID, paid_at=NOON),
        payments=(payment(paid_at=NOON),),
        entitlement=entitlement(used=0),
    )
    return replace(whole, **changed)


def fresh(**changed: Any) -> Books:
    """Of an order nobody has paid."""
    return replace(Books(order=order()), **changed)


def settle(storage: Storage, books: Books, *transfers: Transfer) -> None:
    """Store the books, and what was moved."""
    stored(storage, fresh(), books)
    with storage.begin() as work:
        work.ledger.book(transfers)
        work.commit()


def put_hook(storage: Storage, **changed: Any) -> None:
    """A webhook, and what became of it."""
    status = changed.pop("status", HookStatus.NEW)
    with storage.begin() as work:
        work.hooks.record(hook(**changed))
        if status is not HookStatus.NEW:
            work.hooks.settle("h1", status, event="order.paid", order=changed.get("order"), error=None)
        work.commit()


def found(storage: Storage, kind: Broken, seconds: float, *, is_recent: bool = True) -> list[tuple[str, str | None]]:
    """The ids and orders that are found so long after noon."""
    with storage.read() as work:
        rows = work.checks.found(kind, at(seconds), is_recent=is_recent, limit=9)
    assert all(each.kind is kind for each in rows)
    return [(each.id, each.order) for each in rows]


CASES: Mapping[Broken, tuple[Callable[[Storage], None], float, str]] = {
    Broken.UNDELIVERED: (lambda storage: settle(storage, paid(entitlement=None)), HOUR / 6, "or1"),
    Broken.UNPAID: (lambda storage: settle(storage, fresh(entitlement=entitlement(used=0))), 0.0, "en1"),
    Broken.REFUND: (
        lambda storage: settle(storage, paid(refunds=(refund(created_at=NOON),))), DAY, "re1",
    ),
    Broken.LINK: (lambda storage: settle(storage, fresh(links=(link(),))), HOUR, "li1"),
    Broken.LATE: (lambda storage: put_hook(storage), HOUR / 6, "h1"),
    Broken.SUSPENSE: (
        lambda storage: settle(storage, fresh(payments=(payment(standing=Standing.MISMATCHED, paid_at=NOON),))),
        DAY, "pay_1",
    ),
    Broken.CREDITS: (lambda storage: settle(storage, paid(entitlement=entitlement(used=1))), 0.0, "en1"),
    Broken.UNHEARD: (lambda storage: settle(storage, paid()), HOUR / 4, "pay_1"),
}  # fmt: skip
"""How it comes to be, how long it may be so, and the id that is found then."""


@pytest.mark.parametrize("kind", CASES)
def test_what_must_not_be_is_found_when_its_time_is_over(storage: Storage, kind: Broken) -> None:
    """And not before; whether all is looked through or only what moves at present."""
    make, grace, identity = CASES[kind]
    make(storage)
    if grace:
        assert found(storage, kind, grace) == []
    for is_recent in (True, False):
        [(name, _)] = found(storage, kind, grace + 0.001, is_recent=is_recent)
        assert name == identity


def test_what_is_in_order_is_not_found(storage: Storage) -> None:
    """A purchase with all that belongs to it, told by a webhook, years later."""
    settle(storage, paid(), transfer())
    put_hook(storage, order="or1", status=HookStatus.HANDLED)
    for kind in CASES.keys() | {Broken.DEAD, Broken.LEDGER}:
        for seconds in (0.0, HOUR, DAY * 2, DAY * 900):
            assert found(storage, kind, seconds, is_recent=False) == [], kind


def test_a_hook_that_was_given_up_is_found_at_once(storage: Storage) -> None:
    """However old it is: somebody must look."""
    fill(storage)
    put_hook(storage, status=HookStatus.DEAD)
    assert found(storage, Broken.DEAD, 0.0) == found(storage, Broken.DEAD, DAY * 80) == [("h1", None)]


def test_what_was_undelivered_for_long_is_still_found_by_whoever_looks_at_all(storage: Storage) -> None:
    """The metric looks at a week."""
    settle(storage, paid(entitlement=None))
    assert found(storage, Broken.UNDELIVERED, DAY * 8) == []
    assert found(storage, Broken.UNDELIVERED, DAY * 8, is_recent=False) == [("or1", "or1")]


def test_a_right_that_was_revoked_needs_no_payment(storage: Storage) -> None:
    """It is none any more."""
    settle(storage, fresh(entitlement=entitlement(status=EntitlementStatus.REVOKED)))
    assert found(storage, Broken.UNPAID, 0.0) == []


def test_money_in_suspense_is_found_until_it_is_on_its_way_back(storage: Storage) -> None:
    """Also that of no order."""
    fill(storage)
    with storage.begin() as work:
        work.orders.add_unmatched(unmatched(paid_at=NOON))
        work.orders.add_unmatched(unmatched("pay_2", paid_at=NOON, refunded=49_900))
        work.commit()
    assert found(storage, Broken.SUSPENSE, DAY + 1) == [("pay_1", None)]


def test_links_and_refunds_that_the_gateway_has_answered_are_not_found(storage: Storage) -> None:
    """What becomes of them then is no doubt of ours."""
    settle(
        storage,
        paid(links=(link(status=LinkStatus.PAID),), refunds=(refund(status=RefundStatus.PENDING, provider_id="rf"),)),
    )
    assert found(storage, Broken.LINK, DAY * 9) == found(storage, Broken.REFUND, DAY * 9) == []


def test_only_a_hook_that_was_understood_counts_as_heard(storage: Storage) -> None:
    """And only payments of the last day are asked for."""
    settle(storage, paid())
    put_hook(storage, order="or1", status=HookStatus.PARKED)
    assert found(storage, Broken.UNHEARD, HOUR) == [("pay_1", "or1")]
    assert found(storage, Broken.UNHEARD, DAY + 1, is_recent=False) == []


BACK = transfer("refunded:re1", debit=Account.SALES, credit=Account.GATEWAY, amount=100)
LOST = transfer("lost:disp_1", debit=Account.LOSSES, credit=Account.GATEWAY)
EARNED = transfer("earned:or1", debit=Account.CUSTOMERS, credit=Account.SALES)


@pytest.mark.parametrize(
    ("books", "transfers", "is_right"),
    [
        (paid(), (transfer(), EARNED), True),
        (paid(), (), False),
        (paid(), (transfer(amount=49_899),), False),
        (fresh(), (transfer(),), False),
        (paid(refunds=(refund(status=RefundStatus.PROCESSED),)), (transfer(), EARNED, BACK), True),
        (paid(refunds=(refund(status=RefundStatus.PROCESSED),)), (transfer(), EARNED), False),
        (paid(refunds=(refund(status=RefundStatus.PENDING),)), (transfer(), EARNED), True),
        (paid(disputes=(dispute(status=DisputeStatus.LOST, deducted=49_900),)), (transfer(), EARNED, LOST), True),
        (paid(disputes=(dispute(status=DisputeStatus.LOST, deducted=49_900),)), (transfer(), EARNED), False),
        (fresh(payments=(payment(standing=Standing.SURPLUS),)), (transfer(credit=Account.SUSPENSE),), True),
    ],
)  # fmt: skip
def test_the_ledger_of_an_order_is_what_its_books_come_to(
    storage: Storage, books: Books, transfers: tuple[Transfer, ...], is_right: bool
) -> None:
    """To the paisa."""
    settle(storage, books, *transfers)
    for is_recent in (True, False):
        assert found(storage, Broken.LEDGER, HOUR, is_recent=is_recent) == ([] if is_right else [("or1", "or1")])


def test_at_most_so_many_are_answered(storage: Storage) -> None:
    """Who has so many knows enough."""
    fill(storage)
    with storage.begin() as work:
        for number in range(4):
            work.orders.add_unmatched(unmatched(f"pay_{number}", paid_at=NOON))
        work.commit()
    with storage.read() as work:
        rows = work.checks.found(Broken.SUSPENSE, NOON + timedelta(days=2), is_recent=True, limit=3)
    assert len(rows) == 3
