"""Money that is not what was asked for, or of nobody we know: never granted, never lost, a person sees it (G12, G13).

And times of all kinds: none of them decides anything (G10, G11).
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from datetime import timedelta
from typing import Any

import pytest

from engine.domain.payments.records import LinkStatus, OrderStatus, RefundStatus, Standing
from engine.interfaces.orders import HookStatus
from engine.services.payments.hooks import PATIENCE
from integrations.sandbox import Kind, Wish
from tests.payments.audit import audit, paid_once
from tests.payments.flows import PRICE
from tests.payments.shop import Shop, changed, entity

Logs = list[MutableMapping[str, Any]]
DAY = 86_400.0


@pytest.fixture
def shop(either_shop: Shop) -> Shop:
    """The database makes little difference here."""
    return either_shop


def nothing_granted(shop: Shop, order: str) -> None:
    """Whatever came, it is booked, lies in suspense, and nobody has anything of it."""
    audit(shop)
    assert shop.books(order).entitlement is None
    assert shop.receipts() == 0
    assert shop.application.payments.grant(order) is None
    assert -shop.balances()["suspense"] > 0


@pytest.mark.parametrize("kind", [Kind.CURRENCY, Kind.ACCOUNT])
def test_g12_what_was_not_asked_for_never_grants(shop: Shop, kind: Kind, logs: Logs) -> None:
    """Another currency, another account: in suspense, told once, and an error in the log."""
    order = shop.ordered()
    shop.order_fault("payment", kind)
    shop.pay(order)
    shop.settle()
    books = shop.books(order)
    assert [payment.standing for payment in books.payments] == [Standing.MISMATCHED]
    nothing_granted(shop, order)
    assert shop.texts().count("Odd money.") == 1
    assert [line["log_level"] for line in logs if line["event"] == "money.suspended"] == ["error"]


def test_g12_less_than_the_price_is_kept_and_does_not_pay(shop: Shop) -> None:
    """Although Razorpay says that the link is paid."""
    order = shop.ordered()
    shop.order_fault("payment", Kind.AMOUNT)
    shop.pay(order)
    shop.settle()
    audit(shop)
    assert shop.books(order).links[0].status is LinkStatus.PAID
    assert shop.books(order).order.status is OrderStatus.CLOSED
    assert shop.application.payments.grant(order) is None
    assert shop.balances() == {"gateway": 100, "customers": -100}


def test_g12_another_accounts_events_leave_the_link_alone(shop: Shop) -> None:
    """Theirs says that it was paid; ours can still be paid, and is looked at."""
    order = shop.ordered()
    shop.order_fault("payment", Kind.ACCOUNT)
    shop.pay(order)
    shop.settle()
    [link] = shop.books(order).links
    assert link.status is LinkStatus.CREATED
    assert link.look_at is not None
    assert shop.books(order).order.status is OrderStatus.OPEN
    shop.silent()
    shop.pay(order)
    shop.repair()
    assert shop.books(order).order.status is OrderStatus.PAID
    audit(shop)


@pytest.mark.parametrize("name", ["refund.processed", "payment.dispute.lost", "payment_link.cancelled"])
def test_g12_another_account_takes_nothing_back(shop: Shop, name: str) -> None:
    """Neither money nor rights of ours follow from what happens there."""
    order = shop.ordered()
    if name == "payment_link.cancelled":
        shop.silent()
        shop.till.cancel(shop.books(order).links[0].id)
    else:
        [paid] = shop.pay(order)
        shop.settle()
        shop.silent()
        _ = shop.till.refund(paid.id) if name == "refund.processed" else shop.till.dispute(paid.id, "lost")
        assert shop.server.settle()
    before = shop.books(order)
    shop.post(changed(shop.event(name), lambda event: event.update(account_id="acc_SomebodyElse01")))
    shop.settle()
    assert shop.books(order) == before
    audit(shop)


@pytest.mark.parametrize(
    ("change", "standing"),
    [
        (lambda event: entity(event, "payment").update(amount=PRICE - 1), Standing.CREDITED),
        (lambda event: entity(event, "payment").update(amount=PRICE + 1), Standing.MISMATCHED),
        (lambda event: entity(event, "payment").update(currency="JPY"), Standing.MISMATCHED),
        (lambda event: event.update(account_id="acc_SandboxBolo002"), Standing.MISMATCHED),
        (lambda event: event.update(account_id="acc_sandboxbolo001"), Standing.MISMATCHED),
    ],
)
def test_g12_what_differs_by_a_little_differs(
    small_shop: Shop, logs: list[MutableMapping[str, Any]], change: Callable[[Any], object], standing: Standing
) -> None:
    """A paisa, a letter's case: a part is kept and does not pay, anything else lies in suspense; a person is called."""
    order = small_shop.ordered()
    small_shop.silent()
    small_shop.pay(order)
    assert small_shop.post(changed(small_shop.event("payment.captured"), change)).status_code == 200
    small_shop.settle()
    assert [payment.standing for payment in small_shop.books(order).payments] == [standing]
    assert small_shop.books(order).entitlement is None
    assert small_shop.receipts() == 0
    alerts = [line["event"] for line in logs if line["event"].startswith("money.") and line["log_level"] == "error"]
    assert alerts == ["money.partial" if standing is Standing.CREDITED else "money.suspended"]
    audit(small_shop)


