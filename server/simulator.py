"""A person, their phone and the passing of time, around the real application. Used by play, demo and the journeys.

Nothing is imitated but the channel: messages come in through the one door, are stored, handled by the worker, and what
is sent is shown here. `restart` throws the application away and builds a new one on the same database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeAlias

from engine.domain.messages import Inbound, Outbound
from engine.domain.records import OutboxStatus
from engine.domain.sessions import Contact, Session
from engine.domain.values import Data
from engine.interfaces.channel import ChannelGateway
from engine.interfaces.unit_of_work import UnitOfWork
from engine.services.bursts import PAUSE
from engine.services.turns import TurnTaken
from server.entries import AtTill, Entry, Happened, Kept, Moved, Passed, Repeated, Said, Told
from server.job_book import JobBook, WorkerDied
from server.phone import Phone, delivered
from server.till import Till
from server.till_steps import TillStep, shown
from server.wiring import Application, ManualClock

_MOST_ROUNDS = 500
_KEPT = (OutboxStatus.PARKED, OutboxStatus.WITHHELD, OutboxStatus.DEAD)
_MOST_KEPT = 20
_MOST_ORDERS = 100

Build: TypeAlias = Callable[[ChannelGateway, JobBook], Application]


@dataclass
class Simulator:
    """One person's phone. `entries` tells all that happened, in order.

    `source` begins the ids of its messages: two phones at work on one database need two. With a `till` the person can
    pay; each of its events is handed over `copies` times more than it should be.
    """

    build: Build
    clock: ManualClock
    address: str = "whatsapp:+919800000001"
    channel: str = "whatsapp"
    entries: list[Entry] = field(default_factory=list)
    source: str = "sim"
    till: Till | None = None
    copies: int = 0

    def __post_init__(self) -> None:
        self.phone = Phone()
        self.jobs = JobBook(self.entries.append)
        self.application = self.build(self.phone, self.jobs)
        self._messages = 0
        self._kept: set[str] = set()
        self._last: tuple[str, Inbound] | None = None
        self._shown: list[Outbound] = []

    # -- what a person does

    def tell(self, text: str) -> None:
        """Send a text."""
        self.send(Inbound(text=text), text)

    def tap(self, option: str, *, of: str | None = None) -> None:
        """Tap an option of the last message that offers it; `of` names the text of an older message.

        LookupError when no such button was ever shown.
        """
        for message in reversed(self._shown):
            for choice in message.choices:
                if choice.id == option and (of is None or message.key.partition(".")[2] == of):
                    place = choice.payload.partition("#")[0].partition(".")[2]
                    self.send(Inbound(tap=choice.payload), f"[tap {option} #{place}]")
                    return
        raise LookupError(f"no message offered {option!r}" + (f" under {of!r}" if of else ""))

    def send(self, message: Inbound, shown: str) -> None:
        """Send anything; `shown` is how the transcript tells it."""
        self._messages += 1
        self._last = (f"{self.source}:{self.address}:{self._messages}", message)
        self.entries.append(Told(shown))
        self._deliver(*self._last)
        self._hear_out()

    def repeat_delivery(self) -> bool:
        """The provider delivers the last message once more; True if it was taken for a new one."""
        if self._last is None:
            return False
        position = len(self.entries)
        is_new = self._deliver(*self._last)
        self.entries.insert(position, Repeated(is_new))
        return is_new

    def event(self, name: str, data: Data, provider_id: str) -> None:
        """A fact arrives for this person."""
        contact = self.contact()
        if contact is None:
            raise LookupError("the person has not written yet, so nothing can happen to them")
        is_new = self.application.turns.fact(contact.id, name, data, provider_id)
        self.entries.append(Happened(name, is_new))
        self.settle()

    def tick(self, seconds: float) -> None:
        """Let time go by; what is due on the way happens at its own time."""
        self.entries.append(Passed(seconds))
        end = self.clock.now() + timedelta(seconds=seconds)
        before: datetime | None = None
        while (due := self._next_due()) is not None and due <= end and due != before:
            self.clock.advance_to(due)
            self.settle()
            before = due
        self.clock.advance_to(end)
        self.settle()

    def at_till(self, step: TillStep) -> None:
        """Something is done with money. LookupError, if it cannot be done."""
        contact = self.contact()
        if self.till is None or contact is None:
            raise LookupError("there is no till here" if self.till is None else "nobody has written yet")
        self.till.take(step, self.application.payments, contact.id)
        self.entries.append(AtTill(shown(step)))
        self.settle()

    def restart(self) -> None:
        """The process dies and comes back."""
        self.application = self.build(self.phone, self.jobs)

    # -- what can be looked at

    def contact(self) -> Contact | None:
        """The person as stored."""
        with self.application.storage.read() as work:
            return work.contacts.find(self.channel, self.address)

    def session(self) -> Session | None:
        """Where they stand."""
        contact = self.contact()
        if contact is None:
            return None
        with self.application.storage.begin() as work:
            return work.sessions.lock(contact.id)

    def timers(self) -> Sequence[tuple[str, datetime]]:
        """What is due when."""
        session = self.session()
        if session is None:
            return []
        with self.application.storage.read() as work:
            return [(timer.event, timer.due_at) for timer in work.timers.of_session(session.id)]

    @property
    def shown(self) -> Sequence[Outbound]:
        """All messages the person got."""
        return self._shown

    # -- the worker

    def taken(self, turn: TurnTaken) -> None:
        """A turn was stored. Whoever watches the conversation, or restarts after each turn, overrides this."""
        self.entries.append(Moved(turn))

    def settle(self) -> None:
        """Do all there is to do now."""
        for _ in range(_MOST_ROUNDS):
            if not any(self._work()):
                return
        raise RuntimeError(f"the conversation did not come to rest within {_MOST_ROUNDS} rounds")

    def _work(self) -> Iterator[int]:
        turn = self.application.turns.take_any()
        if turn is not None:
            self.taken(turn)
        yield turn is not None
        yield self._receive()
        yield self._run_jobs()
        yield self.application.work.fire_timers()
        payments = self.application.payments
        yield self._ring()
        yield payments.hooks.book() if payments.hooks is not None else 0
        yield payments.looking.look_at_links()
        yield payments.refunds.look_at_refunds()

    def _run_jobs(self) -> int:
        try:
            return self.application.work.run_jobs()
        except WorkerDied:
            self.restart()
            return 1

    def _ring(self) -> bool:
        """What the payment gateway has to tell."""
        told = None if self.till is None else self.till.ring(self.application.payments, self.copies)
        self.entries += told or ()
        return told is not None

    def _receive(self) -> int:
        before = len(self.phone.received)
        handled = self.application.sending.send_messages()
        arrived = self.phone.received[before:]
        for each in arrived:
            self._shown.append(each.message)
            self.entries.append(Said(each.message, window_open=each.template is None))
            self.application.deliveries.report(delivered(each.reference))
        if handled > len(arrived):
            self._tell_kept()
        return handled

    def _tell_kept(self) -> None:
        """What was due and did not go out."""
        with self.application.storage.read() as work:
            items = [item for status in _KEPT for item in work.outbox.listed(status, _MOST_KEPT)]
        new = sorted((item for item in items if item.id not in self._kept), key=lambda item: item.sequence)
        self._kept.update(item.id for item in new)
        self.entries += [Kept(item.key, item.status) for item in new]

    def _deliver(self, provider_id: str, message: Inbound) -> bool:
        recorded = self.application.turns.message(self.channel, self.address, provider_id, message)
        self.settle()
        return recorded.is_new

    def _hear_out(self) -> None:
        """Whoever has written waits for the answer, also where more might have followed that belongs to it."""
        now = self.clock.now()
        with self.application.storage.read() as work:
            held = work.inbox.next_due()
        if held is not None and now < held <= now + PAUSE:
            self.clock.advance_to(held)
            self.settle()

    def _next_due(self) -> datetime | None:
        with self.application.storage.read() as work:
            moments = [each.next_due() for each in (work.timers, work.jobs, work.inbox, work.outbox, work.hooks)]
            moments += _looks(work)
        if self.till is not None:
            moments.append(self.till.next_due())
        return min((moment for moment in moments if moment is not None), default=None)


def _looks(work: UnitOfWork) -> Iterator[datetime | None]:
    """When links and refunds are to be looked at."""
    for order in work.orders.listed(None, _MOST_ORDERS):
        books = work.orders.books(order.id)
        if books is not None:
            yield from (link.look_at for link in books.links)
            yield from (refund.look_at for refund in books.refunds)
