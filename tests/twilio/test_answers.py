"""Whatever Twilio answers, or fails to answer, is one Answer; nothing is raised and nothing is sent twice by guess."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.domain.deliveries import Answer, Verdict
from integrations.twilio.codes import verdict_of
from integrations.twilio.gateway import TwilioGateway
from integrations.twilio.troubles import REST
from tests.twilio.conftest import ANYA, HELLO, QUESTION, gateway_to
from tests.twilio.standin import DROP, HANG, HTML, Reply, StandIn, as_json, problem, refusal, sent_json

CODES = {
    10001: "broken", 20003: "broken", 20005: "broken", 63007: "broken", 63038: "broken", 21606: "broken",
    20404: "refused", 20429: "throttled", 21611: "throttled", 30001: "throttled", 63017: "throttled",
    63018: "throttled", 21211: "unreachable", 21614: "unreachable", 63003: "unreachable", 63015: "unreachable",
    63024: "unreachable", 21610: "stopped", 21617: "refused", 21655: "refused", 21656: "refused", 21658: "refused",
    63027: "refused", 63028: "refused", 30036: "retry", 63005: "refused", 63013: "refused", 63019: "refused",
    63021: "refused", 63012: "retry", 63020: "retry", 63022: "retry", 63023: "retry", 63025: "refused", 63016: "late",
    63032: "refused", 63049: "refused", 20500: "uncertain", 20503: "retry", 99999: "refused",
}  # fmt: skip


@pytest.mark.parametrize(("code", "verdict"), CODES.items())
@pytest.mark.parametrize("written", [refusal, problem], ids=["rest", "rfc9457"])
def test_a_code_means_the_same_in_both_families_of_errors(
    gateway: TwilioGateway, twilio: StandIn, written: object, code: int, verdict: str
) -> None:
    """And it is the table's meaning."""
    assert callable(written)
    twilio.order("messages", written(400, code))
    assert gateway.send(ANYA, HELLO, "o1") == Answer(verdict=Verdict(verdict), code=str(code))
    assert verdict_of(code) is verdict_of(str(code)) is Verdict(verdict)


@pytest.mark.parametrize(
    ("reply", "verdict", "code"),
    [
        (Reply(502, HTML), "uncertain", "502"),
        (Reply(503, HTML), "uncertain", "503"),
        (Reply(500, b""), "uncertain", "500"),
        (refusal(500, 20500), "uncertain", "20500"),
        (refusal(503, 20503), "retry", "20503"),
        (refusal(500, 63016), "late", "63016"),
        (refusal(500, 12345), "uncertain", "12345"),
        (as_json(500, ["not", "an", "object"]), "uncertain", "500"),
        (Reply(401, b""), "broken", "401"),
        (Reply(403, HTML), "broken", "403"),
        (Reply(404, HTML), "broken", "404"),
        (Reply(408, b""), "uncertain", "408"),
        (Reply(400, HTML), "refused", "400"),
        (Reply(413, HTML), "refused", "413"),
        (Reply(307, b"", {"Location": "/elsewhere"}), "broken", "307"),
        (Reply(301, b"", {"Location": "http://192.0.2.1/"}), "broken", "301"),
        (as_json(400, {"code": None, "message": "no"}), "refused", "400"),
        (as_json(400, {"code": "21610", "message": "no"}), "stopped", "21610"),
        (as_json(400, {"code": {"odd": 1}}), "refused", "400"),
        (as_json(400, {"type": [], "title": {}, "status": "x", "code": "y"}), "uncertain", "0"),
    ],
)
def test_a_status_counts_where_no_code_says_more(
    gateway: TwilioGateway, twilio: StandIn, reply: Reply, verdict: str, code: str
) -> None:
    """What may come from behind the point where a message is taken is uncertain."""
    twilio.order("messages", reply)
    assert gateway.send(ANYA, HELLO, "o1") == Answer(verdict=Verdict(verdict), code=code)
    assert len(twilio.asked) == 1


@pytest.mark.parametrize(
    ("reply", "verdict", "code"),
    [
        (Reply(201, HTML), "uncertain", "garbled"),
        (Reply(200, HTML), "uncertain", "garbled"),
        (Reply(201, b""), "uncertain", "garbled"),
        (as_json(201, []), "uncertain", "garbled"),
        (as_json(201, None), "uncertain", "garbled"),
        (as_json(201, {}), "uncertain", "garbled"),
        (Reply(201, b"[" * 100_000), "uncertain", "garbled"),
        (as_json(201, sent_json(1, sid=None)), "uncertain", "garbled"),
        (as_json(201, sent_json(1, sid="CA" + "a" * 32)), "uncertain", "garbled"),
        (as_json(201, sent_json(1, sid=["SM"])), "uncertain", "garbled"),
        (as_json(201, sent_json(1, account_sid="AC" + "f" * 32)), "uncertain", "foreign"),
        (as_json(201, sent_json(1, date_created=17)), "uncertain", "garbled"),
        (refusal(200, 63016), "late", "63016"),
        (refusal(201, 21610), "stopped", "21610"),
        (problem(200, 63007), "broken", "63007"),
        (refusal(200, 12345), "uncertain", "12345"),
        (as_json(201, sent_json(1, status="failed", error_code=63016)), "late", "63016"),
        (as_json(201, sent_json(1, status="undelivered", error_code=None)), "refused", "undelivered"),
    ],
)
def test_success_without_a_message_is_none(
    gateway: TwilioGateway, twilio: StandIn, reply: Reply, verdict: str, code: str
) -> None:
    """An error inside of a 2xx is what it says; anything else nobody knows."""
    twilio.order("messages", reply)
    assert gateway.send(ANYA, HELLO, "o1") == Answer(verdict=Verdict(verdict), code=code)


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "999999999999"}, 3600.0),
        ({"Retry-After": "-3"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "Thu, 01 Jan 2026 10:00:30 GMT", "Date": "Thu, 01 Jan 2026 10:00:00 GMT"}, 30.0),
        ({"Retry-After": "Thu, 01 Jan 2026 09:00:00 GMT", "Date": "Thu, 01 Jan 2026 10:00:00 GMT"}, 0.0),
        ({"Retry-After": "Thu, 01 Jan 2026 10:00:30 GMT"}, None),
    ],
)
def test_too_many_requests_tell_how_long_to_wait(
    gateway: TwilioGateway, twilio: StandIn, headers: dict[str, str], wait: float | None
) -> None:
    """When they do."""
    twilio.order("messages", Reply(429, HTML, headers))
    twilio.order("messages", as_json(429, {"code": 20429, "message": "slow down"}, **headers))
    assert gateway.send(ANYA, HELLO, "o1") == Answer(verdict=Verdict.THROTTLED, code="429", wait=wait)
    assert gateway.send(ANYA, HELLO, "o1") == Answer(verdict=Verdict.THROTTLED, code="20429", wait=wait)


