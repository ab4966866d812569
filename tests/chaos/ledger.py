"""What stands in the tables when all is over."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from engine.domain.events import EventKind
from engine.domain.payloads import outbound_of
from engine.domain.records import InboxItem, InboxStatus, OutboxItem, OutboxStatus
from engine.interfaces.unit_of_work import Storage
from integrations.sandbox import Phone
from integrations.sql.engine import open_engine
from integrations.sql.unit_of_work import SqlStorage
from tests.chaos.story import Story
from tests.chaos.town import Town, is_all_taken, told

_ALL = 10_000
_CLAIM = 121.0


@dataclass(frozen=True)
class Ledger:
    """The rows of one person, oldest first."""

    inbox: Sequence[InboxItem]
    outbox: Sequence[OutboxItem]

    @property
    def written(self) -> list[str]:
        """The ids of what they wrote, in the order it was recorded."""
        return [item.provider_id for item in self.inbox if item.kind is EventKind.MESSAGE]

    @property
    def doubted(self) -> list[OutboxItem]:
        """Messages of which it was not known whether they had gone out: taken more than once, to send or to look."""
        return [item for item in self.outbox if item.claims > 1]

    @property
    def unknown(self) -> list[OutboxItem]:
        """Templates of which nobody will ever know: their words are Twilio's, so that no look can tell them apart."""
        given_up = [item for item in self.outbox if item.status is OutboxStatus.DEAD]
        return [
            item
            for item in given_up
            if item.error == "uncertain:similar" and outbound_of(item.body).template is not None
        ]

    @property
    def open(self) -> list[str]:
        """What else is not well ended."""
        sent = [item for item in self.outbox if item not in self.unknown]
        inbox = [f"{item.kind} {item.status}" for item in self.inbox if item.status is not InboxStatus.HANDLED]
        return inbox + [f"{item.key} {item.status}" for item in sent if item.status is not OutboxStatus.SENT]


@contextmanager
def opened(database: str) -> Iterator[Storage]:
    """A storage of this process, closed at the end."""
    engine = open_engine(database)
    try:
        yield SqlStorage(engine)
    finally:
        engine.dispose()


def ledger(storage: Storage, phone: Phone) -> Ledger:
    """All rows of whoever has this phone."""
    with storage.read() as work:
        contact = work.contacts.find("whatsapp", phone.person.address)
        assert contact is not None
        inbox, outbox = work.inbox.of_subject(contact.id, _ALL), work.outbox.of_contact(contact.id, _ALL)
    return Ledger(
        inbox=sorted(inbox, key=lambda item: item.sequence), outbox=sorted(outbox, key=lambda item: item.sequence)
    )  # fmt: skip


def sent_by(phone: Phone) -> list[str]:
    """The ids their messages have at the channel, as the inbox has them."""
    return [f"whatsapp:{message.sid}" for message in phone.chat() if message.is_inbound]


def check_all(database: str, town: Town, phones: Sequence[Phone], story: Story, *, patience: float) -> list[Ledger]:
    """Every phone shows the whole story, once and in order; the tables say so, too, when the last report is in."""
    with opened(database) as storage:
        _wait_until_over(storage, town, patience)
        ledgers = [ledger(storage, phone) for phone in phones]
    for phone, rows in zip(phones, ledgers, strict=True):
        assert told(phone) == story.told
        assert is_all_taken(phone)
        assert rows.open == []
        assert rows.unknown == []
        assert rows.written == sent_by(phone)
        assert len(rows.outbox) == len(story.told)
    return ledgers


def _wait_until_over(storage: Storage, town: Town, patience: float) -> None:
    """Until nothing waits. Where that takes long the clock is turned: somebody died with it in hand."""
    end, next_turn, longer = time.monotonic() + patience, time.monotonic() + 2.0, _CLAIM
    while _waits(storage) or not town.is_quiet():
        assert time.monotonic() < end, "something waits for ever"
        if time.monotonic() > next_turn:
            town.turn(longer)
            next_turn, longer = time.monotonic() + 2.0, longer * 2
        time.sleep(0.05)


def _waits(storage: Storage) -> bool:
    with storage.read() as work:
        found = (work.inbox.next_due(), work.outbox.next_due(), work.jobs.next_due())
        return any(moment is not None for moment in found)
