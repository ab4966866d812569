"""What the charts may ask for, and what it comes to when things are otherwise than they think."""

from __future__ import annotations

from typing import Any

import pytest

from engine.domain.payments.ordering import MOST_LINKS
from engine.domain.payments.records import EntitlementStatus, LinkStatus, OrderStatus
from engine.interfaces.orders import HookStatus
from engine.services.payments.hooks import PATIENCE
from integrations.sandbox import Kind
from tests.payments.audit import audit, paid_once
from tests.payments.shop import Shop
from tests.payments.test_once import told_nothing


@pytest.fixture
def shop(either_shop: Shop) -> Shop:
    """The database makes little difference here."""
    return either_shop


def run(shop: Shop, job: str, **given: Any) -> str:
    """The outcome of a job, as a worker runs it."""
    return str(shop.application.catalogue.actions[f"payments.{job}"].call(**given).name)


def test_a_conversation_orders(shop: Shop) -> None:
    """She writes that she wants to buy; the order's chart sends the link; what she may use is hers alone."""
    contact = shop.contact()
    shop.settle()
    shop.phone.text("buy")
    assert shop.server.settle()
    shop.settle()
    [order] = [each.id for each in shop.orders()]
    shop.pay(order)
    shop.settle()
    paid_once(shop, order)
    owned = shop.application.catalogue.actions["payments.entitlements"].call(person=contact).value
    assert [(each["order"], each["left"], each["details"]) for each in owned] == [(order, 1, {})]
    assert shop.application.catalogue.actions["payments.entitlements"].call(person="nobody").value == []
    [receipt] = shop.application.catalogue.actions["payments.receipts"].call(person=contact).value
    assert (receipt["order"], receipt["product"], receipt["amount"], receipt["currency"], receipt["refunded"]) == (
        order, "report", 49900, "INR", 0,
    )  # fmt: skip
    assert run(shop, "receipts", person="nobody") == "none"


def test_what_we_see_of_a_payment_is_told(shop: Shop) -> None:
    """Of the one they name, else of their last order; of no one else's."""
    look_up = shop.application.catalogue.actions["payments.look_up"].call
    contact = shop.contact()
    assert look_up(person=contact, text="PAYMENT ISSUE").name == "none"
    paid = shop.paid()
    payment = shop.books(paid).payments[0].provider_id
    named = f"PAYMENT ISSUE ({payment}), please!"
    shop.advance(60)
    shop.order("prompt")
    assert look_up(person=contact, text=named) == look_up(person=contact, text=f"pay_123456 and {payment}")
    assert (look_up(person=contact, text=named).name, look_up(person=contact, text="refund").name) == ("paid", "unpaid")
    known = look_up(person=contact, text=named).value
    assert (known["order"], known["payment"], known["amount"]) == (paid, payment, 49900)
    assert look_up(person="nobody", text=named).name == "none"


def test_what_is_not_sold_is_not_ordered(small_shop: Shop) -> None:
    """Nor is anything, by nobody."""
    assert run(small_shop, "order", person=small_shop.contact(), product="moon") == "unknown_product"
    assert run(small_shop, "order", person="nobody", product="report") == "unknown_product"
    assert small_shop.orders() == []
    for job in ("create_link", "cancel_link", "fetch", "grant", "revoke"):
        with pytest.raises(LookupError):
            run(small_shop, job, order="nothing")


def test_a_link_is_fetched_as_it_stands(shop: Shop) -> None:
    """Unpaid before it was made and while it is open, paid as soon as it is, ended when it has."""
    order = shop.order()
    assert run(shop, "fetch", order=order) == "unpaid"
    shop.settle()
    assert run(shop, "fetch", order=order) == "unpaid"
    shop.order_fault("payment_links.list", Kind.DROP)
    assert run(shop, "fetch", order=order) == "unavailable"
    shop.silent()
    shop.till.cancel(shop.books(order).links[0].id)
    assert run(shop, "fetch", order=order) == "ended"
    assert run(shop, "create_link", order=order) == "created"
    shop.pay(order)
    assert run(shop, "fetch", order=order) == "paid"
    assert run(shop, "fetch", order=order) == "paid"
    assert run(shop, "create_link", order=order) == "paid"
    assert run(shop, "cancel_link", order=order) == "paid"


