"""The daily comparison with Razorpay, over HTTP and on both databases: what agrees, what differs, what is booked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from engine.domain.payments.audit import Deed
from engine.domain.payments.comparing import Odd, Report
from engine.domain.payments.records import EntitlementStatus, OrderStatus
from engine.interfaces.orders import HookStatus
from engine.interfaces.payments import Done, LinkWanted, Unavailable
from engine.services.payments.reconciling import WORKER, Reconciling
from integrations.razorpay.gateway import RazorpayGateway
from integrations.sandbox import Kind
from server.worker import Worker
from tests.payments.audit import audit
from tests.payments.shop import START, Shop, together
from tests.worker.bot import until

TODAY = date(2026, 1, 5)
ZONE = ZoneInfo("Asia/Kolkata")
DAY = timedelta(days=1).total_seconds()
Logs = list[MutableMapping[str, Any]]


def compared(shop: Shop, day: date = TODAY, *, is_dry: bool = False) -> Report:
    """What comes of comparing a day."""
    report = shop.application.payments.reconciling.reconcile(day, by="asha", is_dry=is_dry)
    assert report.trouble is None
    return report


def kinds(report: Report) -> dict[str, Odd]:
    """What differs, by the gateway's id."""
    return {each.id: each.kind for each in report.differences}


def secretly_paid(shop: Shop) -> tuple[str, str]:
    """An order that was paid while no webhook came: its id and that of the payment."""
    order = shop.ordered()
    shop.silent()
    [paid] = shop.pay(order)
    return order, str(paid.id)


def test_a_day_on_which_all_was_told_agrees(shop: Shop) -> None:
    """Nothing is booked again."""
    shop.paid()
    before = shop.rows()
    report = compared(shop)
    assert (report.agreed, report.settled, report.differences) == (1, 0, ())
    assert shop.rows() == before


def test_money_nobody_told_of_is_booked_and_delivered(shop: Shop, logs: Logs) -> None:
    """As if its webhook had come, and somebody hears that it has not."""
    order, payment = secretly_paid(shop)
    report = compared(shop)
    assert kinds(report) == {payment: Odd.MISSED}
    assert report.differences[0].order == order
    shop.settle()
    books = shop.books(order)
    assert books.order.status is OrderStatus.PAID
    assert books.entitlement is not None
    audit(shop)
    [line] = [line for line in logs if line["event"] == "money.unexplained"]
    assert (line["kind"], line["id"], line["order"], line["theirs"]) == ("missed", payment, order, 49_900)
    assert line["log_level"] == "error"
    assert compared(shop).differences == ()


def test_money_of_no_order_is_kept_until_somebody_finds_out(shop: Shop, logs: Logs) -> None:
    """Somebody has paid on a link that is not ours."""
    shop.paid()
    stranger = foreign(shop)
    assert kinds(compared(shop)) == {stranger: Odd.UNMATCHED}
    assert shop.balances()["suspense"] == -12_300
    assert [line["payment"] for line in logs if line["event"] == "money.unmatched"] == [stranger]
    assert kinds(compared(shop)) == {stranger: Odd.UNMATCHED}
    assert shop.balances()["suspense"] == -12_300


def test_money_of_no_order_that_was_sent_back_there_is_no_more_in_suspense(shop: Shop) -> None:
    """By hand, on the dashboard."""
    shop.paid()
    stranger = foreign(shop)
    compared(shop)
    refund = shop.till.refund(stranger)
    shop.till.end_refund(refund.id, "processed")
    compared(shop)
    compared(shop)
    assert "suspense" not in shop.balances()
    assert (stranger, 12_300) in shop.select("payments", "provider_id", "refunded")
    shop.post(shop.event("payment.captured"))
    shop.settle()
    assert shop.hooks()[0].status is HookStatus.IGNORED


def test_a_fee_that_the_customer_has_borne_was_never_ours(shop: Shop) -> None:
    """The whole price comes to the bank."""
    shop.order_fault("payment", Kind.SURCHARGE)
    shop.paid()
    shop.till.settle()
    report = compared(shop)
    assert (report.agreed, report.settled, report.differences) == (1, 1, ())
    assert shop.balances() == {"bank": 49_900, "sales": -49_900}


