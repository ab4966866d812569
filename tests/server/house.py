"""A whole server for one test: the real application behind the real door, with a clock that stands still."""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO
from urllib.parse import urlencode

import sqlalchemy as sa
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine.actions.catalogue import Catalogue
from engine.domain.readers.vocabulary import Vocabulary
from engine.interfaces.channel import ChannelGateway
from engine.interfaces.rates import RateGateway
from engine.services.flows import FlowShelf
from integrations.razorpay.account import RazorpayAccount
from integrations.razorpay.door import RazorpayDoor
from integrations.redis.memory import MemoryRates
from integrations.sql.engine import open_engine
from integrations.sql.unit_of_work import SqlStorage
from integrations.system import AbsentChannel, ManualClock, RandomIdentifiers
from integrations.twilio.door import TwilioDoor
from server.app import create_app, doors_of
from server.hashing import Hasher
from server.http.doors import Doors
from server.metrics import Metrics
from server.settings import Settings
from server.wiring import Application, build, catalogue, flow_shelf, vocabulary_of

TOKEN = "0123456789abcdef0123456789abcdef"
SID = "AC" + "1" * 32
NUMBER = "whatsapp:+14155238886"
ASHA = "whatsapp:+919876543210"
BASE = "https://bot.example.org"
KEY = "analytics-key-of-the-tests-0123456789"
NOW = datetime(2026, 1, 5, 4, 30, tzinfo=UTC)
FORM = "application/x-www-form-urlencoded"
COUNTED = ("contacts", "inbox", "outbox", "sessions", "consents", "hooks", "orders", "payments", "transfers")
HOOK_SECRET = "webhook-secret-of-the-tests-0123456789"
MERCHANT = "acc_TestsMerchant1"

SETTINGS: Mapping[str, str] = {
    "TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_WHATSAPP_NUMBER": NUMBER, "PUBLIC_BASE_URL": BASE,
    "ANALYTICS_API_KEY": KEY, "SECRET_KEY": "secret-key-of-the-tests-0123456789-abc",
    "CONTACT_HASH_KEY": "contact-hash-key-of-the-tests-01234567", "RAZORPAY_KEY_ID": "rzp_test_OfTheTests0001",
    "RAZORPAY_KEY_SECRET": "key-secret-of-the-tests-01234", "RAZORPAY_WEBHOOK_SECRET": HOOK_SECRET,
    "RAZORPAY_ACCOUNT_ID": MERCHANT,
}  # fmt: skip


def sign(url: str, fields: Sequence[tuple[str, str]] = (), token: str = TOKEN) -> str:
    """As Twilio does it, written anew: address, then the fields by name, equal values of one name once."""
    together = "".join(name + value for name, value in sorted(set(fields)))
    return base64.b64encode(hmac.new(token.encode(), (url + together).encode(), hashlib.sha1).digest()).decode()


def sid(number: int = 1) -> str:
    """The id of a message."""
    return f"SM{number:032x}"


def message(number: int = 1, text: str = "hi", **more: str) -> list[tuple[str, str]]:
    """The form of a message of Asha."""
    known = {
        "MessageSid": sid(number), "SmsSid": sid(number), "AccountSid": SID, "From": ASHA, "To": NUMBER, "Body": text,
        "NumMedia": "0", "SmsStatus": "received", "ApiVersion": "2010-04-01", "WaId": "919876543210",
        "ProfileName": "Asha",
    }  # fmt: skip
    return list({**known, **more}.items())


def report(number: int = 1, status: str = "delivered", **more: str) -> list[tuple[str, str]]:
    """The form of a report."""
    known = {"MessageSid": sid(number), "MessageStatus": status, "AccountSid": SID, "From": NUMBER, "To": ASHA}
    return list({**known, **more}.items())


