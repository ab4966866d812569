"""A whole shop for one test: real database, real application, real gateway and doors, and a sandbox that plays others.

Razorpay and Twilio are the sandbox, over HTTP in both directions. The clock stands still, ids are counted.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from itertools import count
from types import TracebackType
from typing import Any, Self

import sqlalchemy as sa
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from engine.domain.payments.records import Books, Order
from engine.domain.values import Json
from engine.interfaces.orders import Hook, HookStatus
from engine.interfaces.rates import RateGateway
from engine.interfaces.unit_of_work import Storage
from integrations.razorpay.account import RazorpayAccount
from integrations.razorpay.door import RazorpayDoor
from integrations.razorpay.gateway import RazorpayGateway
from integrations.redis.memory import MemoryRates
from integrations.sandbox import (
    AT_ONCE,
    Account,
    CountingSids,
    Doors,
    Fault,
    Kind,
    Merchant,
    Phone,
    Sandbox,
    SandboxClock,
    SandboxServer,
    Till,
    add_template,
)
from integrations.sql.contents import SqlContents
from integrations.sql.engine import open_engine
from integrations.sql.unit_of_work import SqlStorage
from integrations.system import ManualClock
from integrations.twilio.account import TwilioAccount
from integrations.twilio.door import TwilioDoor
from integrations.twilio.gateway import TwilioGateway
from server.app import create_app, doors_of
from server.hashing import Hasher
from server.metrics import Metrics
from server.settings import Settings
from server.wiring import Application, build
from tests.payments.flows import PRODUCT, RECEIPT, read_once
from tests.server.house import HOOK_SECRET, NUMBER, SETTINGS, SID, TOKEN, settings_of

START = datetime(2026, 1, 5, 4, 30, tzinfo=UTC)
ACCOUNT = "acc_SandboxBolo001"
HER = "+919800000001"
HOOKS = "/webhooks/razorpay"
TABLES = (
    "hooks", "orders", "links", "attempts", "payments", "refunds", "disputes", "entitlements", "transfers", "inbox",
)  # fmt: skip


class Ids:
    """Ids in a row for all processes of a shop, in any thread."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def new(self) -> str:
        """The next one; long enough for a key of Razorpay's."""
        return f"identity-{next(self._numbers):04d}"