def test_nor_is_it_where_there_is_no_order(shop: Shop) -> None:
    """As far as the gateway tells who has borne it."""
    foreign(shop)
    gateway = Other(shop, payments_between=changed(fee_paid_by_customer=300))
    with_gateway(shop, gateway).reconcile(TODAY, by="asha")
    assert shop.balances() == {"gateway": 12_000, "suspense": -12_000}


def test_a_dry_run_tells_the_same_and_changes_nothing(shop: Shop, logs: Logs) -> None:
    """Not even a line in the audit."""
    _, payment = secretly_paid(shop)
    stranger = foreign(shop)
    shop.till.settle()
    before, lines = everything(shop), len(logs)
    report = compared(shop, is_dry=True)
    assert kinds(report) == {payment: Odd.MISSED, stranger: Odd.UNMATCHED}
    assert everything(shop) == before
    assert [line["event"] for line in logs[lines:] if line["log_level"] == "error"] == []


def test_what_was_paid_out_comes_to_the_bank_less_fees(shop: Shop) -> None:
    """Once, however often the day is compared."""
    order = shop.paid()
    shop.till.settle()
    for _ in range(2):
        report = compared(shop)
        assert (report.agreed, report.settled, report.differences) == (1, 1, ())
    fee = shop.till.payments()[0].fee or 0
    assert fee > 0
    assert {name: shop.balances().get(name) for name in ("gateway", "bank", "fees")} == {
        "gateway": None, "bank": 49_900 - fee, "fees": fee,
    }  # fmt: skip
    with shop.application.storage.read() as work:
        keys = [transfer.key for transfer in work.ledger.of_order(order)]
    assert f"settled:{shop.till.payments()[0].id}" in keys


def test_what_went_back_leaves_the_bank(shop: Shop) -> None:
    """A refund is settled, too."""
    order = shop.paid()
    shop.application.payments.refunds.want(order, by="operator", reason="asked for", amount=20_000)
    shop.settle()
    shop.till.settle()
    report = compared(shop)
    assert (report.settled, report.differences) == (2, ())
    fee = shop.till.payments()[0].fee or 0
    assert shop.balances()["bank"] == 49_900 - fee - 20_000
    assert "gateway" not in shop.balances()


def test_a_refund_nobody_told_of_is_booked(shop: Shop) -> None:
    """Made on the dashboard, while no webhook came."""
    order = shop.paid()
    payment = shop.till.payments()[0].id
    shop.silent()
    shop.till.refund(payment)
    report = compared(shop)
    assert kinds(report) == {payment: Odd.REFUND}
    assert (report.differences[0].ours, report.differences[0].theirs) == (0, 49_900)
    books = shop.books(order)
    assert books.order.status is OrderStatus.REFUNDED
    assert books.entitlement is not None
    assert books.entitlement.status is EntitlementStatus.REVOKED
    audit(shop)
    assert compared(shop).differences == ()


def test_a_refund_of_another_day_is_found_by_its_settlement(shop: Shop) -> None:
    """The payments of the day do not show it."""
    shop.paid()
    payment = shop.till.payments()[0].id
    shop.till.settle()
    compared(shop)
    shop.advance(2 * DAY)
    shop.silent()
    refund = shop.till.refund(payment)
    shop.till.end_refund(refund.id, "processed")
    shop.till.settle()
    later = TODAY + timedelta(days=2)
    assert kinds(compared(shop, later)) == {refund.id: Odd.REFUND}
    assert "gateway" not in shop.balances()
    assert compared(shop, later).differences == ()


def test_a_settled_payment_of_a_day_nobody_compared_is_looked_up(shop: Shop) -> None:
    """And booked, and settled."""
    order, payment = secretly_paid(shop)
    shop.advance(2 * DAY)
    shop.till.settle()
    report = compared(shop, TODAY + timedelta(days=2))
    assert (kinds(report), report.settled) == ({payment: Odd.MISSED}, 1)
    assert shop.books(order).order.status is OrderStatus.PAID
    assert "gateway" not in shop.balances()


