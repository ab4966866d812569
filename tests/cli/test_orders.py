"""What operators do with money: they look, send back, ask again, say whose it is, and compare with Razorpay."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from engine.domain.payments.audit import Deed, Entry
from engine.domain.payments.records import EntitlementStatus, OrderStatus, RefundStatus, Standing
from engine.domain.values import Data
from engine.interfaces.orders import HookStatus
from engine.interfaces.payments import LinkWanted
from engine.services.payments.making import Making
from integrations.razorpay.gateway import RazorpayGateway
from integrations.sandbox import Kind
from server.settings import FLOWS
from tests.cli.runs import invoked
from tests.payments.shop import START, Shop
from tests.server.house import HOOK_SECRET, SETTINGS

REPORT = (
    "  report:\n    names: {en: Report, hi: रिपोर्ट, mr: अहवाल, ta: அறிக்கை, te: నివేదిక, bn: রিপোর্ট}\n    price: 49900\n"
    "    currency: INR\n    grants: report\n    link: 72h\n    late: fulfil\n    refunds: 7d\n    per: contact\n"
)
"""What the shop sells, for whoever reads the shipped flows."""
WHY = ("--reason", "wrote twice")


class Counter:
    """A shop, and an operator at another terminal of the same database."""

    def __init__(self, shop: Shop, folder: Path) -> None:
        self.shop = shop
        self._folder = folder
        shutil.copytree(FLOWS, folder / "flows")
        with (folder / "flows" / "products.yaml").open("a", encoding="utf-8") as file:
            file.write(REPORT)

    def __call__(self, *arguments: str, typed: str = "", **settings: str | None) -> Result:
        """A command, at the time of the shop."""
        clock = self._folder / "clock"
        clock.write_text(str((self.shop.clock.now() - datetime.now(UTC)).total_seconds()))
        ours = {
            **SETTINGS, "DATABASE_URL": self.shop.url, "RAZORPAY_API_BASE_URL": self.shop.server.url,
            "RAZORPAY_WEBHOOK_SECRET": HOOK_SECRET, "RAZORPAY_ACCOUNT_ID": "acc_SandboxBolo001",
            "BOLOASTRO_FLOWS": str(self._folder / "flows"), "BOLOASTRO_CLOCK": str(clock), **settings,
        }  # fmt: skip
        return invoked(*arguments, typed=typed, settings={k: v for k, v in ours.items() if v is not None})

    def rows(self, *arguments: str, status: int = 0) -> Any:
        """What it tells a program."""
        done = self(*arguments, "--json")
        assert done.exit_code == status, done.output
        return json.loads(done.stdout)

    def settle(self) -> None:
        """Everything is done that follows: the clock of the shop stood still while commands took their time."""
        self.shop.advance(30)
        self.shop.settle()

    def audit(self) -> list[Entry]:
        """What was written down, the latest first."""
        with self.shop.application.storage.read() as work:
            return [*work.audit.latest(99)]


@pytest.fixture
def counter(sqlite_url: str, tmp_path: Path) -> Iterator[Counter]:
    """Where everything is at hand."""
    with Shop(sqlite_url) as shop:
        yield Counter(shop, tmp_path)


def test_orders_are_listed(counter: Counter) -> None:
    """The latest first, or those in a status."""
    assert counter("orders", "list").stdout == "there are no such orders\n"
    paid = counter.shop.paid()
    counter.shop.advance(60)
    opened = counter.shop.ordered("prompt")
    assert [row["id"] for row in counter.rows("orders", "list")] == [opened, paid]
    [row] = counter.rows("orders", "list", "--status", "paid")
    assert (row["id"], row["price"], row["currency"], row["paid"]) == (
        paid,
        "499.00",
        "INR",
        "2026-01-05 04:30:00+00:00",
    )
    assert "499.00" in counter("orders", "list", "--limit", "1").stdout


def test_an_order_is_shown_with_all_that_belongs_to_it(counter: Counter) -> None:
    """Found by its id, its beginning, its link or its payment."""
    order = counter.shop.paid()
    books = counter.shop.books(order)
    link, payment = books.links[0], books.payments[0]
    assert link.provider_id is not None
    shown = counter.rows("orders", "show", order)
    assert (shown["id"], shown["status"]) == (order, "paid")
    assert [len(shown[part]) for part in ("links", "attempts", "payments", "refunds", "disputes")] == [1, 1, 1, 0, 0]
    assert shown["payments"][0]["standing"] == "credited"
    assert shown["entitlement"][0]["status"] == "granted"
    assert [row["key"].partition(":")[0] for row in shown["transfers"]] == ["captured", "credited", "earned"]
    assert {row["event"] for row in shown["hooks"]} >= {"payment.captured", "payment_link.paid"}
    for name in (order[:-1], link.id, link.provider_id, payment.provider_id):
        assert counter.rows("orders", "show", name)["id"] == order
    text = counter("orders", "show", order).stdout
    for part in ("links", "payments", "entitlement", "transfers", "hooks"):
        assert f"\n{part}\n" in text
    assert "disputes" not in text


def test_what_was_handed_over_is_shown_with_by_what_it_was_made(counter: Counter) -> None:
    """A match with its points; and of an order that was withdrawn, why."""
    order, payments = counter.shop.paid(), counter.shop.application.payments
    made: Data = {"language": "en", "versions": {"tables": "north-v1"}, "births": "few", "match": {"total": 12.0}}
    Making(counter.shop.application.storage, payments.bookkeeping).keep(order, made)
    assert counter.rows("orders", "show", order)["made"] == [{"at": START.isoformat(), **made}]
    gone = counter.shop.ordered(first="somebody")
    payments.ordering.withdraw(counter.shop.contact(), "somebody")
    assert counter.rows("orders", "show", gone)["withdrawn"] == "gone"
    assert "is withdrawn: there is nothing to pay" in counter("orders", "resend", gone, *WHY).stderr


def test_an_order_that_is_not_there_or_not_the_only_one_is_told(counter: Counter) -> None:
    """Nothing is guessed."""
    counter.shop.ordered()
    counter.shop.ordered("prompt")
    done = counter("orders", "show", "identity-")
    assert (done.exit_code, done.stderr) == (
        1, "Error: several orders have an id that begins with identity-: write more of it\n",
    )  # fmt: skip
    done = counter("orders", "show", "none")
    assert (done.exit_code, done.stderr) == (1, "Error: there is no order none\n")


# -- refunds


def test_a_dry_run_tells_what_would_go_back_and_sends_nothing(counter: Counter) -> None:
    """Nor is anything written down."""
    order = counter.shop.paid()
    before = counter.shop.rows()
    [row] = counter.rows("orders", "refund", order, *WHY, "--dry-run", "--amount", "100.50")
    assert (row["amount"], row["status"]) == ("100.50", "wanted")
    assert (counter.shop.rows(), counter.shop.till.refunds(), counter.audit()) == (before, [], [])


def test_money_is_sent_back_after_a_question(counter: Counter) -> None:
    """Whoever says no has done nothing."""
    order = counter.shop.paid()
    asked = counter("orders", "refund", order, *WHY, typed="n\n")
    assert asked.exit_code == 1
    assert "Send back 499.00 INR of pay_" in asked.stderr
    assert counter.shop.till.refunds() == []
    done = counter("orders", "refund", order, *WHY, typed="y\n")
    assert done.exit_code == 0, done.output
    counter.settle()
    books = counter.shop.books(order)
    [refund] = books.refunds
    assert (refund.status, refund.amount, refund.by) == (RefundStatus.PROCESSED, 49_900, "operator")
    assert (books.order.status, refund.reason) == (OrderStatus.REFUNDED, "wrote twice")
    assert books.entitlement is not None
    assert books.entitlement.status is EntitlementStatus.REVOKED
    [entry] = counter.audit()
    assert (entry.deed, entry.order, entry.reason) == (Deed.REFUNDED, order, "wrote twice")
    assert entry.details == {"refunds": [refund.id], "amount": None}
    [shown] = counter.rows("orders", "show", order)["audit"]
    assert (shown["deed"], shown["by"]) == ("refunded", entry.by)
    line = next(json.loads(line) for line in done.stderr.splitlines() if '"cashier"' in line)
    assert (line["deed"], line["order"]) == ("refunded", order)


def test_a_part_goes_back_in_rupees(counter: Counter) -> None:
    """To the paisa, and never more than is left."""
    order = counter.shop.paid()
    assert counter("orders", "refund", order, *WHY, "--yes", "--amount", "100.50").exit_code == 0
    counter.settle()
    assert counter.shop.books(order).payments[0].refunded == 10_050
    done = counter("orders", "refund", order, *WHY, "--yes", "--amount", "398.51")
    assert done.exit_code == 1
    assert "39850 of payment" in done.stderr
    assert len(counter.audit()) == 1


@pytest.mark.parametrize("amount", ["0", "-1", "1.005", "one", "NaN", "Infinity", "1e999999", ""])
def test_an_amount_is_rupees(counter: Counter, amount: str) -> None:
    """Nothing else is taken for some."""
    done = counter("orders", "refund", "x", *WHY, f"--amount={amount}")
    assert done.exit_code == 2
    assert "write rupees" in done.stderr


def test_after_the_days_of_the_product_money_goes_back_by_force_alone(counter: Counter) -> None:
    """Seven, in this shop; money that paid for nothing goes back at any time."""
    order = counter.shop.paid()
    counter.shop.advance(timedelta(days=7, seconds=1).total_seconds())
    done = counter("orders", "refund", order, *WHY, "--yes")
    assert done.exit_code == 1
    assert "add --force" in done.stderr
    assert counter.shop.books(order).refunds == ()
    assert counter("orders", "refund", order, *WHY, "--yes", "--force").exit_code == 0
    counter.settle()
    assert counter.shop.books(order).order.status is OrderStatus.REFUNDED


def test_what_cannot_go_back_is_told(counter: Counter) -> None:
    """Nothing was paid, or another order's money is named, or nobody says why."""
    paid, opened = counter.shop.paid(), counter.shop.ordered("prompt")
    payment = counter.shop.books(paid).payments[0].provider_id
    for arguments in ((opened,), (opened, "--payment", payment)):
        done = counter("orders", "refund", *arguments, *WHY, "--yes")
        assert (done.exit_code, done.stderr.startswith("Error: ")) == (1, True)
    assert counter("orders", "refund", paid, "--yes", "--reason", " ").exit_code == 2
    assert counter("orders", "refund", paid, "--yes").exit_code == 2
    assert counter.shop.till.refunds() == []