def test_g12_the_mode_is_compared(shop: Shop) -> None:
    """An order of the test mode is not paid by what comes in when the keys are live."""
    order = shop.ordered()
    shop.silent()
    shop.pay(order)
    shop.open(RAZORPAY_KEY_ID="rzp_live_OfTheTests0001")
    shop.post(shop.event("payment_link.paid"))
    shop.settle()
    assert [payment.standing for payment in shop.books(order).payments] == [Standing.MISMATCHED]
    nothing_granted(shop, order)


def test_g12_a_fee_on_top_is_razorpays(shop: Shop) -> None:
    """The customer pays it and the price: that is what was asked for."""
    order = shop.ordered()
    shop.order_fault("payment", Kind.SURCHARGE)
    shop.pay(order)
    shop.settle()
    paid_once(shop, order)
    assert shop.balances() == {"gateway": PRICE, "sales": -PRICE}


def test_g12_money_in_suspense_that_a_bank_takes_is_no_loss_of_the_customers(shop: Shop) -> None:
    """A dispute over what never paid for anything takes it from where it lies."""
    order = shop.ordered()
    shop.order_fault("payment", Kind.CURRENCY)
    [odd] = shop.pay(order)
    shop.settle()
    shop.till.dispute(odd.id)
    shop.till.dispute(odd.id, "lost")
    shop.settle()
    assert shop.balances() == {}
    audit(shop)


def unknown(shop: Shop) -> str:
    """Money comes with the reference of a link that is not there yet; the order it will be of."""
    shop.paid()
    order = shop.order()

    def change(event: Any) -> None:
        entity(event, "payment")["id"] = "pay_Unknown0000001"
        entity(event, "payment")["description"] = "#Unknown0000001"
        entity(event, "payment")["notes"]["reference"] = f"{order}-1"

    body = changed(shop.event("payment.captured"), change)
    assert shop.post(body).status_code == 200
    assert shop.post(body).status_code == 200
    return order


def book(shop: Shop, *waits: timedelta) -> None:
    """Only webhooks are booked, the order's chart does not begin."""
    hooks = shop.application.payments.hooks
    assert hooks is not None
    hooks.book()
    for wait in waits:
        shop.advance(wait.total_seconds())
        hooks.book()


def is_paid(shop: Shop, order: str) -> None:
    """It ends as every good purchase: with all accounts right, and one more message."""
    shop.settle()
    audit(shop)
    entitlement = shop.books(order).entitlement
    assert entitlement is not None
    assert shop.receipts() == 2
    assert shop.balances() == {"gateway": 2 * PRICE, "sales": -2 * PRICE}


def test_g13_money_of_an_unknown_order_is_parked_and_matched_later(shop: Shop, logs: Logs) -> None:
    """200 at once, tried again with patience, booked as soon as the order's link is there."""
    order = unknown(shop)
    book(shop)
    waiting = [(hook.status, hook.attempts) for hook in shop.hooks()[:2]]
    assert waiting == [(HookStatus.PARKED, 1), (HookStatus.PARKED, 1)]
    assert shop.rows()["payments"] == 1
    assert {line["log_level"] for line in logs if line["event"] == "hook.parked"} == {"warning"}
    shop.settle()
    assert len(shop.books(order).links) == 1
    shop.advance(PATIENCE[0].total_seconds() - 1)
    book(shop)
    assert shop.books(order).payments == ()
    book(shop, timedelta(seconds=1))
    assert {hook.order for hook in shop.hooks(HookStatus.HANDLED)[:2]} == {order}
    is_paid(shop, order)


def test_g13_money_of_an_unknown_order_is_escalated_and_stays_in_suspense(shop: Shop, logs: Logs) -> None:
    """After a day: the payment is kept once, however many events tell of it, and a person must look."""
    unknown(shop)
    book(shop, *PATIENCE)
    assert len(shop.hooks(HookStatus.DEAD)) == 2
    assert [standing for _, standing in shop.select("payments", "order", "standing")] == ["credited", "unmatched"]
    assert -shop.balances()["suspense"] == PRICE
    assert len([line for line in logs if line["event"] == "money.unmatched"]) == 1
    audit(shop)


def test_g13_money_that_lay_in_suspense_leaves_it_when_it_is_matched(shop: Shop) -> None:
    """An operator plays the webhook again when the order's link is there: it pays, and every account is right."""
    order = unknown(shop)
    book(shop, *PATIENCE)
    shop.settle()
    for hook in shop.hooks(HookStatus.DEAD):
        with shop.application.storage.begin() as work:
            assert work.hooks.replay(hook.id, shop.clock.now())
            work.commit()
    is_paid(shop, order)


