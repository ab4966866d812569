"""Whatever the gateway does to a call: in the end there is one link, one refund, and never an invented one (G4, G8)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from engine.domain.payments.records import LinkStatus, OrderStatus, RefundStatus, Standing
from engine.domain.payments.sightings import LinkSeen
from engine.interfaces.payments import Asked, LinkWanted
from integrations.sandbox import Kind, Return
from tests.payments.audit import audit, paid_once
from tests.payments.shop import Shop

DOUBTS: list[tuple[Kind, dict[str, Any]]] = [
    (Kind.DROP, {}), (Kind.DROP, {"accepts": True}), (Kind.ERROR, {}), (Kind.ERROR, {"accepts": True}),
    (Kind.ERROR, {"status": 504, "accepts": True}), (Kind.HTML, {"status": 200}),
    (Kind.HTML, {"status": 200, "accepts": True}), (Kind.HTML, {"status": 502, "accepts": True}),
    (Kind.TRUNCATE, {}), (Kind.TRUNCATE, {"accepts": True}), (Kind.HANG, {"seconds": 0.6}),
    (Kind.HANG, {"seconds": 0.6, "accepts": True}), (Kind.THROTTLE, {"seconds": 1}),
    (Kind.THROTTLE, {"seconds": 1, "accepts": True}),
]  # fmt: skip
NAMES = [f"{kind}{more.get('status', '')}{'-done' if more.get('accepts') else ''}" for kind, more in DOUBTS]
PROOF = os.environ.get("BOLOASTRO_PROOF") == "1"
FEW = [3, 6, 9, 11, 12]
"""What was done although nobody heard of it, and haste."""
every_doubt = pytest.mark.parametrize(("kind", "more"), DOUBTS, ids=NAMES)
some_doubts = (
    every_doubt
    if PROOF
    else pytest.mark.parametrize(
        ("kind", "more"), [DOUBTS[place] for place in FEW], ids=[NAMES[place] for place in FEW]
    )
)


@pytest.fixture
def hasty(sqlite_url: str) -> Iterator[Shop]:
    """A shop that waits for no answer longer than a moment."""
    with Shop(sqlite_url, patience=0.3) as running:
        yield running


def test_g4_the_events_of_a_refund_before_the_answer_to_our_call(shop: Shop) -> None:
    """Our reference was stored before anybody was asked, so nobody takes it for somebody else's."""
    order = shop.paid()
    shop.order_fault("payments.refund", Kind.EARLY, seconds=2)
    [refund] = shop.application.payments.refunds.want(order, by="operator", reason="asked")
    assert [each.id for each in shop.books(order).refunds] == [refund.id]
    assert shop.application.payments.hooks is not None
    shop.settle()
    assert [each.status for each in shop.books(order).refunds] == [RefundStatus.PROCESSED]
    assert [each.by for each in shop.books(order).refunds] == ["operator"]
    audit(shop)


def test_g4_all_events_are_booked_before_the_answer_is(shop: Shop) -> None:
    """The worker books them while the call is still going on; the answer then changes nothing."""
    order = shop.order()
    hooks = shop.application.payments.hooks
    assert hooks is not None
    gateway = shop.application.payments.links._gateway
    create = gateway.create_link

    def early(wanted: LinkWanted) -> Asked[LinkSeen]:
        answer = create(wanted)
        shop.till.pay(shop.till.links()[0].id)
        assert shop.server.settle()
        assert hooks.book() == 4
        assert shop.books(order).order.status is OrderStatus.PAID
        return answer

    gateway.create_link = early  # type: ignore[method-assign]
    assert shop.application.payments.links.create(order).name == "paid"
    del gateway.create_link
    assert shop.books(order).links[0].status is LinkStatus.PAID
    shop.settle()
    paid_once(shop, order)


