"""Whatever Razorpay answers, or does not, is one outcome; nothing is raised, and nothing asked twice by guess."""

from __future__ import annotations

import gzip
import json
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import structlog

from engine.interfaces.payments import Done, Rejected, Unavailable, Unknown
from integrations.razorpay.gateway import RazorpayGateway
from tests.razorpay.bodies import KEY, LINK, PAYMENT, REFERENCE, SECRET, error, link, payment, raw, refund
from tests.razorpay.conftest import NOW, REFUND_WANTED, WANTED, account
from tests.razorpay.standin import RazorpayStandIn
from tests.twilio.standin import DROP, HANG, HTML, Reply, as_json

CHANGES: dict[str, Callable[[RazorpayGateway], object]] = {
    "create": lambda gateway: gateway.create_link(WANTED),
    "cancel": lambda gateway: gateway.cancel_link(LINK),
    "refund": lambda gateway: gateway.refund(REFUND_WANTED),
}
LOOKS: dict[str, Callable[[RazorpayGateway], object]] = {
    "by reference": lambda gateway: gateway.link_by_reference(REFERENCE),
    "of link": lambda gateway: gateway.payments_of_link(LINK),
    "payment": lambda gateway: gateway.payment(PAYMENT),
    "refunds": lambda gateway: gateway.refunds_of(PAYMENT),
    "between": lambda gateway: gateway.payments_between(NOW, NOW),
    "settled": lambda gateway: gateway.settled_on(NOW.date()),
}
DREAD = [
    (DROP, "dropped"), (Reply(200, b'{"id": "plink', length=500), "dropped"),
    (Reply(200, b" " * 4_500_000), "endless"),
    (Reply(200, b"not compressed at all", {"Content-Encoding": "gzip"}), "dropped"),
    (Reply(200, HTML), "garbled"), (Reply(200, b""), "garbled"), (Reply(200, b"{}"), "garbled"),
    (Reply(200, b"[]"), "garbled"), (Reply(200, b"null"), "garbled"), (Reply(200, b'"{}"'), "garbled"),
    (Reply(200, b'{"id": "plink'), "garbled"), (Reply(200, b"[" * 100_000), "garbled"), (Reply(204, b""), "garbled"),
    (Reply(201, b"\xef\xbb\xbf{}"), "garbled"), (Reply(200, raw(error("no"))), "garbled"),
    (Reply(500, HTML), "http-500"), (Reply(502, b""), "http-502"), (Reply(503, HTML), "http-503"),
    (as_json(504, error("timed out", "GATEWAY_ERROR")), "http-504"),
    (as_json(500, error("x", "SERVER_ERROR")), "http-500"),
    (as_json(503, error("x"), **{"Retry-After": "7"}), "http-503"), (Reply(408, b""), "http-408"),
    (as_json(400, error("failed", "GATEWAY_ERROR")), "http-400"),
    (as_json(400, error("x", "SERVER_ERROR")), "http-400"),
    (Reply(600, b"{}"), "http-600"),
]  # fmt: skip

# All calls go over the same wire, so one of each sort meets all of it, and the others some.
EACH_CHANGE = [(call, *one) for call in CHANGES for one in (DREAD if call == "create" else DREAD[1::3])]
EACH_LOOK = [(call, *one) for call in LOOKS for one in (DREAD if call == "payment" else DREAD[1::3])]


@pytest.mark.parametrize(("call", "reply", "reason"), EACH_CHANGE)
def test_what_may_have_been_done_is_unknown(
    gateway: RazorpayGateway, razorpay: RazorpayStandIn, call: str, reply: Reply, reason: str
) -> None:
    """It is asked once; whether it was done is for a look-up to say."""
    razorpay.then(reply)
    assert CHANGES[call](gateway) == Unknown(reason=reason)
    assert len(razorpay.asked) == 1


@pytest.mark.parametrize(("call", "reply", "reason"), EACH_LOOK)
def test_what_was_only_looked_at_may_be_looked_at_again(
    gateway: RazorpayGateway, razorpay: RazorpayStandIn, call: str, reply: Reply, reason: str
) -> None:
    """Nothing is unknown where nothing was to be done; and no list is taken for an empty one."""
    razorpay.then(reply)
    assert LOOKS[call](gateway) == Unavailable(reason=reason)
    assert len(razorpay.asked) == 1


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (HANG, "timeout"),
        (Reply(200, b" " * 30, pause=0.05), "endless"),
        (Reply(100, b""), "timeout"),
        (Reply(200, b"  ", pause=0.5), "timeout"),
    ],
    ids=["hang", "drip", "go on", "stall"],
)
def test_patience_ends(razorpay: RazorpayStandIn, reply: Reply, reason: str) -> None:
    """Between two pieces, and with the whole."""
    hasty = RazorpayGateway(account(razorpay.url, read_timeout=0.3, whole_timeout=0.6))
    razorpay.then(reply, reply)
    assert hasty.create_link(WANTED) == Unknown(reason=reason)
    assert hasty.payment(PAYMENT) == Unavailable(reason=reason)


