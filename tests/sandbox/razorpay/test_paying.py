"""Somebody pays: once, in parts, twice, late, in vain; and what the shop is told of it."""

from __future__ import annotations

import hashlib
import hmac
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

from integrations.sandbox import Fault, Kind, SandboxServer, Wish
from integrations.sandbox.razorpay.reasons import FAILURES
from tests.sandbox.razorpay.conftest import NOW, SECRET, Api, Shop

PAID = ["payment.authorized", "payment.captured", "order.paid", "payment_link.paid"]


def test_one_payment_is_told_in_four_events(api: Api, shop: Shop, server: SandboxServer) -> None:
    """Each with an id of its own, signed over its very bytes."""
    link = api.link(notes={"product": "kundali"})
    payment = server.till.pay("order-1")[0]
    assert server.settle()
    assert shop.names() == PAID
    assert len({call.id for call in shop.calls}) == 4
    assert all(call.is_genuine for call in shop.calls)
    headers = shop.calls[0].headers
    assert (headers["Content-Type"], headers["User-Agent"]) == ("application/json", "Razorpay-Webhook/v1")
    told = shop.event("payment_link.paid")
    assert told["payment_link"]["entity"]["reference_id"] == "order-1"
    assert told["payment"]["entity"]["order_id"] == f"order_{told['order']['entity']['id']}"
    assert told["payment"]["entity"]["description"] == f"#{link['id'].removeprefix('plink_')}"
    paid = api.get(f"payment_links/{link['id']}")
    assert (paid["status"], paid["amount_paid"]) == ("paid", 49_900)
    assert [part["payment_id"] for part in paid["payments"]] == [payment.id]
    assert api.get(f"payment_links?payment_id={payment.id}")["payment_links"][0]["id"] == link["id"]
    fetched = api.get(f"payments/{payment.id}")
    assert (fetched["status"], fetched["captured"], fetched["notes"]) == ("captured", True, {"product": "kundali"})
    assert api.get(f"orders/{fetched['order_id']}/payments")["items"] == [fetched]


def test_an_event_is_a_snapshot(shop: Shop, api: Api, server: SandboxServer) -> None:
    """It shows what was so then; a link's event is as old as the link."""
    link = api.link()
    server.sandbox.turn(60)
    server.till.pay("order-1")
    assert server.settle()
    assert shop.event("payment.authorized")["payment"]["entity"]["status"] == "authorized"
    assert [call.body["created_at"] for call in shop.calls] == [NOW + 60] * 3 + [link["created_at"]]


def test_parts_are_paid(api: Api, shop: Shop, server: SandboxServer) -> None:
    """Not less than the first minimum, not more than is due."""
    api.link(accept_partial=True, first_min_partial_amount=10_000)
    with pytest.raises(ValueError, match="10000"):
        server.till.pay("order-1", Wish(amount=5_000))
    server.till.pay("order-1", Wish(amount=20_000))
    with pytest.raises(ValueError, match="29900 paise are due"):
        server.till.pay("order-1", Wish(amount=30_000))
    assert server.till.link("order-1").status == "partially_paid"
    cancelled = api("POST", f"payment_links/{server.till.link('order-1').id}/cancel").json()
    assert cancelled["error"]["description"] == "cannot cancel or expire an already paid/partially paid link"
    server.till.pay("order-1")
    assert server.settle()
    assert shop.names() == ["payment.authorized", "payment.captured", "payment_link.partially_paid", *PAID]
    assert shop.event("payment_link.partially_paid")["payment_link"]["entity"]["amount_paid"] == 20_000
    with pytest.raises(ValueError, match="the link is paid"):
        server.till.pay("order-1")


def test_a_link_that_takes_no_parts(api: Api, server: SandboxServer) -> None:
    """Is paid at once or not at all."""
    api.link()
    with pytest.raises(ValueError, match="parts"):
        server.till.pay("order-1", Wish(amount=20_000))


@pytest.mark.parametrize("reason", FAILURES)
def test_an_attempt_fails_and_the_next_does_not(api: Api, shop: Shop, server: SandboxServer, reason: str) -> None:
    """The link stays open; the reason is told."""
    api.link()
    failed = server.till.fail("order-1", reason)
    assert server.settle()
    told = shop.event("payment.failed")["payment"]["entity"]
    assert (told["status"], told["error_reason"], told["captured"]) == ("failed", reason, False)
    assert api.get(f"orders/{failed.order}")["status"] == "attempted"
    server.till.pay("order-1")
    order = api.get(f"orders/{failed.order}")
    assert (order["status"], order["attempts"], order["amount_due"]) == ("paid", 2, 0)


def test_a_card_says_that_it_is_captured_when_it_is_not(api: Api, shop: Shop, server: SandboxServer) -> None:
    """As in Razorpay's samples: only event and status can be trusted."""
    api.link()
    server.till.fail("order-1", "card_declined", Wish(method="card"))
    server.till.pay("order-1", Wish(method="card"))
    assert server.settle()
    shown = {name: shop.event(name)["payment"]["entity"] for name in ("payment.failed", "payment.authorized")}
    assert [(one["status"], one["captured"]) for one in shown.values()] == [("failed", True), ("authorized", True)]
    assert shop.event("payment.captured")["payment"]["entity"]["fee"] is None


def test_what_failed_is_captured_late(api: Api, shop: Shop, server: SandboxServer) -> None:
    """The same payment id goes from failed to captured."""
    api.link()
    failed = server.till.fail("order-1", "payment_timed_out")
    server.till.confirm(failed.id)
    assert server.settle()
    assert shop.names() == ["payment.failed", *PAID]
    assert {call.body["payload"]["payment"]["entity"]["id"] for call in shop.calls} == {failed.id}
    with pytest.raises(ValueError, match="captured"):
        server.till.confirm(failed.id)