class Other:
    """A gateway that shows something else than ours does."""

    def __init__(self, shop: Shop, **answers: Callable[[Any], Any]) -> None:
        self._real = RazorpayGateway(shop.merchant(shop.settings))
        self._answers = answers
        self.asked = 0

    def __getattr__(self, name: str) -> Any:
        call, change = getattr(self._real, name), self._answers.get(name, lambda answer: answer)

        def changed(*given: Any) -> Any:
            self.asked += 1
            return change(call(*given))

        return changed


def with_gateway(shop: Shop, gateway: Any) -> Reconciling:
    """The comparison with this one."""
    payments = shop.application.payments
    return Reconciling(shop.application.storage, gateway, payments.bookkeeping, shop.clock, ZONE)


def changed(**more: Any) -> Callable[[Done[list[Any]]], Done[list[Any]]]:
    """All lines with something else in them."""
    return lambda done: Done([replace(each, **more) for each in done.value])


def test_what_the_gateway_does_not_show_or_shows_otherwise_is_told(shop: Shop) -> None:
    """An amount, and a payment of ours; nothing of it is booked."""
    shop.paid()
    payment, before = shop.till.payments()[0].id, everything(shop)
    cases: Mapping[Odd, Callable[[Any], Any]] = {
        Odd.AMOUNT: changed(amount=49_901), Odd.ABSENT: lambda _: Done([]),
    }  # fmt: skip
    for kind, change in cases.items():
        report = with_gateway(shop, Other(shop, payments_between=change)).reconcile(TODAY, by="asha")
        assert (kinds(report), report.agreed) == ({payment: kind}, 0)
    assert without(everything(shop), "audit") == without(before, "audit")


def test_a_settlement_that_is_not_what_we_expect_is_not_booked(shop: Shop) -> None:
    """Another amount, and something nobody knows; what the gateway moved for its own reasons is, and is told."""
    shop.paid()
    payment = shop.till.payments()[0].id
    shop.till.settle()
    odd = with_gateway(shop, Other(shop, settled_on=changed(credit=1))).reconcile(TODAY, by="asha")
    assert (kinds(odd), odd.settled) == ({payment: Odd.SETTLED}, 0)
    unknown = changed(entity="pay_AAAAAAAAAAAAAA")
    odd = with_gateway(shop, Other(shop, settled_on=unknown)).reconcile(TODAY, by="asha")
    assert (kinds(odd), odd.settled) == ({"pay_AAAAAAAAAAAAAA": Odd.UNKNOWN}, 0)
    assert "bank" not in shop.balances()
    own = changed(entity="adj_1", kind="adjustment", credit=0, debit=500)
    odd = with_gateway(shop, Other(shop, settled_on=own)).reconcile(TODAY, by="asha")
    assert (kinds(odd), odd.settled) == ({"adj_1": Odd.ADJUSTMENT}, 1)
    assert shop.balances()["bank"] == -500
    held = with_gateway(shop, Other(shop, settled_on=changed(settlement=None))).reconcile(TODAY, by="asha")
    assert (held.settled, held.differences) == (0, ())


def test_failed_tries_and_what_was_not_captured_are_no_money(shop: Shop) -> None:
    """Nobody is told in the morning that a try of yesterday has failed."""
    order = shop.ordered()
    shop.silent()
    shop.till.fail(shop.books(order).links[-1].id)
    before = everything(shop)
    assert compared(shop).differences == ()
    assert without(everything(shop), "audit") == without(before, "audit")


def test_a_gateway_that_cannot_be_asked_is_trouble_and_no_report(shop: Shop, logs: Logs) -> None:
    """Nothing is known then."""
    shop.paid()
    for name in ("payments_between", "settled_on"):
        gateway = Other(shop, **{name: lambda _: Unavailable(reason="timeout")})
        report = with_gateway(shop, gateway).reconcile(TODAY, by="asha")
        assert report == Report(day=TODAY, trouble="unavailable: timeout")
    assert [line["event"] for line in logs].count("reconciling.failed") == 2
    assert [line["event"] for line in logs].count("reconciled") == 0


# -- once a day


def at_clock(shop: Shop, hours: float) -> None:
    """So many hours after midnight of the next day, where the people are."""
    midnight = START - timedelta(hours=10) + timedelta(days=1)
    shop.clock.advance_to(midnight + timedelta(hours=hours))