@every_doubt
def test_g8_a_doubtful_creation_is_one_link(hasty: Shop, kind: Kind, more: dict[str, Any]) -> None:
    """It is looked up under our reference, and asked for again only when it certainly is not there."""
    hasty.order_fault("payment_links.create", kind, **more)
    order = hasty.order()
    hasty.settle()
    hasty.repair(900)
    assert [link.status for link in hasty.books(order).links] == [LinkStatus.CREATED]
    assert len(hasty.till.links()) == 1
    [link] = hasty.books(order).links
    assert link.provider_id == hasty.till.links()[0].id
    hasty.pay(order)
    hasty.settle()
    paid_once(hasty, order)


@some_doubts
def test_g8_a_doubtful_creation_that_cannot_be_looked_up_is_one_link(
    hasty: Shop, kind: Kind, more: dict[str, Any]
) -> None:  # fmt: skip
    """Neither the call nor the looks afterwards get an answer for a while."""
    hasty.order_fault("payment_links.create", kind, **more)
    hasty.order_fault("payment_links.list", kind, times=3, **{**more, "accepts": False})
    order = hasty.order()
    hasty.settle()
    assert hasty.books(order).links[0].url is None
    assert not [text for text in hasty.texts() if "http" in text]
    hasty.repair(900)
    assert len(hasty.till.links()) == 1
    assert [link.status for link in hasty.books(order).links] == [LinkStatus.CREATED]
    assert len([text for text in hasty.texts() if "http" in text]) == 1


@some_doubts
def test_g8_a_doubtful_cancellation_follows_the_truth(hasty: Shop, kind: Kind, more: dict[str, Any]) -> None:
    """What it comes to is looked up; an order whose link may be open is not closed."""
    order = hasty.ordered()
    hasty.order_fault("payment_links.cancel", kind, **more)
    links = hasty.application.payments.links
    outcome = links.cancel(order).name
    is_open = hasty.till.links()[0].is_open
    assert outcome == ("unavailable" if is_open else "cancelled")
    assert hasty.books(order).order.status is (OrderStatus.OPEN if is_open else OrderStatus.CLOSED)
    assert links.cancel(order).name == "cancelled"
    assert hasty.till.links()[0].status == "cancelled"


def test_g8_a_cancellation_loses_to_a_payment(shop: Shop) -> None:
    """Razorpay refuses to cancel what is paid: then it is looked at, and the order is paid."""
    order = shop.ordered()
    shop.silent()
    shop.pay(order)
    assert shop.application.payments.links.cancel(order).name == "paid"
    shop.settle()
    paid_once(shop, order)


@some_doubts
def test_g8_a_doubtful_refund_is_one_refund(hasty: Shop, kind: Kind, more: dict[str, Any]) -> None:
    """It is asked for under one key, and looked up before it is asked for again."""
    order = hasty.paid()
    hasty.order_fault("payments.refund", kind, **more)
    [refund] = hasty.application.payments.refunds.want(order, by="operator", reason="asked", amount=100)
    assert refund.status in (RefundStatus.WANTED, RefundStatus.PENDING, RefundStatus.PROCESSED)
    hasty.repair(3600)
    assert [each.amount for each in hasty.till.refunds()] == [100]
    [refund] = hasty.books(order).refunds
    assert (refund.status, refund.provider_id) == (RefundStatus.PROCESSED, hasty.till.refunds()[0].id)
    assert hasty.balances() == {"gateway": 49_800, "sales": -49_800}
    audit(hasty)


@some_doubts
def test_g8_a_doubtful_refund_without_events_is_one_refund(hasty: Shop, kind: Kind, more: dict[str, Any]) -> None:
    """Razorpay tells nothing by itself: the poller finds out."""
    order = hasty.paid()
    hasty.silent()
    hasty.order_fault("payments.refund", kind, **more)
    hasty.order_fault("payments.refunds", kind, **{**more, "accepts": False})
    hasty.application.payments.refunds.want(order, by="operator", reason="asked")
    hasty.repair(7200)
    assert [each.amount for each in hasty.till.refunds()] == [49_900]
    [refund] = hasty.books(order).refunds
    assert refund.status is RefundStatus.PROCESSED
    assert hasty.books(order).order.status is OrderStatus.REFUNDED
    assert hasty.balances() == {}
    audit(hasty)


