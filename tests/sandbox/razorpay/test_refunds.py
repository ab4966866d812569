"""Money goes back: in parts, once for each key, failing, slowly; and settlements, disputes and downtimes."""

from __future__ import annotations

from typing import Any

import pytest

from integrations.sandbox import Fault, Kind, Return, SandboxServer
from tests.sandbox.razorpay.conftest import NOW, Api, Shop


@pytest.fixture
def paid(api: Api, server: SandboxServer, shop: Shop) -> str:
    """The id of a payment over 499 rupees."""
    api.link()
    payment = server.till.pay("order-1")[0]
    assert server.settle()
    shop.calls.clear()
    return payment.id


def refund(api: Api, payment: str, body: Any = None, key: str = "") -> Any:
    """Ask for a refund."""
    headers = {"X_Refund_Idempotency": key} if key else {}
    return api("POST", f"payments/{payment}/refund", body, **headers)


def test_all_goes_back_when_no_amount_is_named(api: Api, server: SandboxServer, shop: Shop, paid: str) -> None:
    """Pending at first; then processed."""
    made = refund(api, paid).json()
    assert (made["amount"], made["status"], made["speed_requested"]) == (49_900, "pending", "normal")
    assert (made["notes"], made["receipt"], made["acquirer_data"]) == ([], None, {"arn": None})
    assert server.settle()
    assert shop.names() == ["refund.created", "refund.processed"]
    assert api.get(f"refunds/{made['id']}")["status"] == "processed"
    payment = api.get(f"payments/{paid}")
    assert (payment["status"], payment["refund_status"], payment["amount_refunded"]) == ("refunded", "full", 49_900)
    assert api.get(f"payment_links/{server.till.link('order-1').id}")["status"] == "paid"
    again = refund(api, paid)
    assert (again.status_code, again.json()["error"]["description"]) == (
        400, "The payment has been fully refunded already",
    )  # fmt: skip


def test_parts_go_back(api: Api, paid: str) -> None:
    """Never more than was paid."""
    assert refund(api, paid, {"amount": 10_000, "notes": {"why": "half"}}).json()["notes"] == {"why": "half"}
    assert api.get(f"payments/{paid}")["refund_status"] == "partial"
    too_much = refund(api, paid, {"amount": 40_000}).json()["error"]
    assert too_much["description"] == "The total refund amount is greater than the refund payment amount"
    assert refund(api, paid, {"amount": 39_900}).status_code == 200
    assert api.get(f"payments/{paid}/refunds")["count"] == 2
    assert [one["amount"] for one in api.get("refunds")["items"]] == [39_900, 10_000]


@pytest.mark.parametrize("body", [
    {"amount": 99}, {"amount": "500"}, {"amount": 1.5}, {"speed": "warp"}, {"receipt": "x" * 41}, {"why": 1},
])  # fmt: skip
def test_a_refund_that_cannot_be_is_refused(api: Api, paid: str, body: Any) -> None:
    """Nothing goes back."""
    assert refund(api, paid, body).status_code == 400
    assert api.get("refunds")["items"] == []


def test_a_key_is_good_for_one_refund(api: Api, paid: str) -> None:
    """The same request finds it again; another one is refused with 409."""
    first = refund(api, paid, {"amount": 10_000}, "refund-0000001")
    assert refund(api, paid, {"amount": 10_000}, "refund-0000001").json()["id"] == first.json()["id"]
    other = refund(api, paid, {"amount": 20_000}, "refund-0000001")
    words = "Different request with the same idempotency key has already been processed."
    assert (other.status_code, other.json()["error"]["description"]) == (409, words)
    assert refund(api, paid, {"amount": 10_000}, "refund-0000002").json()["id"] != first.json()["id"]
    for short in ("short", "has spaces in it"):
        assert refund(api, paid, {"amount": 10_000}, short).status_code == 400
    assert api.get("refunds")["count"] == 2


def test_what_was_never_captured_is_not_refunded(api: Api, server: SandboxServer) -> None:
    """By whoever asks for it."""
    api.link()
    failed = server.till.fail("order-1")
    answer = refund(api, failed.id)
    assert answer.json()["error"]["description"] == "The payment status should be captured for action to be taken"


