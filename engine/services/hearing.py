"""What a person means, before a chart hears it: a burst is one message, a quoted choice a tap, a command known."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from engine.domain.cards import without_card
from engine.domain.events import Event, EventKind
from engine.domain.messages import Inbound
from engine.domain.payloads import event_of, payload_of
from engine.domain.records import InboxItem
from engine.domain.sessions import Contact, Session
from engine.interfaces.unit_of_work import UnitOfWork
from engine.runtime.interpreter import Interpreter
from engine.services.bursts import Burst, burst_of
from engine.services.replies import as_tap

AGAIN = "again:"
"""Before the provider's id of a message that was recorded for one contact and is another's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A message as it is handled, with the inbox items it is made of and the command of the root flow it is."""

    items: tuple[InboxItem, ...]
    message: Inbound
    command: str | None

    def provider_id(self, contact: Contact) -> str:
        """The channel's own id of the last message."""
        return provider_id_of(self.items[-1], contact)

    def noted(self, contact: Contact) -> Contact:
        """The contact who has sent it: free text may be sent to them again."""
        received = self.items[-1].received_at
        latest = received if contact.last_inbound_at is None else max(received, contact.last_inbound_at)
        return replace(contact, last_inbound_at=latest, last_inbound=self.provider_id(contact))


def provider_id_of(item: InboxItem, contact: Contact) -> str:
    """The channel's own id of a message."""
    return item.provider_id.removeprefix(AGAIN).removeprefix(f"{contact.channel}:")


def message_of(item: InboxItem) -> Inbound | None:
    """What a person sent; None if the item is something else."""
    return (event_of(item).message or Inbound()) if item.kind is EventKind.MESSAGE else None


def heard_alone(interpreter: Interpreter, item: InboxItem, message: Inbound) -> Heard:
    """The message by itself."""
    command = None if message.tap is not None else interpreter.command(message.text)
    return Heard(items=(item,), message=message, command=command)


def heard(
    work: UnitOfWork, interpreter: Interpreter, session: Session, contact: Contact, item: InboxItem, now: datetime
) -> Heard | datetime:
    """The message that begins with this item; or, while more of it may come, when to look again."""
    if interpreter.merges(session):
        waiting = [each for each in work.inbox.waiting(item.subject) if each.sequence >= item.sequence]
        burst = burst_of(waiting, lambda text: interpreter.command(text) is not None)
        if burst is not None and burst.open_until is not None and now < burst.open_until:
            return burst.open_until
        if burst is not None and len(burst.items) > 1:
            return Heard(items=burst.items, message=_without_card(work, burst), command=None)
    return heard_alone(interpreter, item, as_tap(work, contact, message_of(item) or Inbound()))


def _without_card(work: UnitOfWork, burst: Burst) -> Inbound:
    """What the burst says. The number of a card that came in pieces does not stay in the inbox in pieces either."""
    message = without_card(burst.message)
    if message.card:
        for place, item in enumerate(burst.items):
            kept = message if place == 0 else Inbound(card=True)
            work.inbox.rewrite(item.id, payload_of(Event(kind=EventKind.MESSAGE, message=kept)))
    return message
