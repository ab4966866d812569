"""Faults to order: each does what it says, as often as it was ordered, and no more."""

from __future__ import annotations

import time

import pytest
import requests
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from integrations.sandbox import Fault, Kind, Phone, Sandbox, SandboxServer
from tests.sandbox.conftest import NUMBER, SID, TOKEN, Bot

ASHA, FROM = "whatsapp:+919800000001", f"whatsapp:{NUMBER}"


def send(server: SandboxServer, callback: str = "") -> requests.Response:
    """A message, over the wire."""
    form = {"To": ASHA, "From": FROM, "Body": "x", "StatusCallback": callback}
    return requests.post(f"{server.url}/2010-04-01/Accounts/{SID}/Messages.json", form, auth=(SID, TOKEN), timeout=3)


@pytest.mark.parametrize(("fault", "status", "code", "taken"), [
    (Fault(endpoint="messages.create", kind=Kind.THROTTLE, seconds=7), 429, 20429, 0),
    (Fault(endpoint="messages.create", kind=Kind.ERROR, status=500), 500, 20500, 0),
    (Fault(endpoint="messages.create", kind=Kind.ERROR, status=503, accepts=True), 503, 20503, 1),
    (Fault(endpoint="messages.create", kind=Kind.REFUSE, code=21610), 400, 21610, 0),
    (Fault(endpoint="*", kind=Kind.ERROR, status=502), 502, 20502, 0),
], ids=["429", "500", "503 though taken", "any code", "anywhere"])  # fmt: skip
def test_an_ordered_answer_is_given_once(
    server: SandboxServer, phone: Phone, fault: Fault, status: int, code: int, taken: int
) -> None:
    """In Twilio's shape; the next call is answered as ever."""
    phone.text("Hi")
    server.sandbox.faults.order(fault)
    answer = send(server)
    assert (answer.status_code, answer.json()["code"], answer.json()["status"]) == (status, code, status)
    assert answer.headers.get("Retry-After") == ("7" if status == 429 else None)
    assert len(phone.chat()) == 1 + taken
    assert send(server).status_code == 201


@pytest.mark.parametrize(("status", "accepts"), [(200, False), (201, True)])
def test_a_web_page_instead_of_json(server: SandboxServer, phone: Phone, status: int, accepts: bool) -> None:
    """Nobody can tell from the answer whether the message was taken."""
    server.sandbox.faults.order(Fault(endpoint="messages.create", kind=Kind.HTML, status=status, accepts=accepts))
    answer = send(server)
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "text/html; charset=utf-8")
    assert len(phone.chat()) == accepts


@pytest.mark.parametrize(("kind", "accepts", "taken"), [
    (Kind.DROP, False, 0), (Kind.DROP, True, 1), (Kind.TRUNCATE, False, 1),
])  # fmt: skip
def test_an_answer_that_does_not_come(
    server: SandboxServer, phone: Phone, kind: Kind, accepts: bool, taken: int
) -> None:
    """The connection is closed, before or after the message was taken."""
    server.sandbox.faults.order(Fault(endpoint="messages.create", kind=kind, accepts=accepts))
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        send(server)
    assert len(phone.chat()) == taken


def test_an_answer_that_comes_late(server: SandboxServer, phone: Phone) -> None:
    """The message is taken, after the wait."""
    server.sandbox.faults.order(Fault(endpoint="messages.create", kind=Kind.HANG, seconds=0.3))
    started = time.monotonic()
    assert send(server).status_code == 201
    assert time.monotonic() - started >= 0.3
    assert len(phone.chat()) == 1


def test_a_hang_does_not_keep_the_sandbox_from_stopping(server: SandboxServer) -> None:
    """Whoever waits is let go."""
    server.sandbox.faults.order(Fault(endpoint="messages.create", kind=Kind.HANG, seconds=3600))
    server.sandbox.stopping.set()
    assert send(server).status_code == 201