def test_a_refund_the_gateway_refuses_is_told(counter: Counter) -> None:
    """The money is still with us, and a person must decide."""
    order = counter.shop.paid()
    payment = counter.shop.books(order).payments[0].provider_id
    counter.shop.silent()
    counter.shop.till.refund(payment)
    done = counter("orders", "refund", order, *WHY, "--yes")
    assert done.exit_code == 1
    assert "failed" in done.stdout
    assert "refund.failed" in done.stderr


def test_without_a_gateway_nothing_is_promised(counter: Counter) -> None:
    """A wish that nobody could grant would go out when the keys are set, days later."""
    order = counter.shop.paid()
    done = counter(
        "orders", "refund", order, *WHY, "--yes", RAZORPAY_KEY_ID=None, RAZORPAY_KEY_SECRET=None,
        RAZORPAY_WEBHOOK_SECRET=None, RAZORPAY_ACCOUNT_ID=None,
    )  # fmt: skip
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (
        1, "Error: the payment gateway is not set up: `boloastro doctor` shows what is missing",
    )  # fmt: skip
    assert counter.shop.books(order).refunds == ()


# -- asked again, and matched


def test_a_link_is_said_again(counter: Counter) -> None:
    """By the order's chart, in its words; a new one when the old has ended."""
    order = counter.shop.ordered()
    counter.shop.till.cancel(counter.shop.books(order).links[0].id)
    counter.settle()
    before = len(counter.shop.texts())
    done = counter("orders", "resend", order, *WHY)
    assert (done.exit_code, done.stdout) == (0, f"{order}: its link is said again\n")
    counter.settle()
    assert len(counter.shop.books(order).links) == 2
    assert counter.shop.texts()[before].startswith("Pay here: ")
    assert [entry.deed for entry in counter.audit()] == [Deed.RESENT]