@dataclass
class House:
    """The server, and the tables behind it."""

    application: Application
    doors: Doors
    client: FlaskClient
    clock: ManualClock
    engine: sa.Engine = field(repr=False)

    def post(
        self, fields: Sequence[tuple[str, str]], path: str = "/webhooks/twilio", *, token: str = TOKEN,
        headers: Mapping[str, str] | None = None, signature: str | None = None, environ: Mapping[str, object] = {},
    ) -> TestResponse:  # fmt: skip
        """A signed form."""
        signed = {"X-Twilio-Signature": signature or sign(BASE + path, fields, token), **(headers or {})}
        return self.client.post(
            path, data=urlencode(fields), headers=signed, content_type=FORM, environ_overrides=dict(environ)
        )

    def post_raw(
        self, body: bytes, path: str = "/webhooks/twilio", *, signature: str | None = None, content_type: str = FORM,
        **environ: object,
    ) -> TestResponse:  # fmt: skip
        """Any bytes."""
        headers = {} if signature is None else {"X-Twilio-Signature": signature}
        return self.client.open(
            path, method="POST", input_stream=BytesIO(body), content_length=len(body), headers=headers,
            content_type=content_type, environ_overrides=dict(environ),
        )  # fmt: skip

    def rows(self) -> dict[str, int]:
        """How many rows there are."""
        with self.engine.connect() as connection:
            return {
                name: connection.execute(sa.select(sa.func.count()).select_from(sa.table(name))).scalar_one()
                for name in COUNTED
            }

    def column(self, table: str, column: str) -> list[object]:
        """What stands in a column."""
        with self.engine.connect() as connection:
            return list(connection.execute(sa.select(sa.column(column)).select_from(sa.table(table))).scalars())

    def metrics(self) -> str:
        """What Prometheus reads."""
        answer = self.client.get("/metrics", headers={"Authorization": f"Bearer {KEY}"})
        assert answer.status_code == 200
        return answer.text


def settings_of(url: str, **more: str | None) -> Settings:
    """Settings for a database; None takes one away."""
    given = {**SETTINGS, "DATABASE_URL": url, **more}
    return Settings.model_validate({name: value for name, value in given.items() if value is not None})


def merchant_of(settings: Settings) -> RazorpayAccount | None:
    """The account of the settings."""
    key, secret, hooks = settings.razorpay_key_id, settings.razorpay_key_secret, settings.razorpay_webhook_secret
    if not (key and secret and hooks):
        return None
    return RazorpayAccount(
        key_id=key, key_secret=secret.get_secret_value(), base_url=settings.razorpay_api_base_url,
        webhook_secrets=tuple(hooks.get_secret_value().split(",")), account=settings.razorpay_account_id,
    )  # fmt: skip


@lru_cache(maxsize=1)
def flows() -> tuple[Catalogue, FlowShelf, Vocabulary]:
    """The flows of the house, read once: they know of no conversation."""
    actions = catalogue()
    shelf = flow_shelf(Settings())
    return actions, shelf, vocabulary_of(shelf.library)


def built(
    settings: Settings, *, rates: RateGateway | None = None, channel: ChannelGateway | None = None, **changed: object
) -> Iterator[House]:
    """The server; `changed` are other doors."""
    actions, shelf, vocabulary = flows()
    clock, engine = ManualClock(NOW), open_engine(settings.database_url)
    number, account = settings.twilio_whatsapp_number, settings.twilio_account_sid
    door = (
        TwilioDoor(settings.twilio_tokens, account, number) if settings.twilio_tokens and account and number else None
    )
    application = build(
        settings, channel=channel or AbsentChannel(), clock=clock, identifiers=RandomIdentifiers(),
        storage=SqlStorage(engine), actions=actions, shelf=shelf, vocabulary=vocabulary, rates=rates or MemoryRates(),
        door=door, payment_door=None if (merchant := merchant_of(settings)) is None else RazorpayDoor(merchant),
    )  # fmt: skip
    app = create_app(doors := replace(doors_of(application, Metrics(), Hasher()), **changed))  # type: ignore[arg-type]
    try:
        yield House(application, doors, app.test_client(), clock, engine)
    finally:
        engine.dispose()