@pytest.mark.parametrize(
    ("call", "answer"),
    [
        ("create", link(id="plink_")), ("create", link(id=None)), ("create", link(id=PAYMENT)),
        ("create", link(reference_id="another")), ("create", link(reference_id=None)), ("create", link(amount=100)),
        ("create", link(amount=49900.0)), ("create", link(currency="USD")), ("create", link(status="new")),
        ("create", link(short_url=None)), ("create", link(short_url="javascript:alert(1)")),
        ("create", link(short_url="https://rzp.io/a b")),
        ("create", link(short_url="https://rzp.io/" + "a" * 2048)), ("cancel", link(id="plink_other")),
        ("refund", refund(payment_id="pay_other")), ("refund", refund(amount=49900)),
        ("refund", refund(id=None)), ("refund", refund(status="new")),
    ],
)  # fmt: skip
def test_success_with_something_else_in_it_is_unknown(
    gateway: RazorpayGateway, razorpay: RazorpayStandIn, call: str, answer: object
) -> None:
    """Not what we wanted: somebody must look what there is."""
    razorpay.then(as_json(200, answer))
    assert CHANGES[call](gateway) == Unknown(reason="garbled")


@pytest.mark.parametrize(
    ("call", "description", "changes", "reason"),
    [
        ("create", "payment link creation with reference ID already attempted", {}, "taken"),
        ("create", "Payment link with given reference_id (x) already exists", {"reason": "extra_field_sent"}, "taken"),
        ("create", "timestamp must be atleast 15 minutes in future", {"reason": "input_validation_failed"},
         "input_validation_failed"),
        ("create", "The amount must be at least INR 1.00", {"reason": None}, "bad_request_error"),
        ("create", "x is/are not required and should not be sent", {"reason": "extra_field_sent", "metadata": []},
         "extra_field_sent"),
        ("cancel", "cannot cancel or expire an already paid/partially paid link", {}, "paid"),
        ("cancel", "cannot cancel or expire an expired link", {}, "expired"),
        ("cancel", "cannot cancel or expire a cancelled link", {}, "cancelled"),
        ("refund", "The payment has been fully refunded already.", {}, "refunded"),
        ("refund", "The refund amount provided is greater than amount captured", {}, "too-much"),
        ("refund", "Your account does not have enough balance to carry out the refund operation.", {}, "balance"),
        ("refund", "The id provided does not exist", {}, "missing"),
    ],
)  # fmt: skip
def test_a_refusal_has_a_reason(
    gateway: RazorpayGateway, razorpay: RazorpayStandIn, call: str, description: str, changes: dict[str, Any],
    reason: str,
) -> None:  # fmt: skip
    """Of the sentences somebody acts on, or else Razorpay's own word."""
    razorpay.then(as_json(400, error(description, **changes)))
    assert CHANGES[call](gateway) == Rejected(reason=reason, text=description)


@pytest.mark.parametrize(
    ("reply", "reason", "text"),
    [
        (Reply(400, HTML), "http-400", ""), (Reply(400, b""), "http-400", ""), (Reply(422, b"[]"), "http-422", ""),
        (as_json(400, {"error": None}), "http-400", ""), (as_json(400, {"error": "no"}), "http-400", ""),
        (as_json(400, {"error": {}}), "http-400", ""),
        (as_json(400, error("a\nb\x00\u202ec")), "bad_request_error", "a b c"),
        (as_json(400, {"error": {"code": 7, "description": ["x"], "reason": {}}}), "http-400", ""),
        (as_json(413, error("x" * 999)), "bad_request_error", "x" * 300),
    ],
)  # fmt: skip
def test_a_refusal_is_one_however_it_is_written(
    gateway: RazorpayGateway, razorpay: RazorpayStandIn, reply: Reply, reason: str, text: str
) -> None:
    """It was not done; the sentence is fit for a log."""
    razorpay.then(reply)
    assert gateway.create_link(WANTED) == Rejected(reason=reason, text=text)