def test_where_nothing_is_to_be_paid_no_link_is_said(counter: Counter) -> None:
    """Nor is anything written down."""
    order = counter.shop.paid()
    done = counter("orders", "resend", order, *WHY)
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (
        1, f"Error: order {order} is paid: there is nothing to pay",
    )  # fmt: skip
    assert counter.audit() == []


def foreign(shop: Shop, amount: int) -> str:
    """Somebody pays on a link that was made on the dashboard; no webhook comes."""
    shop.silent()
    wanted = LinkWanted(
        reference="from-the-dashboard", amount=amount, currency="INR", description="Report", notes={}, returns_to=None,
        expires_at=START + timedelta(days=1),
    )  # fmt: skip
    RazorpayGateway(shop.merchant(shop.settings)).create_link(wanted)
    return str(shop.till.pay(wanted.reference)[0].id)


@pytest.mark.parametrize(
    ("amount", "standing", "status"),
    [(49_900, Standing.CREDITED, OrderStatus.PAID), (100, Standing.CREDITED, OrderStatus.OPEN),
     (49_901, Standing.MISMATCHED, OrderStatus.OPEN)],
)  # fmt: skip
def test_money_of_no_order_is_matched_by_a_person_and_judged_by_the_rules(
    counter: Counter, amount: int, standing: Standing, status: OrderStatus
) -> None:
    """It pays for the order if it is what was asked for, and otherwise waits there to be sent back."""
    order, payment = counter.shop.ordered(), foreign(counter.shop, amount)
    counter("orders", "reconcile", "--day", "2026-01-05")
    done = counter("orders", "match", payment, order, *WHY)
    assert done.exit_code == 0, done.output
    counter.settle()
    books = counter.shop.books(order)
    assert [(each.provider_id, each.standing) for each in books.payments] == [(payment, standing)]
    assert books.order.status is status
    assert (books.entitlement is not None) is (status is OrderStatus.PAID)
    again = counter("orders", "match", payment, order, *WHY)
    assert (again.exit_code, again.stderr.splitlines()[-1]) == (1, f"Error: {payment}: it belongs to an order")
    assert [entry.deed for entry in counter.audit()] == [Deed.MATCHED, Deed.RECONCILED]
    counter.shop.advance(2 * 86_400)
    kinds = {row["kind"] for row in counter.rows("orders", "check", status=1 if standing is Standing.MISMATCHED else 0)}
    assert kinds == ({"suspense"} if standing is Standing.MISMATCHED else set())


