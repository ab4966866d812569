"""For the tests of the sandbox: a bot that is no more than a listener, and a sandbox that calls it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from werkzeug.datastructures import MultiDict
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from integrations.sandbox import AT_ONCE, Account, CountingSids, Doors, Phone, Sandbox, SandboxClock, SandboxServer
from integrations.system import ManualClock
from tests.sandbox.openapi import Contract, why_not

SID = "AC" + "0123456789abcdef" * 2
TOKEN = "a token for tests"
NUMBER = "+14155238886"
START = datetime(2026, 1, 5, 4, 30, tzinfo=UTC)
Answer = Callable[[Request], Response]


@dataclass(frozen=True)
class Call:
    """A call of the bot. `is_genuine` as Twilio's own validator says."""

    path: str
    form: MultiDict[str, str]
    is_genuine: bool
    unique: str


@dataclass
class Bot:
    """Listens, remembers, and answers what it was told to: the next in `answers`, else an empty TwiML."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    files: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def __call__(self, environ: dict[str, object], start: object) -> object:
        """Handle a request."""
        request = Request(environ)
        answer = self._file(request) if request.method == "GET" else self._posted(request)
        return answer(environ, start)  # type: ignore[arg-type]

    def messages(self) -> list[Call]:
        """What people sent."""
        return [call for call in self.calls if call.path.startswith("/webhooks/twilio?") or call.path.endswith("lio")]

    def reports(self) -> list[str]:
        """The statuses it was told, in the order it was told."""
        return [call.form["MessageStatus"] for call in self.calls if "/status" in call.path]

    def _posted(self, request: Request) -> Response:
        path = request.full_path.removesuffix("?")
        form = MultiDict(request.form)
        signature = request.headers.get("X-Twilio-Signature", "")
        is_genuine = RequestValidator(TOKEN).validate(f"{self.url}{path}", form, signature)
        self.calls.append(Call(path, form, is_genuine, request.headers["I-Twilio-Idempotency-Token"]))
        answer = self.answers.pop(0) if self.answers else _empty
        return answer(request)

    def _file(self, request: Request) -> Response:
        content_type, content = self.files.get(request.path, ("text/plain", b""))
        return Response(content, status=200 if content else 404, content_type=content_type)


def _empty(_: Request) -> Response:
    return Response("<Response/>", content_type="text/xml")


@pytest.fixture
def bot() -> Iterator[Bot]:
    """A bot that listens."""
    listener = Bot()
    server = make_server("127.0.0.1", 0, listener, threaded=True)  # type: ignore[arg-type]
    server.RequestHandlerClass.log = lambda *_: None  # type: ignore[attr-defined]
    listener.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield listener
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def clock() -> ManualClock:
    """Stands still until it is turned."""
    return ManualClock(START)


@pytest.fixture
def contract() -> Contract:
    """Twilio's description."""
    return Contract()


@pytest.fixture
def server(bot: Bot, clock: ManualClock, contract: Contract) -> Iterator[SandboxServer]:
    """A sandbox that calls the bot. Every answer it gives is held against Twilio's description, if that is there."""
    account = Account(sid=SID, tokens=(TOKEN, "the old token"), number=NUMBER)
    sandbox = Sandbox(
        account, Doors(webhook=f"{bot.url}/webhooks/twilio"), SandboxClock(clock), CountingSids(), AT_ONCE
    )
    contract.watch(sandbox)
    with SandboxServer(sandbox) as running:
        yield running
    if not why_not():
        assert not contract.breaches(), "\n".join(contract.breaches())


@pytest.fixture
def sandbox(server: SandboxServer) -> Sandbox:
    """Its state."""
    return server.sandbox


@pytest.fixture
def phone(server: SandboxServer) -> Phone:
    """Asha's."""
    return server.phone("Asha", "+919800000001", "IN.4566546130240823")


@pytest.fixture
def client(server: SandboxServer) -> Iterator[Client]:
    """Twilio's own library, pointed at the sandbox."""
    made = client_of(server)
    yield made
    made.http_client.session.close()


def client_of(server: SandboxServer, token: str = TOKEN) -> Client:
    """A client with a token."""
    client = Client(SID, token)
    for domain in (client.api, client.content, client.messaging):
        domain.base_url = server.url
    return client
