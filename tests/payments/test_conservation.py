"""Whatever is done in whatever order: money is neither made nor lost (G2, G15).

A model that knows nothing of books, locks and keys says what must have come of it, after every step.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from engine.errors import Unbookable
from integrations.sandbox import Return, Wish
from tests.payments.audit import audit
from tests.payments.flows import PRICE
from tests.payments.shop import Shop

PROOF = os.environ.get("BOLOASTRO_PROOF") == "1"
TEMPLATE: list[Path] = []


class Money(RuleBasedStateMachine):
    """One shop. Events are held back and delivered as it pleases: never, late, twice, in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(tempfile.TemporaryDirectory()))
        path = folder / "money.sqlite3"
        shutil.copy(TEMPLATE[0], path)
        self.stack.enter_context(structlog.testing.capture_logs())
        self.shop = self.stack.enter_context(Shop(f"sqlite:///{path}"))
        self.orders: list[str] = []

    def teardown(self) -> None:
        """At the end everything is delivered and done: then both sides agree to the paisa."""
        try:
            if self.orders:
                self._end()
        finally:
            self.stack.close()

    @initialize()
    def begin(self) -> None:
        """Somebody orders, and Razorpay keeps its events to itself."""
        self.orders.append(self.shop.ordered())
        self.shop.silent()

    # -- what people do

    @precondition(lambda self: len(self.orders) < 3)
    @rule()
    def orders_again(self) -> None:
        """The same, if it is still open, or one more."""
        order = self.shop.order()
        self.shop.settle()
        if order not in self.orders:
            self.orders.append(order)

    @rule(data=st.data(), method=st.sampled_from(["upi", "card"]), captured=st.booleans(), late=st.booleans())
    def pays(self, data: Any, method: str, captured: bool, late: bool) -> None:
        """On any link there ever was, if Razorpay takes it."""
        link = data.draw(st.sampled_from(self._links()))
        try:
            self.shop.till.pay(link, Wish(method=method, is_captured=captured, is_late=late))
        except ValueError:
            return

    @rule(data=st.data())
    def fails(self, data: Any) -> None:
        """A try that fails, and may be captured later."""
        link = data.draw(st.sampled_from(self._links()))
        if self.shop.till.link(link).is_open:
            self.shop.till.fail(link)

    @rule(data=st.data())
    def is_confirmed_late(self, data: Any) -> None:
        """What failed, or was only authorized."""
        open_ones = [each.id for each in self.shop.till.payments() if not each.is_captured and not each.refunded]
        if open_ones:
            self.shop.till.confirm(data.draw(st.sampled_from(open_ones)))

    @rule(data=st.data())
    def is_cancelled(self, data: Any) -> None:
        """By us, whatever that comes to."""
        order = data.draw(st.sampled_from(self.orders))
        self.shop.application.payments.links.cancel(order)

    # -- money that goes back

    @rule(data=st.data(), amount=st.sampled_from([None, 100, 20_000, PRICE, PRICE + 1]))
    def is_refunded(self, data: Any, amount: int | None) -> None:
        """By an operator here; never more than there is."""
        order = data.draw(st.sampled_from(self.orders))
        try:
            self.shop.application.payments.refunds.want(order, by="operator", reason="asked", amount=amount)
        except Unbookable:
            return

    @rule(data=st.data(), amount=st.sampled_from([100, PRICE]))
    def is_refunded_there(self, data: Any, amount: int) -> None:
        """On the dashboard, perhaps of what we have just asked to be sent back."""
        captured = [each for each in self.shop.till.payments() if each.is_captured and each.refunded + amount <= PRICE]
        if captured:
            self.shop.till.refund(data.draw(st.sampled_from([each.id for each in captured])), Return(amount=amount))

    @rule(data=st.data(), step=st.sampled_from(["created", "won"]))
    def is_disputed(self, data: Any, step: str) -> None:
        """The bank asks for it, and gives it back."""
        captured = [each.id for each in self.shop.till.payments() if each.is_captured]
        if captured:
            try:
                self.shop.till.dispute(data.draw(st.sampled_from(captured)), step)
            except (ValueError, LookupError):
                return

    # -- who learns of it

    @rule(data=st.data(), again=st.booleans())
    def is_told(self, data: Any, again: bool) -> None:
        """Some events, in any order, perhaps twice."""
        events = list(self.shop.till.events())
        if events:
            some = data.draw(st.lists(st.sampled_from(events), max_size=5))
            self._deliver([*some, *(some if again else ())])

    @rule(seconds=st.sampled_from([1, 130, 4000, 90_000]))
    def time_passes(self, seconds: float) -> None:
        """The poller looks when its time has come."""
        self.shop.advance(seconds)
        self.shop.look()

    @rule()
    def the_charts_go_on(self) -> None:
        """Turns, jobs, timers, messages."""
        self.shop.settle()

    @rule()
    def begins_anew(self) -> None:
        """A new process on the same tables."""
        self.shop.open()

    @invariant()
    def money_is_conserved(self) -> None:
        """After every step, on our side alone."""
        if self.orders:
            audit(self.shop)
            for order in self.orders:
                self._as_the_model_says(order)

    def _as_the_model_says(self, order: str) -> None:
        """An order is paid by the first captured payments that make its price, and by nothing else we have seen."""
        books = self.shop.books(order)
        captured = {each.id for each in self.shop.till.payments() if each.is_captured}
        assert {each.provider_id for each in books.payments} <= captured, "money that nobody has paid"
        credited = [each for each in books.payments if each.standing.value == "credited"]
        assert len(credited) <= 1
        assert (len(books.payments) > 0) == (len(credited) == 1)
        assert books.entitlement is None or credited
        assert self.shop.receipts() <= len(self.orders)

    def _links(self) -> Sequence[str]:
        return [link.id for link in self.shop.till.links()]

    def _deliver(self, events: Sequence[Any]) -> None:
        for event in events:
            assert self.shop.post(event.body, event.id).status_code == 200
        hooks = self.shop.application.payments.hooks
        assert hooks is not None
        hooks.book()

    def _end(self) -> None:
        with self.shop.sandbox.lock:
            self.shop.sandbox.faults.clear()
        for _ in range(2):
            for event in self.shop.till.events():
                self._deliver([event])
            self.shop.repair(7 * 86_400, 6)
        self.money_is_conserved()
        till = self.shop.till
        assert {row[0] for row in self.shop.select("payments", "provider_id", "amount")} == {
            each.id for each in till.payments() if each.is_captured
        }
        theirs = sum(each.amount for each in till.payments() if each.is_captured)
        theirs -= sum(
            each.amount for each in till.refunds()
            if each.status == "processed" and till.payment(each.payment).is_captured
        )  # fmt: skip
        assert self.shop.balances().get("gateway", 0) == theirs
        for order in self.orders:
            books = self.shop.books(order)
            is_owned = books.entitlement is not None
            assert is_owned or books.order.status.value != "paid", "paid and not delivered"
        assert not [hook for hook in self.shop.hooks() if hook.status.value not in ("handled", "ignored")]


def test_g15_money_is_conserved_whatever_happens(sqlite_template: Path) -> None:
    """People, banks, operators, webhooks, pollers and restarts in any order."""
    TEMPLATE[:] = [sqlite_template]
    run_state_machine_as_test(
        Money,
        settings=settings(
            max_examples=200 if PROOF else 4, stateful_step_count=25, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip


def test_g15_the_model_would_see_it(small_shop: Shop) -> None:
    """A transfer that is not the other half of anything, and a right that nobody has paid."""
    small_shop.paid()
    with small_shop.engine.begin() as connection:
        connection.execute(
            sa.text(
                "INSERT INTO transfers (key, debit, credit, amount, currency, at) "
                "VALUES ('x', 'gateway', 'sales', 1, 'INR', 1)"
            )
        )
    with pytest.raises(AssertionError):
        audit(small_shop)
