"""What Twilio posts, signed and written out as bytes before anything is measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count
from urllib.parse import urlencode

from tests.server.house import BASE, FORM, SID, TOKEN, sid, sign
from tests.server.house import NUMBER as OURS
from tests.server.house import SETTINGS as ALL

__all__ = ["OURS", "SETTINGS", "SID", "TOKEN", "address", "message", "report"]

HOOK = "/webhooks/twilio"
SETTINGS = {
    "TWILIO_ACCOUNT_SID": SID, "TWILIO_AUTH_TOKEN": TOKEN, "TWILIO_WHATSAPP_NUMBER": OURS, "PUBLIC_BASE_URL": BASE,
    "BOLOASTRO_MESSAGES_PER_MINUTE": "1000000", "BOLOASTRO_MESSAGES_PER_HOUR": "1000000",
    "BOLOASTRO_SENDS_PER_SECOND": "1000", "SECRET_KEY": ALL["SECRET_KEY"],
}  # fmt: skip
"""Nobody is held up for having written too much; everything else is as it is without settings."""

_numbers: Iterator[int] = count(1)


def address(person: int) -> str:
    """Where one of many people writes from."""
    return f"whatsapp:+9198{person:08d}"


def message(person: int, text: str) -> bytes:
    """Somebody writes, with all the fields Twilio sends for it."""
    number = sid(next(_numbers))
    return _posted(
        HOOK,
        [
            ("SmsMessageSid", number), ("NumMedia", "0"), ("ProfileName", "Asha Rao"), ("MessageType", "text"),
            ("SmsSid", number), ("WaId", address(person).rpartition("+")[2]), ("SmsStatus", "received"),
            ("Body", text), ("To", OURS), ("NumSegments", "1"), ("ReferralNumMedia", "0"), ("MessageSid", number),
            ("AccountSid", SID), ("From", address(person)), ("ApiVersion", "2010-04-01"),
        ],
    )  # fmt: skip


def report(path: str, message: str, to: str, status: str) -> bytes:
    """Twilio tells how far a message has come; `path` is the one we have asked it to call."""
    return _posted(
        path,
        [
            ("SmsSid", message), ("SmsStatus", status), ("MessageStatus", status), ("To", to), ("MessageSid", message),
            ("AccountSid", SID), ("From", OURS), ("ApiVersion", "2010-04-01"), ("ChannelPrefix", "whatsapp"),
        ],
    )  # fmt: skip


def _posted(path: str, fields: Sequence[tuple[str, str]]) -> bytes:
    body = urlencode(fields)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: bot.example.org\r\nUser-Agent: TwilioProxy/1.1\r\nAccept: */*\r\n"
        f"X-Twilio-Signature: {sign(BASE + path, fields)}\r\nI-Twilio-Idempotency-Token: a-token\r\n"
        f"Content-Type: {FORM}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return (head + body).encode()
