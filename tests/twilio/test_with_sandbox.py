"""Both ends of the room with the sandbox between them: what one says of Twilio the other must understand."""

from __future__ import annotations

import queue
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from engine.domain.deliveries import Progress, Report, Template, Verdict
from engine.domain.messages import Choice, Outbound, Received
from engine.domain.sessions import Contact
from integrations.sandbox import (
    AT_ONCE,
    Account,
    CountingSids,
    Doors,
    Fault,
    Kind,
    Phone,
    Sandbox,
    SandboxClock,
    SandboxServer,
    Status,
    add_template,
)
from integrations.system import SystemClock
from integrations.twilio.door import TwilioDoor
from integrations.twilio.gateway import TwilioGateway
from tests.sandbox.openapi import Contract, why_not
from tests.twilio.conftest import HELLO, QUESTION, Shelf, account
from tests.twilio.standin import NUMBER, SID, TOKEN

LIST = Outbound(
    "ask.rows", "Which row?", "en", tuple(Choice(f"r{n}", f"Row {n}", "", f"f.s@1#2:r{n}") for n in range(5))
)


@dataclass
class Bot:
    """Listens where Twilio posts to, and believes only what is signed."""

    door: TwilioDoor
    url: str = ""
    messages: queue.SimpleQueue[Received] = field(default_factory=queue.SimpleQueue)
    reports: queue.SimpleQueue[Report] = field(default_factory=queue.SimpleQueue)
    forged: int = 0

    def take(self, path: str, body: bytes, signature: str | None) -> int:
        """A request, and the status it gets."""
        form = parse_qs(body.decode(), keep_blank_values=True)
        if not self.door.is_genuine(self.url + path, form, body, signature):
            self.forged += 1
            return 403
        parts = urlsplit(path)
        if parts.path == "/status":
            self.reports.put(self.door.report(form, parse_qs(parts.query)["reference"][0]))
        else:
            self.messages.put(self.door.message(form))
        return 200


@dataclass(frozen=True)
class World:
    """A person with a phone, Twilio, and the bot."""

    bot: Bot
    phone: Phone
    sandbox: Sandbox
    gateway: TwilioGateway
    contact: Contact

    def reported(self, progress: Progress) -> Report:
        """The next report of this kind."""
        while (report := self.bot.reports.get(timeout=5)).progress is not progress:
            pass
        return report

    def order(self, endpoint: str, kind: Kind, *, accepts: bool = False, seconds: float = 2.0) -> None:
        """Let something go wrong once."""
        with self.sandbox.lock:
            self.sandbox.faults.order(Fault(endpoint=endpoint, kind=kind, accepts=accepts, seconds=seconds))


@pytest.fixture
def world() -> Iterator[World]:
    """Everything runs, and the person has just written. All that is said to Twilio is as it describes itself."""
    bot = Bot(TwilioDoor((TOKEN,), SID, NUMBER))
    with _listening(bot):
        ours = Account(sid=SID, tokens=(TOKEN, "second-token"), number=NUMBER.removeprefix("whatsapp:"))
        sandbox = Sandbox(
            ours, Doors(webhook=f"{bot.url}/message"), SandboxClock(SystemClock()), CountingSids(), AT_ONCE
        )
        contract = Contract()
        contract.watch(sandbox)
        with SandboxServer(sandbox) as server:
            phone = server.phone("Anya", "+919812345678", "IN.4566546130240823")
            gateway = TwilioGateway(
                account(server.url), Shelf(), lambda file: f"{bot.url}/media/{file}", f"{bot.url}/status",
                is_known=lambda _: False, list_button=lambda _: "Choose",
            )  # fmt: skip
            phone.text("Hi नमस्ते 🙏")
            first = bot.messages.get(timeout=5)
            assert first.message.text == "Hi नमस्ते 🙏"
            contact = Contact(
                id="c1", channel="whatsapp", address=first.address, language="en", last_inbound=first.provider_id
            )
            yield World(bot, phone, sandbox, gateway, contact)
    if not why_not():
        assert not contract.breaches(), "\n".join(contract.breaches())


def test_a_person_is_known_by_number_and_user_id(world: World) -> None:
    """Both come with a message."""
    world.phone.text("again")
    received = world.bot.messages.get(timeout=5)
    assert (received.address, received.user) == ("whatsapp:+919812345678", "whatsapp:IN.4566546130240823")


def test_a_text_arrives_and_is_reported_with_our_reference(world: World) -> None:
    """Up to its being read."""
    answer = world.gateway.send(world.contact, HELLO, "outbox-1")
    assert answer.verdict is Verdict.SENT
    assert world.phone.wait_for(lambda message: message.body == "Hello").sid == answer.provider_id
    report = world.reported(Progress.READ)
    assert (report.provider_id, report.reference) == (answer.provider_id, "outbox-1")


def test_what_twilio_does_not_report_can_be_asked_for(world: World) -> None:
    """As far as the message has come."""
    world.order("callbacks", Kind.LOSE)
    answer = world.gateway.send(world.contact, HELLO, "outbox-1")
    assert answer.provider_id is not None
    arrived = world.phone.wait_for(lambda message: message.body == "Hello")
    assert world.sandbox.wait(lambda: arrived.status is Status.READ, 5)
    report = world.gateway.report(answer.provider_id)
    assert report is not None
    assert (report.provider_id, report.progress) == (answer.provider_id, Progress.READ)


