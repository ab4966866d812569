"""A person's phone for tests and demos: does what a person can do, and shows what a person can see."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from integrations.sandbox import incoming
from integrations.sandbox.incoming import Upload
from integrations.sandbox.records import Location, Message, Person, Status
from integrations.sandbox.state import Sandbox


class Phone:
    """One person's phone."""

    def __init__(self, sandbox: Sandbox, person: Person) -> None:
        self.sandbox = sandbox
        self.person = person

    def text(self, body: str, quotes: Message | None = None) -> Message:
        """Write something."""
        return incoming.text(self.sandbox, self.person, body, quotes.sid if quotes else None)

    def tap(self, title: str, message: Message | None = None) -> Message:
        """Tap the button or the row with this title: of this message, else of the newest that has one."""
        for known in [message] if message else reversed(self.chat()):
            for option in () if known.is_inbound else known.options:
                if option.title == title:
                    return incoming.tap(self.sandbox, self.person, known.sid, option.id)
        raise LookupError(f"no button or row '{title}' on this phone")

    def location(self, latitude: float, longitude: float, label: str = "") -> Message:
        """Share a place."""
        return incoming.location(self.sandbox, self.person, Location(latitude, longitude, label))

    def file(self, content_type: str, content: bytes, caption: str = "", name: str = "") -> Message:
        """Send a file."""
        return incoming.file(self.sandbox, self.person, Upload(content_type, content, name), caption)

    def react(self, message: Message, emoji: str) -> Message:
        """Put an emoji under a message."""
        return incoming.react(self.sandbox, self.person, message.sid, emoji)

    def chat(self) -> Sequence[Message]:
        """Everything on the phone, oldest first."""
        with self.sandbox.lock:
            return list(self.sandbox.chat(self.person))

    def received(self) -> Sequence[Message]:
        """What the bot has sent and what has arrived."""
        arrived = (Status.DELIVERED, Status.READ)
        return [message for message in self.chat() if not message.is_inbound and message.status in arrived]

    def wait_for(self, is_it: Callable[[Message], bool], timeout: float = 10.0) -> Message:
        """The first message that has arrived and is the one. LookupError if none comes in this time."""
        found: list[Message] = []

        def has_come() -> bool:
            found[:] = [message for message in self.received() if is_it(message)][:1]
            return bool(found)

        if not self.sandbox.wait(has_come, timeout):
            raise LookupError(f"not among {[message.body for message in self.received()]}")
        return found[0]
