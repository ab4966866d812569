"""The sending side of a process: an outbox with messages, a channel at its other end, and reports that come back."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from engine.domain.deliveries import Answer, Template, Verdict
from engine.domain.messages import Outbound
from engine.domain.payloads import body_of
from engine.domain.records import OutboxItem, OutboxStatus
from engine.domain.sessions import Contact
from engine.interfaces.rates import RateGateway
from engine.interfaces.unit_of_work import Storage
from engine.services.deliveries import Deliveries
from engine.services.sending import Sending
from integrations.system import Boundless, ManualClock
from tests.services.channel import Channel, Taken
from tests.storage.samples import NOON, contact, message, session

APPROVED = Template(content="HX1", variables=1)
LATE = Answer(verdict=Verdict.LATE, code="63016")
AGAIN = Answer(verdict=Verdict.RETRY, code="500")


def template_of(said: Outbound) -> Template | None:
    """The only approved template."""
    return APPROVED if said.template == "approved" else None


def answer(verdict: Verdict, code: str = "", wait: float | None = None) -> Answer:
    """Anything but SENT."""
    return Answer(verdict=verdict, code=code, wait=wait)


@dataclass
class Post:
    """One process."""

    storage: Storage
    clock: ManualClock = field(default_factory=lambda: ManualClock(NOON))
    rates: RateGateway = field(default_factory=Boundless)
    channel: Channel = field(init=False)
    sending: Sending = field(init=False)
    deliveries: Deliveries = field(init=False)

    def __post_init__(self) -> None:
        self.channel = Channel(self.clock.now)
        self.open()

    def open(self) -> None:
        """A new process on the same database and the same channel."""
        self.sending = Sending(self.storage, self.channel, self.clock, template_of, self.rates)
        self.deliveries = Deliveries(self.storage, self.clock, template_of)

    def meet(self, *people: str, wrote: datetime | None = NOON, **more: object) -> None:
        """People who wrote at noon."""
        with self.storage.begin() as work:
            for person in people or ("c1",):
                work.contacts.add(contact(person, last_inbound_at=wrote, **more))
                work.sessions.add(session(f"s-{person}", subject=person))
            work.commit()

    def change(self, person: str = "c1", **changed: object) -> None:
        """Something became known of a person."""
        with self.storage.begin() as work:
            found = work.contacts.lock(person)
            assert found is not None
            work.contacts.save(replace(found, **changed))  # type: ignore[arg-type]
            work.commit()

    def write(self, *texts: str, person: str = "c1", template: str | None = None, **more: object) -> None:
        """Messages into the outbox; the text is the id."""
        values: dict[str, object] = {"created_at": self.clock.now(), "due_at": self.clock.now(), "contact": person}
        values["session"] = f"s-{person}"
        variables = ("Asha",) if template else ()
        with self.storage.begin() as work:
            for text in texts:
                body = body_of(Outbound("f.k", text, "en", template=template, variables=variables))
                work.outbox.add([message(text, **({"body": body, "key": "f.k"} | values | more))])
            work.commit()

    def work(self, seconds: float = 0) -> None:
        """Send and look up for so long, every half second."""
        end = self.clock.now() + timedelta(seconds=seconds)
        while True:
            self.sending.send_messages()
            self.sending.look_up()
            if self.clock.now() >= end:
                return
            self.clock.advance(0.5)

    def item(self, identity: str) -> OutboxItem:
        """A message as it is stored."""
        with self.storage.read() as work:
            found = work.outbox.get(identity)
        assert found is not None
        return found

    def status(self, *identities: str) -> list[OutboxStatus]:
        """How messages stand."""
        return [self.item(identity).status for identity in identities]

    def person(self, identity: str = "c1") -> Contact:
        """Somebody as they are stored."""
        with self.storage.read() as work:
            found = work.contacts.get(identity)
        assert found is not None
        return found

    def texts(self) -> list[str]:
        """What the channel has taken."""
        return [one.text for one in self.channel.taken]

    def last(self) -> Taken:
        """What it has taken last."""
        return self.channel.taken[-1]