@pytest.mark.parametrize(("message", "title", "payload"), [
    (QUESTION, "No", "ask.plan@1#1:no"), (LIST, "Row 3", "f.s@1#2:r3"),
])  # fmt: skip
def test_a_tap_comes_back_as_the_payload_of_the_choice(
    world: World, message: Outbound, title: str, payload: str
) -> None:
    """Buttons and lists look as they were written."""
    answer = world.gateway.send(world.contact, message, "outbox-1")
    shown = world.phone.wait_for(lambda arrived: bool(arrived.options))
    assert shown.body == message.text
    assert [option.title for option in shown.options] == [choice.label for choice in message.choices]
    world.phone.tap(title)
    tapped = world.bot.messages.get(timeout=5).message
    assert (tapped.text, tapped.tap, tapped.reply_to) == (title, payload, answer.provider_id)


def test_what_else_a_person_can_send(world: World) -> None:
    """A place, a file, a reply and a reaction."""
    answer = world.gateway.send(world.contact, HELLO, "outbox-1")
    hello = world.phone.wait_for(lambda message: message.body == "Hello")
    world.phone.location(18.52, 73.85)
    world.phone.file("image/png", b"\x89PNG", "look")
    world.phone.text("yes", quotes=hello)
    world.phone.react(hello, "👍")
    place, picture, reply, reaction = (world.bot.messages.get(timeout=5).message for _ in range(4))
    assert place.location == (18.52, 73.85)
    assert (picture.text, picture.media[0].content_type) == ("look", "image/png")
    assert (reply.text, reply.reply_to) == ("yes", answer.provider_id)
    assert (reaction.reaction, reaction.text) == ("👍", "")


@pytest.mark.parametrize("kind", [Kind.HTML, Kind.DROP, Kind.HANG, Kind.ERROR])
@pytest.mark.parametrize("message", [HELLO, QUESTION], ids=["text", "buttons"])
def test_an_uncertain_message_that_did_not_go_out_is_absent(world: World, kind: Kind, message: Outbound) -> None:
    """Certainly."""
    since = world.sandbox.now()
    world.order("messages.create", kind, seconds=2.0)
    assert world.gateway.send(world.contact, message, "outbox-1").verdict is Verdict.UNCERTAIN
    assert world.gateway.find(world.contact, message, "outbox-1", since).verdict is Verdict.RETRY


@pytest.mark.parametrize("kind", [Kind.HTML, Kind.TRUNCATE, Kind.DROP, Kind.HANG, Kind.ERROR])
@pytest.mark.parametrize("message", [HELLO, QUESTION], ids=["text", "buttons"])
def test_an_uncertain_message_that_went_out_is_found(world: World, kind: Kind, message: Outbound) -> None:
    """And so it is by its reports."""
    since = world.sandbox.now()
    world.order("messages.create", kind, accepts=True, seconds=2.0)
    assert world.gateway.send(world.contact, message, "outbox-1").verdict is Verdict.UNCERTAIN
    arrived = world.phone.wait_for(lambda shown: shown.body == message.text)  # Twilio may be slower than our patience
    answer = world.gateway.find(world.contact, message, "outbox-1", since)
    assert (answer.verdict, answer.provider_id) == (Verdict.SENT, arrived.sid)
    report = world.reported(Progress.DELIVERED)
    assert (report.reference, report.provider_id) == ("outbox-1", arrived.sid)


def test_an_uncertain_template_is_known_by_its_words(world: World) -> None:
    """Also one that holds nothing of this person, and whatever else was sent to them that nobody knows of."""
    text = "Your answers are kept.\nWrite to us whenever you want to go on."
    approved = Template(content="HX" + "c" * 32, text=text)
    add_template(world.sandbox, approved.content, "en", {"twilio/text": {"body": text}}, {})
    message, since = replace(HELLO, template="still_here"), world.sandbox.now()
    world.order("messages.create", Kind.DROP, accepts=True)
    assert world.gateway.send(world.contact, message, "outbox-1", approved).verdict is Verdict.UNCERTAIN
    arrived = world.phone.wait_for(lambda shown: shown.body == text)
    world.gateway.send(world.contact, replace(HELLO, text="Something else"), "outbox-2")
    answer = world.gateway.find(world.contact, message, "outbox-1", since, approved)
    assert (answer.verdict, answer.provider_id) == (Verdict.SENT, arrived.sid)


def test_text_that_comes_too_late_is_reported_as_late(world: World) -> None:
    """Twilio takes it, and tells afterwards."""
    with world.sandbox.lock:
        world.sandbox.turn(timedelta(hours=25).total_seconds())
    assert world.gateway.send(world.contact, HELLO, "outbox-1").verdict is Verdict.SENT
    trouble = world.reported(Progress.UNDELIVERED).trouble
    assert trouble is not None
    assert (trouble.verdict, trouble.code) == (Verdict.LATE, "63016")


def test_a_forged_report_is_not_genuine(world: World) -> None:
    """Nothing is read out of it."""
    world.order("callbacks", Kind.FORGE)
    world.gateway.send(world.contact, HELLO, "outbox-1")
    assert world.sandbox.wait(lambda: world.bot.forged >= 3, 5)
    assert world.bot.reports.empty()


def test_a_sandbox_that_forgot_its_contents_gets_them_again(world: World) -> None:
    """As after a restart."""
    world.gateway.send(world.contact, QUESTION, "outbox-1")
    with world.sandbox.lock:
        world.sandbox.contents.clear()
    assert world.gateway.send(world.contact, QUESTION, "outbox-2").verdict is Verdict.SENT


def test_a_person_sees_that_we_are_typing(world: World) -> None:
    """Under their last message."""
    world.gateway.typing(world.contact)
    assert world.phone.person.typing_until is not None


@contextmanager
def _listening(bot: Bot) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(bot.take(self.path, body, self.headers.get("X-Twilio-Signature")))
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        bot.url = f"http://127.0.0.1:{server.server_port}"
        Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield
        finally:
            server.shutdown()
