"""Disputes and downtimes: what happens at banks, and is ordered here."""

from __future__ import annotations

from collections.abc import Mapping

from integrations.sandbox.razorpay.entities import Json, payment_json
from integrations.sandbox.razorpay.ids import new_id
from integrations.sandbox.razorpay.linking import moment
from integrations.sandbox.razorpay.records import Dispute, Payment
from integrations.sandbox.razorpay.telling import Draft, tell
from integrations.sandbox.state import Sandbox

STEPS: Mapping[str, str] = {
    "created": "open", "action_required": "open", "under_review": "under_review", "won": "won", "lost": "lost",
    "closed": "closed",
}  # fmt: skip
"""The events of a dispute, and the status it has then."""
PHASES = ("fraud", "retrieval", "chargeback", "pre_arbitration", "arbitration")
_DAYS = 7 * 86_400
_UNLINKED = frozenset({"won", "closed", "under_review"})
"""In these events the payment has forgotten its order."""
_EVIDENCE: Mapping[str, object] = {
    "summary": None, "shipping_proof": None, "billing_proof": None, "cancellation_proof": None,
    "customer_communication": None, "proof_of_service": None, "explanation_letter": None, "refund_confirmation": None,
    "access_activity_log": None, "refund_cancellation_policy": None, "term_and_conditions": None, "others": None,
    "submitted_at": None,
}  # fmt: skip
_PROOF: Mapping[str, object] = {
    "summary": "The reading was delivered", "shipping_proof": ["doc_00000000000001"],
    "billing_proof": ["doc_00000000000002"],
    "others": [{"type": "receipt_signed_by_customer", "document_ids": ["doc_00000000000003"]}],
}  # fmt: skip


def dispute(sandbox: Sandbox, payment: Payment, step: str, phase: str, amount: int | None) -> Dispute:
    """A step of the dispute of a payment; the first of them opens it. ValueError for a step nobody knows."""
    if step not in STEPS or phase not in PHASES:
        raise ValueError(f"the event is {', '.join(STEPS)}, the phase {', '.join(PHASES)}")
    with sandbox.lock:
        known = next((d for d in sandbox.books.disputes.values() if d.payment == payment.id), None)
        if known is None:
            known = Dispute(
                id=new_id(sandbox.sids, "disp_"), payment=payment.id, amount=amount or payment.amount,
                currency=payment.currency, created=moment(sandbox), respond_by=moment(sandbox) + _DAYS, phase=phase,
            )  # fmt: skip
            sandbox.books.disputes[known.id] = known
        known.status = STEPS[step]
        known.deducted = known.amount if step == "lost" else 0
        tell(sandbox, [_draft(sandbox, step, known, payment)], payment.link or payment.id)
        return known


def downtime(sandbox: Sandbox, status: str, method: str, instrument: Mapping[str, str]) -> str:
    """A way to pay is down, or up again. The id of the downtime; Turbo UPI has no "entity" and no schema."""
    if status not in ("started", "updated", "resolved"):
        raise ValueError("a downtime is started, updated or resolved")
    with sandbox.lock:
        now = moment(sandbox)
        is_turbo = instrument.get("flow") == "in_app"
        shown: Json = {
            "id": new_id(sandbox.sids, "down_"), **({} if is_turbo else {"entity": "payment.downtime"}),
            "method": method, "begin": now, "end": now if status == "resolved" and not is_turbo else None,
            "status": status, "scheduled": False, "severity": "high", "instrument": dict(instrument),
            **({} if is_turbo else {"instrument_schema": list(instrument)}), "created_at": now, "updated_at": now,
        }  # fmt: skip
        payload = {"payment.downtime": shown}
        tell(sandbox, [Draft(name=f"payment.downtime.{status}", payload=payload, created=now)], "downtime")
        return str(shown["id"])


def _draft(sandbox: Sandbox, step: str, known: Dispute, payment: Payment) -> Draft:
    shown = payment_json(payment, "dispute")
    if step in _UNLINKED:
        shown["order_id"] = None
    evidence: Json = {"amount": known.amount, **_EVIDENCE}
    entity: Json = {
        "id": known.id, "entity": "dispute", "payment_id": payment.id, "amount": known.amount,
        "currency": known.currency, "amount_deducted": known.deducted, "reason_code": known.reason,
        "respond_by": known.respond_by, "status": known.status, "phase": known.phase, "created_at": known.created,
    }  # fmt: skip
    beside: Mapping[str, Json] | None = None
    if step == "action_required":
        shown["acquirer_data"] = {}
        beside = {"dispute": {"evidence": evidence | dict(_PROOF)}}
    elif step == "under_review":
        entity["evidence"] = evidence | dict(_PROOF) | {"submitted_at": moment(sandbox)}
    else:
        entity["evidence"] = evidence
    return Draft(
        name=f"payment.dispute.{step}", payload={"payment": shown, "dispute": entity}, created=moment(sandbox),
        beside=beside,
    )  # fmt: skip
