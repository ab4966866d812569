"""A person at a phone of the sandbox: writes, taps, pays, and looks at what has come."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from integrations.sandbox.records import Handing, Message
from server.cli.demo_buyer import Buyer
from server.cli.demo_guest import Guest
from server.cli.demo_house import House
from server.cli.demo_script import Act, Step

_BURST = 4.0
"""Who has written nothing for three seconds has finished."""
_PATIENCE = 60.0
_LOOKS, _PAUSE = 3, 0.03
"""What one session has handed to another is seen by neither look at them; it is by the next."""

File: TypeAlias = tuple[Mapping[str, str], bytes]
"""Headers and content."""


@dataclass
class Visitor:
    """`read` is how many messages have been looked at, `held` how many of them are known to be in the language."""

    house: House
    guest: Guest
    read: int = 0
    held: int = 0

    def tells(self, *texts: str) -> Sequence[Message]:
        """Write, one after the other, and wait for what comes of it."""
        for text in texts:
            self.guest.does(Step(Act.TELL, text))
        self.house.state.turn(_BURST)
        return self.hears()

    def taps(self, option: str) -> Sequence[Message]:
        """Tap one of the options on the phone."""
        self.guest.does(Step(Act.TAP, option))
        return self.hears()

    def shares(self, latitude: float, longitude: float) -> Sequence[Message]:
        """Share a location."""
        sent = self.guest.phone.location(latitude, longitude)
        self.house.wait(lambda: sent.handing is not Handing.WAITING, "the server takes the location")
        return self.hears()

    def buys(self, option: str) -> Sequence[Message]:
        """Tap what leads to a link, pay on its page, and wait until all of it is done; what has come since paying."""
        before = self.orders()
        self.taps(option)
        assert self.orders() == before + 1
        Buyer(self.guest).pays({"act": "pay", "method": "upi"})
        self.house.wait(lambda: len(Buyer(self.guest).rights()) == before + 1, "what was paid for is theirs")
        return self.hears()

    def hears(self) -> Sequence[Message]:
        """What has come since they looked last, once nothing more is to come."""
        until, quiet = time.monotonic() + _PATIENCE, 0
        while quiet < _LOOKS:
            assert time.monotonic() < until, "it does not end"
            quiet = quiet + 1 if Buyer(self.guest).is_settled() else 0
            time.sleep(_PAUSE)
        received = self._received()
        heard, self.read = received[self.read :], len(received)
        assert heard, "nobody is left without an answer"
        return heard

    def to_hold(self) -> Iterator[str]:
        """Every text since they were asked this last: of messages, and of what can be tapped."""
        received = self._received()
        news, self.held = received[self.held :], len(received)
        for message in news:
            yield message.body
            yield message.list_button
            for option in message.options:
                yield option.title
                yield option.description

    def is_offered(self, option: str) -> bool:
        """Whether it is one of those under the newest question."""
        newest = next((message for message in reversed(self._received()) if message.options), None)
        return newest is not None and any(each.id.rpartition(":")[2] == option for each in newest.options)

    def credits(self) -> int:
        """How many questions are left to them."""
        return sum(each.quantity - each.used for each in Buyer(self.guest).rights() if each.kind == "question")

    def orders(self) -> int:
        """How much they have ordered, paid or not."""
        return len(Buyer(self.guest).orders())

    def _received(self) -> Sequence[Message]:
        return [message for message in self.guest.phone.chat() if not message.is_inbound]


def files(messages: Sequence[Message]) -> list[File]:
    """What hangs on the messages, fetched by its address."""
    found: list[File] = []
    for message in messages:
        for url in message.media_urls:
            with urllib.request.urlopen(url, timeout=_PATIENCE) as answer:
                found.append((dict(answer.headers), answer.read()))
    return found
