"""Nobody is believed who has not signed; what is signed and makes no sense waits for a person (G9, G18, bad input)."""

from __future__ import annotations

import json
from collections.abc import Callable, MutableMapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.interfaces.orders import HookStatus
from server.app import create_app, doors_of
from server.hashing import Hasher
from server.metrics import Metrics
from tests.payments.audit import audit, paid_once
from tests.payments.shop import HOOKS, Shop, changed, entity, signed
from tests.server.house import HOOK_SECRET

EXAMPLES = 40 if settings().max_examples == 100 else settings().max_examples
NEW_SECRET = "the-new-webhook-secret-0123456789"
Forge = Callable[[bytes], tuple[bytes, str | bytes | None]]


def respaced(body: bytes) -> bytes:
    """The same event, written again."""
    return json.dumps(json.loads(body)).encode()


def fields(body: bytes) -> bytes:
    """The same event, its fields the other way round."""
    return json.dumps(dict(reversed(json.loads(body).items())), separators=(",", ":")).encode()


FORGED: dict[str, Forge] = {
    "unsigned": lambda body: (body, None),
    "empty": lambda body: (body, ""),
    "another secret": lambda body: (body, signed(body, "another secret")),
    "empty secret": lambda body: (body, signed(body, "")),
    "the key's secret": lambda body: (body, signed(body, "key-secret-of-the-tests-01234")),
    "an old secret": lambda body: (body, signed(body, "webhook-secret-of-the-tests-012345678")),
    "of another body": lambda body: (body, signed(body + b" ")),
    "re-serialised": lambda body: (respaced(body), signed(body)),
    "re-ordered": lambda body: (fields(body), signed(body)),
    "with a line's end": lambda body: (body + b"\n", signed(body)),
    "with a mark": lambda body: (b"\xef\xbb\xbf" + body, signed(body)),
    "cut": lambda body: (body[:-1], signed(body)),
    "another amount": lambda body: (body.replace(b"49900", b"49901"), signed(body)),
    "short": lambda body: (body, signed(body)[:-1]),
    "long": lambda body: (body, signed(body) + "0"),
    "capitals": lambda body: (body, signed(body).upper()),
    "spaces": lambda body: (body, f" {signed(body)}"),
    "prefixed": lambda body: (body, f"sha256={signed(body)}"),
    "two": lambda body: (body, f"{signed(body)},{signed(body)}"),
    "not ASCII": lambda body: (body, "ü" * 64),
    "other digits": lambda body: (body, signed(body).translate({ord("0") + n: 0x0660 + n for n in range(10)}).encode()),
    "not even text": lambda body: (body, b"\xff" * 64),
    "very long": lambda body: (body, "a" * 8000),
    "nothing": lambda _: (b"", signed(b"", "")),
}


def test_g9_what_is_not_signed_leaves_nothing(shop: Shop) -> None:
    """A real payment's event, forged in every way: 4xx, and not one row. As it is, it is taken."""
    order = shop.ordered()
    shop.silent()
    shop.pay(order)
    before = shop.rows()
    for name, forge in FORGED.items():
        body, signature = forge(shop.event("payment_link.paid"))
        answer = shop.send(body, signature)
        assert 400 <= answer.status_code < 500, name
        assert HOOK_SECRET not in answer.text
        shop.settle()
        assert shop.rows() == before, name
    assert shop.post(shop.event("payment_link.paid")).status_code == 200
    shop.settle()
    paid_once(shop, order)


def test_g9_a_forger_keeps_no_genuine_event_out(shop: Shop) -> None:
    """Neither by its event id, nor by forging until the address is told to stay away."""
    order = shop.ordered()
    shop.silent()
    shop.pay(order)
    body = shop.event("payment_link.paid")
    answers = {shop.send(body, signed(body, "guess"), "evt_real").status_code for _ in range(40)}
    assert answers == {403, 429}
    assert shop.post(b"{}", "evt_real").status_code == 200  # another signed body that somebody sent under its id
    assert shop.post(body, "evt_real").status_code == 200
    shop.settle()
    paid_once(shop, order)


def test_g9_no_secret_is_no_open_door(sqlite_url: str) -> None:
    """Without a secret nothing is believed; Razorpay comes again when there is one."""
    with Shop(sqlite_url) as shop:
        order = shop.ordered()
        shop.silent()
        shop.pay(order)
        body, before = shop.event("payment_link.paid"), shop.rows()
        closed = create_app(replace(doors_of(shop.application, Metrics(), Hasher()), till=None)).test_client()
        for secret in ("", HOOK_SECRET):
            headers = {"X-Razorpay-Signature": signed(body, secret), "X-Razorpay-Event-Id": "evt"}
            answer = closed.post(HOOKS, data=body, headers=headers, content_type="application/json")
            assert answer.status_code == 503
        assert shop.rows() == before
        with pytest.raises(ValueError, match="empty part"):
            shop.open(RAZORPAY_WEBHOOK_SECRET=f"{HOOK_SECRET},")


