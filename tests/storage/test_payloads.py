"""What is kept of events and messages is enough to make them again."""

from __future__ import annotations

import json

import pytest

from engine.domain.events import Event, EventKind
from engine.domain.messages import Choice, Inbound, Media, Outbound
from engine.domain.payloads import body_of, event_of, outbound_of, payload_of, payload_of_timer
from tests.storage.samples import item, timer

EVENTS = [
    Event(kind=EventKind.MESSAGE, message=Inbound()),
    Event(kind=EventKind.MESSAGE, message=Inbound(text="नमस्ते", tap="welcome.hello@3#1:yes")),
    Event(
        kind=EventKind.MESSAGE,
        message=Inbound(
            media=(Media("image/jpeg", "https://api.test/1"), Media("audio/ogg")), location=(18.52, -73.85)
        ),
    ),
    Event(kind=EventKind.FACT, name="payment.paid", data={"amount": 4900}),
    Event(kind=EventKind.JOB, name="found", data={"value": [1, 2]}, frame=3, state="looking", token=7),
    Event(kind=EventKind.TIMER, name="after.hello.0", frame=1, state="hello", token=0),
]

MESSAGES = [
    Outbound(key="welcome.hello", text="Hello", language="en"),
    Outbound(
        key="welcome.menu",
        text="मेनू",
        language="hi",
        choices=(Choice("a", "Profile", "Yours", "welcome.menu@3#1:a"), Choice("b", "Language")),
        template="menu_v1",
        fallback="en",
    ),
]


@pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.name)
def test_an_event_comes_back_out_of_its_inbox_item(event: Event) -> None:
    """Through JSON."""
    payload = json.loads(json.dumps(payload_of(event)))
    assert event_of(item(kind=event.kind, name=event.name, payload=payload)) == event


@pytest.mark.parametrize("data", [{}, {"n": 1}])
def test_the_event_of_a_timer_names_its_entry(data: dict[str, int]) -> None:
    """So that a late one is known as such."""
    going_off = timer(data=data)
    received = item(kind=EventKind.TIMER, name=going_off.event, payload=payload_of_timer(going_off))
    assert event_of(received) == Event(
        kind=EventKind.TIMER, name="remind.hello.0", data=data, frame=1, state="hello", token=4
    )


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.key)
def test_a_message_comes_back_out_of_its_body(message: Outbound) -> None:
    """Through JSON."""
    assert outbound_of(json.loads(json.dumps(body_of(message)))) == message
