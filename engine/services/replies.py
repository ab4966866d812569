"""A message that quotes an older one of ours: `2` under a list of choices means the second of that list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.charts.keywords import normalised
from engine.domain.messages import Choice, Inbound
from engine.domain.payloads import outbound_of
from engine.domain.readers.writing import normalise
from engine.domain.sessions import Contact
from engine.interfaces.unit_of_work import UnitOfWork

_LONGEST_NUMBER = 3


def as_tap(work: UnitOfWork, contact: Contact, message: Inbound) -> Inbound:
    """The message, as a tap of what it names among the choices it quotes; unchanged if it quotes or names none."""
    if message.reply_to is None or message.tap is not None or not message.text:
        return message
    quoted = work.outbox.find(message.reply_to)
    if quoted is None or quoted.contact != contact.id:
        return message
    choice = _named(message.text, outbound_of(quoted.body).choices)
    return message if choice is None else replace(message, tap=choice.payload)


def _named(text: str, choices: Sequence[Choice]) -> Choice | None:
    words = normalised(text)
    if words.isdecimal() and len(words) <= _LONGEST_NUMBER and normalise(text) == words:
        return choices[int(words) - 1] if 1 <= int(words) <= len(choices) else None
    fitting = [choice for choice in choices if words == normalised(choice.label)]
    return fitting[0] if len(fitting) == 1 else None
