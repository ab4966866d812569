"""What HTTP needs of the rest: handed to the factory, so that no route knows where anything comes from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from engine.domain.deliveries import Report
from engine.domain.messages import Inbound
from engine.domain.records import Backlog, StoredFile
from engine.interfaces.channel import ChannelDoor
from engine.interfaces.clock import Clock
from engine.interfaces.rates import RateGateway
from engine.services.payments.returning import Return, Seen
from server.hashing import Hasher
from server.http.links import Links
from server.metrics import Metrics
from server.settings import Settings

CHANNEL = "whatsapp"


class Recorded(Protocol):
    """A message that is stored."""

    @property
    def is_new(self) -> bool:
        """Not a repeat."""
        ...

    @property
    def inbox(self) -> str | None:
        """The id that its turn will name; None for a repeat."""
        ...

    @property
    def contact(self) -> str:
        """Who sent it."""
        ...


class Receiving(Protocol):
    """Whoever takes messages in."""

    def message(
        self, channel: str, address: str, provider_id: str, message: Inbound, *, user: str | None = None,
        number: str | None = None, is_limited: Callable[[], bool] = ...,
    ) -> Recorded:  # fmt: skip
        """Store a message; it is stored when this returns. A limited one is kept, and not answered.

        A repeat is not stored again, and it is not asked whether it is limited.
        """
        ...

    def too_many(self, contact: str) -> object:
        """Tell a person, in their language, that these are more messages than we can answer."""
        ...


class Reporting(Protocol):
    """Whoever wants to know how far messages have come."""

    def report(self, report: Report) -> object:
        """Write it down; also what is known already, or of a message nobody knows."""
        ...


class Fetching(Protocol):
    """Whoever keeps files."""

    def fetch(self, file: str) -> StoredFile | None:
        """The file with this id, as long as it has not expired."""
        ...


class Ringing(Protocol):
    """Whoever wakes the workers."""

    def received(self) -> None:
        """A message was stored."""
        ...

    def reported(self) -> None:
        """A report was written down."""
        ...

    def paid(self) -> None:
        """The payment gateway has told something, or somebody comes back from paying."""
        ...


class Hooks(Protocol):
    """Whoever takes in what the payment gateway posts."""

    def is_genuine(self, body: bytes, signature: str | None) -> bool:
        """Whether the gateway has signed these bytes."""
        ...

    def take(self, body: bytes, event_id: str) -> bool:
        """Keep it; it is stored when this returns. False for a repeat."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Till:
    """What the routes of money use. `words` gives the title and the text of a page, in a language if it is known."""

    hooks: Hooks
    returned: Callable[[Mapping[str, str]], Return]
    words: Callable[[Seen, str | None], tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Everything the routes use. Without a `door` or a `till` no webhook of theirs is believed, and comes again later.

    `checks` are what must be in order before anybody is sent here, by the name that is told; each raises or answers
    False when it is not. `backlog` answers None when it cannot be had.
    """

    settings: Settings
    turns: Receiving
    deliveries: Reporting
    files: Fetching
    door: ChannelDoor | None
    rates: RateGateway
    bells: Ringing
    clock: Clock
    hasher: Hasher
    links: Links
    metrics: Metrics
    backlog: Callable[[], Backlog | None]
    till: Till | None = None
    checks: Mapping[str, Callable[[], object]] = field(default_factory=lambda: MappingProxyType({}))
