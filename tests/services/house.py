"""The services on a real database with a small flow: questions, a job, a deadline, and actions that can fail."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from engine.actions.catalogue import Catalogue, Outcome, action
from engine.actions.functions import FUNCTIONS
from engine.domain.messages import Inbound, Outbound
from engine.domain.readers.catalogue import READERS
from engine.domain.readers.vocabulary import merge
from engine.domain.records import InboxItem, InboxStatus
from engine.domain.sessions import Contact, Session
from engine.errors import BoloastroError
from engine.interfaces.identifiers import Identifiers
from engine.interfaces.unit_of_work import Storage
from engine.runtime.charts import Charts
from engine.runtime.interpreter import Interpreter
from engine.runtime.speech import Speech
from engine.runtime.understanding import Understanding
from engine.services.editions import keep_definitions, stored_editions
from engine.services.turns import Turns, TurnTaken
from engine.services.work import Work
from integrations.system import ManualClock, RandomIdentifiers
from tests.runtime.stage import NOON, flow, library_of

SHAPE = (
    "data: {name: text, town: text, found: text, said: {type: list, default: []}}\ninitial: ask\nstates:\n"
    "  ask: {ask: text, into: name, next: town}\n"
    "  town: {ask: text, into: town, next: looking}\n"
    "  looking: {run: test.find, with: {text: =town}, into: found, timeout: 5m,"
    " outcomes: {found: paying, failed: sorry, timeout: sorry}}\n"
    "  sorry: {say: true, next: town}\n"
    "  paying: {say: true, wait: {paid: chat}, after: {1h: chat}}\n"
    "  chat: {ask: text, into: name, next: {do: [{action: test.check, with: {text: =name}, into: name},"
    " {set: {said: '=said + [name]'}}, {say: heard}], to: chat}}\n"
)
WORDS = (
    "{ask: Name?, town: Town?, sorry: Sorry about that., paying: 'Pay for {{ found }}.', chat: Go on.,"
    " heard: 'Heard {{ name }}.'}"
)
FILES = flow("main", SHAPE, en=WORDS)
BUG = "BUG"


class Phone:
    """Keeps what was sent to each address; an error laid down for a text is raised instead."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.refuse: dict[str, list[Exception]] = {}
        self._lock = threading.Lock()

    def send(self, contact: Contact, message: Outbound, reference: str) -> str | None:
        """Take the message, or raise."""
        with self._lock:
            if self.refuse.get(message.text):
                raise self.refuse[message.text].pop(0)
            self.sent.append((contact.address, message.text))
            return f"phone-{reference}"

    def texts(self, address: str = "a") -> list[str]:
        """What one person got."""
        return [text for to, text in self.sent if to == address]


class ChannelDown(BoloastroError):
    """The channel does not take a message now."""


@dataclass
class House:
    """One process: its own interpreter and services on a storage shared with others."""

    storage: Storage
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOON))
    phone: Phone = field(default_factory=Phone)
    identifiers: Identifiers = field(default_factory=RandomIdentifiers)
    found: Callable[[str], Outcome] = lambda text: Outcome("found", text.title())
    runs: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        @action("test.find", outcomes=["found"])
        def find(text: str) -> Outcome:
            self.runs.append(text)
            return self.found(text)

        @action("test.check")
        def check(text: str) -> str:
            if text.startswith(BUG):
                raise ZeroDivisionError(text)
            return text

        library = library_of(FILES)
        catalogue = Catalogue.of([find, check], FUNCTIONS)
        keep_definitions(self.storage, library, self.clock)
        charts = Charts(library, catalogue, stored_editions(self.storage))
        interpreter = Interpreter(charts, Speech(marks_fallbacks=False), Understanding(READERS, merge({})), root="main")
        self.turns = Turns(self.storage, interpreter, self.clock, self.identifiers, "en")
        self.work = Work(self.storage, catalogue.actions, self.phone, self.clock, self.identifiers)

    def hear(self, text: str, identity: str = "", address: str = "a") -> bool:
        """A message arrives; its id is its text unless said."""
        return self.turns.message("test", address, f"test:{address}:{identity or text}", Inbound(text=text))

    def settle(self) -> list[TurnTaken]:
        """Do all there is to do now."""
        taken: list[TurnTaken] = []
        while True:
            turn = self.turns.take_any()
            taken += [turn] if turn else []
            counts = (self.work.send_messages(), self.work.run_jobs(), self.work.fire_timers())
            if turn is None and not any(counts):
                return taken

    def tell(self, *texts: str, address: str = "a") -> None:
        """Messages, each followed by all that follows from it."""
        for text in texts:
            self.hear(text, address=address)
            self.settle()

    def chatting(self, address: str = "a") -> Session:
        """A person who has come to the state `chat`."""
        self.tell("hi", "Pune", address=address)
        self.turns.fact(self.contact(address).id, "paid", {}, f"paid:{address}")
        self.settle()
        session = self.session(address)
        assert session.frames[0].configuration == ("chat",)
        return session

    def contact(self, address: str = "a") -> Contact:
        """The person as stored."""
        with self.storage.read() as work:
            found = work.contacts.find("test", address)
        assert found is not None
        return found

    def session(self, address: str = "a") -> Session:
        """Where they stand."""
        contact = self.contact(address)
        with self.storage.begin() as work:
            found = work.sessions.lock(contact.id)
        assert found is not None
        return found

    def said(self, address: str = "a") -> list[str]:
        """What the flow has heard in `chat`."""
        said = self.session(address).frames[0].data["said"]
        assert isinstance(said, list)
        return [str(text) for text in said]

    def inbox(self, *items: str) -> Sequence[InboxItem]:
        """Inbox items by their ids."""
        with self.storage.read() as work:
            found = [work.inbox.get(item) for item in items]
        return [item for item in found if item is not None]


def is_open(item: InboxItem) -> bool:
    """Whether a turn has still to come."""
    return item.status is InboxStatus.NEW
