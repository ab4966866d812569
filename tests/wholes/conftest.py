"""One server for everybody: the real one in a process of its own, Twilio and Razorpay of the sandbox in this one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from server.cli.demo_guest import Guest
from server.cli.demo_house import House, open_house
from tests.wholes.people import PEOPLE
from tests.wholes.visitor import Visitor

Arrive = Callable[[str], Visitor]
_NUMBERS = count(1)
_SHOWN = 1000


@pytest.fixture(scope="package")
def house() -> Iterator[House]:
    """With nobody in it."""
    with open_house() as opened:
        yield opened


@pytest.fixture(scope="package")
def arrive(house: House) -> Arrive:
    """Somebody new who speaks a language: has said hello, and has chosen it."""

    def arrived(language: str) -> Visitor:
        person = PEOPLE[language]
        visitor = Visitor(house, Guest(house, house.twilio.phone(person.first.name, f"+9198000006{next(_NUMBERS):02}")))
        visitor.held = len(visitor.tells(person.hello))
        visitor.taps(language)
        return visitor

    return arrived


@pytest.fixture(autouse=True)
def transcript(house: House) -> Iterator[None]:
    """Printed, so that it stands beside a test that fails."""
    before = len(house.state.messages)
    yield
    for message in list(house.state.messages.values())[before:]:
        offered = "".join(f" [{option.title}]" for option in message.options if not message.is_inbound)
        print(">" if message.is_inbound else "<", message.body[:_SHOWN] or message.media_urls, offered)