def test_g18_a_secret_is_replaced_without_a_loss(shop: Shop) -> None:
    """Events signed before and after, retried ones among them; afterwards the old one opens nothing."""
    order = shop.ordered()
    shop.pay(order)  # posted and kept, signed with the old one
    assert shop.server.settle()
    shop.open(RAZORPAY_WEBHOOK_SECRET=f"{NEW_SECRET},{HOOK_SECRET}")
    for event in shop.till.events():  # the old signature, as a retry has it
        assert shop.post(event.body, event.id, secret=HOOK_SECRET).status_code == 200
    with shop.sandbox.lock:
        shop.sandbox.books.secret = NEW_SECRET
    shop.till.refund(shop.till.payments()[0].id)
    shop.settle()
    assert all(event.is_taken for event in shop.till.events())
    assert shop.books(order).order.status.value == "refunded"
    audit(shop)
    shop.open(RAZORPAY_WEBHOOK_SECRET=NEW_SECRET)
    before = shop.rows()
    body = changed(shop.event("refund.processed"), lambda event: event.update(created_at=1))
    assert shop.post(body, secret=HOOK_SECRET).status_code == 403
    assert shop.rows() == before
    assert shop.post(body, secret=NEW_SECRET).status_code == 200


# -- signed, and no sense in it

DEEP = 10_000
GARBAGE: dict[str, bytes] = {
    "no JSON": b"{", "nothing": b"", "an array": b"[]", "null": b"null", "a number": b"1", "a text": b'"x"',
    "true": b"true", "an empty object": b"{}", "NaN": b'{"entity":"event","event":"x","a":NaN}',
    "Infinity": b'{"entity":"event","event":"x","a":-Infinity}',
    "a huge number": b'{"entity":"event","event":"x","a":' + b"9" * 5000 + b"}",
    "a huge exponent": b'{"entity":"event","event":"x","a":1e999999}',
    "deep arrays": b"[" * DEEP + b"]" * DEEP, "deep objects": b'{"a":' * DEEP + b"1" + b"}" * DEEP,
    "bad UTF-8": b'{"entity":"event","event":"\xff\xfe"}', "UTF-16": '{"entity":"event"}'.encode("utf-16"),
    "half a pair": b'{"entity":"event","event":"\\ud800"}', "a NUL": b'{"entity":"event","event":"a\\u0000b"}',
    "a name twice": b'{"entity":"event","event":"payment.captured","event":"payment.failed","payload":{}}',
    "a trailing comma": b'{"entity":"event",}', "two objects": b'{"entity":"event"}{"entity":"event"}',
    "payload is a list": b'{"entity":"event","event":"payment.captured","payload":[]}',
    "no payload": b'{"entity":"event","event":"payment.captured"}',
    "an event of a number": b'{"entity":"event","event":7,"payload":{}}',
    "a long name": b'{"entity":"event","event":"' + b"x" * 5000 + b'","payload":{}}',
}  # fmt: skip


def test_bad_input_that_is_signed_is_parked(shop: Shop) -> None:
    """200, one row for a person to look at, and nothing else; unsigned it is 4xx and no row."""
    for name, body in GARBAGE.items():
        before = shop.rows()
        assert 400 <= shop.send(body, "0" * 64).status_code < 500, name
        assert shop.rows() == before, name
        assert shop.post(body).status_code == 200, name
        shop.settle()
        hook = shop.hooks()[0]
        assert (hook.body, hook.status, hook.order) == (body, HookStatus.DEAD, None), name
        assert str(hook.error).startswith("unreadable"), name
        assert shop.rows() == {**before, "hooks": before["hooks"] + 1}, name


AMOUNTS: dict[str, object] = {
    "text": "49900", "float": 49900.0, "fraction": 0.5, "exponent": 4.99e4, "minus": -49900, "null": None,
    "true": True, "list": [49900], "object": {"paise": 49900}, "huge": 10**17, "beyond": 2**63,
}  # fmt: skip


@pytest.mark.parametrize("event", ["payment.captured", "payment_link.paid"])
def test_bad_amounts_pay_nothing(small_shop: Shop, event: str) -> None:
    """Nothing that is no whole number of paise, in its smallest disguise, is money."""
    order = small_shop.ordered()
    small_shop.silent()
    small_shop.pay(order)
    for name, amount in AMOUNTS.items():
        body = small_shop.event(event)
        bad = changed(body, lambda read, amount=amount: entity(read, "payment").update(amount=amount))  # type: ignore[misc]
        assert small_shop.post(bad).status_code == 200, name
        small_shop.settle()
        assert small_shop.hooks()[0].status is HookStatus.DEAD, name
        assert small_shop.rows()["payments"] == small_shop.rows()["transfers"] == 0, name
    assert small_shop.books(order).order.status.value == "open"