def test_only_money_can_be_matched(counter: Counter) -> None:
    """Not what failed, nor what the gateway does not know, nor what is no id of its."""
    order = counter.shop.ordered()
    failed = counter.shop.till.fail(counter.shop.books(order).links[0].id)
    other = counter.shop.ordered("prompt")
    for payment in (failed.id, "pay_AAAAAAAAAAAAAA"):
        done = counter("orders", "match", payment, other, *WHY)
        assert (done.exit_code, "no captured payment" in done.stderr) == (1, True)
    done = counter("orders", "match", "../orders", other, *WHY)
    assert (done.exit_code, "could not be asked" in done.stderr) == (1, True)


# -- compared, and checked


def test_a_day_is_compared(counter: Counter) -> None:
    """In a dry run first."""
    order = counter.shop.ordered()
    counter.shop.silent()
    [paid] = counter.shop.pay(order)
    dry = counter.rows("orders", "reconcile", "--day", "2026-01-05", "--dry-run", status=1)
    assert [(row["kind"], row["id"], row["order"], row["theirs"]) for row in dry["differences"]] == [
        ("missed", paid.id, order, "499.00")
    ]
    assert counter.shop.books(order).payments == ()
    assert counter("orders", "reconcile", "--day", "2026-01-05").exit_code == 1
    assert counter.shop.books(order).order.status is OrderStatus.PAID
    done = counter("orders", "reconcile", "--day", "2026-01-05")
    assert (done.exit_code, done.stdout) == (
        0, "2026-01-05: 1 payments agree, 0 lines have come to the bank\nnothing differs\n",
    )  # fmt: skip
    counter.shop.advance(86_400)
    assert counter.rows("orders", "reconcile")["day"] == "2026-01-05"


def test_a_day_that_cannot_be_compared_is_told(counter: Counter) -> None:
    """It is yet to come, or the gateway is away."""
    assert counter("orders", "reconcile", "--day", "2026-01-06").exit_code == 2
    counter.shop.order_fault("razorpay", Kind.ERROR, times=None)
    done = counter("orders", "reconcile", "--day", "2026-01-05")
    assert (done.exit_code, "nothing was compared" in done.stderr) == (1, True)
    assert counter.audit() == []


