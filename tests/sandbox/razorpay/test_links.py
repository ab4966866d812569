"""Payment links: made, found, changed, cancelled, expired; and refused with Razorpay's words."""

from __future__ import annotations

import re
from base64 import b64encode

import pytest
import requests

from integrations.sandbox import SandboxServer
from tests.sandbox.razorpay.conftest import KEY, NOW, Api, Shop


def test_a_new_link_has_no_order_and_no_payments(api: Api, server: SandboxServer) -> None:
    """In the shape of the documents: what is empty is null, zero or a list, as it happens."""
    link = api.link(description="A reading", callback_url="http://127.0.0.1:9/return", callback_method="get")
    assert re.fullmatch(r"plink_[0-9A-Za-z]{14}", link["id"])
    assert link["short_url"] == f"{server.url}/i/{link['id'][-8:]}"
    assert (link["status"], link["amount"], link["amount_paid"]) == ("created", 49_900, 0)
    assert (link["payments"], link["notes"], link["reminders"]) == (None, None, [])
    assert (link["cancelled_at"], link["expired_at"], link["created_at"]) == (0, 0, NOW)
    assert "order_id" not in link
    fetched = api.get(f"payment_links/{link['id']}")
    assert (fetched["payments"], fetched["notes"], "order_id" in fetched) == ([], [], False)


def test_a_link_is_found_by_its_reference(api: Api) -> None:
    """In a list of its own name, and empty when there is none."""
    link = api.link("order-1")
    api.link("order-2")
    assert [one["id"] for one in api.get("payment_links?reference_id=order-1")["payment_links"]] == [link["id"]]
    assert api.get("payment_links?reference_id=order-9") == {"payment_links": []}
    assert api.get("payment_links?payment_id=pay_00000000000000") == {"payment_links": []}
    assert len(api.get("payment_links")["payment_links"]) == 2


def test_the_order_comes_when_the_page_is_opened(api: Api, shop: Shop, server: SandboxServer) -> None:
    """Not before, and only once."""
    link = api.link(notes={"order": "o-1"})
    for _ in range(2):
        assert requests.get(link["short_url"], timeout=5).status_code == 200
    order = api.get(f"orders/{api.get('payment_links/' + link['id'])['order_id']}")
    assert (order["receipt"], order["amount"], order["status"]) == ("order-1", 49_900, "created")
    assert len(server.sandbox.books.orders) == 1
    assert not shop.calls


@pytest.mark.parametrize(("wrong", "words"), [
    ({"amount": "49900"}, "The amount must be an integer."), ({"amount": 1.5}, "The amount must be an integer."),
    ({"amount": True}, "The amount must be an integer."), ({"amount": 99}, "The amount must be at least INR 1.00."),
    ({"amount": None}, "The amount field is required."), ({"currency": "XYZ"}, "Currency is not supported"),
    ({"reference_id": "x" * 41}, "The reference_id may not be greater than 40 characters."),
    ({"expire_by": NOW + 14 * 60}, "timestamp must be atleast 15 minutes in future"),
    ({"expire_by": NOW + 200 * 86_400}, "expire_by must be less than 6 months in future"),
    ({"notes": {str(n): "x" for n in range(16)}}, "Number of fields in notes should be less than or equal to 15"),
    ({"notes": {"a": "x" * 256}}, "notes values must be strings of at most 255 characters"),
    ({"description": "x" * 2049}, "The description may not be greater than 2048 characters."),
    ({"callback_url": "http://a.b"}, "callback_url and callback_method should be sent together"),
    ({"price": 1}, "price is/are not required and should not be sent"),
    ({"upi_link": True}, "UPI Payment Links is not supported in Test Mode"),
])  # fmt: skip
def test_a_link_that_cannot_be_is_refused(api: Api, wrong: dict[str, object], words: str) -> None:
    """With 400 and the error object; nothing is made."""
    body = {"amount": 49_900, "currency": "INR", "reference_id": "order-1", **wrong}
    answer = api("POST", "payment_links", body)
    assert (answer.status_code, answer.json()["error"]["description"]) == (400, words)
    assert answer.json()["error"]["code"] == "BAD_REQUEST_ERROR"
    assert api.get("payment_links") == {"payment_links": []}


@pytest.mark.parametrize("body", ["{", "[]", "null", '"x"', "NaN", "\ufeff{}"])
def test_a_body_that_is_no_object_is_refused(api: Api, body: str) -> None:
    """With 400."""
    answer = requests.post(f"{api.url}/v1/payment_links", body.encode(), auth=api.auth, timeout=5)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == "BAD_REQUEST_ERROR"