@pytest.mark.parametrize("call", [*CHANGES, *LOOKS])
@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (as_json(401, error("Authentication failed")), "keys"), (Reply(401, b""), "keys"),
        (Reply(403, HTML), "forbidden"), (Reply(404, HTML), "address"),
        (as_json(404, error("The requested URL was not found on the server.")), "address"),
        (Reply(405, b""), "address"), (Reply(407, b""), "proxy"),
        (Reply(301, b"", {"Location": "/elsewhere"}), "address"),
        (Reply(302, b"", {"Location": "http://192.0.2.1/"}), "address"),
        (Reply(307, b"", {"Location": "/x"}), "address"),
    ],
)  # fmt: skip
def test_trouble_with_our_setup_is_told_as_that(
    gateway: RazorpayGateway, razorpay: RazorpayStandIn, call: str, reply: Reply, reason: str
) -> None:
    """Keys, rights and addresses; nothing is followed, and a wrong address is no proof that there is nothing."""
    razorpay.then(reply)
    outcome = (CHANGES | LOOKS)[call](gateway)
    assert isinstance(outcome, Rejected)
    assert (outcome.reason, outcome.is_setup) == (reason, True)
    assert len(razorpay.asked) == 1


@pytest.mark.parametrize("call", ["create", "by reference", "between", "settled"])
def test_no_list_and_no_form_can_be_missing(gateway: RazorpayGateway, razorpay: RazorpayStandIn, call: str) -> None:
    """404 there is our address, whatever it says; a second link would be made otherwise."""
    razorpay.then(as_json(404, error("The id provided does not exist")))
    outcome = (CHANGES | LOOKS)[call](gateway)
    assert isinstance(outcome, Rejected)
    assert outcome.is_setup


@pytest.mark.parametrize("call", ["cancel", "refund", "of link", "refunds"])
def test_one_thing_can_be_missing(gateway: RazorpayGateway, razorpay: RazorpayStandIn, call: str) -> None:
    """By its id; then nothing is wrong with our set-up."""
    razorpay.then(as_json(404, error("no such thing")))
    assert (CHANGES | LOOKS)[call](gateway) == Rejected(reason="missing", text="no such thing")


@pytest.mark.parametrize("call", [*CHANGES, *LOOKS])
def test_haste_is_told_with_the_time_to_wait(gateway: RazorpayGateway, razorpay: RazorpayStandIn, call: str) -> None:
    """If Razorpay says it; it was not done."""
    razorpay.then(Reply(429, HTML), as_json(429, error("Too many requests"), **{"Retry-After": "7"}))
    ask = (CHANGES | LOOKS)[call]
    assert ask(gateway) == Unavailable(reason="throttled")
    assert ask(gateway) == Unavailable(reason="throttled", wait=7.0)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "999999999999"}, 3600.0), ({"Retry-After": "-3"}, None), ({"Retry-After": "soon"}, None),
        ({"Retry-After": "Thu, 01 Jan 2026 10:00:30 GMT", "Date": "Thu, 01 Jan 2026 10:00:00 GMT"}, 30.0),
        ({"Retry-After": "Thu, 01 Jan 2026 09:00:00 GMT", "Date": "Thu, 01 Jan 2026 10:00:00 GMT"}, 0.0),
        ({"Retry-After": "Thu, 01 Jan 2026 10:00:30 GMT"}, None),
    ],
)  # fmt: skip
def test_a_time_to_wait_is_a_number_or_a_date(
    gateway: RazorpayGateway, razorpay: RazorpayStandIn, headers: dict[str, str], wait: float | None
) -> None:
    """Never longer than an hour."""
    razorpay.then(Reply(429, b"", headers))
    assert gateway.create_link(WANTED) == Unavailable(reason="throttled", wait=wait)


def test_a_refund_in_progress_may_be_asked_for_again(gateway: RazorpayGateway, razorpay: RazorpayStandIn) -> None:
    """Under the same key; another body under it never may."""
    busy = "Another request with the same idempotency key is still in progress."
    other = "Different request with the same idempotency key has already been processed."
    razorpay.then(as_json(409, error(busy)), Reply(409, HTML), as_json(409, error(other)), as_json(400, error(other)))
    assert gateway.refund(REFUND_WANTED) == Unavailable(reason="in-progress")
    assert gateway.refund(REFUND_WANTED) == Unavailable(reason="in-progress")
    for _ in range(2):
        assert gateway.refund(REFUND_WANTED) == Rejected(reason="other-body", text=other)


def test_no_connection_means_that_nothing_was_done() -> None:
    """Certainly: nobody listens there."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    gateway = RazorpayGateway(account(f"http://127.0.0.1:{port}"))
    for ask in (CHANGES | LOOKS).values():
        assert ask(gateway) == Unavailable(reason="connect")


def test_a_connection_that_is_not_taken_means_that_nothing_was_done() -> None:
    """A server whose queue is full lets one wait."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(server.getsockname())
        outcome = RazorpayGateway(account(f"http://127.0.0.1:{server.getsockname()[1]}")).refund(REFUND_WANTED)
        for client in waiting:
            client.close()
    assert outcome == Unavailable(reason="connect")


