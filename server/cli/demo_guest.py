"""One person of the demo, on a phone of the sandbox: what they do, and what comes of it in the database and back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

import click

from engine.domain.messages import Choice, Outbound
from engine.domain.records import OutboxItem, OutboxStatus, TurnRecord
from engine.domain.sessions import Contact, Session
from engine.interfaces.unit_of_work import UnitOfWork
from server.cli.demo_house import House
from server.cli.demo_script import Act, Step
from server.entries import Said, Told
from server.wiring import sandbox

Happening: TypeAlias = Told | Said | str
"""What the phone shows, and a line of the transcript for everything else."""

CHANNEL = "whatsapp"
_MOST = 400
_ARRIVED = frozenset({"delivered", "read"})


@dataclass
class Guest:
    """A person with a phone."""

    house: House
    phone: sandbox.Phone
    _turns: int = 0
    _shown: set[str] = field(default_factory=set)

    def does(self, step: Step) -> Told:
        """Do what the step says, and wait until the server has it, or has refused it."""
        if step.act is Act.TAP:
            option, message = self._offered(step.word)
            sent = self.phone.tap(option.title, message)
            place = option.id.partition("#")[0].partition(".")[2]
            told = Told(f"[tap {step.word} #{place}]")
        else:
            sent = self.phone.text(step.word)
            told = Told(step.word)
        self.house.wait(lambda: sent.handing is not sandbox.Handing.WAITING, "the server takes the message")
        return told

    def sees(self) -> Iterator[Happening]:
        """What has come of it, once everything has been done."""
        self.house.wait(self.is_done, "the server answers")
        yield from self._moves()
        yield from self._answers()

    def is_half_sent(self) -> bool:
        """Whether a worker has a message of theirs in hand."""
        return any(item.status is OutboxStatus.SENDING for item in self._messages())

    def copies(self) -> int:
        """How many messages came more often than they were written. Each has its own id at the channel."""
        written = len(self._messages())
        return len([message for message in self.phone.chat() if not message.is_inbound]) - written

    def statuses(self) -> Sequence[int | None]:
        """What the server answered each time the last thing they sent was delivered."""
        last = [message for message in self.phone.chat() if message.is_inbound][-1]
        exchanges = self.house.state.wire.after(0)
        return [each.status for each in exchanges if each.way == "webhook" and last.sid.encode() in each.request]

    def turns(self) -> int:
        """How many turns are stored."""
        with self.house.storage.begin() as work:
            return len(self._log(work))

    def contact(self) -> Contact | None:
        """The person as stored."""
        with self.house.storage.read() as work:
            return work.contacts.find(CHANNEL, self.phone.person.address)

    # -- looking

    def _offered(self, option: str) -> tuple[sandbox.Option, sandbox.Message]:
        for message in reversed(self.phone.chat()):
            for each in () if message.is_inbound else message.options:
                if each.id.rpartition(":")[2] == option:
                    return each, message
        raise click.ClickException(f"nothing on the phone offers {option!r}")

    def is_done(self) -> bool:
        """Nothing of theirs waits, and what was sent lies on the phone."""
        with self.house.storage.read() as work:
            contact = work.contacts.find(CHANNEL, self.phone.person.address)
            if contact is None or work.inbox.waiting(contact.id) or work.outbox.is_waiting(contact.id):
                return False
            if work.jobs.next_due() is not None:
                return False
        return all(message.is_inbound or message.status in _ARRIVED for message in self.phone.chat())

    def _moves(self) -> Iterator[str]:
        with self.house.storage.begin() as work:
            turns = self._log(work)
        for turn in turns[self._turns :]:
            yield from _arcs(turn)
        self._turns = len(turns)

    def _answers(self) -> Iterator[Said]:
        """As they look on the phone; the name of their words is known to the database alone."""
        arrived = {message.sid: message for message in self.phone.chat()}
        for item in self._messages():
            message = arrived.get(item.provider_id or "")
            if item.id not in self._shown and message is not None:
                self._shown.add(item.id)
                yield _said(item, message)

    def _messages(self) -> Sequence[OutboxItem]:
        contact = self.contact()
        if contact is None:
            return ()
        with self.house.storage.read() as work:
            return sorted(work.outbox.of_contact(contact.id, _MOST), key=lambda item: item.sequence)

    def _log(self, work: UnitOfWork) -> Sequence[TurnRecord]:
        contact = work.contacts.find(CHANNEL, self.phone.person.address)
        session: Session | None = work.sessions.lock(contact.id) if contact else None
        return work.turns.of_session(session.id) if session else ()


def _arcs(turn: TurnRecord) -> Iterator[str]:
    for taken in turn.trace if isinstance(turn.trace, list) else ():
        match taken:
            case [flow, event, source, [*targets]] if event and targets:
                yield f"  ~ {flow}: {source} -> {' '.join(map(str, targets))}  on {event}"


def _said(item: OutboxItem, message: sandbox.Message) -> Said:
    choices = tuple(Choice(option.id, option.title, option.description) for option in message.options)
    language = str(item.body.get("language", ""))
    media = str(item.body.get("media") or "") or None
    return Said(Outbound(item.key, message.body, language, choices, media=media), window_open=not message.template)
