"""Faults to order at Razorpay's doors: each does what it says, in Razorpay's shape."""

from __future__ import annotations

import json
import threading
import time

import pytest
import requests

from integrations.sandbox import Fault, Kind, SandboxServer
from tests.sandbox.razorpay.conftest import Api, Shop

BODY = {"amount": 49_900, "reference_id": "order-1"}


@pytest.mark.parametrize(("fault", "status", "code", "made"), [
    (Fault(endpoint="payment_links.create", kind=Kind.ERROR), 500, "SERVER_ERROR", 0),
    (Fault(endpoint="payment_links.create", kind=Kind.ERROR, accepts=True), 500, "SERVER_ERROR", 1),
    (Fault(endpoint="payment_links.create", kind=Kind.ERROR, status=504), 504, "GATEWAY_ERROR", 0),
    (Fault(endpoint="payment_links.create", kind=Kind.ERROR, status=401), 401, "BAD_REQUEST_ERROR", 0),
    (Fault(endpoint="payment_links.create", kind=Kind.ERROR, status=409), 409, "BAD_REQUEST_ERROR", 0),
    (Fault(endpoint="razorpay", kind=Kind.THROTTLE, seconds=3), 429, "BAD_REQUEST_ERROR", 0),
    (Fault(endpoint="payment_links.create", kind=Kind.REFUSE, reason="No."), 400, "BAD_REQUEST_ERROR", 0),
])  # fmt: skip
def test_an_ordered_answer_is_given_once(
    api: Api, server: SandboxServer, fault: Fault, status: int, code: str, made: int
) -> None:
    """With the error object; the next call is answered as ever."""
    server.sandbox.faults.order(fault)
    answer = api("POST", "payment_links", BODY)
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    assert answer.headers.get("Retry-After") == ("3" if status == 429 else None)
    assert len(server.till.links()) == made
    assert api("POST", "payment_links", {**BODY, "reference_id": "order-2"}).status_code == 200
    if fault.reason:
        assert answer.json()["error"]["description"] == "No."


@pytest.mark.parametrize("accepts", [False, True])
def test_a_web_page_with_200(api: Api, server: SandboxServer, accepts: bool) -> None:
    """Nobody can tell from it whether there is a link; a look-up can."""
    fault = Fault(endpoint="payment_links.create", kind=Kind.HTML, status=200, accepts=accepts)
    server.sandbox.faults.order(fault)
    answer = api("POST", "payment_links", BODY)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert len(api.get("payment_links?reference_id=order-1")["payment_links"]) == accepts


@pytest.mark.parametrize(("kind", "accepts", "made"), [
    (Kind.DROP, False, 0), (Kind.DROP, True, 1), (Kind.TRUNCATE, False, 1),
])  # fmt: skip
def test_an_answer_that_does_not_come(api: Api, server: SandboxServer, kind: Kind, accepts: bool, made: int) -> None:
    """The connection is closed before or after it was carried out."""
    server.sandbox.faults.order(Fault(endpoint="payment_links.create", kind=kind, accepts=accepts))
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        api("POST", "payment_links", BODY)
    assert len(server.till.links()) == made


@pytest.mark.parametrize("accepts", [False, True])
def test_an_answer_that_comes_late(api: Api, server: SandboxServer, accepts: bool) -> None:
    """Carried out after the wait, or before it: then it can be paid before it is answered."""
    server.sandbox.faults.order(Fault(endpoint="payment_links.create", kind=Kind.HANG, seconds=0.5, accepts=accepts))
    started = time.monotonic()
    answers: list[int] = []
    calling = threading.Thread(target=lambda: answers.append(api("POST", "payment_links", BODY).status_code))
    calling.start()
    assert server.sandbox.wait(lambda: bool(server.sandbox.books.links), 5)
    assert (time.monotonic() - started < 0.5) == accepts
    server.till.pay("order-1")
    calling.join()
    assert answers == [200]
    assert time.monotonic() - started >= 0.5


def test_an_event_comes_before_the_answer(api: Api, shop: Shop, server: SandboxServer) -> None:
    """Of what the request itself has done."""
    link = api.link()
    server.sandbox.faults.order(Fault(endpoint="payment_links.cancel", kind=Kind.EARLY, seconds=5))
    assert api("POST", f"payment_links/{link['id']}/cancel").status_code == 200
    assert shop.names() == ["payment_link.cancelled"]


def test_faults_are_ordered_over_http(api: Api, server: SandboxServer) -> None:
    """With the control all others are ordered with; Twilio's doors are not Razorpay's."""
    body = {"endpoint": "payment_links.create", "kind": "refuse", "reason": "Your account has no balance"}
    assert requests.post(f"{server.url}/sandbox/faults", json=body, timeout=5).status_code == 201
    assert api("POST", "payment_links", BODY).json()["error"]["description"] == "Your account has no balance"
    server.sandbox.faults.order(Fault(endpoint="*", kind=Kind.ERROR, times=None))
    assert api("POST", "payment_links", BODY).status_code == 200
    for wrong in ({"endpoint": "payment", "kind": "drop"}, {"endpoint": "events", "kind": "early"}):
        assert requests.post(f"{server.url}/sandbox/faults", json=wrong, timeout=5).status_code == 400


def test_the_wire_shows_both_ways_and_no_secret(api: Api, shop: Shop, server: SandboxServer) -> None:
    """What the bot asked, and what it was told."""
    api.link()
    server.till.pay("order-1")
    assert server.settle()
    lines = requests.get(f"{server.url}/sandbox/wire", timeout=5).json()
    assert [(line["way"], line["status"]) for line in lines] == [("razorpay", 200), *[("event", 200)] * 4]
    assert [json.loads(line["request"])["event"] for line in lines[1:]] == shop.names()
    assert "secret" not in str(lines)
