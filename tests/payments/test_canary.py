"""Who pays, how, and with which secrets: fed through every path of money, found in no log and no answer (G17)."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator, Sequence
from typing import Any, NoReturn
from urllib.parse import quote

import pytest
import structlog

from engine.domain.payments.sightings import Notice
from engine.errors import StorageError
from integrations.sandbox import Kind, Wish
from server.logs import configure_logs
from tests.payments.shop import HER, HOOKS, Shop, changed, entity, signed
from tests.server.house import HOOK_SECRET, SETTINGS
from tests.services.faults import FaultyStorage

PHONE = "+919812345678"
CANARIES = {
    "her telephone": HER, "a payer's telephone": PHONE, "its digits": PHONE[3:], "a VPA": "chandrakanta@okhdfcbank",
    "an e-mail address": "chandrakanta@example.org", "a card": "4111111111111111",
    "a name": "Chandrakanta Deshpande", "a text": "my husband must not know",
    "the key's secret": SETTINGS["RAZORPAY_KEY_SECRET"], "the webhook's secret": HOOK_SECRET,
    "the channel's secret": SETTINGS["TWILIO_AUTH_TOKEN"],
}  # fmt: skip
TEXT = " ".join(CANARIES.values())


@pytest.fixture
def logs() -> Iterator[None]:
    """Logs are as they were, whatever a test has set up; here they are written."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)
    structlog.contextvars.clear_contextvars()
    structlog.reset_defaults()


@pytest.fixture
def written(logs: None) -> io.StringIO:  # noqa: ARG001
    """All that is logged, down to the last detail; secrets are not named, so that none is masked."""
    out = io.StringIO()
    configure_logs(logging.DEBUG, stream=out)
    logging.getLogger().setLevel(logging.DEBUG)
    return out


def found(text: str) -> Sequence[str]:
    """The canaries in a text, as they are and as addresses write them."""
    return [name for name, canary in CANARIES.items() if canary in text or quote(canary) in text]


def filled(body: bytes) -> bytes:
    """An event of somebody about whom everything is known."""

    def fill(event: Any) -> None:
        payment = entity(event, "payment")
        payment.update(
            contact=PHONE, email=CANARIES["an e-mail address"], vpa=CANARIES["a VPA"], error_description=TEXT,
            card={"name": CANARIES["a name"], "number": CANARIES["a card"]}, bank=TEXT,
        )  # fmt: skip
        payment["notes"]["secret"] = TEXT[:200]

    return changed(body, fill)


class Exploding:
    """A PaymentDoor that fails as libraries do: with all it was given in the message."""

    def __init__(self, door: Any) -> None:
        self._door = door

    def is_genuine(self, body: bytes, signature: str | None) -> bool:
        """See PaymentDoor."""
        return bool(self._door.is_genuine(body, signature))

    def notice(self, body: bytes) -> Notice:
        """See PaymentDoor."""
        raise ZeroDivisionError(f"cannot read {body!r} {TEXT}")

    def returned(self, query: object) -> NoReturn:
        """See PaymentDoor."""
        raise ZeroDivisionError(f"cannot read {query} {TEXT}")


def test_g17_nothing_of_who_pays_is_seen(sqlite_url: str, written: io.StringIO) -> None:
    """Bought, failed, forged, garbled, refunded, disputed, with a gateway and a database in trouble."""
    storages: list[FaultyStorage] = []

    def around(storage: Any) -> FaultyStorage:
        storages.append(FaultyStorage(storage))
        return storages[-1]

    answers: list[str] = []
    with Shop(sqlite_url, storage_by=around, patience=0.3) as shop:
        for kind in (Kind.HTML, Kind.DROP, Kind.TRUNCATE, Kind.REFUSE):
            shop.order_fault("payment_links.create", kind, status=500, reason=TEXT)
        order = shop.order()
        for _ in range(6):
            shop.repair(600)
            shop.application.payments.links.create(order)
        link = shop.books(order).links[-1].id
        shop.silent()
        who = Wish(contact=PHONE, email=CANARIES["an e-mail address"])
        shop.till.fail(link, "payment_failed", who)
        [paid] = shop.till.pay(link, who)
        bodies = [filled(event.body) for event in shop.till.events()]
        bodies += [b"{" + TEXT.encode(), json.dumps({"entity": "event", "event": TEXT}).encode()]
        bodies.append(changed(bodies[-3], lambda event: entity(event, "payment").update(currency=TEXT)))
        storages[-1].fail("hooks.record", StorageError(f"cannot store {TEXT}"))
        for body in bodies:
            answers += [shop.post(body).text, shop.send(body, TEXT.encode("ascii")).text, shop.send(body, None).text]
        storages[-1].fail("orders.save", ZeroDivisionError(f"cannot save {TEXT}"))
        shop.settle()
        back = str(shop.till.callback(link, paid.id)).removeprefix(shop.address)
        answers += [shop.client.get(f"{path}&x={quote(TEXT)}").text for path in (back, back[:-3], f"{HOOKS}?y=1")]
        shop.application.payments.refunds.want(order, by="operator", reason=TEXT, amount=100)
        shop.repair(30_000)
        door = shop.application.payments.hooks._door  # type: ignore[union-attr]
        shop.application.payments.hooks._door = Exploding(door)  # type: ignore[union-attr]
        shop.application.payments.returning._door = Exploding(door)  # type: ignore[union-attr]
        answers += [shop.post(bodies[0]).text, shop.client.get(back).text]
        shop.work()
        headers = {"Authorization": f"Bearer {SETTINGS['ANALYTICS_API_KEY']}"}
        answers.append(shop.client.get("/metrics", headers=headers).text)
        assert shop.books(order).entitlement is not None
    lines = written.getvalue()
    assert found(lines) == []
    assert [name for answer in answers for name in found(answer)] == []
    for event in ("hook", "hook.dead", "hook.failed", "money.captured", "gateway.refused", "refund", "job", "request"):
        assert f'"event": "{event}"' in lines, event


def test_g17_a_canary_would_be_found() -> None:
    """The test above sees what it is there to see."""
    for name, canary in CANARIES.items():
        assert name in found(f"... {canary} ...")
        assert name in found(f"... {quote(canary)} ...")
    assert signed(b"x") != signed(b"x", "another")