@pytest.mark.parametrize(("kind", "reports"), [
    (Kind.DUPLICATE, ["sent", "sent", "delivered", "delivered", "read", "read"]),
    (Kind.REORDER, ["read", "delivered", "sent"]), (Kind.LOSE, []), (Kind.DELAY, []),
])  # fmt: skip
def test_what_can_go_wrong_with_reports(
    server: SandboxServer, phone: Phone, bot: Bot, kind: Kind, reports: list[str]
) -> None:
    """All reports of one message."""
    phone.text("Hi")
    server.sandbox.faults.order(Fault(endpoint="callbacks", kind=kind, seconds=60))
    send(server, f"{bot.url}/status")
    assert server.settle()
    assert bot.reports() == reports
    server.sandbox.turn(60)
    assert server.settle()
    assert bot.reports() == (["sent", "delivered", "read"] if kind is Kind.DELAY else reports)
    send(server, f"{bot.url}/status")
    assert server.settle()
    assert bot.reports()[-3:] == ["sent", "delivered", "read"]


def test_a_forged_report_is_not_signed_by_twilio(server: SandboxServer, phone: Phone, bot: Bot) -> None:
    """The bot must not believe it."""
    phone.text("Hi")
    server.sandbox.faults.order(Fault(endpoint="callbacks", kind=Kind.FORGE))
    send(server, f"{bot.url}/status")
    assert server.settle()
    assert [call.is_genuine for call in bot.calls if call.path == "/status"] == [False] * 3


@pytest.mark.parametrize("code", [63016, 63024, 21610, 63012])
def test_a_message_that_fails_later(server: SandboxServer, phone: Phone, bot: Bot, code: int) -> None:
    """Taken with 201, undelivered by report."""
    phone.text("Hi")
    assert server.settle()
    server.sandbox.faults.order(Fault(endpoint="outcome", kind=Kind.FAIL, code=code))
    assert send(server, f"{bot.url}/status").status_code == 201
    assert server.settle()
    form = bot.calls[-1].form
    assert (form["MessageStatus"], form["EventType"], form["ErrorCode"]) == ("undelivered", "UNDELIVERED", str(code))
    assert phone.received() == []


def test_faults_happen_as_often_as_ordered(server: SandboxServer, sandbox: Sandbox) -> None:
    """Twice, or until they are taken back."""
    sandbox.faults.order(Fault(endpoint="messages.create", kind=Kind.ERROR, times=2))
    assert [send(server).status_code for _ in range(3)] == [500, 500, 201]
    always = sandbox.faults.order(Fault(endpoint="messages.create", kind=Kind.ERROR, times=None))
    assert {send(server).status_code for _ in range(3)} == {500}
    sandbox.faults.clear(always.id)
    assert send(server).status_code == 201


def test_other_doors_are_not_touched(server: SandboxServer, client: Client) -> None:
    """A fault is at one endpoint."""
    server.sandbox.faults.order(Fault(endpoint="content.create", kind=Kind.ERROR, times=None))
    assert send(server).status_code == 201
    with pytest.raises(TwilioRestException):
        client.messages("SM" + "f" * 32).fetch()
    assert requests.post(f"{server.url}/v1/Content", json={}, auth=(SID, TOKEN), timeout=5).status_code == 500


@pytest.mark.parametrize("wrong", [
    {"endpoint": "nowhere", "kind": Kind.ERROR}, {"endpoint": "inbound", "kind": Kind.HTML},
    {"endpoint": "outcome", "kind": Kind.DROP}, {"endpoint": "*", "kind": Kind.ERROR, "times": 0},
    {"endpoint": "*", "kind": Kind.HANG, "seconds": -1}, {"endpoint": "*", "kind": Kind.ERROR, "status": 7},
])  # fmt: skip
def test_an_order_that_makes_no_sense_is_refused(wrong: dict[str, object]) -> None:
    """At once, with the reason."""
    with pytest.raises(ValueError, match=r"\w"):
        Fault(**wrong)  # type: ignore[arg-type]