def test_a_server_without_a_certificate_is_not_asked(razorpay: RazorpayStandIn) -> None:
    """https to a server that does not speak it: no request went out, and the key neither."""
    gateway = RazorpayGateway(account(razorpay.url.replace("http://", "https://")))
    assert not isinstance(gateway.create_link(WANTED), Done)
    assert not [asked for asked in razorpay.asked if "authorization" in asked.headers]


@pytest.mark.skipif(shutil.which("openssl") is None, reason="nobody makes a certificate here")
def test_a_certificate_that_is_not_razorpays_is_our_setup(tmp_path: Path) -> None:
    """The key is not shown to whoever cannot prove to be Razorpay, and a person must look."""
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=127.0.0.1",
         "-keyout", "key.pem", "-out", "certificate.pem"], cwd=tmp_path, check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "certificate.pem", tmp_path / "key.pem")
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_shake_hands, args=(server, context), daemon=True).start()
        gateway = RazorpayGateway(account(f"https://127.0.0.1:{server.getsockname()[1]}"))
        for ask in (CHANGES["refund"], LOOKS["payment"]):
            assert ask(gateway) == Rejected(reason="certificate", is_setup=True)


def _shake_hands(server: socket.socket, context: ssl.SSLContext) -> None:
    for _ in range(2):
        connection, _address = server.accept()
        with connection, suppress(OSError):
            context.wrap_socket(connection, server_side=True).close()


def test_the_machine_cannot_change_who_asks_whom(
    gateway: RazorpayGateway, razorpay: RazorpayStandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """No proxy for this machine, no password from a .netrc."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login evil password evil\n", encoding="utf-8")
    monkeypatch.setenv("NETRC", str(netrc))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    razorpay.then(as_json(200, link()))
    assert isinstance(gateway.create_link(WANTED), Done)
    assert razorpay.asked[0].who == f"{KEY}:{SECRET}"


def test_no_cookie_is_kept(gateway: RazorpayGateway, razorpay: RazorpayStandIn) -> None:
    """Each request stands alone."""
    razorpay.then(Reply(200, raw(payment()), {"Set-Cookie": "a=1; Path=/"}), as_json(200, payment()))
    gateway.payment(PAYMENT)
    gateway.payment(PAYMENT)
    assert not [asked for asked in razorpay.asked if "cookie" in asked.headers]


def test_a_compressed_answer_is_read(gateway: RazorpayGateway, razorpay: RazorpayStandIn) -> None:
    """As any other."""
    razorpay.then(Reply(200, gzip.compress(raw(link())), {"Content-Encoding": "gzip"}))
    assert isinstance(gateway.create_link(WANTED), Done)


def test_an_address_with_a_path_and_a_stroke_is_kept(razorpay: RazorpayStandIn) -> None:
    """A stand-in may stand behind a path."""
    razorpay.then(as_json(200, payment()))
    RazorpayGateway(account(f"{razorpay.url}/razorpay/")).payment(PAYMENT)
    assert razorpay.calls == [f"GET /razorpay/v1/payments/{PAYMENT}"]


@pytest.mark.parametrize("reply", [DROP, Reply(200, HTML), as_json(400, error(SECRET)), Reply(500, HTML)])
def test_the_log_tells_what_failed_and_no_secret(razorpay: RazorpayStandIn, reply: Reply) -> None:
    """Neither the key nor what anybody wrote."""
    razorpay.then(reply)
    with structlog.testing.capture_logs() as lines:
        RazorpayGateway(account(razorpay.url)).create_link(WANTED)
    [line] = lines
    assert (line["event"], line["log_level"], line["path"]) == ("gateway.refused", "warning", "payment_links")
    assert not [secret for secret in (SECRET, WANTED.description) if secret in json.dumps(line)]


def test_threads_share_a_gateway(gateway: RazorpayGateway, razorpay: RazorpayStandIn) -> None:
    """Each gets its own answer, under its own key."""
    for number in range(16):
        razorpay.put(f"POST /v1/payments/pay_{number}/refund", refund(payment_id=f"pay_{number}", amount=number + 1))
    together = threading.Barrier(16)

    def send(number: int) -> object:
        together.wait()
        key = f"refund-{number:010d}"
        return gateway.refund(replace(REFUND_WANTED, reference=key, payment=f"pay_{number}", amount=number + 1))

    with ThreadPoolExecutor(16) as pool:
        outcomes = list(pool.map(send, range(16)))
    assert [outcome.value.amount for outcome in outcomes if isinstance(outcome, Done)] == list(range(1, 17))
    keys = {asked.headers["x-refund-idempotency"]: asked.json["amount"] for asked in razorpay.asked}
    assert keys == {f"refund-{number:010d}": number + 1 for number in range(16)}
