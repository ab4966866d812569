"""Money goes back: refunds by the API, by an operator on the dashboard, and by Razorpay itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from integrations.sandbox.agenda import Settle
from integrations.sandbox.faults import Kind
from integrations.sandbox.razorpay.endpoints import REFUND
from integrations.sandbox.razorpay.entities import Json, payment_json, refund_json
from integrations.sandbox.razorpay.errors import invalid
from integrations.sandbox.razorpay.ids import new_id
from integrations.sandbox.razorpay.linking import moment
from integrations.sandbox.razorpay.records import Payment, Refund
from integrations.sandbox.razorpay.telling import Draft, tell
from integrations.sandbox.state import Sandbox

OUTCOMES = ("processed", "failed", "speed_changed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """What is to go back. `amount` None is all that is left."""

    amount: int | None = None
    speed: str = "normal"
    receipt: str | None = None
    notes: Mapping[str, str] = field(default_factory=dict)


def refund(sandbox: Sandbox, payment: Payment, wanted: Return) -> Refund:
    """Begin a refund. RazorpayRefusal when there is not so much to give back."""
    with sandbox.lock:
        if not payment.is_captured:
            raise invalid("The payment status should be captured for action to be taken")
        left = payment.amount - payment.refunded
        if left <= 0:
            raise invalid("The payment has been fully refunded already")
        amount = left if wanted.amount is None else wanted.amount
        if amount > left:
            raise invalid("The total refund amount is greater than the refund payment amount", "amount")
        return _begin(sandbox, payment, amount, wanted)


def refund_uncaptured(sandbox: Sandbox, payment: Payment) -> Refund:
    """Razorpay gives back by itself what was authorized and never captured. ValueError for another payment."""
    with sandbox.lock:
        if payment.status != "authorized":
            raise ValueError("only an authorized payment is refunded by itself")
        return _begin(sandbox, payment, payment.amount, Return())


def settle(sandbox: Sandbox, task: Settle) -> None:
    """A refund is done, or has failed if that was ordered."""
    with sandbox.lock:
        known = sandbox.books.refunds.get(task.refund)
        if known is None or known.status != "pending":
            return
        fault = sandbox.faults.take(REFUND)
        if fault is not None and fault.kind is Kind.FAIL:
            end(sandbox, known, "failed")
            return
        if fault is not None and fault.kind is Kind.SLOW:
            end(sandbox, known, "speed_changed")
        end(sandbox, known, "processed")


def end(sandbox: Sandbox, known: Refund, outcome: str) -> None:
    """What becomes of a refund. In the event of a failed one the payment looks as if it had gone well."""
    if outcome not in OUTCOMES:
        raise ValueError(f"a refund is {', '.join(OUTCOMES)}")
    with sandbox.lock:
        payment = sandbox.books.payments[known.payment]
        if outcome == "speed_changed":
            known.speed, known.sped = "optimum", "normal"
        elif known.status == "failed":
            raise ValueError("the refund has failed")
        else:
            known.status = outcome
        tell(sandbox, [_draft(sandbox, outcome, known, payment)], payment.link or payment.id)
        if outcome == "failed":
            payment.refunded -= known.amount
            payment.status = "captured" if payment.is_captured else "authorized"


def _begin(sandbox: Sandbox, payment: Payment, amount: int, wanted: Return) -> Refund:
    begun = Refund(
        id=new_id(sandbox.sids, "rfnd_"), payment=payment.id, amount=amount, currency=payment.currency,
        created=moment(sandbox), notes=wanted.notes, receipt=wanted.receipt, speed=wanted.speed,
        sped="instant" if wanted.speed == "optimum" else "normal",
    )  # fmt: skip
    sandbox.books.refunds[begun.id] = begun
    payment.refunded += amount
    if payment.refunded >= payment.amount:
        payment.status = "refunded"
    tell(sandbox, [_draft(sandbox, "created", begun, payment)], payment.link or payment.id)
    sandbox.plan(Settle(begun.id), sandbox.pace.refunded)
    return begun


def _draft(sandbox: Sandbox, outcome: str, known: Refund, payment: Payment) -> Draft:
    """The event. The one of a changed speed has its time where nobody looks for it."""
    shown, now = refund_json(known), moment(sandbox)
    inside: Json | None = None
    if outcome == "speed_changed":
        shown = {name: value for name, value in shown.items() if name != "batch_id"} | {"acquirer_data": {}}
        inside = {"created_at": now}
    payload = {"refund": shown, "payment": payment_json(payment, "refund")}
    return Draft(name=f"refund.{outcome}", payload=payload, created=None if inside else now, inside=inside)