def test_a_day_that_is_used_up_is_no_haste_of_ours(gateway: TwilioGateway, twilio: StandIn) -> None:
    """Twilio says that with 429, too. It lasts until tomorrow, so no message may be given up for it."""
    twilio.order("messages", refusal(429, 63038))
    assert gateway.send(ANYA, HELLO, "o1") == Answer(verdict=Verdict.BROKEN, code="63038")


@pytest.mark.parametrize(
    ("reply", "code"),
    [
        (HANG, "timeout"),
        (DROP, "dropped"),
        (Reply(201, b'{"sid": "SM', length=500), "dropped"),
        (Reply(201, b" " * 60, pause=0.05), "endless"),
        (Reply(201, b" " * 4_500_000), "endless"),
        (Reply(201, b"not compressed at all", {"Content-Encoding": "gzip"}), "dropped"),
    ],
    ids=["hang", "drop", "cut short", "drip", "flood", "no gzip"],
)
def test_what_breaks_after_the_request_is_uncertain(
    gateway: TwilioGateway, twilio: StandIn, reply: Reply, code: str
) -> None:
    """It may have been taken; and it was asked only once."""
    twilio.order("messages", reply)
    assert gateway.send(ANYA, HELLO, "o1") == Answer(verdict=Verdict.UNCERTAIN, code=code)
    assert len(twilio.asked) == 1


def test_a_compressed_answer_is_read(gateway: TwilioGateway, twilio: StandIn) -> None:
    """As any other."""
    body = gzip.compress(json.dumps(sent_json(5)).encode())
    twilio.order("messages", Reply(201, body, {"Content-Encoding": "gzip"}))
    assert gateway.send(ANYA, HELLO, "o1").provider_id == f"SM{5:032x}"


def test_no_connection_means_that_nothing_was_sent() -> None:
    """Certainly: it may be tried again."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    answer = gateway_to(f"http://127.0.0.1:{port}").send(ANYA, HELLO, "o1")
    assert answer == Answer(verdict=Verdict.RETRY, code="connect", wait=REST)


def test_a_connection_that_is_not_taken_means_that_nothing_was_sent() -> None:
    """A server whose queue is full lets one wait."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen(0)
        waiting = [socket.socket() for _ in range(4)]
        for client in waiting:
            client.setblocking(False)
            client.connect_ex(server.getsockname())
        answer = gateway_to(f"http://127.0.0.1:{server.getsockname()[1]}").send(ANYA, HELLO, "o1")
        for client in waiting:
            client.close()
    assert answer == Answer(verdict=Verdict.RETRY, code="connect", wait=REST)


def test_a_proxy_of_the_environment_is_not_asked_for_this_machine(
    gateway: TwilioGateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor is a region of Twilio taken from there."""
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("TWILIO_REGION", "ie1")
    assert gateway.send(ANYA, HELLO, "o1").verdict is Verdict.SENT


def test_trouble_with_typing_is_nobodys_trouble(gateway: TwilioGateway, twilio: StandIn) -> None:
    """It hangs, drops, refuses or talks nonsense, and the answer goes on being written."""
    twilio.order("typing", HANG, DROP, refusal(400, 20404), Reply(200, HTML), Reply(429, b""), as_json(200, []))
    for _ in range(6):
        gateway.typing(ANYA)
    assert len(twilio.of("typing")) == 6


def test_threads_share_a_gateway(gateway: TwilioGateway, twilio: StandIn) -> None:
    """Each gets its own answer, and a Content is made once for all."""
    together = threading.Barrier(16)

    def send(number: int) -> Answer:
        together.wait()
        return gateway.send(ANYA, QUESTION, f"o{number}")

    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(send, range(16)))
    assert len(twilio.of("content")) == 1
    assert {answer.verdict for answer in answers} == {Verdict.SENT}
    assert len({answer.provider_id for answer in answers}) == 16


def test_answers_of_threads_are_not_mixed_up(gateway: TwilioGateway, twilio: StandIn) -> None:
    """Trouble of one is not another's: as many of each as were ordered."""
    twilio.order("messages", *[refusal(400, 63016), DROP, Reply(201, HTML), Reply(429, b"")] * 4)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: gateway.send(ANYA, HELLO, f"o{number}").verdict, range(24)))
    assert {verdict: answers.count(verdict) for verdict in set(answers)} == {
        Verdict.LATE: 4, Verdict.UNCERTAIN: 8, Verdict.THROTTLED: 4, Verdict.SENT: 8,
    }  # fmt: skip
