"""Razorpay's signature: its own vectors, and the traps."""

from __future__ import annotations

import hmac
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations.razorpay.door import RazorpayDoor
from integrations.razorpay.signature import Signatures
from tests.razorpay.bodies import OLD_WEBHOOK, REFERENCE, SECRET, WEBHOOK, event, payment, raw, signed
from tests.razorpay.conftest import account

DOOR = RazorpayDoor(account())
BODY = raw(event("payment.captured", payment=payment()))
GOOD = signed(BODY)

# The published body of Razorpay's own SDK test, to the byte: two spaces, this order, a newline at the end.
PUBLISHED = {
    "event": "payment.authorized", "entity": "event", "contains": ["payment"],
    "payload": {"payment": {"entity": {
        "id": "pay_6koWN7bvxujzxM", "entity": "payment", "amount": 1000000, "currency": "INR", "status": "captured",
        "order_id": "order_100000000order", "international": False, "method": "card", "amount_refunded": 0,
        "refund_status": None, "captured": True, "description": "random description", "card_id": "card_6koWNAT6LASUqy",
        "bank": None, "wallet": None, "vpa": None, "email": "a@b.com", "contact": "+919999999999",
        "notes": {"merchant_order_id": "random order id"}, "fee": 23000, "service_tax": 3000, "error_code": None,
        "error_description": None, "created_at": 1479978483,
    }}},
    "created_at": 1400826760,
}  # fmt: skip

VECTORS = [
    (
        "key_secret", b"fake_order_id|fake_payment_id",
        "b2335e3b0801106b84a7faff035df56ecffde06918c9ddd1f0fafbb37a51cc89",
    ),
    (
        SECRET, b"plink_IH3cNucfVEgV68|TSsd1989|paid|pay_IH3d0ara9bSsjQ",
        "07ae18789e35093e51d0a491eb9922646f3f82773547e5b0f67ee3f2d3bf7d5b",
    ),
    (
        SECRET, b"pay_IDZNwZZFtnjyym|sub_ID6MOhgkcoHj9I",
        "601f383334975c714c91a7d97dd723eb56520318355863dcf3821c0d07a17693",
    ),
    (
        "key_secret", json.dumps(PUBLISHED, indent=2).encode() + b"\n",
        "d60e67fd884556c045e9be7dad57903e33efc7172c17c6e3ef77db42d2b366e9",
    ),
]  # fmt: skip
RETURN = {
    "razorpay_payment_id": "pay_IH3d0ara9bSsjQ", "razorpay_payment_link_id": "plink_IH3cNucfVEgV68",
    "razorpay_payment_link_reference_id": "TSsd1989", "razorpay_payment_link_status": "paid",
    "razorpay_signature": "07ae18789e35093e51d0a491eb9922646f3f82773547e5b0f67ee3f2d3bf7d5b",
}  # fmt: skip


@pytest.mark.parametrize(("secret", "message", "signature"), VECTORS)
def test_what_razorpay_signed_is_genuine(secret: str, message: bytes, signature: str) -> None:
    """And nothing that differs in a byte, or was signed with something else."""
    assert Signatures((secret,)).is_genuine(message, signature)
    assert Signatures(("other", secret)).is_genuine(message, signature)
    assert not Signatures((secret,)).is_genuine(message + b" ", signature)
    assert not Signatures((secret + "x",)).is_genuine(message, signature)


def test_the_body_is_taken_as_it_came() -> None:
    """The same JSON written in another way is not what was signed."""
    assert DOOR.is_genuine(BODY, GOOD)
    assert not DOOR.is_genuine(raw(json.loads(BODY) | {"created_at": 1}), GOOD)
    assert not DOOR.is_genuine(json.dumps(json.loads(BODY), sort_keys=True).encode(), GOOD)
    assert not DOOR.is_genuine(BODY.replace(b", ", b","), GOOD)
    assert not DOOR.is_genuine(b"", GOOD)