def test_nothing_is_no_money(shop: Shop) -> None:
    """The database refuses it, the webhook waits for a person, and those behind it are booked."""
    order = shop.ordered()
    shop.silent()
    shop.pay(order)
    body = changed(shop.event("payment.captured"), lambda read: entity(read, "payment").update(amount=0))
    assert shop.post(body).status_code == 200
    assert shop.post(shop.event("payment_link.paid")).status_code == 200
    shop.settle()
    assert sorted(hook.status for hook in shop.hooks()) == ["dead", "handled"]
    paid_once(shop, order)


FIELDS: list[tuple[str, str, object]] = [
    ("payment", "id", None), ("payment", "id", "pay_"), ("payment", "id", "PAY_YOVYMnQtfrVHGR"),
    ("payment", "id", "pay_" + "a" * 200), ("payment", "id", "pay_\u0000"), ("payment", "id", ["pay_1"]),
    ("payment", "currency", "inr"), ("payment", "currency", None), ("payment", "currency", "INRR"),
    ("payment", "status", "paid"), ("payment", "status", None), ("payment", "status", ["captured"]),
    ("payment", "created_at", None), ("payment", "created_at", "1767587400"), ("payment", "created_at", 10**14),
    ("payment", "created_at", -1), ("payment", "fee", "1177"), ("payment_link", "id", 7),
    ("payment_link", "status", "fulfilled"), ("payment_link", "amount", "49900"), ("payment_link", "amount_paid", 1.5),
]  # fmt: skip


def test_bad_fields_book_nothing(small_shop: Shop) -> None:
    """Whichever of the fields that decide anything."""
    order = small_shop.ordered()
    small_shop.silent()
    small_shop.pay(order)
    before = small_shop.books(order)
    for what, field, value in FIELDS:
        body = small_shop.event("payment_link.paid")
        bad = changed(body, lambda read, of=what, it={field: value}: entity(read, of).update(it))  # type: ignore[misc]
        assert small_shop.post(bad).status_code == 200, (what, field, value)
        small_shop.settle()
        assert small_shop.hooks()[0].status is HookStatus.DEAD, (what, field, value)
        assert small_shop.books(order) == before, (what, field, value)


@pytest.mark.parametrize("event_id", ["", None, "x" * 5000, "é\x01\x7f"])
def test_an_event_id_may_be_anything(shop: Shop, event_id: str | None) -> None:
    """It is not signed, and nobody relies on it."""
    order = shop.ordered()
    shop.silent()
    shop.pay(order)
    for _ in range(2):
        body = shop.event("payment_link.paid")
        assert shop.send(body, signed(body), event_id).status_code == 200
    shop.settle()
    assert len(shop.hooks()) == 1
    paid_once(shop, order)


def test_bad_requests_are_told_so(small_shop: Shop) -> None:
    """Other methods, other types, bodies without end: 4xx, and not one row."""
    before, client = small_shop.rows(), small_shop.client
    body = b"{}"
    headers = {"X-Razorpay-Signature": signed(body)}
    for method in ("GET", "PUT", "DELETE", "OPTIONS", "HEAD", "PATCH"):
        assert client.open(HOOKS, method=method).status_code == 405
    for content_type in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        answer = client.post(HOOKS, data=body, headers=headers, content_type=content_type)
        assert answer.status_code == 415
    zipped = {**headers, "Content-Encoding": "gzip"}
    assert client.post(HOOKS, data=body, headers=zipped, content_type="application/json").status_code == 415
    assert small_shop.post(b" " * (256 * 1024 + 1)).status_code == 413
    assert small_shop.rows() == before


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.sampled_from(
        ["payment.captured", "payment_link.paid", "event", "captured", "INR", "pay_YOVYMnQtfrVHGR", 49900]
    ),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


@pytest.fixture
def told(small_shop: Shop) -> tuple[Shop, str, bytes]:
    """A payment's event that was not posted yet."""
    order = small_shop.ordered()
    small_shop.silent()
    small_shop.pay(order)
    return small_shop, order, small_shop.event("payment_link.paid")


@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_whatever_is_signed_is_taken_and_hurts_nobody(told: tuple[Shop, str, bytes], data: Any) -> None:
    """A real event with anything in any of its places, or anything at all: 200, then booked, ignored or dead."""
    shop, _, body = told
    read = json.loads(body)
    place: MutableMapping[str, Any] = read
    for _ in range(data.draw(st.integers(0, 4))):
        inner = [name for name, value in place.items() if isinstance(value, dict)]
        if not inner:
            break
        place = place[data.draw(st.sampled_from(inner))]
    place[data.draw(st.sampled_from(sorted(place) or ["entity"]))] = data.draw(JSON)
    assert shop.post(json.dumps(read).encode()).status_code == 200
    hooks = shop.application.payments.hooks
    assert hooks is not None
    hooks.book()
    assert not shop.hooks(HookStatus.NEW)
    audit(shop)
