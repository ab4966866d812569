"""What people told us and what must stay secret is fed through every path, and found in no log, error or metric."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any, NoReturn
from urllib.parse import quote

import pytest

from engine.errors import StorageError
from server.logs import configure_logs
from server.worker import Worker
from tests.server.house import BASE, KEY, SETTINGS, TOKEN, House, built, message, report, settings_of, sid, sign
from tests.worker.bot import until

PHONE = "919812345678"
CANARIES = {
    "a telephone": PHONE,
    "a telephone as people write it": "+91 98123 45678",
    "a text": "my husband must not know",
    "a name": "Chandrakanta Deshpande",
    "a date of birth": "1987-11-23",
    "a date of birth as people write it": "23/11/1987",
    "a card": "4111111111111111",
    "a card as people write it": "4111 1111 1111 1111",
    "an e-mail address": "chandrakanta@example.org",
    "a user id": "IN.4566546130240823",
    "a place": "18.52043",
    "an address of a file": "https://api.twilio.com/2010-04-01/Media/ME0canary",
}
SECRETS = {
    name: SETTINGS[name] for name in ("TWILIO_AUTH_TOKEN", "ANALYTICS_API_KEY", "SECRET_KEY", "CONTACT_HASH_KEY")
}
TEXT = " ".join(CANARIES.values())

Fields = Sequence[tuple[str, str]]


class Exploding:
    """A Receiving that fails as libraries do: with everything it was given in its message."""

    def __init__(self, kind: type[Exception]) -> None:
        self._kind = kind

    def message(self, *given: object, **named: object) -> None:
        raise self._kind(f"cannot store {given} {named} {SECRETS}")

    def too_many(self, contact: str) -> None:
        raise self._kind(f"cannot tell {contact} {TEXT}")

    def take_any(self) -> None:
        raise self._kind(f"cannot handle {TEXT} {SECRETS}")


class ExplodingChannel:
    """A ChannelGateway that breaks its promise never to raise."""

    def _explode(self, *given: object) -> NoReturn:
        raise ZeroDivisionError(f"cannot reach {given} {TEXT} {SECRETS}")

    send = find = report = typing = _explode


TROUBLES = ("channel.failed", "message.uncertain", "worker.trouble")


@pytest.fixture
def seen(sqlite_url: str) -> Iterator[tuple[list[House], io.StringIO]]:
    """Three servers of which two fail, and all that they log."""
    out = io.StringIO()
    settings = settings_of(sqlite_url, BOLOASTRO_MESSAGES_PER_MINUTE="4")
    configure_logs(logging.DEBUG, secrets=settings.secrets, stream=out)
    logging.getLogger().setLevel(logging.DEBUG)
    with ExitStack() as stack:
        failing: list[dict[str, Any]] = [{"turns": Exploding(kind)} for kind in (StorageError, ZeroDivisionError)]
        yield [stack.enter_context(contextmanager(built)(settings, **doors)) for doors in ({}, *failing)], out


MESSAGES, STATUS = "/webhooks/twilio", "/webhooks/twilio/status"


def told(house: House) -> Iterator[str]:
    """Everything is sent to every door, right, wrong and forged; what comes back."""
    person = {
        "From": f"whatsapp:+{PHONE}", "WaId": PHONE, "ProfileName": CANARIES["a name"], "Body": TEXT,
        "ExternalUserId": f"whatsapp:{CANARIES['a user id']}", "Latitude": CANARIES["a place"], "Longitude": "73.85674",
        "NumMedia": "1", "MediaUrl0": CANARIES["an address of a file"], "MediaContentType0": "image/png",
        "ButtonPayload": TEXT[:200],
    }  # fmt: skip
    forms: list[tuple[Fields, str]] = [(message(number, **person), MESSAGES) for number in range(1, 8)]
    forms += [(message(9, **{**person, name: TEXT}), MESSAGES) for name in ("From", "To", "AccountSid", "MessageSid")]
    trouble = {"To": f"whatsapp:+{PHONE}", "ErrorMessage": TEXT, "ErrorCode": PHONE}
    forms += [(report(1, status, **trouble), f"{STATUS}?reference={PHONE}") for status in ("sent", "failed", TEXT)]
    named = {"X-Request-Id": f"{PHONE}-abc"}
    for fields, path in forms:
        for signature in (sign(BASE + path, fields), TOKEN, "x", TEXT.encode("ascii", "ignore").decode()):
            yield from _shown(house.post(fields, path, signature=signature, headers=named))
    body = f"Body=%ff&{quote(TEXT)}".encode()
    yield from _shown(house.post_raw(body))
    yield from _shown(house.post_raw(body * 5000))
    yield from _shown(house.post_raw(TEXT.encode(), content_type=f"text/plain; x={PHONE}"))
    yield from _shown(house.post_raw(f'{{"a": "{TEXT}"}}'.encode(), content_type="application/json"))
    yield from _shown(house.client.get(f"/media/{quote(TEXT)}"))
    yield from _shown(house.client.get(f"/{quote(TEXT)}?{quote(TEXT)}"))
    yield from _shown(house.client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}))
    yield from _shown(house.client.open(f"/health?{PHONE}", method=PHONE))


def _shown(answer: object) -> Iterator[str]:
    yield f"{answer.text} {answer.headers}"  # type: ignore[attr-defined]


def test_nothing_of_it_is_seen_outside(seen: tuple[list[House], io.StringIO]) -> None:
    """Through every door, with the storage well, away and broken; then turns are taken and answers written."""
    houses, out = seen
    answers = [text for house in houses for text in told(house)]
    while houses[0].application.turns.take_any():
        pass
    logging.getLogger("sqlalchemy.engine").warning("bad row %s", TEXT)
    logging.getLogger("urllib3").error("no answer for %s", TOKEN)
    found = _found(out.getvalue(), "log")
    found += [each for text in answers for each in _found(text, "answer")]
    found += [each for house in houses for each in _found(house.metrics(), "metric")]
    assert not sorted(set(found))
    assert out.getvalue().count('"event": "request"') > 150
    assert '"event": "turn"' in out.getvalue()
    assert sid(1) in out.getvalue()


def test_nothing_of_it_is_seen_when_the_worker_is_in_trouble(sqlite_url: str) -> None:
    """A channel and turns that fail with all that they were given."""
    out = io.StringIO()
    settings = settings_of(sqlite_url)
    configure_logs(logging.DEBUG, secrets=settings.secrets, stream=out)

    def is_told() -> bool:
        return all(f'"event": "{event}"' in out.getvalue() for event in TROUBLES)

    for house in built(settings, channel=ExplodingChannel()):
        house.post(message(1, TEXT, From=f"whatsapp:+{PHONE}"))
        while house.application.turns.take_any():
            pass
        worker = Worker(replace(house.application, turns=Exploding(ZeroDivisionError)))  # type: ignore[arg-type]
        worker.start()
        assert until(is_told)
        assert worker.stop()
    assert not _found(out.getvalue(), "log")


def _found(text: str, where: str) -> list[str]:
    """The canaries in a text; digits are looked for without what people write between them, too."""
    return [f"{name} in a {where}" for name, canary in {**CANARIES, **SECRETS}.items() if canary in text]


def test_a_canary_would_be_found() -> None:
    """The test above sees what it is there to see."""
    for canary in (*CANARIES.values(), KEY):
        assert _found(f"... {canary} ...", "log")
