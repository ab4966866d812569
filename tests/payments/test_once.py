"""A captured payment is credited once, whoever tells it, how often, under which ids and at the same moment (G1, G5)."""

from __future__ import annotations

import os
from collections.abc import Callable
from threading import Thread

import pytest

from engine.domain.payments.records import OrderStatus
from engine.interfaces.orders import HookStatus
from integrations.sandbox import Kind
from tests.payments.audit import audit, paid_once
from tests.payments.shop import Shop, together
from tests.server.house import settings_of

PROOF = os.environ.get("BOLOASTRO_PROOF") == "1"
THREADS = (2, 8, 32) if PROOF else (2, 16)
CAPTURED = ("payment.captured", "order.paid", "payment_link.paid")


def told_nothing(shop: Shop) -> str:
    """An order that is paid at Razorpay, and nobody has told us."""
    order = shop.ordered()
    shop.silent()
    shop.pay(order)
    return order


def test_g1_four_events_of_one_payment_are_one_credit(shop: Shop) -> None:
    """As Razorpay posts them itself: four events under four ids."""
    order = shop.ordered()
    shop.pay(order)
    shop.settle()
    assert len(shop.hooks(HookStatus.HANDLED)) == 4
    paid_once(shop, order)


@pytest.mark.parametrize("kind", [Kind.DUPLICATE, Kind.RENEW, Kind.REORDER])
def test_g1_what_razorpay_repeats_is_one_credit(shop: Shop, kind: Kind) -> None:
    """Each event twice with its id, twice with a new one, or all of them the other way round."""
    order = shop.ordered()
    shop.order_fault("events", kind)
    shop.pay(order)
    shop.settle()
    assert len(shop.hooks()) == (8 if kind is Kind.RENEW else 4)
    paid_once(shop, order)


@pytest.mark.parametrize("name", CAPTURED)
@pytest.mark.parametrize("has_same_id", [True, False], ids=["same-id", "new-ids"])
def test_g1_one_body_however_often_is_one_credit(small_shop: Shop, name: str, has_same_id: bool) -> None:
    """Before and after it was booked. The event id is not signed, so it protects nothing by itself."""
    order = told_nothing(small_shop)
    body = small_shop.event(name)
    for _ in range(3):
        for _ in range(3):
            assert small_shop.post(body, "evt_one" if has_same_id else None).status_code == 200
        small_shop.settle()
    assert len(small_shop.hooks()) == (1 if has_same_id else 9)
    paid_once(small_shop, order)


@pytest.mark.parametrize("threads", THREADS)
@pytest.mark.parametrize("has_same_id", [True, False], ids=["same-id", "new-ids"])
def test_g1_many_threads_are_one_credit(shop: Shop, threads: int, has_same_id: bool) -> None:
    """The same body and the other events of the payment are posted and booked by all of them at the same moment."""
    order = told_nothing(shop)
    bodies = [shop.event(name) for name in CAPTURED]
    hooks = shop.application.payments.hooks
    assert hooks is not None

    def deliver(number: int) -> Callable[[], object]:
        body = bodies[number % len(bodies)]

        def call() -> int:
            status = shop.post(body, f"evt_{number % 3}" if has_same_id else f"evt_new_{number}").status_code
            while hooks.book_next():
                pass
            shop.application.payments.grant(order)
            return status

        return call

    assert set(together(*map(deliver, range(threads)))) == {200}
    assert len(shop.hooks(HookStatus.HANDLED)) == (min(threads, 3) if has_same_id else threads)
    shop.settle()
    paid_once(shop, order)


def test_g1_a_second_payment_is_no_second_credit(shop: Shop) -> None:
    """It lies in suspense and goes back; the order stays paid and granted."""
    order = shop.ordered()
    shop.order_fault("payment", Kind.TWICE)
    shop.pay(order)
    shop.settle()
    shop.repair()
    paid_once(shop, order)
    assert sorted(each.standing.value for each in shop.books(order).payments) == ["credited", "surplus"]
    assert [refund.amount for refund in shop.till.refunds()] == [shop.books(order).order.price]
    assert "suspense" not in shop.balances()


