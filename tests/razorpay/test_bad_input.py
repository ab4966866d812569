"""What is not an event, or says what cannot be, is Unreadable; nothing else is ever raised."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.payments.sightings import Notice
from engine.errors import Unreadable
from integrations.razorpay.door import RazorpayDoor
from tests.razorpay.bodies import dispute, event, link, order, payment, raw, refund
from tests.razorpay.conftest import account

DOOR = RazorpayDoor(account())
CAPTURED = raw(event("payment.captured", payment=payment()))
TEXT = CAPTURED.decode()
NO_AMOUNTS: list[object] = [None, True, False, "49900", 499.0, 4.99e4, -1, [49900], {"amount": 1}, "", 10**16]
NO_TIMES: list[object] = [None, True, "1767260060", 1767260060.0, -1, 0, 10**12, []]
NO_IDS: list[object] = [
    None,
    "",
    7,
    "pay_",
    "pay_a b",
    "order_QQQQ",
    "PAY_QQQQ",
    "pay_" + "a" * 99,
    "pay_é",
    "pay_a\n",
    "pay_\ud800",
    [],
]
EVENTS: list[dict[str, Any]] = [
    event("payment.captured", payment=payment()), event("order.paid", payment=payment(), order=order()),
    event("payment_link.paid", payment_link=link(status="paid"), order=order(), payment=payment()),
    event("refund.processed", refund=refund(), payment=payment()),
    event("payment.dispute.lost", payment=payment(), dispute=dispute()),
]  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [
        b"", b" ", b"null", b"true", b"7", b'"event"', b"[]", b"[" + CAPTURED + b"]", b"{}", b"{", CAPTURED[:-1],
        CAPTURED + b"x", CAPTURED + CAPTURED, b"\xef\xbb\xbf" + CAPTURED, TEXT.encode("utf-16"), TEXT.encode("utf-32"),
        CAPTURED.replace(b"anya@", b"\xff\xfe@"), CAPTURED.replace(b"anya@", b"\xed\xa0\x80@"),
        CAPTURED.replace(b"49900", b"NaN", 1), CAPTURED.replace(b"49900", b"Infinity", 1),
        CAPTURED.replace(b"49900", b"-Infinity", 1), CAPTURED.replace(b"49900", b"1e999", 1),
        CAPTURED.replace(b"49900", b"9" * 19, 1), CAPTURED.replace(b"49900", b"9" * 5000, 1),
        CAPTURED.replace(b"49900", b"049900", 1), CAPTURED.replace(b'"fee": 1178', b'"fee": 1e9999'),
        CAPTURED.replace(b'"amount": 49900', b'"amount": 49900, "amount": 1'),
        CAPTURED.replace(b'"event": "payment.captured"', b'"event": "x", "event": "payment.captured"'),
        CAPTURED.replace(b'"rrn"', b'"a": 1, "\\u0061"'), b"[" * 10_000, b"[" * 10_000 + b"]" * 10_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        CAPTURED.replace(b'"tax": 180', b'"tax": ' + b"[" * 9999 + b"]" * 9999),
        CAPTURED.replace(b"anya@", b"a\nb@"), CAPTURED.replace(b"}", b",}", 1), b"a=1&b=2", b"<event/>",
    ],
)  # fmt: skip
def test_what_is_no_strict_json_object_is_unreadable(body: bytes) -> None:
    """Forms of Python, of JavaScript and of attackers."""
    with pytest.raises(Unreadable):
        DOOR.notice(body)


@pytest.mark.parametrize(
    "changes",
    [
        {"entity": None}, {"entity": "payment"}, {"event": None}, {"event": ""}, {"event": 7}, {"event": "a b"},
        {"event": "x" * 101}, {"event": "\ud800"}, {"event": ["payment.captured"]}, {"account_id": ""},
        {"account_id": 7}, {"account_id": "acc_"}, {"account_id": "acc_a b"}, {"account_id": "BFQ7uQEaa7j2z7"},
        {"account_id": "acc_\ud800"}, {"payload": None}, {"payload": []}, {"payload": "x"}, {"payload": {}},
        {"payload": {"payment": None}}, {"payload": {"payment": []}}, {"payload": {"payment": {}}},
        {"payload": {"payment": {"entity": None}}}, {"payload": {"payment": {"entity": []}}},
        {"payload": {"payment": {"entity": {}}}}, {"payload": {"payment": payment()}},
        {"payload": {"payment": {"entity": payment()}, "order": "x"}},
        {"payload": {"payment": {"entity": payment()}, "order": {"entity": 7}}},
    ],
)  # fmt: skip
def test_an_envelope_with_something_else_in_it_is_unreadable(changes: dict[str, object]) -> None:
    """An event is one by `entity`, and has a name; one of ours has what it is about."""
    with pytest.raises(Unreadable):
        DOOR.notice(raw(event("payment.captured", payment=payment()) | changes))


@pytest.mark.parametrize("amount", NO_AMOUNTS)
def test_an_amount_is_a_whole_number(amount: object) -> None:
    """Of a link, a payment, a refund and a dispute: no text, no float, no truth, and none below nothing."""
    for name, entities in (
        ("payment.captured", {"payment": payment(amount=amount)}),
        ("payment_link.cancelled", {"payment_link": link(amount=amount)}),
        ("refund.created", {"refund": refund(amount=amount)}),
        ("payment.dispute.created", {"dispute": dispute(amount=amount)}),
    ):
        with pytest.raises(Unreadable):
            DOOR.notice(raw(event(name, **entities)))


@pytest.mark.parametrize("amount", [amount for amount in NO_AMOUNTS if amount is not None])
def test_an_amount_that_may_be_missing_is_a_whole_number_too(amount: object) -> None:
    """Fees, what was paid, and what a bank has taken."""
    for name, entities in (
        ("payment.captured", {"payment": payment(fee=amount)}),
        ("payment_link.cancelled", {"payment_link": link(amount_paid=amount)}),
        ("payment.dispute.created", {"dispute": dispute(amount_deducted=amount)}),
    ):
        with pytest.raises(Unreadable):
            DOOR.notice(raw(event(name, **entities)))


@pytest.mark.parametrize("time", NO_TIMES)
def test_a_time_is_seconds_of_this_century(time: object) -> None:
    """Milliseconds, texts and nothing are none."""
    for name, entities in (
        ("payment.captured", {"payment": payment(created_at=time)}),
        ("refund.created", {"refund": refund(created_at=time)}),
        ("payment.dispute.created", {"dispute": dispute(created_at=time)}),
    ):
        with pytest.raises(Unreadable):
            DOOR.notice(raw(event(name, **entities)))
    if time not in (None, 0):
        with pytest.raises(Unreadable):
            DOOR.notice(raw(event("payment_link.expired", payment_link=link(status="expired", expired_at=time))))


@pytest.mark.parametrize("identifier", NO_IDS)
def test_an_id_is_one_of_its_kind(identifier: object) -> None:
    """With its prefix, and with what ids are made of."""
    for name, entities in (
        ("payment.captured", {"payment": payment(id=identifier)}),
        ("payment_link.cancelled", {"payment_link": link(id=identifier)}),
        ("refund.created", {"refund": refund(id=identifier)}),
        ("refund.created", {"refund": refund(payment_id=identifier)}),
        ("payment.dispute.created", {"dispute": dispute(payment_id=identifier)}),
    ):
        with pytest.raises(Unreadable):
            DOOR.notice(raw(event(name, **entities)))


@pytest.mark.parametrize(
    ("name", "entities"),
    [
        ("payment.captured", {"payment": payment(currency="inr")}),
        ("payment.captured", {"payment": payment(currency=None)}),
        ("payment.captured", {"payment": payment(currency="INRX")}),
        ("payment.captured", {"payment": payment(status="paid")}),
        ("payment.captured", {"payment": payment(status=None)}),
        ("payment.captured", {"payment": payment(status=["captured"])}),
        ("payment.captured", {"payment": payment(fee=50000, fee_bearer="customer")}),
        ("payment_link.paid", {"payment_link": link(status="wanted")}), ("payment_link.paid", {"payment": payment()}),
        ("refund.created", {"refund": refund(status="wanted")}), ("refund.created", {"payment": payment()}),
        ("refund.created", {"refund": refund(), "payment": payment(id="pay_another")}),
        ("refund.created", {"refund": refund(), "payment": payment(amount=None)}),
        ("payment.dispute.won", {"dispute": dispute(status="wanted")}),
        ("payment.dispute.won", {"dispute": dispute(), "payment": payment(id="pay_another")}),
    ],
)  # fmt: skip
def test_things_that_cannot_be_are_unreadable(name: str, entities: dict[str, dict[str, object]]) -> None:
    """Currencies and statuses we do not know, and two things that do not belong together."""
    with pytest.raises(Unreadable):
        DOOR.notice(raw(event(name, **entities)))


def test_an_error_does_not_tell_what_was_in_the_body() -> None:
    """It goes to the log."""
    with pytest.raises(Unreadable) as caught:
        DOOR.notice(raw(event("payment.captured", payment=payment(amount="secret"))))
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=5,
)


@given(st.binary(max_size=80) | st.text(max_size=80).map(lambda text: text.encode("utf-8", "surrogatepass")))
def test_no_bytes_make_it_fail(body: bytes) -> None:
    """A Notice or Unreadable."""
    _check(body)


@given(st.sampled_from(EVENTS), st.data())
def test_no_event_with_anything_in_it_makes_it_fail(good: dict[str, Any], data: st.DataObject) -> None:
    """One place of a good event becomes something else, or is gone."""
    changed = json.loads(json.dumps(good))
    place = changed
    for _ in range(data.draw(st.integers(0, 4))):
        inner = [value for value in place.values() if isinstance(value, dict) and value]
        if not inner:
            break
        place = data.draw(st.sampled_from(inner))
    name = data.draw(st.sampled_from(sorted(place)))
    if data.draw(st.booleans()):
        del place[name]
    else:
        place[name] = data.draw(JSON)
    _check(json.dumps(changed).encode())


@given(st.sampled_from(EVENTS), st.integers(0, 3000), st.binary(max_size=3))
def test_no_damage_makes_it_fail(good: dict[str, Any], at: int, bytes_: bytes) -> None:
    """Some bytes of a good event are others."""
    body = raw(good)
    at %= len(body)
    _check(body[:at] + bytes_ + body[at + len(bytes_) :])


def _check(body: bytes) -> None:
    with suppress(Unreadable):
        assert isinstance(DOOR.notice(body), Notice)