def test_yesterday_is_compared_once_after_six(shop: Shop) -> None:
    """Not before, and not again; nobody is asked in between."""
    shop.paid()
    gateway = Other(shop)
    reconciling = with_gateway(shop, gateway)
    at_clock(shop, 5.9)
    assert reconciling.daily() is None
    at_clock(shop, 6.0)
    report = reconciling.daily()
    assert report is not None
    assert (report.day, report.agreed) == (TODAY, 1)
    asked = gateway.asked
    for hours in (6.1, 12, 23.9):
        at_clock(shop, hours)
        assert reconciling.daily() is None
        assert with_gateway(shop, gateway).daily() is None
    assert gateway.asked == asked
    with shop.application.storage.read() as work:
        [entry] = work.audit.latest(9)
    assert (entry.by, entry.deed, entry.about) == (WORKER, Deed.RECONCILED, "2026-01-05")
    assert entry.details == {"agreed": 1, "settled": 0, "differences": 0}


def test_a_worker_does_it_by_itself(small_shop: Shop) -> None:
    """Nobody has to ask it; what was found goes on at once."""
    order, payment = secretly_paid(small_shop)
    at_clock(small_shop, 7)
    worker = Worker(small_shop.application)
    worker.start()
    try:
        assert until(lambda: small_shop.books(order).entitlement is not None)
    finally:
        worker.stop()
    with small_shop.application.storage.read() as work:
        entries = work.audit.latest(9)
    assert [(entry.by, entry.about) for entry in entries] == [(WORKER, "2026-01-05")]
    assert [each.provider_id for each in small_shop.books(order).payments] == [payment]


def test_of_many_workers_one_compares(shop: Shop) -> None:
    """They begin at the same moment."""
    at_clock(shop, 7)
    gateway = Other(shop)
    several = [with_gateway(shop, gateway) for _ in range(4)]
    found = together(*[each.daily for each in several])
    assert [type(each) for each in found].count(Report) == 1, found
    with shop.application.storage.read() as work:
        assert len(work.audit.latest(9)) == 1


def test_a_comparison_that_fails_or_dies_is_tried_again_after_a_while(shop: Shop) -> None:
    """By whoever comes then."""
    at_clock(shop, 7)
    gateway = Other(shop, settled_on=lambda _: Unavailable(reason="timeout"))
    report = with_gateway(shop, gateway).daily()
    assert report is not None
    assert report.trouble is not None
    asked = gateway.asked
    at_clock(shop, 7.2)
    assert with_gateway(shop, gateway).daily() is None
    assert gateway.asked == asked
    at_clock(shop, 7.3)
    again = with_gateway(shop, Other(shop)).daily()
    assert again is not None
    assert again.trouble is None


def test_days_that_were_missed_are_made_up_for(shop: Shop) -> None:
    """One after the other, up to a week."""
    at_clock(shop, 7)
    reconciling = with_gateway(shop, Other(shop))
    assert reconciling.daily() is not None
    shop.clock.advance(3 * DAY)
    days = [report.day.day for report in iter(reconciling.daily, None)]
    assert days == [6, 7, 8]
    shop.clock.advance(30 * DAY)
    days = [report.day.day for report in iter(reconciling.daily, None)]
    assert len(days) == 7


# -- what the tests share


def foreign(shop: Shop) -> str:
    """Somebody pays on a link that was made on the dashboard; no webhook comes."""
    shop.silent()
    wanted = LinkWanted(
        reference="from-the-dashboard", amount=12_300, currency="INR", description="Rent", notes={}, returns_to=None,
        expires_at=START + timedelta(days=1),
    )  # fmt: skip
    RazorpayGateway(shop.merchant(shop.settings)).create_link(wanted)
    [paid] = shop.till.pay(wanted.reference)
    return str(paid.id)


def everything(shop: Shop) -> dict[str, int]:
    """How many rows there are of what could be changed, and what is on each account."""
    return {**shop.rows(), **shop.balances(), "audit": len(shop.select("audit", "about"))}


def without(counts: dict[str, int], name: str) -> dict[str, int]:
    """The others."""
    return {each: number for each, number in counts.items() if each != name}