def test_a_refund_fails(api: Api, server: SandboxServer, shop: Shop, paid: str) -> None:
    """In its event the payment looks refunded; asked, it is not."""
    server.sandbox.faults.order(Fault(endpoint="refund", kind=Kind.FAIL))
    made = refund(api, paid).json()
    assert server.settle()
    assert shop.names() == ["refund.created", "refund.failed"]
    assert shop.event("refund.failed")["payment"]["entity"]["amount_refunded"] == 49_900
    payment = api.get(f"payments/{paid}")
    assert (payment["status"], payment["amount_refunded"], payment["refund_status"]) == ("captured", 0, None)
    assert api.get(f"refunds/{made['id']}")["status"] == "failed"
    assert refund(api, paid).status_code == 200


def test_a_refund_becomes_slow(api: Api, server: SandboxServer, shop: Shop, paid: str) -> None:
    """Its event has its time inside the payload."""
    server.sandbox.faults.order(Fault(endpoint="refund", kind=Kind.SLOW))
    assert refund(api, paid, {"speed": "optimum"}).json()["speed_processed"] == "instant"
    assert server.settle()
    assert shop.names() == ["refund.created", "refund.speed_changed", "refund.processed"]
    assert "created_at" not in shop.calls[1].body
    assert shop.calls[1].body["payload"]["created_at"] == NOW


def test_a_day_is_settled(api: Api, server: SandboxServer, shop: Shop, paid: str) -> None:
    """Payments less fees less refunds, each once, with notes that are a text."""
    server.till.refund(paid, Return(amount=10_000))
    assert server.settle()
    made = server.till.settle()
    lines = api.get("settlements/recon/combined?year=2026&month=1&day=5")["items"]
    assert [(line["type"], line["debit"], line["credit"], line["notes"]) for line in lines] == [
        ("payment", 0, 49_900 - 1_177, "{}"), ("refund", 10_000, 0, "{}"),
    ]  # fmt: skip
    assert made.amount == sum(line["credit"] - line["debit"] for line in lines)
    assert {line["settlement_id"] for line in lines} == {made.id}
    assert {line["order_receipt"] for line in lines} == {"order-1"}
    assert api.get("settlements/recon/combined?year=2026&month=1&day=6")["count"] == 0
    assert api.get("settlements/recon/combined?year=2026&month=1&day=5&count=1&skip=1")["items"] == lines[1:]
    assert api("GET", "settlements/recon/combined?year=2026").status_code == 400
    assert api("GET", "settlements/recon/combined?year=2026&month=1&count=1001").status_code == 400
    assert server.settle()
    assert shop.event("settlement.processed")["settlement"]["entity"]["amount"] == made.amount
    with pytest.raises(ValueError, match="nothing"):
        server.till.settle()


def test_a_payment_is_disputed(server: SandboxServer, shop: Shop, paid: str) -> None:
    """Only what is lost is deducted."""
    opened = server.till.dispute(paid)
    lost = server.till.dispute(paid, "lost")
    assert server.settle()
    assert shop.names() == ["payment.dispute.created", "payment.dispute.lost"]
    assert (opened.id, lost.status, lost.deducted) == (lost.id, "lost", 49_900)
    assert shop.event("payment.dispute.created")["dispute"]["entity"]["amount_deducted"] == 0
    with pytest.raises(ValueError, match="the event is"):
        server.till.dispute(paid, "forgotten")


def test_a_way_to_pay_is_down(server: SandboxServer, shop: Shop) -> None:
    """Its key in the payload has a dot."""
    server.till.downtime("started")
    assert server.settle()
    assert shop.event("payment.downtime.started")["payment.downtime"]["entity"]["status"] == "started"
    with pytest.raises(ValueError, match="started, updated"):
        server.till.downtime("forgotten")


def test_lists_come_in_parts(api: Api, server: SandboxServer) -> None:
    """The newest first, ten by default, a hundred at most, from one second to another."""
    for number in range(12):
        api.link(f"order-{number}")
        server.till.pay(f"order-{number}")
    newest = server.till.payments()[-1].id
    assert [len(api.get(f"payments{query}")["items"]) for query in ("", "?count=100", "?skip=5&count=100")] == [
        10,
        12,
        7,
    ]
    assert api.get("payments")["items"][0]["id"] == newest
    assert api.get(f"payments?from={NOW + 1}")["items"] == api.get(f"payments?to={NOW - 1}")["items"] == []
    over = api("GET", "payments?count=101").json()["error"]
    assert over["description"] == "The count may not be greater than 100."
    assert api("GET", "payments?count=x").status_code == 400
