"""Everything the sandbox knows, in memory, behind one lock."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from integrations.sandbox.agenda import Agenda, Task
from integrations.sandbox.clock import SandboxClock
from integrations.sandbox.content import Content
from integrations.sandbox.errors import not_found
from integrations.sandbox.faults import Faults
from integrations.sandbox.razorpay.books import Books
from integrations.sandbox.razorpay.records import Merchant
from integrations.sandbox.records import Account, MediaFile, Message, Person
from integrations.sandbox.sids import Sids
from integrations.sandbox.wire import Wire


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How many seconds after it was taken a message is sent, delivered and read, and a template is judged.

    `told`: when an event of Razorpay's is posted. `refunded`: when a refund is done.
    """

    sent: float = 0.3
    delivered: float = 0.7
    read: float = 1.5
    reviewed: float = 5.0
    told: float = 0.5
    refunded: float = 5.0


AT_ONCE = Pace(sent=0, delivered=0, read=0, reviewed=0, told=0, refunded=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doors:
    """Where the bot is to be called: for what people send, and where else if that fails."""

    webhook: str
    fallback: str | None = None


class Sandbox:
    """The state. Read and change it inside `with sandbox.lock`; `changed` tells all who wait that something is new."""

    def __init__(
        self, account: Account, doors: Doors, clock: SandboxClock, sids: Sids, pace: Pace,
        merchant: Merchant | None = None,
    ) -> None:  # fmt: skip
        self.account = account
        self.doors = doors
        self.clock = clock
        self.sids = sids
        self.pace = pace
        self.lock = threading.Condition(threading.RLock())
        self.faults = Faults(sids)
        self.agenda = Agenda()
        self.wire = Wire()
        self.books = Books(merchant)
        self.people: dict[str, Person] = {}
        self._at: dict[str, Person] = {}
        self.messages: dict[str, Message] = {}
        self._chats: dict[str, list[Message]] = {}
        self.contents: dict[str, Content] = {}
        self.media: dict[str, MediaFile] = {}
        self.held: dict[str, Task] = {}
        self.turns: list[tuple[datetime, float]] = []
        self.stopping = threading.Event()
        self.version = 0

    def now(self) -> datetime:
        """The time by the sandbox's clock."""
        return self.clock.now()

    def changed(self) -> None:
        """Something is new."""
        with self.lock:
            self.version += 1
            self.lock.notify_all()

    def plan(self, task: Task, after: float = 0.0) -> None:
        """Do this so many seconds from now."""
        with self.lock:
            self.agenda.add(self.now() + timedelta(seconds=after), task)
            self.changed()

    def turn(self, seconds: float) -> None:
        """Turn the clock forward. What comes due meanwhile happens now."""
        with self.lock:
            self.clock.turn(seconds)
            self.turns.append((self.now(), seconds))
            self.changed()

    def wait(self, is_so: Callable[[], bool], timeout: float) -> bool:
        """Wait until something is so, real seconds at most; answers whether it is."""
        deadline = time.monotonic() + timeout
        with self.lock:
            while not is_so():
                left = deadline - time.monotonic()
                if left <= 0 or self.stopping.is_set():
                    return is_so()
                self.lock.wait(min(left, 0.5))
            return True

    def stop(self) -> None:
        """Let all who wait go."""
        self.stopping.set()
        self.changed()

    def add_person(self, name: str, number: str | None = None, user: str | None = None, reads: bool = True) -> Person:
        """Somebody with a phone. ValueError when the number or the user id is no such thing, or somebody else's."""
        with self.lock:
            person = Person(id=f"p{len(self.people) + 1}", name=name, number=number, user=user, reads=reads)
            if any(self.person_at(address) for address in person.addresses()):
                raise ValueError("somebody else has this number or user id")
            self.people[person.id] = person
            self._at.update(dict.fromkeys(person.addresses(), person))
            self.changed()
            return person

    def renumber(self, person: Person, number: str | None) -> None:
        """Give a person another number, perhaps somebody else's old one, or none. ValueError when it is no number."""
        with self.lock:
            changed = replace(person, number=number)
            owner = self.person_at(f"whatsapp:{number}")
            if owner is not None and owner is not person:
                self.renumber(owner, None)
            for address in person.addresses():
                del self._at[address]
            person.number = changed.number
            self._at.update(dict.fromkeys(person.addresses(), person))
            self.changed()

    def person_at(self, address: str) -> Person | None:
        """Whose address this is."""
        return self._at.get(address)

    def message(self, sid: str) -> Message:
        """A message. TwilioRefusal when there is none."""
        if sid not in self.messages:
            raise not_found(f"/2010-04-01/Accounts/{self.account.sid}/Messages/{sid}.json")
        return self.messages[sid]

    def chat(self, person: Person) -> Sequence[Message]:
        """All messages from and to a person, oldest first."""
        return self._chats.get(person.id, ())

    def keep(self, message: Message) -> None:
        """A new message."""
        self.messages[message.sid] = message
        self._chats.setdefault(message.person, []).append(message)