def test_g13_a_refund_or_dispute_before_its_payment_is_not_lost(shop: Shop) -> None:
    """Events carry the payment: it is booked first, whichever comes first."""
    order = shop.ordered()
    shop.silent()
    [paid] = shop.pay(order)
    shop.till.refund(paid.id)
    assert shop.server.settle()
    shop.post(shop.event("refund.processed"))
    shop.settle()
    for name in ("payment.captured", "order.paid", "payment_link.paid", "payment.authorized", "refund.created"):
        shop.post(shop.event(name))
        shop.settle()
    books = shop.books(order)
    assert books.order.status is OrderStatus.REFUNDED
    assert [refund.status for refund in books.refunds] == [RefundStatus.PROCESSED]
    assert shop.balances() == {}
    audit(shop)


def test_g13_what_is_none_of_our_business_is_kept_and_ignored(shop: Shop) -> None:
    """Settlements, downtimes, events nobody knows, refunds of what was never ours."""
    order = shop.paid()
    shop.till.settle()
    shop.till.downtime("started")
    shop.settle()
    shop.post(b'{"entity":"event","event":"subscription.charged","contains":[],"payload":{},"created_at":1}')
    shop.settle()
    statuses = {hook.event: hook.status for hook in shop.hooks()}
    assert statuses["settlement.processed"] is HookStatus.IGNORED
    assert statuses["payment.downtime.started"] is HookStatus.IGNORED
    assert statuses["subscription.charged"] is HookStatus.IGNORED
    paid_once(shop, order)


def test_g13_an_automatic_refund_takes_nothing_from_another_payment(shop: Shop) -> None:
    """Of what was only authorized, while somebody has paid properly."""
    order = shop.ordered()
    [never] = shop.pay(order, Wish(is_captured=False))
    shop.settle()
    [paid] = shop.pay(order)
    shop.settle()
    shop.till.refund(never.id)
    shop.settle()
    assert paid.id != never.id
    paid_once(shop, order)
    assert shop.balances() == {"gateway": PRICE, "sales": -PRICE}


# -- times


def test_g10_a_body_of_fifteen_days_ago_is_booked_once(shop: Shop) -> None:
    """Razorpay's support replays so far back; nothing of it is too old."""
    order = shop.ordered()
    shop.silent()
    shop.pay(order)
    with shop.sandbox.lock:
        shop.sandbox.faults.clear()
    shop.advance(DAY)
    for event in shop.till.events():
        shop.till.replay(event.id, days=15)
    shop.settle()
    for event in shop.till.events():
        shop.till.replay(event.id, is_new=True)
    shop.settle()
    paid_once(shop, order)
    assert shop.books(order).payments[0].paid_at < shop.clock.now() - timedelta(days=15)


@pytest.mark.parametrize("hours", [-24, -5.5, 5.5, 24])
def test_g11_clocks_that_differ_change_nothing(database_url: str, hours: float) -> None:
    """Bought, failed, paid, refunded, expired while Razorpay's clock is a day before or behind ours."""
    with Shop(database_url, skew=timedelta(hours=hours)) as shop:
        order = shop.ordered()
        shop.till.fail(shop.books(order).links[0].id)
        shop.settle()
        assert shop.texts().count("Failed.") == 1
        shop.pay(order)
        shop.settle()
        paid_once(shop, order)
        shop.application.payments.refunds.want(order, by="operator", reason="asked")
        shop.repair()
        assert shop.books(order).order.status is OrderStatus.REFUNDED
        audit(shop)


@pytest.mark.parametrize("hours", [-24, 24])
def test_g11_late_is_late_by_the_gateways_clock_alone(sqlite_url: str, hours: float) -> None:
    """A product that is not sold late: paid before the end it is sold, after it the money goes back."""
    with Shop(sqlite_url, skew=timedelta(hours=hours)) as shop:
        early, late = shop.ordered("prompt"), shop.ordered()
        shop.silent()
        [paid] = shop.pay(early)
        assert paid
        shop.till.cancel(shop.books(late).links[0].id)
        shop.advance(4 * DAY)
        for name in ("payment_link.paid", "payment_link.cancelled"):
            shop.post(shop.event(name))
        shop.settle()
        assert shop.books(early).payments[0].standing is Standing.CREDITED
        again = shop.ordered("prompt")
        assert again != early
        link = shop.books(again).links[0].id
        shop.till.cancel(link)
        shop.advance(60)
        shop.till.pay(link, Wish(is_late=True))
        for event in shop.till.events()[-5:]:
            shop.post(event.body)
        shop.settle()
        assert shop.books(again).payments[0].standing is Standing.LATE
        audit(shop)
