"""The services on a real database with a small flow: questions, a job, a deadline, and actions that can fail."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from engine.actions.catalogue import Catalogue, Outcome, action
from engine.actions.functions import FUNCTIONS
from engine.domain.deliveries import Answer, Progress, Report, Template, Verdict
from engine.domain.messages import Inbound, Outbound
from engine.domain.readers.catalogue import READERS
from engine.domain.readers.vocabulary import merge
from engine.domain.records import InboxItem, InboxStatus, OutboxItem
from engine.domain.sessions import Contact, Session
from engine.domain.windows import QuietHours
from engine.interfaces.identifiers import Identifiers
from engine.interfaces.rates import RateGateway
from engine.interfaces.unit_of_work import Storage
from engine.runtime.charts import Charts
from engine.runtime.interpreter import Interpreter
from engine.runtime.speech import Speech
from engine.runtime.understanding import Understanding
from engine.services.deliveries import Deliveries
from engine.services.editions import keep_definitions, stored_editions
from engine.services.handover import Handover
from engine.services.heeding import TemplateOf
from engine.services.sending import Sending
from engine.services.turns import Turns, TurnTaken
from engine.services.work import Work
from integrations.system import Boundless, ManualClock, RandomIdentifiers
from tests.runtime.stage import NOON, SHARED, flow, library_of

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
POLITE = {"common/en.yaml": SHARED["common/en.yaml"].replace("busy: Busy.", "busy: Busy., too_many: Slowly.")}
FILES = flow("main", SHAPE, en=WORDS) | POLITE
BUG = "BUG"


def no_template(_message: Outbound) -> Template | None:
    """Nothing was approved."""
    return None


TROUBLE = Answer(verdict=Verdict.RETRY, code="test")
"""The channel does not take a message now."""


class Phone:
    """The other end of the channel: keeps what was sent to each address.

    What is laid down in `answers` for a text is answered instead, or raised; `UNCERTAIN` is answered although the
    message has arrived.
    """

    def __init__(self) -> None:
        self.sent: list[tuple[str, str]] = []
        self.templates: list[Template | None] = []
        self.references: list[str] = []
        self.answers: dict[str, list[Answer | Exception]] = {}
        self.blind = False
        self.typed: list[str] = []
        self._unreported: list[str] = []
        self._lock = threading.Lock()

    def send(self, contact: Contact, message: Outbound, reference: str, template: Template | None = None) -> Answer:
        """Take the message, or do what is laid down for it."""
        with self._lock:
            laid = self.answers.get(message.text)
            answer = laid.pop(0) if laid else Answer(verdict=Verdict.SENT, provider_id=f"phone-{reference}")
            if isinstance(answer, Exception):
                raise answer
            if answer.verdict in (Verdict.SENT, Verdict.UNCERTAIN):
                self.show(contact, message, reference)
                self.templates.append(template)
                self.references.append(reference)
                self._unreported.append(reference)
            return answer

    def show(self, contact: Contact, message: Outbound, reference: str) -> None:  # noqa: ARG002
        """The message arrives."""
        self.sent.append((contact.address, message.text))

    def find(
        self, contact: Contact, message: Outbound, reference: str, since: datetime, template: Template | None = None  # noqa: ARG002
    ) -> Answer:  # fmt: skip
        """Whether it has arrived; a blind phone does not know."""
        if self.blind:
            return Answer(verdict=Verdict.UNCERTAIN)
        if reference in self.references:
            return Answer(verdict=Verdict.SENT, provider_id=f"phone-{reference}")
        return Answer(verdict=Verdict.RETRY)

    def report(self, provider_id: str) -> Report | None:  # noqa: ARG002
        """It has told all it knows."""
        return None

    def typing(self, contact: Contact) -> None:
        """Somebody is writing."""
        self.typed.append(contact.address)

    def reports(self) -> list[Report]:
        """What the channel tells about messages that have arrived since it told last."""
        with self._lock:
            told, self._unreported = self._unreported, []
        return [
            Report(provider_id=f"phone-{reference}", progress=Progress.DELIVERED, reference=reference)
            for reference in told
        ]

    def texts(self, address: str = "a") -> list[str]:
        """What one person got."""
        return [text for to, text in self.sent if to == address]


@dataclass
class House:
    """One process: its own interpreter and services on a storage shared with others."""

    storage: Storage
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOON))
    phone: Phone = field(default_factory=Phone)
    identifiers: Identifiers = field(default_factory=RandomIdentifiers)
    found: Callable[[str], Outcome] = lambda text: Outcome("found", text.title())
    runs: list[str] = field(default_factory=list)
    files: Mapping[str, str] = field(default_factory=lambda: FILES)
    quiet: QuietHours | None = None
    rates: RateGateway = field(default_factory=Boundless)
    template_of: TemplateOf = no_template

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

        library = library_of(self.files)
        catalogue = Catalogue.of([find, check], FUNCTIONS)
        keep_definitions(self.storage, library, self.clock)
        charts = Charts(library, catalogue, stored_editions(self.storage))
        interpreter = Interpreter(charts, Speech(marks_fallbacks=False), Understanding(READERS, merge({})), root="main")
        self.turns = Turns(self.storage, interpreter, self.clock, self.identifiers, "en", quiet=self.quiet)
        self.work = Work(self.storage, catalogue.actions, self.phone, self.clock, self.identifiers, self.rates)
        self.sending = Sending(self.storage, self.phone, self.clock, self.template_of, self.rates, quiet=self.quiet)
        self.deliveries = Deliveries(self.storage, self.clock, self.template_of)
        self.handover = Handover(self.storage, self.clock, self.identifiers, self.turns)

    def hear(self, text: str, identity: str = "", address: str = "a") -> bool:
        """A message arrives; its id is its text unless said."""
        return self.get(Inbound(text=text), identity or text, address)

    def get(self, message: Inbound, identity: str, address: str = "a") -> bool:
        """Any message arrives."""
        return self.turns.message("test", address, f"test:{address}:{identity}", message).is_new

    def send(self) -> int:
        """Send what is due; the channel tells at once that it has arrived."""
        sent = self.sending.send_messages() + self.sending.look_up()
        for report in self.phone.reports():
            self.deliveries.report(report)
        return sent

    def settle(self) -> list[TurnTaken]:
        """Do all there is to do now."""
        taken: list[TurnTaken] = []
        while True:
            turn = self.turns.take_any()
            taken += [turn] if turn else []
            counts = (self.send(), self.work.run_jobs(), self.work.fire_timers())
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

    def outbox(self, address: str = "a") -> Sequence[OutboxItem]:
        """All messages to a person, the oldest first."""
        contact = self.contact(address)
        with self.storage.read() as work:
            return [*reversed(work.outbox.of_contact(contact.id, 1000))]

    def inbox(self, *items: str) -> Sequence[InboxItem]:
        """Inbox items by their ids."""
        with self.storage.read() as work:
            found = [work.inbox.get(item) for item in items]
        return [item for item in found if item is not None]


def is_open(item: InboxItem) -> bool:
    """Whether a turn has still to come."""
    return item.status is InboxStatus.NEW
