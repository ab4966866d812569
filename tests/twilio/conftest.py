"""A stand-in for Twilio, and a gateway that talks with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from engine.domain.messages import Choice, Outbound
from engine.domain.sessions import Contact
from integrations.twilio.account import TwilioAccount
from integrations.twilio.gateway import TwilioGateway
from tests.twilio.standin import NUMBER, PERSON, SID, TOKEN, StandIn, stand_in

NOW = datetime(2026, 1, 1, 10, tzinfo=UTC)
ANYA = Contact(id="contact-1", channel="whatsapp", address=PERSON, language="en", last_inbound="SM" + "b" * 32)
HELLO = Outbound("welcome.hello", "Hello", "en")
CHOICES = (Choice("yes", "Yes", "", "ask.plan@1#1:yes"), Choice("no", "No", "", "ask.plan@1#1:no"))
QUESTION = Outbound("ask.plan", "Which plan?\n\nTake your time.", "en", CHOICES)


class Shelf:
    """A ContentRepository in memory."""

    def __init__(self) -> None:
        self.held: dict[str, str] = {}

    def get(self, content: str) -> str | None:
        """See ContentRepository."""
        return self.held.get(content)

    def put(self, content: str, provider_id: str) -> str:
        """See ContentRepository."""
        return self.held.setdefault(content, provider_id)

    def forget(self, content: str) -> None:
        """See ContentRepository."""
        self.held.pop(content, None)


def account(url: str, **changes: object) -> TwilioAccount:
    """An account whose whole API is at one address."""
    values: dict[str, object] = {
        "sid": SID, "tokens": (TOKEN, "second-token"), "number": NUMBER, "api_base_url": url, "content_base_url": url,
        "messaging_base_url": url, "connect_timeout": 1.5, "read_timeout": 1.5, "whole_timeout": 2.5,
        "typing_timeout": 1.5,  # a machine that is busy stands still for half a second
    }  # fmt: skip
    return TwilioAccount(**{**values, **changes})  # type: ignore[arg-type]


def gateway_to(
    url: str, shelf: Shelf | None = None, known: frozenset[str] = frozenset(), **changes: object
) -> TwilioGateway:
    """A gateway with short times."""
    return TwilioGateway(
        account(url, **changes), shelf or Shelf(), lambda file: f"https://bolo.example/media/{file}",
        "https://bolo.example/webhooks/twilio/status", is_known=known.__contains__,
        list_button={"en": "Choose", "hi": "चुनें"}.__getitem__,
    )  # fmt: skip


@pytest.fixture
def twilio() -> Iterator[StandIn]:
    """The stand-in."""
    with stand_in() as server:
        yield server


@pytest.fixture
def shelf() -> Shelf:
    """Where ids of contents are kept."""
    return Shelf()


@pytest.fixture
def gateway(twilio: StandIn, shelf: Shelf) -> TwilioGateway:
    """A gateway to the stand-in."""
    return gateway_to(twilio.url, shelf)