def test_g8_the_same_wish_of_a_flow_is_one_refund(shop: Shop) -> None:
    """However often its job is run."""
    order = shop.paid()
    refund = shop.application.catalogue.actions["payments.refund"].call
    for _ in range(3):
        refund(order=order, reason="asked", amount=100)
        shop.settle()
    assert [each.amount for each in shop.till.refunds()] == [100]
    audit(shop)


@pytest.mark.parametrize("amount", ["100", 100.0, True, 0, -1, [100], 10**30])
def test_g8_a_flow_that_names_no_amount_sends_nothing_back(small_shop: Shop, amount: object) -> None:
    """Least of all everything, which is what Razorpay does without an amount."""
    order = small_shop.paid()
    outcome = small_shop.application.catalogue.actions["payments.refund"].call(
        order=order, reason="asked", amount=amount
    )  # fmt: skip
    assert outcome.name == "rejected"
    small_shop.settle()
    assert small_shop.till.refunds() == []


def test_g8_a_refund_that_failed_is_still_with_us(shop: Shop) -> None:
    """The money is free to be sent again, under another key."""
    order = shop.paid()
    shop.order_fault("refund", Kind.FAIL)
    shop.application.payments.refunds.want(order, by="operator", reason="asked")
    shop.repair()
    books = shop.books(order)
    assert [each.status for each in books.refunds] == [RefundStatus.FAILED]
    assert (books.payments[0].refunded, books.order.status) == (0, OrderStatus.PAID)
    shop.application.payments.refunds.want(order, by="operator", reason="again")
    shop.repair()
    assert shop.books(order).order.status is OrderStatus.REFUNDED
    audit(shop)


def test_g8_what_was_sent_back_on_the_dashboard_is_booked_once(shop: Shop) -> None:
    """In two parts, and told three times each."""
    order = shop.paid()
    [paid] = shop.till.payments()
    for amount in (100, 200):
        shop.till.refund(paid.id, Return(amount=amount))
    shop.settle()
    for event in shop.till.events():
        shop.till.replay(event.id, is_new=True)
    shop.settle()
    assert sorted(each.amount for each in shop.books(order).refunds) == [100, 200]
    assert shop.balances() == {"gateway": 49_600, "sales": -49_600}
    audit(shop)


def test_g8_a_link_somebody_else_has_made_meanwhile_is_not_refused(shop: Shop) -> None:
    """To look, to find nothing, and to write that down takes a moment: what is known by then is not taken back."""
    order = shop.order()
    links, looking = shop.application.payments.links, shop.application.payments.looking
    shop.order_fault("payment_links.create", Kind.DROP)
    assert links.create(order).name == "unavailable"
    gateway = looking._gateway
    look = gateway.link_by_reference
    shop.advance(700)

    def meanwhile(reference: str) -> Asked[LinkSeen | None]:
        found = look(reference)
        del gateway.link_by_reference
        assert links.create(order).name == "created"
        return found

    gateway.link_by_reference = meanwhile  # type: ignore[method-assign]
    assert looking.look_at_links() == 1
    [link] = shop.books(order).links
    assert (link.status, link.provider_id) == (LinkStatus.CREATED, shop.till.links()[0].id)
    assert shop.books(order).order.status is OrderStatus.OPEN


def test_g8_what_was_sent_back_there_before_we_could_is_booked(shop: Shop) -> None:
    """Our wish to send back a second payment is in the way at first, and will never come true."""
    order = shop.ordered()
    shop.order_fault("payment", Kind.TWICE)
    shop.pay(order)
    shop.settle()
    [surplus] = [each for each in shop.books(order).payments if each.standing is Standing.SURPLUS]
    shop.till.refund(surplus.provider_id)
    shop.settle()
    shop.repair()
    paid_once(shop, order)
    assert sorted(each.status for each in shop.books(order).refunds) == [RefundStatus.FAILED, RefundStatus.PROCESSED]
    assert shop.balances() == {"gateway": 49_900, "sales": -49_900}
