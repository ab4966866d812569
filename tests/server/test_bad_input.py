"""Whatever arrives at a door gets the right status, changes nothing, and is never a mistake of ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest

from tests.server.house import BASE, FORM, NUMBER, SID, House, message, report, sid, sign

STATUS = "/webhooks/twilio/status"
MESSAGE = "/webhooks/twilio"
OTHER = "AC" + "2" * 32


@dataclass(frozen=True)
class Bad:
    """One thing that arrives. `fields` are signed as Twilio would; a `body` is sent as it is."""

    status: int
    fields: list[tuple[str, str]] | None = None
    body: bytes = b""
    path: str = MESSAGE
    content_type: str = FORM
    environ: dict[str, str] = field(default_factory=dict)


def without(name: str, fields: list[tuple[str, str]] | None = None) -> list[tuple[str, str]]:
    """A form that lacks a field."""
    return [pair for pair in (fields or message()) if pair[0] != name]


SIGNED = {
    # genuine, and not what is expected here
    "no fields at all": Bad(422, []),
    "no MessageSid": Bad(422, without("MessageSid")),
    "no From": Bad(422, without("From")),
    "no To": Bad(422, without("To")),
    "no AccountSid": Bad(422, without("AccountSid")),
    "of another account": Bad(422, message(AccountSid=OTHER)),
    "to another number": Bad(422, message(To="whatsapp:+14155550000")),
    "an empty MessageSid": Bad(422, message(MessageSid="")),
    "a MessageSid that is none": Bad(422, message(MessageSid="SM1")),
    "a MessageSid with a quote": Bad(422, message(MessageSid="SM' OR 1=1 --" + "0" * 19)),
    "a MessageSid with a newline": Bad(422, message(MessageSid=sid() + "\n")),
    "a MessageSid in other digits": Bad(422, message(MessageSid="SM" + "१" * 32)),
    "two MessageSids": Bad(422, [*message(), ("MessageSid", sid(2))]),
    "two senders": Bad(422, [*message(), ("From", "whatsapp:+918888888888")]),
    "two accounts": Bad(422, [*message(), ("AccountSid", OTHER)]),
    "an SMS": Bad(422, message(From="+919876543210")),
    "a sender with a space": Bad(422, message(From="whatsapp:+91 98765")),
    "an endless sender": Bad(422, message(From="whatsapp:+" + "9" * 5000)),
    "a report at the door of messages": Bad(422, message(SmsStatus="delivered", MessageStatus="delivered")),
    "a message at the door of reports": Bad(422, message(), path=STATUS),
    "a status that is none": Bad(422, report(status="exploded"), path=STATUS),
    "a report without a status": Bad(422, without("MessageStatus", report()), path=STATUS),
    "a report of another account": Bad(422, report(AccountSid=OTHER), path=STATUS),
    "a report of another number": Bad(422, report(From="whatsapp:+14155550000"), path=STATUS),
    "a report without an id": Bad(422, without("MessageSid", report()), path=STATUS),
}

UNSIGNED = {
    "JSON under the name of a form": Bad(403, body=b'{"MessageSid": "SM1"}'),
    "forged": Bad(403, body=urlencode(message()).encode()),
    "invalid UTF-8": Bad(403, body=b"Body=\xff\xfe&MessageSid=" + sid().encode()),
    "escaped invalid UTF-8": Bad(403, body=b"Body=%ff%fe"),
    "a byte order mark": Bad(403, body=b"\xef\xbb\xbfBody=hi"),
    "zero bytes": Bad(403, body=b"\x00" * 1000),
    "nothing": Bad(403),
    "fields without end": Bad(403, body=b"a=1&" * 60_000),
    "ampersands": Bad(403, body=b"&" * 200_000),
    "too large": Bad(413, body=b"Body=" + b"x" * 300_000),
    "too large of another type": Bad(413, body=b"x" * 300_000, content_type="text/plain"),
    "JSON": Bad(403, body=b'{"a": 1}', content_type="application/json"),
    "NaN": Bad(403, body=b'{"a": NaN}', content_type="application/json"),
    "deep JSON": Bad(403, body=b"[" * 100_000, content_type="application/json"),
    "JSON with a key twice": Bad(403, body=b'{"a": 1, "a": 2}', content_type="application/json"),
    "a huge number": Bad(403, body=b'{"a": 1' + b"0" * 100_000 + b"}", content_type="application/json"),
    "plain text": Bad(415, body=b"hi", content_type="text/plain"),
    "XML": Bad(415, body=b"<a/>", content_type="text/xml"),
    "several parts": Bad(415, body=b"--x\r\n", content_type="multipart/form-data; boundary=x"),
    "no type": Bad(415, body=b"Body=hi", content_type=""),
    "a type that is none": Bad(415, body=b"Body=hi", content_type="///"),
    "compressed": Bad(415, body=b"\x1f\x8b", environ={"HTTP_CONTENT_ENCODING": "gzip"}),
    "a signature of bytes": Bad(403, body=b"Body=hi", environ={"HTTP_X_TWILIO_SIGNATURE": "\xff\xfe"}),
    "an endless signature": Bad(403, body=b"Body=hi", environ={"HTTP_X_TWILIO_SIGNATURE": "A" * 8000}),
    "a report": Bad(403, body=urlencode(report()).encode(), path=STATUS),
    "an address with a host": Bad(403, body=b"Body=hi", environ={"RAW_URI": "http://evil.example/webhooks/twilio"}),
}


@pytest.mark.parametrize("name", SIGNED)
def test_what_is_genuine_and_wrong_changes_nothing(house: House, name: str) -> None:
    """Twilio's own mistakes, and those of whoever has set up the webhook."""
    bad = SIGNED[name]
    before = house.rows()
    assert bad.fields is not None
    answer = house.post(bad.fields, bad.path)
    assert answer.status_code == bad.status
    _has_the_shape(answer.json)
    assert house.rows() == before