def test_what_must_not_be_is_listed_with_what_to_do(counter: Counter) -> None:
    """And ends with 1, for whoever runs it by a clock."""
    assert counter("orders", "check").stdout == "all is as it must be\n"
    order = counter.shop.ordered()
    counter.shop.silent()
    counter.shop.pay(order)
    counter("orders", "reconcile", "--day", "2026-01-05")
    counter.shop.advance(3600)
    found = counter.rows("orders", "check", status=1)
    assert [(row["kind"], row["order"]) for row in found] == [("undelivered", order), ("unheard", order)]
    text = counter("orders", "check")
    assert text.exit_code == 1
    assert f"boloastro orders show {order}" in text.stdout


# -- webhooks


def test_webhooks_are_listed_and_shown_without_people(counter: Counter) -> None:
    """What was posted is for whoever has to read it."""
    order = counter.shop.paid()
    assert counter("webhooks", "list").stdout == "there is nothing to look at\n"
    rows = counter.rows("webhooks", "list", "--status", "handled")
    assert [row["order"] for row in rows] == [order] * 4
    hook = counter.shop.hooks()[0]
    shown = counter.rows("webhooks", "show", hook.id)
    assert shown["body"] == f"({len(hook.body)} bytes)"
    assert json.loads(counter.rows("webhooks", "show", hook.id, "--show-texts")["body"])["event"] == hook.event
    assert counter("webhooks", "show", "none").exit_code == 1


def test_a_webhook_that_was_given_up_is_booked_after_all(counter: Counter) -> None:
    """A dry run tells what would be booked, and the audit who wanted it."""
    order = counter.shop.ordered()
    counter.shop.silent()
    counter.shop.pay(order)
    counter.shop.post(counter.shop.event("payment.captured"))
    hook = counter.shop.hooks()[0].id
    with counter.shop.application.storage.begin() as work:
        work.hooks.settle(hook, HookStatus.DEAD, event="payment.captured", order=None, error="unbookable: tried")
        work.commit()
    assert [row["id"] for row in counter.rows("webhooks", "list")] == [hook]
    would = counter.rows("webhooks", "replay", hook, "--dry-run")
    assert [(row["would"], row["key"].partition(":")[0], row["amount"]) for row in would] == [
        ("book", "captured", "499.00"), ("book", "credited", "499.00"),
    ]  # fmt: skip
    assert counter.shop.transfers() == []
    done = counter("webhooks", "replay", hook, "--reason", "mended")
    assert (done.exit_code, done.stdout) == (0, f"{hook}: waits for its turn again\n")
    counter.settle()
    assert counter.shop.books(order).order.status is OrderStatus.PAID
    [entry] = counter.audit()
    assert (entry.deed, entry.about, entry.reason, entry.details) == (
        Deed.REPLAYED, hook, "mended", {"was": "dead"},
    )  # fmt: skip


def test_a_dry_run_tells_why_nothing_would_be_booked(counter: Counter) -> None:
    """It was booked, it is of no order, it is none of our business, or it cannot be read."""
    counter.shop.paid()
    foreign(counter.shop, 100)
    counter.shop.post(counter.shop.event("payment.captured"), "evt_foreign")
    counter.shop.till.downtime("started")
    counter.shop.post(counter.shop.event("payment.downtime.started"), "evt_downtime")
    counter.shop.post(b"{}", "evt_empty")
    by_event = {hook.event_id: hook.id for hook in counter.shop.hooks()}
    booked = next(hook.id for hook in counter.shop.hooks(HookStatus.HANDLED))
    would = {
        name: counter.rows("webhooks", "replay", hook, "--dry-run")[0]["would"]
        for name, hook in {**{each: by_event[each] for each in ("evt_foreign", "evt_downtime", "evt_empty")},
                           "booked": booked}.items()
    }  # fmt: skip
    assert would == {
        "evt_foreign": "be parked: there is no such order", "evt_downtime": "be ignored",
        "evt_empty": "fail: unreadable", "booked": "move no money; the order is paid",
    }  # fmt: skip


def test_a_webhook_nobody_knows_is_told(counter: Counter) -> None:
    """Nothing is replayed then."""
    done = counter("webhooks", "replay", "none")
    assert (done.exit_code, done.stderr.splitlines()[-1]) == (1, "Error: there is no webhook none")


@pytest.mark.parametrize("room", ["orders", "webhooks"])
def test_a_database_that_is_not_there_is_told(room: str) -> None:
    """In one line."""
    done = invoked(room, "list", "--database", "sqlite:////nowhere/x.sqlite3")
    assert done.exit_code == 2
    assert done.stderr.startswith("boloastro: the database /nowhere/x.sqlite3")
