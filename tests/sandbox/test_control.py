"""The clock, the control and the page; the wire; and the description of Twilio itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from integrations.sandbox import Phone, Sandbox, SandboxClock, SandboxServer
from integrations.sandbox.app import STATIC
from integrations.system import ManualClock
from tests.sandbox.conftest import SID, START, TOKEN, Bot
from tests.sandbox.openapi import Contract, why_not


def order(server: SandboxServer, path: str, body: Any, method: str = "POST") -> requests.Response:
    """A call of the control."""
    return requests.request(method, f"{server.url}/sandbox/{path}", json=body, timeout=5)


def state(server: SandboxServer, **query: str) -> Any:
    """What the page is told."""
    return requests.get(f"{server.url}/sandbox/state", query, timeout=30).json()


def test_the_clock_is_turned_for_the_bot_too(tmp_path: Path) -> None:
    """Through a file that holds the seconds; a new sandbox goes on from there."""
    file, base = tmp_path / "clock", ManualClock(START)
    clock = SandboxClock(base, file)
    assert clock.now() == START
    clock.turn(75_600)
    base.advance(10)
    assert clock.now() == START + timedelta(hours=21, seconds=10)
    assert float(file.read_text()) == 75_600
    again = SandboxClock(base, file)
    again.turn(1)
    assert again.offset == 75_601
    with pytest.raises(ValueError, match="forward"):
        again.turn(-1)
    file.write_text("soon")
    with pytest.raises(ValueError, match="seconds"):
        SandboxClock(base, file)


def test_the_clock_is_turned_by_an_order(server: SandboxServer, sandbox: Sandbox) -> None:
    """By seconds, or to a moment; never back."""
    assert order(server, "clock", {"seconds": 3600}).json() == {"offset": 3600}
    assert order(server, "clock", {"to": "2026-01-06T10:00:00+05:30"}).status_code == 200
    assert sandbox.now() == datetime(2026, 1, 6, 4, 30, tzinfo=UTC)
    nonsense: list[Any] = [{"to": "2026-01-01T10:00:00+05:30"}, {"to": "2026-01-07T10:00"}, {"seconds": "x"}, {}, []]
    for wrong in nonsense:
        assert order(server, "clock", wrong).status_code == 400
    assert [turn["seconds"] for turn in state(server)["turns"]] == [3600, 82800]


def test_all_a_person_can_do_can_be_ordered(server: SandboxServer, phone: Phone, bot: Bot) -> None:
    """As the page does it."""
    first = phone.text("Hi")
    acts: list[dict[str, Any]] = [
        {"kind": "text", "text": "more", "quotes": first.sid},
        {"kind": "location", "latitude": "18.5", "longitude": "73.8", "label": "Pune"},
        {"kind": "file", "type": "image/jpeg", "name": "a.jpg", "content": "aGVsbG8="},
        {"kind": "reaction", "message": first.sid, "emoji": "🙏"},
        {"kind": "link", "url": "https://wa.me/14155238886?text=KUNDALI"},
    ]
    for act in acts:
        assert order(server, f"people/{phone.person.id}/messages", act).status_code == 201
    assert server.settle()
    assert [call.form["MessageType"] for call in bot.calls] == ["text", "text", "location", "image", "reaction", "text"]
    chat = state(server, person=phone.person.id)["chat"]
    assert [bubble["type"] for bubble in chat] == ["text", "text", "location", "image", "text"]
    assert (chat[0]["reaction"], chat[0]["state"], chat[1]["quote"]["text"]) == ("🙏", "delivered", "Hi")
    assert requests.get(f"{server.url}{chat[3]['media'][0]['url']}", timeout=5).content == b"hello"


@pytest.mark.parametrize("act", [
    {}, {"kind": "dance"}, {"kind": "text"}, {"kind": "text", "text": ""}, {"kind": "text", "text": "x" * 5000},
    {"kind": "tap", "message": "SM1", "option": "x"}, {"kind": "location", "latitude": 91, "longitude": 0},
    {"kind": "location", "latitude": "nan", "longitude": 0}, {"kind": "file", "type": "image/png", "content": "%"},
    {"kind": "text", "text": "x", "quotes": "SM1"}, {"kind": "link", "url": "https://example.org/"}, 7,
])  # fmt: skip
def test_what_nobody_can_do_is_refused(server: SandboxServer, phone: Phone, act: Any) -> None:
    """With a sentence."""
    answer = order(server, f"people/{phone.person.id}/messages", act)
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert phone.chat() == []


def test_people_can_be_added_and_get_other_numbers(server: SandboxServer, sandbox: Sandbox) -> None:
    """Nobody has somebody else's number."""
    made = order(server, "people", {"name": "Ravi", "number": "+919800000002", "reads": False}).json()
    assert made["address"] == "whatsapp:+919800000002"
    for wrong in ({"name": "x"}, {"name": "x", "number": "12"}, {"name": "x", "user": "india"}, {"number": "+91980"}):
        assert order(server, "people", wrong).status_code == 400
    assert order(server, "people", {"name": "x", "number": "+919800000002"}).status_code == 400
    assert order(server, f"people/{made['id']}/number", {"number": "+919800000003"}).status_code == 204
    assert sandbox.person_at("whatsapp:+919800000002") is None
    assert order(server, f"people/{made['id']}/number", {"number": None}).status_code == 400


