"""Events in any order, any number of times, booked one by one or all at once, end alike (G2): through the real door."""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from typing import Any

from integrations.sandbox import Kind, Return
from tests.payments.audit import audit
from tests.payments.shop import Shop

PROOF = os.environ.get("BOLOASTRO_PROOF") == "1"
ORDERS = 400 if PROOF else 5


def told(shop: Shop) -> tuple[str, Sequence[Any]]:
    """An order on which everything has happened, and nothing was told: tried, paid, partly sent back, disputed."""
    order = shop.ordered()
    shop.silent()
    before = len(shop.till.events())
    link = shop.books(order).links[-1].id
    shop.till.fail(link)
    [paid] = shop.till.pay(link)
    shop.till.refund(paid.id, Return(amount=100))
    assert shop.server.settle()
    shop.till.dispute(paid.id)
    shop.till.dispute(paid.id, "won")
    with shop.sandbox.lock:
        shop.sandbox.faults.clear()
    return order, shop.till.events()[before:]


def end(shop: Shop, order: str) -> object:
    """All that counts of it, without the ids."""
    books = shop.books(order)
    transfers = sorted(
        (str(key).partition(":")[0], debit, credit, amount)
        for key, debit, credit, amount, of in shop.select("transfers", "key", "debit", "credit", "amount", "order")
        if of == order
    )
    assert books.entitlement is not None
    return (
        books.order.status, [(each.status, each.looks) for each in books.links],
        sorted((each.status, each.reason or "") for each in books.attempts),
        [(each.standing, each.amount, each.refunded) for each in books.payments],
        [(each.status, each.amount) for each in books.refunds], [each.status for each in books.disputes],
        books.entitlement.status, _net(transfers),
    )  # fmt: skip


def _net(transfers: Sequence[tuple[str, str, str, int]]) -> object:
    """What is on each account: a refund before the grant is taken from elsewhere than one after it."""
    on: dict[str, int] = {}
    for _, debit, credit, amount in transfers:
        on[debit], on[credit] = on.get(debit, 0) + amount, on.get(credit, 0) - amount
    return sorted((account, amount) for account, amount in on.items() if amount)


def test_g2_no_order_of_arrival_changes_the_end(shop: Shop) -> None:
    """Each time another order, with repeats, and with the worker at work after every few of them."""
    chance = random.Random(7)
    ends = {}
    for number in range(ORDERS):
        order, events = told(shop)
        row = [*events, *chance.choices(events, k=number % 5)]
        chance.shuffle(row)
        for event in row if number else events:
            assert shop.post(event.body).status_code == 200
            if chance.random() < 0.4:
                shop.settle()
        shop.settle()
        shop.repair(700, 4)
        audit(shop)
        ends[str(end(shop, order))] = [event.name for event in row]
    assert len(ends) == 1, "\n\n".join(f"{names}\n{which}" for which, names in ends.items())


def test_g2_webhooks_and_looks_end_alike(shop: Shop) -> None:
    """The same purchase told, and found out: one function books both."""
    ends = []
    for is_told in (True, False):
        order = shop.ordered()
        if not is_told:
            shop.order_fault("events", Kind.LOSE, times=1)
        shop.pay(order)
        shop.repair(700, 4)
        books = shop.books(order)
        assert books.entitlement is not None
        ends.append((
            books.order.status, books.links[0].status, books.payments[0].standing, books.payments[0].method,
            [each.status for each in books.attempts], books.entitlement.status,
            [(debit, credit, amount) for key, debit, credit, amount in shop.transfers()][-3:],
        ))  # fmt: skip
    assert ends[0] == ends[1]
