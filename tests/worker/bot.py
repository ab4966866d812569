"""A whole bot with a small flow and workers on a real database, and a channel that reports as a real one does."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from engine.actions.catalogue import Catalogue, Outcome, action
from engine.actions.functions import FUNCTIONS
from engine.charts.library import read_library
from engine.domain.deliveries import Answer, Progress, Report, Template, Verdict
from engine.domain.messages import Inbound, Outbound
from engine.domain.records import OutboxItem
from engine.domain.sessions import Contact
from engine.services.flows import FlowShelf
from integrations.sql.bells import PostgresBell
from integrations.sql.engine import open_engine
from integrations.sql.unit_of_work import SqlStorage
from integrations.system import RandomIdentifiers, SystemClock
from server.bells import Bells
from server.settings import Settings
from server.wiring import Application, build
from server.worker import Worker
from tests.runtime.stage import SHARED, flow

SHAPE = (
    "data: {said: text, found: text}\ninitial: chat\nstates:\n"
    "  chat: {ask: text, into: said, next: [{if: said == 'nap', to: nap}, {if: said == 'look', to: look},"
    " {to: hear}]}\n"
    "  hear: {say: true, next: chat}\n"
    "  nap: {say: true, after: {1s: awake}}\n"
    "  awake: {say: true, next: chat}\n"
    "  look: {run: test.find, with: {text: =said}, into: found, timeout: 2s,"
    " outcomes: {found: seen, failed: chat, timeout: late}}\n"
    "  seen: {say: true, next: chat}\n"
    "  late: {say: true, next: chat}\n"
)
WORDS = (
    "{chat: Go on., hear: 'Heard {{ said }}.', nap: Asleep., awake: Awake., seen: 'Seen {{ found }}.', late: Too late.}"
)
FILES = {**SHARED, **flow("main", SHAPE, en=WORDS)}
PATIENCE = 30.0


def until(is_so: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    """Wait until something is so; whether it is."""
    end = time.monotonic() + seconds
    while not is_so() and time.monotonic() < end:
        time.sleep(0.01)
    return is_so()


@dataclass
class Channel:
    """Takes everything and hands its reports to a thread, as a channel does that calls back."""

    taken: list[tuple[str, str, str]] = field(default_factory=list)
    before: Callable[[str], object] = str
    reports: queue.SimpleQueue[Report | None] = field(default_factory=queue.SimpleQueue)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(self, contact: Contact, message: Outbound, reference: str, template: Template | None = None) -> Answer:  # noqa: ARG002
        """See ChannelGateway."""
        self.before(message.text)
        provider_id = f"SM-{reference}"
        with self._lock:
            self.taken.append((contact.address, message.text, reference))
        self.reports.put(Report(provider_id=provider_id, progress=Progress.DELIVERED, reference=reference))
        return Answer(verdict=Verdict.SENT, provider_id=provider_id)

    def find(
        self, contact: Contact, message: Outbound, reference: str, since: datetime, template: Template | None = None  # noqa: ARG002
    ) -> Answer:  # fmt: skip
        """See ChannelGateway."""
        with self._lock:
            is_here = any(taken[2] == reference for taken in self.taken)
        return Answer(verdict=Verdict.SENT, provider_id=f"SM-{reference}") if is_here else Answer(verdict=Verdict.RETRY)

    def report(self, provider_id: str) -> Report | None:  # noqa: ARG002
        """See ChannelGateway."""
        return None

    def typing(self, contact: Contact) -> None:
        """See ChannelGateway."""

    def texts(self, address: str = "a") -> list[str]:
        """What one person got, in order."""
        with self._lock:
            return [text for to, text, _ in self.taken if to == address]


class _Files:
    """Only what is needed, so nobody checks them."""

    def read(self) -> Mapping[str, bytes]:
        """See FlowRepository."""
        return {name: text.encode() for name, text in FILES.items()}


class Ahead:
    """The real time, and what it was turned forward by."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def now(self) -> datetime:
        """See Clock."""
        return SystemClock().now() + timedelta(seconds=self.seconds)


@dataclass
class Bot:
    """Processes on one database: `started` makes a worker with an application of its own, as in another process."""

    url: str
    channel: Channel = field(default_factory=Channel)
    clock: Ahead = field(default_factory=Ahead)
    find: Callable[[str], Outcome] = lambda text: Outcome("found", text.upper())

    def __post_init__(self) -> None:
        self._engines: list[Callable[[], None]] = []
        self.workers: list[Worker] = []
        self.door = self.application()
        self._postman = threading.Thread(target=self._report)
        self._postman.start()

    def application(self) -> Application:
        """The application as one more process has it."""

        @action("test.find", outcomes=["found"])
        def find(text: str) -> Outcome:
            return self.find(text)

        settings = Settings.model_validate(
            {"DATABASE_URL": self.url, "BOLOASTRO_ROOT_FLOW": "main", "BOLOASTRO_QUIET_HOURS": "none"}
        )  # its clock is the real one, and the tests are run at any hour
        actions = Catalogue.of([find], FUNCTIONS)
        engine = open_engine(self.url)
        self._engines.append(engine.dispose)
        bell = PostgresBell(self.url) if self.url.startswith("postgresql") else None
        if bell is not None:
            self._engines.append(bell.close)
        return build(
            settings, channel=self.channel, clock=self.clock, identifiers=RandomIdentifiers(),
            storage=SqlStorage(engine), actions=actions, shelf=FlowShelf(_Files(), read_library),
            bells=Bells(bell), listen=bell.listen if bell else None,
        )  # fmt: skip

    def worker(self, application: Application | None = None, *, poll: float = 0.1, jobs: int = 4) -> Worker:
        """One more worker, not started yet; of a process of its own unless said."""
        self.workers.append(Worker(application or self.application(), poll=poll, jobs=jobs))
        return self.workers[-1]

    def hear(self, text: str, address: str = "a", identity: str = "", *, rings: bool = True) -> bool:
        """A message arrives at the door."""
        recorded = self.door.turns.message("test", address, identity or f"{address}:{text}", Inbound(text=text))
        if rings:
            self.door.bells.received()
        return recorded.is_new

    def has_said(self, *texts: str, address: str = "a") -> bool:
        """Whether one person has got exactly this, sooner or later."""
        return until(lambda: self.channel.texts(address) == list(texts))

    def outbox(self, address: str = "a") -> Sequence[OutboxItem]:
        """The messages to one person, the oldest first."""
        with self.door.storage.read() as work:
            contact = work.contacts.find("test", address)
            assert contact is not None
            return sorted(work.outbox.of_contact(contact.id, 500), key=lambda item: item.sequence)

    def close(self) -> None:
        """Everything ends."""
        for worker in self.workers:
            worker.stop()
        self.channel.reports.put(None)
        self._postman.join()
        for dispose in self._engines:
            dispose()

    def _report(self) -> None:
        while (report := self.channel.reports.get()) is not None:
            try:
                self.door.deliveries.report(report)
                self.door.bells.reported()
            except Exception:  # as a channel that gets no 200: the next one may get through
                continue
