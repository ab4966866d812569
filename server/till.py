"""Razorpay's stand-in inside a simulated talk: on its clock, without a socket, and the same to the byte in every run.

The wire is real both ways: our gateway asks it over HTTP, and its events come with their signatures.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from engine.errors import Unbookable
from engine.interfaces.payments import PaymentDoor, PaymentGateway
from engine.services.payments.counter import Payments
from server.entries import Rang
from server.till_steps import Dispute, EndLink, Pay, PayInVain, Refund, RefundEnds, TillStep, Trouble
from server.wiring import RazorpayAccount, RazorpayDoor, RazorpayGateway, sandbox

PAGES = "https://pay.test"
"""Where links lead to, as people see them."""

_ACCOUNT = RazorpayAccount(
    key_id="rzp_test_Simulated001", key_secret="not-a-secret", webhook_secrets=("nor-is-this",),
    account="acc_Simulated00001", base_url="http://127.0.0.1",
)  # fmt: skip
_MERCHANT = sandbox.Merchant(
    key_id=_ACCOUNT.key_id, key_secrets=(_ACCOUNT.key_secret,), webhook_secrets=_ACCOUNT.webhook_secrets,
    webhook="https://bot.test/webhooks/razorpay", account=_ACCOUNT.account or "",
)  # fmt: skip
_AMOUNTS = ("refund", "dispute", "payment", "payment_link")
_TWILIO = sandbox.Account(sid=f"AC{0:032d}", tokens=("nobody calls",), number="+14155238886")
_PACE = sandbox.Pace(told=0, refunded=timedelta(days=5).total_seconds())

SETTINGS: Mapping[str, object] = {"razorpay_account_id": _ACCOUNT.account, "razorpay_key_id": _ACCOUNT.key_id}
"""What an application must know of itself so that money at this till is its own."""


class Till:
    """The till of one talk. It outlives the application: whoever restarts it finds links and payments as they were."""

    def __init__(self, now: Callable[[], datetime], first: int = 0) -> None:
        """`now` tells the time of the talk. Ids are counted from `first`: two talks on one database need two."""
        row = sandbox.Row(first)
        state = sandbox.Sandbox(
            _TWILIO, sandbox.Doors(webhook="https://bot.test"), sandbox.SandboxClock(_Clock(now)), row, _PACE, _MERCHANT
        )
        self._stepper = sandbox.Stepper(state, PAGES, row)
        self._till = sandbox.Till(state)
        self.gateway: PaymentGateway = RazorpayGateway(_ACCOUNT, self._stepper.application)
        self.door: PaymentDoor = RazorpayDoor(_ACCOUNT)

    def take(self, step: TillStep, payments: Payments, contact: str) -> None:
        """Do a step, for the orders of this contact. LookupError, if it cannot be done."""
        try:
            self._take(step, payments, contact)
        except (ValueError, Unbookable) as error:
            raise LookupError(str(error)) from error

    def ring(self, payments: Payments, copies: int) -> Sequence[Rang] | None:
        """Do the next thing that is due: what was told by it, in its order; None when nothing is due.

        Each event is handed over `copies` times more, and as often as another one with the same body.
        """
        told: list[Rang] = []

        def taken(body: bytes, headers: Mapping[str, str]) -> bool:
            hooks = payments.hooks
            if hooks is None or not hooks.is_genuine(body, headers["X-Razorpay-Signature"]):
                told.append(_rang(body, is_new=False, is_genuine=False))
                return False
            event = headers["x-razorpay-event-id"]
            told.append(_rang(body, is_new=hooks.take(body, event)))
            for copy in range(copies):
                told.append(_rang(body, is_new=hooks.take(body, event), is_copy=True))
                told.append(_rang(body, is_new=hooks.take(body, f"{event}-{copy}"), is_copy=True))
            return True

        return told if self._stepper.step(taken) else None

    def next_due(self) -> datetime | None:
        """When the next thing happens here by itself."""
        return self._stepper.next_due()

    def copied(self) -> sandbox.Moment:
        """All as it is now."""
        return self._stepper.copied()

    def put_back(self, moment: sandbox.Moment) -> None:
        """All as it was then."""
        self._stepper.put_back(moment)

    def _take(self, step: TillStep, payments: Payments, contact: str) -> None:
        match step:
            case Pay(amount, times, is_late, link):
                wish = sandbox.Wish(amount=amount, is_late=is_late or amount is not None)
                self._till.pay(self._link(link), wish, times)
            case PayInVain(reason, link):
                self._till.fail(self._link(link), reason)
            case EndLink():
                self._till.cancel(self._link(None))
            case Refund(on_dashboard=True):
                self._till.refund(self._payment())
            case Refund(amount):
                order, key = _paid(payments, contact)
                payments.refunds.want(order, amount=amount, by="operator", reason="asked for", key=key)
            case RefundEnds(outcome):
                self._till.end_refund(self._refund(), outcome)
            case Dispute(how):
                self._till.dispute(self._payment(), how)
            case Trouble(None):
                self._stepper.sandbox.faults.clear()
            case Trouble(fault):
                assert fault is not None
                self._stepper.sandbox.faults.order(fault)

    def _link(self, number: int | None) -> str:
        links = self._till.links()
        if len(links) < (number or 1):
            raise LookupError("there is no link to pay on" if number is None else f"there is no link {number}")
        return links[(number or len(links)) - 1].id

    def _payment(self) -> str:
        captured = [payment for payment in self._till.payments() if payment.is_captured]
        if not captured:
            raise LookupError("nothing was paid")
        return captured[-1].id

    def _refund(self) -> str:
        pending = [refund for refund in self._till.refunds() if refund.status == "pending"]
        if not pending:
            raise LookupError("no refund is on its way")
        return pending[-1].id


class _Clock:
    """The clock of a talk: another one after steps were taken back."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now()


def _rang(body: bytes, *, is_new: bool, is_genuine: bool = True, is_copy: bool = False) -> Rang:
    """An event by its name and by the amount it is about, never by an id."""
    event = json.loads(body)
    payload: dict[str, dict[str, dict[str, int]]] = event["payload"]
    shown = next((payload[name]["entity"] for name in _AMOUNTS if name in payload), {})
    return Rang(
        event=event["event"], amount=shown.get("amount"), is_new=is_new, is_genuine=is_genuine, is_copy=is_copy
    )  # fmt: skip


def _paid(payments: Payments, contact: str) -> tuple[str, str]:
    """The latest order that was paid, and a key for one more refund of it."""
    with payments.storage.read() as work:
        order = next((each for each in work.orders.of_contact(contact) if each.paid_at is not None), None)
        books = None if order is None else work.orders.books(order.id)
    if books is None:
        raise LookupError("no order is paid")
    return books.order.id, f"operator_{books.order.id}_{len(books.refunds)}"