def test_faults_and_templates_can_be_ordered(server: SandboxServer, sandbox: Sandbox) -> None:
    """And taken back."""
    made = order(server, "faults", {"endpoint": "messages.create", "kind": "throttle", "times": None, "seconds": 5})
    assert (made.status_code, len(sandbox.faults.waiting())) == (201, 1)
    assert order(server, f"faults/{made.json()['id']}", None, "DELETE").status_code == 204
    assert not sandbox.faults.waiting()
    for wrong in ({"endpoint": "inbound", "kind": "html"}, {"kind": "html"}, {"endpoint": "*", "kind": "rain"}):
        assert order(server, "faults", wrong).status_code == 400
    sid = "HX" + "7" * 32
    text = {"twilio/text": {"body": "Dear {{1}}, hello"}}
    assert order(server, "templates", {"sid": sid, "language": "en", "types": text}).status_code == 204
    assert sandbox.contents[sid].is_approved
    assert order(server, "templates", {"sid": sid, "language": "en", "types": {}}).status_code == 400


def test_the_page_waits_for_what_is_new(server: SandboxServer, phone: Phone) -> None:
    """And gets it at once when it comes."""
    version = state(server)["version"]
    assert state(server, since=str(version), wait="0.05")["version"] == version
    phone.text("Hi")
    assert server.settle()
    news = state(server, since=str(version), wait="20", wire="0")
    assert news["version"] > version
    assert [line["way"] for line in news["wire"]] == ["webhook"]


def test_nothing_from_elsewhere_runs_on_the_page(server: SandboxServer) -> None:
    """A strict policy, no inline script or style, no other host."""
    page = requests.get(f"{server.url}/", timeout=5)
    policy = page.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    for file in STATIC.glob("*.*"):
        text = file.read_text(encoding="utf-8")
        assert "innerHTML" not in text
        assert "insertAdjacentHTML" not in text
        assert "style=" not in text
        assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
    for name in ("main.js", "page.css", "samples/photo.jpg"):
        assert requests.get(f"{server.url}/static/{name}", timeout=5).status_code == 200


def test_no_other_site_can_order_anything(server: SandboxServer) -> None:
    """A form of another site posts no JSON, and another name of this machine is not answered."""
    posted = requests.post(f"{server.url}/sandbox/clock", {"seconds": 1}, timeout=5)
    assert posted.status_code == 415
    named = requests.get(f"{server.url}/sandbox/state", headers={"Host": "evil.example"}, timeout=5)
    assert named.status_code >= 400


def test_a_file_that_could_run_is_only_kept(server: SandboxServer, phone: Phone) -> None:
    """A document of somebody is never a page of ours."""
    sent = phone.file("text/html", b"<script>alert(1)</script>", name="a.html")
    answer = requests.get(f"{server.url}/sandbox/media/{sent.media[0]}", timeout=5)
    assert answer.headers["Content-Type"] == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == "attachment"
    svg = phone.file("image/svg+xml", b"<svg onload='alert(1)'/>", name="a.svg")
    answer = requests.get(f"{server.url}/sandbox/media/{svg.media[0]}", timeout=5)
    assert answer.headers["Content-Type"] == "application/octet-stream"


def test_the_wire_shows_both_ways_and_no_token(server: SandboxServer, phone: Phone, bot: Bot) -> None:
    """Requests and answers, in the order they ended."""
    phone.text("Hi")
    assert server.settle()
    path = f"{server.url}/2010-04-01/Accounts/{SID}/Messages.json"
    form = {"To": phone.person.address, "From": "whatsapp:+14155238886", "Body": "x", "StatusCallback": f"{bot.url}/s"}
    requests.post(path, form, auth=(SID, TOKEN), timeout=5)
    assert server.settle()
    lines = requests.get(f"{server.url}/sandbox/wire", timeout=5).json()
    assert [(line["way"], line["status"]) for line in lines][:2] == [("webhook", 200), ("api", 201)]
    assert [line["way"] for line in lines][2:] == ["callback"] * 3
    assert TOKEN not in str(lines)


@pytest.mark.skipif(bool(why_not()), reason=why_not() or "it is there")
def test_the_description_of_twilio_would_show_a_breach(server: SandboxServer, contract: Contract, phone: Phone) -> None:
    """What is checked after each test does check something."""
    phone.text("Hi")
    requests.get(f"{server.url}/2010-04-01/Accounts/{SID}/Messages.json?Since=1", auth=(SID, TOKEN), timeout=5)
    assert contract.breaches() == [
        f"GET /2010-04-01/Accounts/{SID}/Messages.json?Since=1: query Since is not described"
    ]
    contract.seen.clear()
