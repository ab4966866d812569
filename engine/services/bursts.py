"""Several quick messages that are one answer: people press enter where others write a comma."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.domain.events import EventKind
from engine.domain.messages import Inbound
from engine.domain.payloads import event_of
from engine.domain.records import InboxItem

PAUSE = timedelta(seconds=3)
"""Who has written nothing for so long has finished."""
LONGEST = timedelta(seconds=15)
"""Nobody waits longer than this and a pause for an answer, however quickly they go on writing."""


@dataclass(frozen=True, slots=True)
class Burst:
    """Items that are heard as one message. It may still grow until `open_until`; None when it cannot."""

    items: tuple[InboxItem, ...]
    open_until: datetime | None

    @property
    def message(self) -> Inbound:
        """Their texts, each on a line of its own."""
        return Inbound(text="\n".join(_message(item).text for item in self.items))


def burst_of(waiting: Sequence[InboxItem], is_command: Callable[[str], bool]) -> Burst | None:
    """The burst that the first of these messages begins; None if it is not a plain text.

    Taps, media, quotes and commands stand alone: they end a burst, and are handled after it.
    """
    taken: list[InboxItem] = []
    for item in waiting:
        if item.kind is not EventKind.MESSAGE:
            continue  # a fact or a timer: it has its own turn, and does not wait for this one
        if not _is_plain(_message(item), is_command) or (taken and not _belongs(item, taken)):
            return Burst(tuple(taken), None) if taken else None
        taken.append(item)
    return Burst(tuple(taken), taken[-1].received_at + PAUSE) if taken else None


def _belongs(item: InboxItem, taken: Sequence[InboxItem]) -> bool:
    return item.received_at - taken[-1].received_at <= PAUSE and item.received_at - taken[0].received_at <= LONGEST


def _is_plain(message: Inbound, is_command: Callable[[str], bool]) -> bool:
    return message == Inbound(text=message.text) and not is_command(message.text)


def _message(item: InboxItem) -> Inbound:
    return event_of(item).message or Inbound()
