"""What tests and demos order over HTTP at Razorpay's side."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from integrations.sandbox import Merchant, SandboxServer
from tests.sandbox.razorpay.conftest import KEY, SECRET, Api, Shop


def order(server: SandboxServer, path: str, body: Any = None) -> Any:
    """An order that is carried out."""
    answer = requests.post(f"{server.url}/sandbox/razorpay/{path}", json=body or {}, timeout=5)
    assert answer.status_code in (201, 204), answer.text
    return answer.json() if answer.status_code == 201 else None


def look(server: SandboxServer, path: str) -> Any:
    """What there is."""
    answer = requests.get(f"{server.url}/sandbox/razorpay{path}", timeout=5)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_whole_story_without_a_browser(api: Api, shop: Shop, server: SandboxServer) -> None:
    """Opened, failed, paid, refunded, disputed, settled."""
    link = api.link(callback_url=f"{shop.url}/return", callback_method="get")
    assert order(server, "links/order-1/open")["order"].startswith("order_")
    failed = order(server, f"links/{link['id']}/fail", {"reason": "card_declined", "method": "card"})
    assert failed["payments"][0]["error_reason"] == "card_declined"
    paid = order(server, "links/order-1/pay", {"method": "netbanking", "times": 2})
    assert (paid["link"]["status"], len(paid["payments"])) == ("paid", 2)
    assert paid["callback"].startswith(f"{shop.url}/return?razorpay_payment_id=pay_")
    first, second = (payment["id"] for payment in paid["payments"])
    refund = order(server, f"payments/{second}/refund")
    assert server.settle()
    assert order(server, f"refunds/{refund['id']}", {"event": "speed_changed"})["speed_requested"] == "optimum"
    assert order(server, f"payments/{first}/dispute", {"event": "created", "amount": 100})["amount"] == 100
    assert order(server, "settlements")["status"] == "processed"
    assert order(server, "downtimes", {"event": "started", "method": "upi"})["id"].startswith("down_")
    assert server.settle()
    events = look(server, "/events")
    assert [event["event"] for event in events if event["event"] != "payment_link.paid"][
        -1
    ] == "payment.downtime.started"
    assert all(event["taken"] and event["posts"][0]["status"] == 200 for event in events)
    assert look(server, f"/events?after={events[-1]['number']}") == []
    assert len(look(server, "/payments?link=order-1")) == 3
    assert [one["id"] for one in look(server, "/links")] == [link["id"]]
    assert look(server, "/refunds")[0]["payment_id"] == second
    numbers = look(server, "")
    assert (numbers["account"], numbers["payments"], numbers["enabled"]) == ("acc_SandboxBolo001", 3, True)


def test_late_money_and_orders(api: Api, server: SandboxServer) -> None:
    """After the end of a link; for what failed; for an order without a link."""
    api.link()
    late = order(server, "links/order-1/fail")["payments"][0]["id"]
    assert order(server, f"payments/{late}/confirm")["captured"] is True
    api.link("order-2")
    assert order(server, "links/order-2/cancel")["status"] == "cancelled"
    assert order(server, "links/order-2/pay", {"late": True})["link"]["amount_paid"] == 49_900
    alone = api("POST", "orders", {"amount": 100, "currency": "INR"}).json()
    assert order(server, f"orders/{alone['id']}/pay")["payments"][0]["link_id"] is None
    api.link("order-3")
    held = order(server, "links/order-3/pay", {"captured": False})
    assert (held["payments"][0]["status"], held["callback"]) == ("authorized", None)


def test_events_are_replayed_and_secrets_changed(api: Api, shop: Shop, server: SandboxServer) -> None:
    """Under the old id and a new one."""
    api.link()
    order(server, "links/order-1/cancel")
    assert server.settle()
    event = look(server, "/events")[0]
    order(server, "webhook", {"secret": "a newer secret"})
    assert order(server, f"events/{event['id']}/replay")["id"] == event["id"]
    assert order(server, f"events/{event['id']}/replay", {"new_id": True, "days": 15})["id"] != event["id"]
    assert server.settle()
    assert [call.is_genuine for call in shop.calls] == [True, False, False]
    order(server, "webhook", {"enabled": False})
    assert look(server, "")["enabled"] is False


@pytest.mark.parametrize(("path", "body", "status"), [
    ("links/nothing/pay", {}, 404), ("payments/pay_0/refund", {}, 404), ("events/x/replay", {}, 404),
    ("links/order-1/pay", {"method": "shells"}, 400), ("links/order-1/pay", {"amount": "5"}, 400),
    ("links/order-1/pay", {"amount": 5}, 400), ("links/order-1/pay", [], 400), ("settlements", {}, 400),
    ("links/order-1/fail", {"reason": "rain"}, 400), ("downtimes", {}, 400),
])  # fmt: skip
def test_what_makes_no_sense_is_refused(api: Api, server: SandboxServer, path: str, body: Any, status: int) -> None:
    """With a sentence."""
    api.link()
    answer = requests.post(f"{server.url}/sandbox/razorpay/{path}", json=body, timeout=5)
    assert (answer.status_code, bool(answer.json()["error"])) == (status, True)
    assert server.till.payments() == []


@pytest.mark.parametrize("wrong", [
    {"key_id": "rzp_1"}, {"account": "acc_1"}, {"key_secrets": ()}, {"webhook_secrets": ("",)},
])  # fmt: skip
def test_a_merchant_that_cannot_be(wrong: dict[str, Any]) -> None:
    """An empty secret would be one that everybody knows."""
    good: dict[str, Any] = {"key_id": KEY, "key_secrets": (SECRET,), "webhook_secrets": ("x",), "webhook": "http://a"}
    assert Merchant(**good).account == "acc_SandboxBolo001"
    with pytest.raises(ValueError, match=r"\w"):
        Merchant(**{**good, **wrong})


def test_no_other_site_can_order_anything(server: SandboxServer) -> None:
    """A form posts no JSON."""
    assert requests.post(f"{server.url}/sandbox/razorpay/settlements", {"a": "b"}, timeout=5).status_code == 415