@pytest.mark.parametrize("name", UNSIGNED)
def test_what_nobody_has_signed_changes_nothing(house: House, name: str) -> None:
    """Whatever it is, it is refused by the first check that sees it."""
    bad = UNSIGNED[name]
    before = house.rows()
    answer = house.post_raw(bad.body, bad.path, content_type=bad.content_type, **bad.environ)
    assert answer.status_code == bad.status
    _has_the_shape(answer.json)
    assert house.rows() == before


@pytest.mark.parametrize(
    ("body", "text"),
    [(b"Body=%ff", "\ufffd"), (b"Body=\xff", "\ufffd"), (b"Body=%ed%a0%80", "\ufffd\ufffd\ufffd")],
)
def test_bytes_that_are_no_text_are_refused_even_signed(house: House, body: bytes, text: str) -> None:
    """Nobody knows what was meant."""
    before = house.rows()
    answer = house.post_raw(body, signature=sign(BASE + MESSAGE, [("Body", text)]))
    assert answer.status_code == 400
    assert house.rows() == before


ODD = {
    "an empty text": {"Body": ""},
    "a zero byte": {"Body": "a\x00b"},
    "half a character": {"Body": "\udc80".encode("utf-8", "replace").decode()},
    "the longest text": {"Body": "x" * 20_000},
    "a text from right to left": {"Body": "\u202e\u2066abc"},
    "a template": {"Body": "{{ 7 * 7 }} {% for x in y %} ${7*7} %s {0}"},
    "markup": {"Body": "<script>alert(1)</script>", "ProfileName": "</Response><Message>x"},
    "a place nowhere": {"Latitude": "NaN", "Longitude": "inf"},
    "a place beyond": {"Latitude": "1e308", "Longitude": "-999"},
    "media that are none": {"NumMedia": "99999999999", "MediaUrl0": "file:///etc/passwd"},
    "a negative number of media": {"NumMedia": "-1"},
    "media in other digits": {"NumMedia": "१"},
    "a payload without end": {"ButtonPayload": "x" * 5000},
    "a payload of an old button": {"ButtonPayload": "welcome.menu@999#1:help", "Body": "Help"},
    "a payload that is none": {"ButtonPayload": "{verify:1}"},
    "an emoji under a message": {"MessageType": "reaction", "Body": "👍", "OriginalRepliedMessageSid": sid(9)},
    "metadata that are no JSON": {"ChannelMetadata": "{" * 10_000},
    "a field nobody knows": {"ReferralSomethingNew": "1"},
    "a user id that is none": {"ExternalUserId": "whatsapp:" + "x" * 5000},
    "a sender without a number": {"From": "whatsapp:IN.4566546130240823", "WaId": ""},
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_message_is_a_message(house: House, name: str) -> None:
    """People and channels send what they like; it is stored once, and a worker will see."""
    assert [house.post(message(1, **ODD[name])).status_code for _ in range(2)] == [200, 200]
    assert house.rows()["inbox"] == 1


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"])
@pytest.mark.parametrize("path", [MESSAGE, STATUS, "/webhooks/razorpay"])
def test_only_what_is_posted_is_taken(house: House, path: str, method: str) -> None:
    """405 with what is allowed, whoever asks."""
    answer = house.client.open(path, method=method)
    assert (answer.status_code, answer.headers["Allow"]) == (405, "POST")


@pytest.mark.parametrize(
    "path", ["/", "/webhooks", "/webhooks/twilio/", "//webhooks/twilio", "/webhooks/razorpay/", "/payments", "/admin",
             "/media/", "/.env", "/health/", "/%00", "/media/a/b"]
)  # fmt: skip
def test_there_is_nothing_else(house: House, path: str) -> None:
    """404, and nobody is sent elsewhere."""
    answer = house.client.get(path)
    assert answer.status_code == 404
    _has_the_shape(answer.json)


def _has_the_shape(json: object) -> None:
    """The one shape of all errors."""
    assert isinstance(json, dict)
    assert set(json) == {"error"}
    assert set(json["error"]) == {"code", "message", "request_id"}
    assert NUMBER not in str(json)
    assert SID not in str(json)