def test_g1_the_same_wish_opens_one_order_and_one_link(shop: Shop) -> None:
    """Somebody taps again and again, from two phones."""
    contact = shop.contact()
    ordering = shop.application.payments.ordering
    found = together(*[lambda: ordering.open(contact, "report", {}).order.id] * 8)
    assert len({*map(str, found)}) == 1, found
    shop.settle()
    order = str(found[0])
    outcomes = together(*[lambda: shop.application.payments.links.create(order).name] * 8)
    assert set(outcomes) == {"created"}, outcomes
    assert len(shop.till.links()) == 1


def test_g1_no_edit_of_a_flow_grants_what_was_not_paid(shop: Shop) -> None:
    """The job asks the books, whatever it is called by and however often."""
    order = shop.ordered()
    grant = shop.application.catalogue.actions["payments.grant"].call
    assert {str(grant(order=order).name) for _ in range(3)} == {"not_paid"}
    assert shop.rows()["entitlements"] == 0


@pytest.mark.parametrize("rounds", range(6 if PROOF else 2))
def test_g5_webhook_poller_and_return_page_at_once(shop: Shop, rounds: int) -> None:
    """All that may learn of one payment begins at the same moment, in two processes."""
    order = told_nothing(shop)
    [link], [paid] = shop.books(order).links, shop.till.payments()
    back = shop.till.callback(link.id, paid.id)
    assert back is not None
    hooks, links = shop.application.payments.hooks, shop.application.payments.links
    other = shop.made(settings_of(shop.url, RAZORPAY_API_BASE_URL=shop.server.url), shop.engine).payments
    assert hooks is not None

    def hook(name: str) -> Callable[[], object]:
        def call() -> object:
            status = shop.post(shop.event(name)).status_code
            hooks.book_next()
            return status

        return call

    def returns() -> object:
        return shop.app.test_client().get(back.removeprefix(shop.address)).status_code

    shop.clock.advance(130 + rounds)  # the poller's time has come, too
    answers = together(
        hook("payment.captured"), hook("payment_link.paid"), hook("order.paid"), returns, returns,
        other.looking.look_at_links, shop.application.payments.looking.look_at_links,
        lambda: links.fetch(order).name, lambda: other.links.create(order).name, lambda: str(other.grant(order)),
        lambda: links.cancel(order).name,
    )  # fmt: skip
    assert not [each for each in answers if isinstance(each, Exception)], answers
    shop.settle()
    paid_once(shop, order)


def test_g5_a_look_between_reading_and_writing_is_waited_for(shop: Shop) -> None:
    """Who books an order has it locked from the first look to the commit: the other one sees what was booked."""
    order = told_nothing(shop)
    hooks = shop.application.payments.hooks
    assert hooks is not None
    shop.post(shop.event("payment_link.paid"))
    thread = Thread(target=hooks.book_next)
    with shop.application.storage.begin() as work:
        assert work.orders.lock(order) is not None
        thread.start()
        thread.join(0.3)
        assert thread.is_alive()
        work.commit()
    thread.join()
    shop.settle()
    paid_once(shop, order)


def test_g5_the_return_page_tells_the_truth_and_grants_nothing(shop: Shop) -> None:
    """Before the webhook it is being checked, afterwards paid; only the worker books."""
    order = told_nothing(shop)
    [link], [paid] = shop.books(order).links, shop.till.payments()
    back = str(shop.till.callback(link.id, paid.id)).removeprefix(shop.address)
    assert "checking" in shop.client.get(back).text
    assert shop.rows()["payments"] == shop.rows()["entitlements"] == 0
    assert shop.client.get(back.replace("status=paid", "status=gone")).text.count("unknown") > 0
    assert shop.look() == 1  # at once: the browser was quicker than the webhook
    assert shop.books(order).order.status is OrderStatus.PAID
    assert ">paid<" in shop.client.get(back).text
    shop.settle()
    paid_once(shop, order)
    audit(shop)
