"""For the tests of the stand-in for Razorpay: a shop that listens to webhooks, and a sandbox that calls it."""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import requests
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from integrations.sandbox import AT_ONCE, Account, CountingSids, Doors, Merchant, Sandbox, SandboxClock, SandboxServer
from integrations.system import ManualClock
from tests.sandbox.conftest import NUMBER, SID, START, TOKEN

KEY = "rzp_test_Boloastro00001"
SECRET = "the secret of the key"
HOOK = "the secret of the webhook"
NOW = int(START.timestamp())
Json = dict[str, Any]


@dataclass(frozen=True)
class Call:
    """An event as it came. `is_genuine`: signed with the webhook's secret over exactly these bytes."""

    id: str
    raw: bytes
    headers: dict[str, str]
    is_genuine: bool

    @property
    def body(self) -> Json:
        """The event."""
        read: Json = json.loads(self.raw)
        return read

    @property
    def name(self) -> str:
        """What it tells of."""
        return str(self.body["event"])


@dataclass
class Shop:
    """Listens, remembers, and answers with the next of `statuses`, else 200."""

    url: str = ""
    calls: list[Call] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    def __call__(self, environ: dict[str, object], start: object) -> object:
        """Handle a request."""
        request = Request(environ)
        if request.method == "GET":
            return Response("Thank you")(environ, start)  # type: ignore[arg-type]
        raw = request.get_data()
        expected = hmac.new(HOOK.encode(), raw, hashlib.sha256).hexdigest()
        headers = dict(request.headers.items())
        is_genuine = headers.get("X-Razorpay-Signature") == expected
        self.calls.append(Call(headers["X-Razorpay-Event-Id"], raw, headers, is_genuine))
        answer = Response(status=self.statuses.pop(0) if self.statuses else 200)
        return answer(environ, start)  # type: ignore[arg-type]

    def names(self) -> list[str]:
        """The events, in the order they came."""
        return [call.name for call in self.calls]

    def event(self, name: str) -> Json:
        """The payload of the last event of this name."""
        payload: Json = next(call for call in reversed(self.calls) if call.name == name).body["payload"]
        return payload


@dataclass
class Api:
    """Razorpay's API as the shop calls it."""

    url: str
    auth: tuple[str, str] = (KEY, SECRET)

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> requests.Response:
        """One request."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.request(
            method, f"{self.url}/v1/{path}", json=body, auth=self.auth, headers=named, timeout=5
        )  # fmt: skip

    def get(self, path: str) -> Json:
        """What is there."""
        answer = self("GET", path)
        assert answer.status_code == 200, answer.text
        read: Json = answer.json()
        return read

    def link(self, reference: str = "order-1", **more: object) -> Json:
        """A new link over 499 rupees."""
        body = {"amount": 49_900, "currency": "INR", "reference_id": reference, "expire_by": NOW + 3600, **more}
        answer = self("POST", "payment_links", body)
        assert answer.status_code == 200, answer.text
        read: Json = answer.json()
        return read


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A shop that listens."""
    listener = Shop()
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
def server(shop: Shop, clock: ManualClock) -> Iterator[SandboxServer]:
    """A sandbox with a merchant, that calls the shop."""
    merchant = Merchant(
        key_id=KEY, key_secrets=(SECRET, "the old secret"), webhook_secrets=(HOOK,),
        webhook=f"{shop.url}/webhooks/razorpay",
    )  # fmt: skip
    doors = Doors(webhook=f"{shop.url}/webhooks/twilio")
    account = Account(sid=SID, tokens=(TOKEN,), number=NUMBER)
    sandbox = Sandbox(account, doors, SandboxClock(clock), CountingSids(), AT_ONCE, merchant)
    with SandboxServer(sandbox) as running:
        yield running


@pytest.fixture
def api(server: SandboxServer) -> Api:
    """The API, with the right key."""
    return Api(server.url)