def test_a_reference_is_used_once(api: Api) -> None:
    """Also when its link is closed."""
    link = api.link("order-1")
    api("POST", f"payment_links/{link['id']}/cancel")
    again = api("POST", "payment_links", {"amount": 100, "reference_id": "order-1"})
    assert again.status_code == 400
    assert again.json()["error"]["description"] == "payment link creation with reference ID already attempted"


def test_only_who_has_the_key_comes_in(api: Api, server: SandboxServer) -> None:
    """The header is exactly Basic; the old secret works, too."""
    for auth in ((KEY, "wrong"), ("rzp_test_00000000000000", "the secret of the key")):
        answer = requests.get(f"{server.url}/v1/payments", auth=auth, timeout=5)
        assert answer.status_code == 401
        assert answer.json() == {"error": {"code": "BAD_REQUEST_ERROR", "description": "Authentication failed"}}
    good = "Basic " + b64encode(":".join(api.auth).encode()).decode()
    for header in ("", good.lower(), good.replace("Basic", "basic"), "Basic !"):
        answer = requests.get(f"{server.url}/v1/payments", headers={"Authorization": header}, timeout=5)
        assert answer.status_code == 401
    assert requests.get(f"{server.url}/v1/payments", auth=(KEY, "the old secret"), timeout=5).status_code == 200


def test_what_is_not_there(api: Api) -> None:
    """An id is 400, an address 404; and Twilio's doors below /v1 stay Twilio's."""
    for path in ("payment_links/plink_0", "payments/pay_0", "refunds/rfnd_0", "orders/order_0"):
        answer = api("GET", path)
        assert (answer.status_code, answer.json()["error"]["description"]) == (400, "The id provided does not exist")
    assert "error" in api("GET", "nothing").json()
    assert api("GET", "nothing").status_code == 404
    assert api("GET", "Content").json()["code"] == 20003


def test_a_link_is_cancelled_once(api: Api, shop: Shop, server: SandboxServer) -> None:
    """And an event says so, as old as its link."""
    link = api.link()
    answer = api("POST", f"payment_links/{link['id']}/cancel")
    assert (answer.status_code, answer.json()["status"], answer.json()["cancelled_at"]) == (200, "cancelled", NOW)
    again = api("POST", f"payment_links/{link['id']}/cancel")
    assert again.status_code == 400
    assert server.settle()
    assert shop.names() == ["payment_link.cancelled"]
    assert shop.calls[0].body["created_at"] == link["created_at"]


def test_a_link_expires_by_the_clock(api: Api, shop: Shop, server: SandboxServer) -> None:
    """Some seconds after its time; then it can neither be cancelled nor changed."""
    link = api.link()
    server.sandbox.turn(3600 + 10)
    assert api.get(f"payment_links/{link['id']}")["status"] == "created"
    server.sandbox.turn(1)
    expired = api.get(f"payment_links/{link['id']}")
    assert (expired["status"], expired["expired_at"]) == ("expired", link["expire_by"] + 11)
    answer = api("POST", f"payment_links/{link['id']}/cancel")
    assert answer.json()["error"]["description"] == "cannot cancel or expire an expired link"
    assert api("PATCH", f"payment_links/{link['id']}", {"notes": {}}).status_code == 400
    assert server.settle()
    assert shop.names() == ["payment_link.expired"]


def test_a_link_is_changed(api: Api, server: SandboxServer, shop: Shop) -> None:
    """A later end, another reference, other notes; nothing else."""
    link = api.link()
    change = {"expire_by": NOW + 7200, "reference_id": "order-1b", "notes": {"a": "b"}, "reminder_enable": False}
    changed = api("PATCH", f"payment_links/{link['id']}", change).json()
    assert {name: changed[name] for name in change} == change
    assert api("PATCH", f"payment_links/{link['id']}", {"amount": 1}).status_code == 400
    assert api.get("payment_links?reference_id=order-1") == {"payment_links": []}
    server.sandbox.turn(3700)
    assert server.settle()
    assert shop.calls == []
    assert api.get("payment_links?reference_id=order-1b")["payment_links"][0]["status"] == "created"


def test_the_customer_is_written_to(api: Api) -> None:
    """If Razorpay knows where."""
    link = api.link(customer={"contact": "+919800000001"})
    assert api("POST", f"payment_links/{link['id']}/notify_by/sms").json() == {"success": True}
    for medium in ("email", "pigeon"):
        assert api("POST", f"payment_links/{link['id']}/notify_by/{medium}").status_code == 400


def test_links_without_an_end_live_six_months(api: Api, server: SandboxServer) -> None:
    """Their end is written as zero."""
    link = api("POST", "payment_links", {"amount": 100, "reference_id": "forever"}).json()
    assert (link["expire_by"], link["currency"]) == (0, "INR")
    server.sandbox.turn(184 * 86_400)
    assert api.get(f"payment_links/{link['id']}")["status"] == "expired"
