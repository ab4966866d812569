"""Whoever has paid is told so, and told once, whatever becomes of the message (G14)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from integrations.sandbox import Kind
from tests.payments.audit import paid_once
from tests.payments.flows import RECEIPT
from tests.payments.shop import Shop
from tests.payments.test_once import told_nothing

FAULTS: list[tuple[Kind, dict[str, Any]]] = [
    (Kind.ERROR, {}), (Kind.ERROR, {"accepts": True}), (Kind.DROP, {}), (Kind.DROP, {"accepts": True}),
    (Kind.TRUNCATE, {"accepts": True}), (Kind.HTML, {"status": 200, "accepts": True}),
    (Kind.HANG, {"seconds": 0.6, "accepts": True}), (Kind.THROTTLE, {"seconds": 1}),
]  # fmt: skip
NAMES = [f"{kind}{'-done' if more.get('accepts') else ''}" for kind, more in FAULTS]


@pytest.fixture
def hasty(sqlite_url: str) -> Iterator[Shop]:
    """A shop that waits for no answer longer than a moment."""
    with Shop(sqlite_url, patience=0.3) as running:
        yield running


@pytest.mark.parametrize(("kind", "more"), FAULTS, ids=NAMES)
def test_g14_whatever_twilio_does_she_is_told_once(hasty: Shop, kind: Kind, more: dict[str, Any]) -> None:
    """It is sent again only when it certainly has not gone out; what is uncertain is looked up."""
    order = hasty.ordered()
    hasty.order_fault("messages.create", kind, **more)
    hasty.pay(order)
    hasty.settle()
    hasty.repair(1800)
    paid_once(hasty, order)
    assert hasty.texts().count(RECEIPT) == 1


def test_g14_a_twilio_that_is_away_for_an_hour(hasty: Shop) -> None:
    """The message waits, and so does nothing else: the money is booked and the right is granted."""
    order = hasty.ordered()
    hasty.order_fault("messages.create", Kind.ERROR, status=503, times=None)
    hasty.pay(order)
    hasty.settle()
    hasty.repair(3600)
    assert hasty.books(order).entitlement is not None
    assert hasty.receipts() == 0
    with hasty.sandbox.lock:
        hasty.sandbox.faults.clear()
    hasty.repair(3600)
    paid_once(hasty, order)


def test_g14_a_message_that_fails_for_the_window_comes_as_a_template(shop: Shop) -> None:
    """63016 comes in a report, when we thought that a free text was still allowed."""
    order = shop.ordered()
    shop.order_fault("outcome", Kind.FAIL, code=63016)
    shop.pay(order)
    shop.settle()
    shop.repair(1800)
    paid_once(shop, order)
    assert RECEIPT not in shop.texts()
    assert shop.texts().count("Your payment was received. Thank you.") == 1


def test_g14_who_pays_a_day_later_gets_the_template(shop: Shop) -> None:
    """No free text is tried where it would be refused."""
    order = shop.ordered()
    shop.advance(25 * 3600)
    shop.pay(order)
    shop.settle()
    paid_once(shop, order)
    assert RECEIPT not in shop.texts()


@pytest.mark.parametrize("source", ["webhook", "poller", "operator"])
def test_g14_whoever_learns_of_it_tells_it_once(shop: Shop, source: str) -> None:
    """And whoever learns of it afterwards tells nothing more."""
    order = told_nothing(shop)
    shop.advance(121)  # the poller's time has come
    sources: dict[str, Callable[[], object]] = {
        "webhook": lambda: shop.post(shop.event("order.paid")), "poller": shop.look,
        "operator": lambda: shop.application.payments.links.fetch(order),
    }  # fmt: skip
    sources.pop(source)()
    shop.settle()
    paid_once(shop, order)
    for other in sources.values():
        other()
        shop.settle()
    paid_once(shop, order)


def test_g14_a_new_process_tells_nothing_twice(shop: Shop) -> None:
    """Begun anew between booking, granting and telling, with everything delivered again."""
    order = told_nothing(shop)
    application = shop.application
    for _ in range(6):
        shop.post(shop.event("payment_link.paid"), "evt_1")
        assert application.payments.hooks is not None
        application.payments.hooks.book_next()
        application.turns.take_any()
        application.work.run_next()
        application.sending.send_next()
        application = shop.open()
    for name in ("payment.captured", "order.paid", "payment_link.paid"):
        shop.post(shop.event(name))
    shop.settle()
    paid_once(shop, order)