class Shop:
    """Everything. `skew` is how far Razorpay's clock goes ahead of ours; `patience` how long our gateway waits."""

    def __init__(
        self, url: str, *, skew: timedelta = timedelta(), patience: float = 2.0, rates: RateGateway | None = None,
        storage_by: Callable[[Storage], Storage] = lambda storage: storage, **settings: str | None,
    ) -> None:  # fmt: skip
        self.url = url
        self.clock = ManualClock(START)
        self.their_clock = ManualClock(START + skew)
        self.identifiers = Ids()
        self._patience = patience
        self._rates = rates
        self._storage_by = storage_by
        self._given = settings
        self._stack = ExitStack()
        self._events = count(1)
        self._people = count(1)
        self.engine: sa.Engine = open_engine(url)

    def __enter__(self) -> Self:
        self._listener = make_server("127.0.0.1", 0, _closed, threaded=True)
        self._listener.RequestHandlerClass.log = lambda *_: None  # type: ignore[attr-defined]
        self._listener.daemon_threads = True  # type: ignore[attr-defined]
        self._thread = threading.Thread(target=self._listener.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._listener.server_port}"
        merchant = Merchant(
            key_id=SETTINGS["RAZORPAY_KEY_ID"], key_secrets=(SETTINGS["RAZORPAY_KEY_SECRET"],),
            webhook_secrets=(HOOK_SECRET,), webhook=self.address + HOOKS, account=ACCOUNT,
        )  # fmt: skip
        account = Account(sid=SID, tokens=(TOKEN,), number=NUMBER.removeprefix("whatsapp:"))
        sandbox = Sandbox(
            account, Doors(webhook=f"{self.address}/webhooks/twilio"), SandboxClock(self.their_clock), CountingSids(),
            AT_ONCE, merchant,
        )  # fmt: skip
        add_template(sandbox, "HX5a4db0c0000000000000000000009901", "en", _TEXT, {})
        self.server = self._stack.enter_context(SandboxServer(sandbox))
        self.open()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:  # fmt: skip
        self._stack.close()
        self._listener.shutdown()
        self._thread.join()
        self._listener.server_close()
        self.engine.dispose()

    def open(self, **settings: str | None) -> Application:
        """Begin anew on what is stored, as a new process does."""
        assert self.server.settle()  # who is just being answered has a connection
        self._given |= settings
        self.settings = settings_of(
            self.url, PUBLIC_BASE_URL=self.address, RAZORPAY_API_BASE_URL=self.server.url, RAZORPAY_ACCOUNT_ID=ACCOUNT,
            BOLOASTRO_ROOT_FLOW="main", BOLOASTRO_QUIET_HOURS="none", BOLOASTRO_SENDS_PER_SECOND="1000",
            BOLOASTRO_MESSAGES_PER_MINUTE="1000", BOLOASTRO_MESSAGES_PER_HOUR="10000", **self._given,
        )  # fmt: skip
        self.engine.dispose()
        self.engine = open_engine(self.url)
        self.application = self.made(self.settings, self.engine)
        self.app = create_app(doors_of(self.application, Metrics(), Hasher()))
        self.client = self.app.test_client()
        self._listener.app = self.app
        return self.application

    def made(self, settings: Settings, engine: sa.Engine) -> Application:
        """An application as one more process has it."""
        actions, shelf, vocabulary = read_once()
        merchant = self.merchant(settings)
        storage = self._storage_by(SqlStorage(engine))
        return build(
            settings, channel=self._channel(engine, storage), clock=self.clock, identifiers=self.identifiers,
            storage=storage, actions=actions, shelf=shelf, vocabulary=vocabulary, rates=self._rates or MemoryRates(),
            door=TwilioDoor((TOKEN,), SID, NUMBER), gateway=RazorpayGateway(merchant),
            payment_door=RazorpayDoor(merchant),
        )  # fmt: skip

    def merchant(self, settings: Settings) -> RazorpayAccount:
        """Our account, with times that are short."""
        assert settings.razorpay_webhook_secret is not None
        assert settings.razorpay_key_id is not None
        return RazorpayAccount(
            key_id=settings.razorpay_key_id, key_secret=SETTINGS["RAZORPAY_KEY_SECRET"], account=ACCOUNT,
            webhook_secrets=tuple(settings.razorpay_webhook_secret.get_secret_value().split(",")),
            base_url=settings.razorpay_api_base_url, connect_timeout=1.0, read_timeout=self._patience,
            whole_timeout=2 * self._patience, listing_timeout=10.0,
        )  # fmt: skip

    def _channel(self, engine: sa.Engine, storage: Storage) -> TwilioGateway:
        account = TwilioAccount(
            sid=SID, tokens=(TOKEN,), number=NUMBER, api_base_url=self.server.url, content_base_url=self.server.url,
            messaging_base_url=self.server.url, read_timeout=self._patience, whole_timeout=2 * self._patience,
        )  # fmt: skip
        return TwilioGateway(
            account, SqlContents(engine), str, f"{self.address}/webhooks/twilio/status",
            is_known=lambda sid: _is_known(storage, sid), list_button=lambda _language: "Choose",
        )  # fmt: skip

    # -- people, and the other side of Razorpay

    @property
    def sandbox(self) -> Sandbox:
        """The other side."""
        return self.server.sandbox

    @property
    def till(self) -> Till:
        """What people, banks and operators do at Razorpay."""
        return self.server.till

    @property
    def phone(self) -> Phone:
        """Hers."""
        return self.server.phone("Asha", HER)

    def texts(self) -> list[str]:
        """What has arrived on her phone from the bot."""
        return [message.body for message in self.phone.received()]

    def receipts(self) -> int:
        """How often she was told that her payment has come."""
        return sum(text in (RECEIPT, _TEXT["twilio/text"]["body"]) for text in self.texts())

    def order_fault(self, endpoint: str, kind: Kind, **more: Any) -> None:
        """Let something go wrong there."""
        with self.sandbox.lock:
            self.sandbox.faults.order(Fault(endpoint=endpoint, kind=kind, **more))

    def contact(self) -> str:
        """Her id; she has just written, if she is new."""
        address = f"whatsapp:{HER}"
        with self.application.storage.read() as work:
            found = work.contacts.find("whatsapp", address)
        if found is None:
            self.phone.text("hi")
            assert self.server.settle()
            return self.contact()
        return found.id

    # -- what is done with it

    def order(self, product: str = PRODUCT, **details: Json) -> str:
        """She orders something, each time for somebody else; the chart of the order begins at the next turn."""
        for_whom = details or {"first": f"p{next(self._people)}"}
        return self.application.payments.ordering.open(self.contact(), product, for_whom).order.id

    def ordered(self, product: str = PRODUCT, **details: Json) -> str:
        """An order whose link she has got."""
        order = self.order(product, **details)
        self.settle()
        assert self.books(order).links[-1].url is not None
        return order

    def paid(self) -> str:
        """An order that was paid, and of which everything is done."""
        order = self.ordered()
        self.pay(order)
        self.settle()
        assert self.books(order).entitlement is not None
        return order

    def pay(self, order: str, *arguments: Any, **named: Any) -> Sequence[Any]:
        """She pays on the newest link."""
        return self.till.pay(self.books(order).links[-1].id, *arguments, **named)

    def work(self) -> int:
        """One round of what a worker does, without looking at the gateway; how much was done."""
        application = self.application
        hooks = application.payments.hooks
        assert hooks is not None
        done = hooks.book()
        while application.turns.take_any() is not None:
            done += 1
        done += application.work.run_jobs() + application.work.fire_timers()
        return done + application.sending.send_messages() + application.sending.look_up()

    def settle(self) -> None:
        """Until neither side has anything to do."""
        for _ in range(100):
            done = self.work()
            assert self.server.settle()
            if not done and not self.work():
                return
        raise AssertionError("it never comes to rest")

    def advance(self, seconds: float) -> None:
        """Time passes on both sides."""
        self.clock.advance(seconds)
        self.their_clock.advance(seconds)
        self.sandbox.changed()
        assert self.server.settle()

    def look(self) -> int:
        """What the poller does."""
        payments = self.application.payments
        return payments.looking.look_at_links() + payments.refunds.look_at_refunds()

    def repair(self, seconds: float = 3600, rounds: int = 8) -> None:
        """Time passes, and everything is done that becomes due meanwhile."""
        for _ in range(rounds):
            self.advance(seconds / rounds)
            self.look()
            self.settle()

    # -- webhooks by hand

    def post(self, body: bytes, event_id: str | None = None, *, secret: str = HOOK_SECRET) -> TestResponse:
        """A signed webhook; with a new id, unless it is said."""
        return self.send(body, signed(body, secret), event_id or f"evt_{next(self._events):04d}")

    def send(self, body: bytes, signature: str | bytes | None, event_id: str | None = "evt_by_hand") -> TestResponse:
        """Any bytes with any signature."""
        headers: dict[str, Any] = {"X-Razorpay-Signature": signature, "X-Razorpay-Event-Id": event_id}
        given = {name: value for name, value in headers.items() if value is not None}
        return self.app.test_client().post(HOOKS, data=body, headers=given, content_type="application/json")

    def event(self, name: str) -> bytes:
        """The body of the last event of this name that Razorpay has written."""
        return self.till.events(name)[-1].body

    def silent(self) -> None:
        """Razorpay writes its next events down, and posts none of them."""
        self.order_fault("events", Kind.LOSE, times=None)

    # -- what is stored

    def books(self, order: str) -> Books:
        """All of an order."""
        with self.application.storage.read() as work:
            found = work.orders.books(order)
        assert found is not None
        return found

    def orders(self) -> Sequence[Order]:
        """All orders."""
        with self.application.storage.read() as work:
            return work.orders.listed(None, 1000)

    def hooks(self, status: HookStatus | None = None) -> Sequence[Hook]:
        """Webhooks, the latest first."""
        with self.application.storage.read() as work:
            return work.hooks.listed(status, 1000)

    def transfers(self) -> list[tuple[str, str, str, int]]:
        """Key, debit, credit and amount of each, in order."""
        return [
            (str(key), str(debit), str(credit), int(amount))
            for key, debit, credit, amount in self.select("transfers", "key", "debit", "credit", "amount")
        ]

    def balances(self) -> dict[str, int]:
        """What is on each account that is not empty."""
        with self.application.storage.read() as work:
            return {str(account): amount for account, _, amount in work.ledger.balances() if amount}

    def rows(self) -> dict[str, int]:
        """How many rows each table has."""
        with self.engine.connect() as connection:
            return {
                name: connection.execute(sa.select(sa.func.count()).select_from(sa.table(name))).scalar_one()
                for name in TABLES
            }

    def select(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """Columns of all rows, oldest first."""
        wanted: list[sa.ColumnClause[Any]] = [sa.column(name) for name in columns]
        with self.engine.connect() as connection:
            query = sa.select(*wanted).select_from(sa.table(table)).order_by(sa.column("sequence"))
            return [tuple(row) for row in connection.execute(query)]


def signed(body: bytes, secret: str = HOOK_SECRET) -> str:
    """As Razorpay does it, written anew."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def changed(body: bytes, change: Callable[[Any], object]) -> bytes:
    """The body of an event with something else in it."""
    event = json.loads(body)
    change(event)
    return json.dumps(event, separators=(",", ":")).encode()


def entity(event: Any, name: str) -> Any:
    """A thing in an event."""
    return event["payload"][name]["entity"]


def together(*calls: Callable[[], object]) -> list[object]:
    """Make all calls at the same moment, each in a thread of its own; what they answered, or raised."""
    barrier, answers = threading.Barrier(len(calls)), [None] * len(calls)

    def make(place: int, call: Callable[[], object]) -> None:
        barrier.wait()
        try:
            answers[place] = call()  # type: ignore[call-overload]
        except Exception as error:
            answers[place] = error  # type: ignore[call-overload]

    threads = [threading.Thread(target=make, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(answers)


_TEXT: dict[str, dict[str, Any]] = {"twilio/text": {"body": "Your payment was received. Thank you."}}


def _closed(_environ: object, start: Any) -> list[bytes]:
    start("503 Service Unavailable", [("Content-Length", "0")])
    return []


def _is_known(storage: Storage, provider_id: str) -> bool:
    with storage.read() as work:
        return work.outbox.find(provider_id) is not None