def test_old_and_new_secrets_are_both_good_while_one_is_replaced() -> None:
    """And neither a third one nor an empty one."""
    assert DOOR.is_genuine(BODY, signed(BODY, OLD_WEBHOOK))
    assert not DOOR.is_genuine(BODY, signed(BODY, "stale"))
    assert not DOOR.is_genuine(BODY, hmac.new(b"", BODY, "sha256").hexdigest())
    assert not DOOR.is_genuine(BODY, signed(BODY, SECRET))


@pytest.mark.parametrize(
    "signature",
    [
        None, "", " ", "x", "0" * 64, "0" * 63, "0" * 65, GOOD[:-1], GOOD + "0", GOOD.upper(), f" {GOOD}", f"{GOOD}\n",
        f"sha256={GOOD}", "नमस्ते", "٣" * 64, "é" * 64, "\ud800" * 64, "0" * 99999, f"{GOOD},{GOOD}",
    ],
)  # fmt: skip
def test_no_signature_or_nonsense_is_not_genuine(signature: str | None) -> None:
    """And is no error either."""
    assert not DOOR.is_genuine(BODY, signature)


@pytest.mark.parametrize("signature", [GOOD.encode(), 7, [GOOD], {"a": 1}])
def test_what_is_no_text_is_not_genuine(signature: object) -> None:
    """Not even by mistake of a caller."""
    assert not DOOR.is_genuine(BODY, signature)  # type: ignore[arg-type]


@pytest.mark.parametrize("secrets", [(), ("",), ("  ",), ("good", ""), "secret", ""])
def test_an_empty_secret_is_refused(secrets: tuple[str, ...] | str) -> None:
    """Anybody could sign with it; and a text is not several secrets of one letter."""
    with pytest.raises(ValueError, match="secret"):
        Signatures(secrets)


@given(st.binary(max_size=40), st.one_of(st.none(), st.text(max_size=70), st.text("0123456789abcdef", min_size=64)))
def test_nothing_makes_it_fail(body: bytes, signature: str | None) -> None:
    """Bodies and signatures of anything."""
    assert not DOOR.is_genuine(body, signature)


def test_a_browser_comes_back_from_a_link() -> None:
    """What it brings is signed with the secret of the key, not with that of the webhook."""
    assert DOOR.returned(RETURN) == "TSsd1989"
    assert DOOR.returned({**RETURN, "utm_source": "x"}) == "TSsd1989"
    assert DOOR.returned(_return(REFERENCE, status="partially_paid")) == REFERENCE
    assert DOOR.returned(_return(REFERENCE, secret=WEBHOOK)) is None


@pytest.mark.parametrize("name", RETURN)
@pytest.mark.parametrize("value", [None, "", "x", "pay_", "plink_x|y", "\ud800", "नमस्ते", "a" * 9999])
def test_a_return_with_anything_else_in_it_is_none(name: str, value: str | None) -> None:
    """Missing, changed, or not fit to be signed."""
    changed = {key: told for key, told in {**RETURN, name: value}.items() if told is not None}
    assert DOOR.returned(changed) is None


def test_the_parts_of_a_return_cannot_be_shifted() -> None:
    """They are joined by a stroke, so `a|b` and `c` would sign for `a` and `b|c`."""
    shifted = _return("TSsd1989|paid", status="pay_IH3d0ara9bSsjQ")
    assert DOOR.returned(shifted) is None
    assert DOOR.returned(_return("a|b")) is None


@given(st.dictionaries(st.sampled_from([*RETURN, "x"]), st.text(max_size=70)))
def test_no_query_makes_a_return_fail(query: dict[str, str]) -> None:
    """And none that was not signed is one."""
    assert DOOR.returned(query) is None


def _return(reference: str, status: str = "paid", secret: str = SECRET) -> dict[str, str]:
    message = f"plink_IH3cNucfVEgV68|{reference}|{status}|pay_IH3d0ara9bSsjQ".encode()
    return {
        **RETURN, "razorpay_payment_link_reference_id": reference, "razorpay_payment_link_status": status,
        "razorpay_signature": signed(message, secret),
    }  # fmt: skip