def test_a_link_is_paid_twice(api: Api, shop: Shop, server: SandboxServer) -> None:
    """Two captures; the order is paid once."""
    link = api.link()
    first, second = server.till.pay("order-1", times=2)
    assert server.settle()
    assert shop.names() == [*PAID, "payment.authorized", "payment.captured"]
    assert first.id != second.id
    assert len(api.get(f"payment_links/{link['id']}")["payments"]) == 2


@pytest.mark.parametrize("end", ["cancelled", "expired"])
def test_a_link_is_paid_after_its_end(api: Api, shop: Shop, server: SandboxServer, end: str) -> None:
    """It stays closed, the money comes all the same."""
    link = api.link()
    if end == "cancelled":
        api("POST", f"payment_links/{link['id']}/cancel")
    else:
        server.sandbox.turn(4000)
    with pytest.raises(ValueError, match=f"the link is {end}"):
        server.till.pay("order-1")
    payment = server.till.pay("order-1", Wish(is_late=True))[0]
    assert server.settle()
    assert shop.names() == [f"payment_link.{end}", *PAID[:3]]
    closed = api.get(f"payment_links/{link['id']}")
    assert (closed["status"], closed["payments"][0]["payment_id"]) == (end, payment.id)


def test_money_that_is_authorized_only(api: Api, shop: Shop, server: SandboxServer) -> None:
    """It is captured by the shop, with exactly its amount; or goes back by itself, never captured."""
    api.link("order-1")
    api.link("order-2")
    held, other = (server.till.pay(name, Wish(is_captured=False))[0] for name in ("order-1", "order-2"))
    wrong = api("POST", f"payments/{held.id}/capture", {"amount": 100, "currency": "INR"})
    assert wrong.json()["error"]["description"] == "Capture amount must be equal to the amount authorized"
    assert api("POST", f"payments/{held.id}/capture", {"amount": 49_900, "currency": "INR"}).json()["captured"]
    assert api("POST", f"payments/{held.id}/capture", {"amount": 49_900}).status_code == 400
    server.till.refund(other.id)
    assert server.settle()
    told = shop.event("refund.processed")["payment"]["entity"]
    assert (told["captured"], told["status"], told["refund_status"]) == (False, "refunded", "full")
    assert server.till.link("order-2").status == "created"


@pytest.mark.parametrize(("kind", "captured", "amount", "currency", "status"), [
    (Kind.TWICE, 2, 49_900, "INR", "paid"), (Kind.AMOUNT, 1, 100, "INR", "paid"),
    (Kind.CURRENCY, 1, 49_900, "USD", "paid"), (Kind.ACCOUNT, 1, 49_900, "INR", "created"),
    (Kind.SURCHARGE, 1, 51_077, "INR", "paid"),
])  # fmt: skip
def test_a_payment_that_was_ordered_to_be_wrong(
    api: Api, shop: Shop, server: SandboxServer, kind: Kind, captured: int, amount: int, currency: str, status: str
) -> None:
    """Twice, over too little, in another currency, to somebody else, or over more than was asked."""
    link = api.link()
    server.sandbox.faults.order(Fault(endpoint="payment", kind=kind))
    server.till.pay("order-1")
    assert server.settle()
    assert shop.names().count("payment.captured") == captured
    told = shop.event("payment.captured")["payment"]["entity"]
    assert (told["amount"], told["currency"]) == (amount, currency)
    assert api.get(f"payment_links/{link['id']}")["status"] == status
    account = "acc_SomebodyElse01" if kind is Kind.ACCOUNT else "acc_SandboxBolo001"
    assert {call.body["account_id"] for call in shop.calls} == {account}
    assert (len(api.get("payments")["items"]) == 0) == (kind is Kind.ACCOUNT)
    link_says = shop.event("payment_link.paid")["payment_link"]["entity"]
    assert (link_says["amount_paid"] == link_says["amount"]) == (kind is not Kind.AMOUNT)


def test_the_browser_goes_back_with_a_signature(api: Api, server: SandboxServer, shop: Shop) -> None:
    """Over link, reference, status and payment, with the secret of the key."""
    link = api.link(callback_url=f"{shop.url}/return?a=b", callback_method="get")
    answer = requests.post(link["short_url"], {"act": "pay"}, timeout=5, allow_redirects=False)
    assert answer.status_code == 303
    place = urlsplit(answer.headers["Location"])
    query = dict(parse_qsl(place.query))
    signed = f"{link['id']}|order-1|paid|{query['razorpay_payment_id']}"
    assert query.pop("razorpay_signature") == hmac.new(SECRET.encode(), signed.encode(), hashlib.sha256).hexdigest()
    assert query == {
        "a": "b", "razorpay_payment_id": server.till.payments()[0].id, "razorpay_payment_link_id": link["id"],
        "razorpay_payment_link_reference_id": "order-1", "razorpay_payment_link_status": "paid",
    }  # fmt: skip


def test_an_order_is_paid_without_a_link(api: Api, shop: Shop, server: SandboxServer) -> None:
    """A receipt is used once, or finds the same order again."""
    body = {"amount": 5000, "currency": "INR", "receipt": "r-1"}
    order = api("POST", "orders", body).json()
    assert api("POST", "orders", body).json()["error"]["description"] == "Order receipt should be unique."
    assert api("POST", "orders", {**body, "unique_receipt": True}).json()["id"] == order["id"]
    server.till.pay_order(order["id"])
    with pytest.raises(ValueError, match="paid"):
        server.till.pay_order(order["id"])
    assert server.settle()
    assert shop.names() == PAID[:3]
    assert api.get("orders")["items"][0]["status"] == "paid"
