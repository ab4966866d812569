"""Twilio's signature: its own vectors, and the traps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from integrations.twilio.door import TwilioDoor
from integrations.twilio.signature import Signatures
from tests.twilio.standin import NUMBER, SID

URL = "https://mycompany.com/myapp.php?foo=1&bar=2"
FORM = {
    "CallSid": ["CA1234567890ABCDE"], "Caller": ["+14158675309"], "Digits": ["1234"], "From": ["+14158675309"],
    "To": ["+18005551212"],
}  # fmt: skip
TWICE = {"Sid": ["CA123"], "SidAccount": ["AC123"], "Digits": ["5678", "1234", "1234"]}
JSON = b'{"property": "value", "boolean": true}'
HASH = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620"
JSON_URL = f"{URL}&bodySHA256={HASH}"
DOOR = TwilioDoor(("12345",), SID, NUMBER)

VECTORS = [
    (URL, FORM, b"...", "RSOYDt4T1cUTdK1PDd93/VVr8B8="),
    ("http://mycompany.com:1234/myapp.php?foo=1&bar=2", FORM, b"...", "Zmvh+3yNM1Phv2jhDCwEM3q5ebU="),
    (URL, FORM, b"...", "kvajT1Ptam85bY51eRf/AJRuM3w="),
    ("http://mycompany.com/myapp.php?foo=1&bar=2", FORM, b"...", "0ZXoZLH/DfblKGATFgpif+LLRf4="),
    (URL, TWICE, b"...", "IK+Dwps556ElfBT0I3Rgjkr1wJU="),
    (JSON_URL, {}, JSON, "a9nBmqA0ju/hNViExpshrM61xv4="),
]


@pytest.mark.parametrize(("url", "form", "body", "signature"), VECTORS)
def test_what_twilio_signed_is_genuine(url: str, form: dict[str, list[str]], body: bytes, signature: str) -> None:
    """With and without ports, with fields that come twice, and JSON by its hash in the address."""
    assert DOOR.is_genuine(url, form, body, signature)
    changed = [*form.items(), ("Extra", ["x"])]
    assert not DOOR.is_genuine(url, dict(changed), body, signature)
    assert not DOOR.is_genuine(url + "1", form, body, signature)
    assert not TwilioDoor(("54321",), SID, NUMBER).is_genuine(url, form, body, signature)


def test_the_order_of_fields_and_of_their_values_does_not_count() -> None:
    """Nor does a value that is there twice."""
    turned = {name: values[::-1] for name, values in reversed(TWICE.items())}
    assert DOOR.is_genuine(URL, turned, b"...", "IK+Dwps556ElfBT0I3Rgjkr1wJU=")


def test_an_address_is_taken_as_it_was_called() -> None:
    """Escapes, userinfo, an empty query and Hindi stay as they are."""
    for url in (
        "https://bolo.example/hook?q=%E0%A4%A8%20%2B",
        "https://user:pa%3Ass@bolo.example/hook",
        "https://bolo.example/hook?",
        "https://bolo.example",
        "https://[::1]:8443/hook",
        "https://bolo.example/हुक?न=1",
    ):
        signature = RequestValidator("12345").compute_signature(url, {"Body": "नमस्ते"})
        assert DOOR.is_genuine(url, {"Body": ["नमस्ते"]}, b"...", signature)
        assert not DOOR.is_genuine(url, {"Body": ["नमस्ते!"]}, b"...", signature)


def test_old_and_new_tokens_are_both_good_while_one_is_replaced() -> None:
    """And no third one."""
    door = TwilioDoor(("new", "12345"), SID, NUMBER)
    assert door.is_genuine(URL, FORM, b"...", "RSOYDt4T1cUTdK1PDd93/VVr8B8=")
    assert door.is_genuine(URL, FORM, b"...", RequestValidator("new").compute_signature(URL, dict(_singles(FORM))))
    assert not door.is_genuine(URL, FORM, b"...", RequestValidator("x").compute_signature(URL, dict(_singles(FORM))))


def test_a_body_the_signature_does_not_speak_for_is_not_genuine() -> None:
    """JSON with another hash, with none, or with two."""
    signature = "a9nBmqA0ju/hNViExpshrM61xv4="
    assert not DOOR.is_genuine(JSON_URL, {}, JSON + b" ", signature)
    assert not DOOR.is_genuine(JSON_URL, {}, b"", signature)
    without = RequestValidator("12345").compute_signature(URL, {})
    assert not DOOR.is_genuine(URL, {}, JSON, without)
    assert DOOR.is_genuine(URL, {}, b"", without)
    twice = f"{JSON_URL}&bodySHA256={'0' * 64}"
    assert not DOOR.is_genuine(twice, {}, JSON, RequestValidator("12345").compute_signature(twice, {}))
    odd = f"{URL}&bodySHA256=%E0%A4%A8"
    assert not DOOR.is_genuine(odd, {}, JSON, RequestValidator("12345").compute_signature(odd, {}))


@pytest.mark.parametrize(
    "signature",
    [None, "", " ", "x", "नमस्ते", "RSOYDt4T1cUTdK1PDd93/VVr8B8", "RSOYDt4T1cUTdK1PDd93/VVr8B8= x", "=" * 9999],
)
def test_no_signature_or_nonsense_is_not_genuine(signature: str | None) -> None:
    """And is no error either."""
    assert not DOOR.is_genuine(URL, FORM, b"...", signature)


@pytest.mark.parametrize("tokens", [(), ("",), ("  ",), ("good", ""), "12345", ""])
def test_an_empty_token_is_refused(tokens: tuple[str, ...] | str) -> None:
    """Anybody could sign with it; and a text is not several tokens of one letter."""
    with pytest.raises(ValueError, match="token"):
        TwilioDoor(tokens, SID, NUMBER)


def test_a_door_knows_whose_it_is() -> None:
    """Without an account or a number it would let anything in."""
    for sid, number in (("", NUMBER), (SID, "")):
        with pytest.raises(ValueError, match="missing"):
            TwilioDoor(("12345",), sid, number)


@given(
    st.text(max_size=60), st.dictionaries(st.text(max_size=9), st.lists(st.text(max_size=9), max_size=3), max_size=3),
    st.binary(max_size=40), st.one_of(st.none(), st.text(max_size=40)),
)  # fmt: skip
def test_nothing_makes_it_fail(url: str, form: dict[str, list[str]], body: bytes, signature: str | None) -> None:
    """Addresses, fields and signatures of anything, halves of characters too."""
    assert not DOOR.is_genuine(url, form, body, signature)
    assert not Signatures(("12345",)).is_genuine(
        "https://[broken:99999999/\ud800?bodySHA256=\ud800", form, body, "x" * 28
    )


def _singles(form: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, values[0]) for name, values in form.items()]