def test_a_link_of_which_nobody_knows_is_cancelled_by_looking(shop: Shop) -> None:
    """It was never made, or it was: then it is ended there. Without an answer nothing is ended."""
    for was_made in (False, True):
        order = shop.order()
        shop.order_fault("payment_links.create", Kind.DROP, accepts=was_made)
        shop.order_fault("payment_links.list", Kind.DROP)
        assert run(shop, "create_link", order=order) == "unavailable"
        shop.order_fault("payment_links.list", Kind.DROP)
        assert run(shop, "cancel_link", order=order) == "unavailable"
        assert run(shop, "cancel_link", order=order) == "cancelled"
        [link] = shop.books(order).links
        assert link.status is (LinkStatus.CANCELLED if was_made else LinkStatus.REFUSED)
        assert shop.books(order).order.status is OrderStatus.CLOSED
    assert [link.status for link in shop.till.links()] == ["cancelled"]


def test_a_link_that_was_wanted_just_now_is_somebody_elses(shop: Shop) -> None:
    """Who finds it waits, and asks for it under the same reference only later."""
    order = shop.order()
    shop.order_fault("payment_links.create", Kind.DROP)
    assert run(shop, "create_link", order=order) == "unavailable"
    assert run(shop, "create_link", order=order) == "unavailable"
    shop.advance(31)
    assert run(shop, "create_link", order=order) == "created"
    assert [link.reference for link in shop.till.links()] == [f"{order}-1"]


def test_what_the_gateway_refuses_is_refused_and_a_wrong_key_is_not(shop: Shop) -> None:
    """A link it will not make ends; with keys that are out of order nothing is anybody's fault."""
    order = shop.order()
    shop.order_fault("payment_links.create", Kind.ERROR, status=401)
    assert run(shop, "create_link", order=order) == "unavailable"
    assert [link.status for link in shop.books(order).links] == [LinkStatus.WANTED]
    shop.advance(31)
    shop.order_fault("payment_links.create", Kind.REFUSE, reason="The amount is too large.")
    assert run(shop, "create_link", order=order) == "rejected"
    assert [link.status for link in shop.books(order).links] == [LinkStatus.REFUSED]


def test_links_without_end_are_not_made(shop: Shop) -> None:
    """Who asks for more begins a new order."""
    order = shop.order()
    for _ in range(MOST_LINKS):
        assert run(shop, "create_link", order=order) == "created"
        assert run(shop, "cancel_link", order=order) == "cancelled"
    assert run(shop, "create_link", order=order) == "rejected"
    assert len(shop.till.links()) == MOST_LINKS


def test_what_was_revoked_is_not_granted_again(shop: Shop) -> None:
    """And what was never granted cannot be revoked."""
    order = shop.ordered()
    assert run(shop, "revoke", order=order) == "nothing"
    shop.pay(order)
    shop.settle()
    assert run(shop, "revoke", order=order) == "revoked"
    entitlement = shop.books(order).entitlement
    assert entitlement is not None
    assert entitlement.status is EntitlementStatus.REVOKED
    assert run(shop, "grant", order=order) == "not_paid"
    audit(shop)


def test_a_refund_of_a_flow_says_how_it_stands(shop: Shop) -> None:
    """Wanted, done, or not possible."""
    order = shop.paid()
    assert run(shop, "refund", order=order, reason="x", amount=10**9) == "rejected"
    assert run(shop, "refund", order=order, reason="x", payment="pay_Nobody00000001") == "rejected"
    assert run(shop, "refund", order=order, reason="x") == "wanted"
    shop.settle()
    assert run(shop, "refund", order=order, reason="x") == "refunded"
    shop.order_fault("refund", Kind.FAIL)
    other = shop.ordered()
    shop.pay(other)
    shop.settle()
    assert run(shop, "refund", order=other, reason="x") == "wanted"
    shop.settle()
    assert run(shop, "refund", order=other, reason="x") == "rejected"


def test_a_mistake_of_ours_holds_up_no_webhook_and_ends(shop: Shop) -> None:
    """It is tried again for a day, then a person looks; the others are booked meanwhile."""
    order = told_nothing(shop)
    hooks = shop.application.payments.hooks
    assert hooks is not None
    real, bad = hooks._door, shop.event("payment.captured")

    class Door:
        def __getattr__(self, name: str) -> Any:
            return getattr(real, name)

        def notice(self, body: bytes) -> Any:
            if body == bad:
                raise ZeroDivisionError("a mistake")
            return real.notice(body)

    hooks._door = Door()
    shop.post(bad)
    shop.post(shop.event("payment_link.paid"))
    for wait in PATIENCE:
        assert hooks.book() > 0
        shop.advance(wait.total_seconds())
    hooks.book()
    assert sorted(hook.status for hook in shop.hooks()) == [HookStatus.DEAD, HookStatus.HANDLED]
    [dead] = shop.hooks(HookStatus.DEAD)
    assert dead.error == "ZeroDivisionError"
    shop.settle()
    paid_once(shop, order)
