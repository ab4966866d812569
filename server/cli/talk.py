"""A talk with the real engine: the simulator, with what a tester wants on top. Steps are taken back exactly."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from engine.charts.model import Flow
from engine.charts.problems import Problem, Severity
from engine.charts.suggest import did_you_mean
from engine.domain.messages import Choice, Inbound, Media
from engine.domain.payloads import outbound_of
from engine.domain.records import OutboxStatus
from engine.domain.sessions import Contact
from engine.domain.values import Data
from engine.errors import UnknownFlow
from engine.interfaces.channel import ChannelGateway
from engine.services.flows import FlowShelf
from server.cli.job_notes import JobNotes
from server.job_book import JobBook
from server.settings import Settings
from server.simulator import Simulator
from server.till import SETTINGS, Till
from server.till_steps import TillStep
from server.wiring import (
    Application,
    CountingIdentifiers,
    Database,
    ManualClock,
    build,
    catalogue,
    flow_shelf,
    sandbox,
)

STARTED = "talk.started"
"""The fact that opens a flow which is played alone, as nobody has written to it yet."""

_MOST_COPIES = 50
_COUNTED = "id"


class Counter(CountingIdentifiers):
    """Counted ids that can go on from where they were."""

    @property
    def count(self) -> int:
        """How many were given."""
        return self._count


@dataclass(frozen=True, slots=True, kw_only=True)
class _Before:
    """Everything as it was before a step."""

    database: bytes | None
    now: datetime
    identifiers: int
    messages: int
    last: tuple[str, Inbound] | None
    facts: int
    seen: int
    next_fails: bool
    entries: int
    shown: int
    received: int
    kept: frozenset[str]
    answers: int
    till: sandbox.Moment


class Talk(Simulator):
    """One person and the application on one database. Lasts over restarts; `root` is the flow at the bottom."""

    def __init__(
        self, settings: Settings, database: Database, *, start: datetime, prefix: str = _COUNTED,
        address: str = "whatsapp:+919800000001",
    ) -> None:  # fmt: skip
        """`prefix` makes the ids of this process its own, when another one has worked on the same database."""
        self.settings = settings.model_copy(update=SETTINGS)
        self.database = database
        self._prefix = prefix
        self._catalogue = catalogue()
        self.shelf: FlowShelf = flow_shelf(settings)
        self._identifiers = Counter(prefix)
        self._befores: list[_Before] = []
        self._facts = 0
        self.notes = JobNotes()
        self._till = Till(lambda: self.clock.now(), _first_id(prefix))
        super().__init__(
            build=self._built, clock=ManualClock(start), address=address, source=prefix, till=self._till
        )  # fmt: skip
        self._seen = 0
        self._remember()

    @property
    def root(self) -> Flow:
        """The flow at the bottom of every conversation here."""
        return self.shelf.library.flows[self.settings.root_flow]

    @property
    def offered(self) -> tuple[Choice, ...]:
        """What the person can choose from now: the latest choices among the messages since they last did something."""
        for message in reversed(self._shown[self._seen :]):
            if message.choices:
                return message.choices
        return ()

    @property
    def has_ended(self) -> bool:
        """Whether the root flow came to its end."""
        return self.contact() is not None and self.session() is None

    @property
    def language(self) -> str:
        """What the person is spoken to in."""
        contact = self.contact()
        return contact.language if contact else self.shelf.library.languages.fallback

    @property
    def zone(self) -> str:
        """Where the people are."""
        return self.settings.zone

    # -- beginning

    def know(self, language: str) -> None:
        """Make the person known before they write, spoken to in this language."""
        contact = Contact(
            id=self._identifiers.new(), channel=self.channel, address=self.address, language=language,
            last_inbound_at=self.clock.now(),
        )  # fmt: skip
        with self.application.storage.begin() as work:
            work.contacts.add(contact)
            work.commit()

    def open_root(self) -> None:
        """Let the root flow speak first."""
        self._facts += 1
        self.event(STARTED, {}, f"{self._prefix}:{self.address}:start:{self._facts}")

    # -- steps

    def send(self, message: Inbound, shown: str) -> None:
        self._keep()
        super().send(message, shown)

    def media(self, kind: str) -> None:
        """Send a picture, a voice note or the like."""
        self.send(Inbound(media=(Media(kind),)), f"[{kind}]")

    def location(self, latitude: float, longitude: float) -> None:
        """Share where one is."""
        self.send(Inbound(location=(latitude, longitude)), f"[location {latitude}, {longitude}]")

    def again(self) -> None:
        """The last message is delivered once more. LookupError when there is none."""
        if self._last is None:
            raise LookupError("no message was sent yet")
        self._keep()
        self.repeat_delivery()

    def fact(self, name: str, data: Data) -> None:
        """Something becomes true for the person."""
        self._keep()
        self._facts += 1
        self.event(name, data, f"{self._prefix}:{self.address}:fact:{self._facts}")

    def at_till(self, step: TillStep) -> None:
        seen = self._seen
        self._keep()
        self._seen = seen  # what was offered before can still be tapped
        try:
            super().at_till(step)
        except LookupError:
            self._befores.pop()
            raise

    def wait(self, seconds: float) -> None:
        """Time goes by."""
        self._keep()
        self.tick(seconds)

    def speak(self, language: str) -> None:
        """Speak to the person in another language from now on."""
        contact = self.contact()
        if contact is None:
            self._keep()
            self.know(language)
            return
        self._keep()
        with self.application.storage.begin() as work:
            locked = work.contacts.lock(contact.id)
            work.contacts.save(replace(locked or contact, language=language))
            work.commit()

    # -- the tester's hands

    def reload(self) -> list[Problem]:
        """Read the flows again; the errors when there are any, and then the last good ones stay."""
        if self.shelf.reload():
            self.restart()
        return [problem for problem in self.shelf.problems if problem.severity is Severity.ERROR]

    def undo(self) -> bool:
        """Everything as it was before the last step; False when there is no step to take back."""
        if not self._befores or self._befores[-1].database is None:
            return False
        before = self._befores.pop()
        assert before.database is not None
        self.database.put_back(before.database)
        self.clock = ManualClock(before.now)
        self._identifiers = Counter(self._prefix, before.identifiers)
        self._messages, self._last, self._facts, self._seen = before.messages, before.last, before.facts, before.seen
        self._kept = set(before.kept)
        self.notes.next_fails = before.next_fails
        del self.entries[before.entries :]
        del self._shown[before.shown :]
        del self.phone.received[before.received :]
        del self.notes.answers[before.answers :]
        self._till.put_back(before.till)
        self.restart()
        return True

    @property
    def why_no_undo(self) -> str:
        """The reason when `undo` has answered False."""
        if self._befores:
            return "only a talk on SQLite can be taken back"
        return "there is no step to take back"

    # -- inside

    def _built(self, phone: ChannelGateway, book: JobBook) -> Application:
        return build(
            self.settings, channel=phone, clock=self.clock, identifiers=self._identifiers,
            storage=self.database.reopened(), actions=self._catalogue, shelf=self.shelf,
            run_by=lambda actions: self.notes.wrap(book.wrap(actions), self.entries.append),
            gateway=self._till.gateway, payment_door=self._till.door,
        )  # fmt: skip

    def _keep(self) -> None:
        """Remember everything before a step; what was shown up to now has been seen."""
        before = _Before(
            database=self.database.copied(), now=self.clock.now(), identifiers=self._identifiers.count,
            messages=self._messages, last=self._last, facts=self._facts, seen=self._seen,
            next_fails=self.notes.next_fails, entries=len(self.entries), shown=len(self._shown),
            received=len(self.phone.received), kept=frozenset(self._kept), answers=len(self.notes.answers),
            till=self._till.copied(),
        )  # fmt: skip
        self._befores = [*self._befores[1 - _MOST_COPIES :], before]
        self._seen = len(self._shown)

    def _remember(self) -> None:
        """Go on where an earlier talk on this database ended: its messages can be tapped, its time has passed."""
        session = self.session()
        if session is None:
            return
        with self.application.storage.read() as work:
            sent = [item for item in work.outbox.of_session(session.id) if item.status is OutboxStatus.SENT]
            turns = work.turns.of_session(session.id)
        self._shown += [outbound_of(item.body) for item in sent]
        self._seen = sum(item.created_at < sent[-1].created_at for item in sent)
        self.clock.advance_to(max((turn.at for turn in turns), default=self.clock.now()))


def _first_id(prefix: str) -> int:
    """Where the till begins to count: another talk on the same database has counted, too."""
    return int.from_bytes(hashlib.sha256(prefix.encode()).digest()[:6]) << 24 if prefix != _COUNTED else 0


def open_talk(
    settings: Settings, database: Database, *, flow: str | None, language: str | None, start: datetime, is_kept: bool
) -> Talk:
    """A talk on a database; with `flow` that flow alone is the root and speaks first."""
    settings = settings.model_copy(
        update={"database_url": database.url} | ({"root_flow": flow} if flow is not None else {})
    )
    prefix = f"talk-{secrets.token_hex(6)}" if is_kept else _COUNTED
    talk = Talk(settings, database, start=start, prefix=prefix)
    flows = talk.shelf.library.flows
    if settings.root_flow not in flows:
        hint = did_you_mean(settings.root_flow, flows) or f"The flows are {', '.join(sorted(flows))}."
        raise UnknownFlow(f"there is no flow {settings.root_flow!r}. {hint}")
    if talk.contact() is None and (language is not None or flow is not None):
        talk.know(language or talk.shelf.library.languages.fallback)
    elif language is not None:
        talk.speak(language)
    if flow is not None and talk.session() is None:
        talk.open_root()
    return talk
