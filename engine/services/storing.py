"""What a turn wants done, as rows of the same commit: messages to send, jobs to run, timers, events for others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from engine.domain import effects as wanted
from engine.domain.events import Event, EventKind
from engine.domain.messages import Outbound
from engine.domain.payloads import body_of, payload_of, unasked
from engine.domain.presentation import parts
from engine.domain.records import Consent, InboxItem, Job, OutboxItem, TimerRecord
from engine.domain.sessions import Contact, Session, Status
from engine.domain.windows import QuietHours
from engine.interfaces.identifiers import Identifiers
from engine.interfaces.unit_of_work import UnitOfWork

_REMINDER = "remind."


class Storing:
    """Makes rows of effects. With quiet hours nobody is written to unasked while they sleep."""

    def __init__(self, identifiers: Identifiers, quiet: QuietHours | None) -> None:
        self._identifiers = identifiers
        self._quiet = quiet
        self._log = structlog.get_logger("turn")

    def item(
        self, subject: str, provider_id: str, event: Event, now: datetime, due: datetime | None = None
    ) -> InboxItem:
        """An event as the inbox keeps it."""
        return InboxItem(
            id=self._identifiers.new(), provider_id=provider_id, subject=subject, kind=event.kind, name=event.name,
            payload=payload_of(event), received_at=now, due_at=due,
        )  # fmt: skip

    def effects(
        self, work: UnitOfWork, session: Session, contact: Contact, effects: Iterable[wanted.Effect], now: datetime,
        *, asked: bool,
    ) -> None:  # fmt: skip
        """Store them all. `asked`: what is said answers the person, or what they ordered."""
        messages: list[OutboxItem] = []
        timers: dict[str, wanted.SetTimer | wanted.CancelTimer] = {}
        for effect in effects:
            match effect:
                case wanted.Say(message):
                    messages += self.messages(session, contact, message, now, asked=asked)
                case wanted.SetTimer() | wanted.CancelTimer():
                    timers[effect.id] = effect
                case wanted.StartJob():
                    work.jobs.add(self._job(session, effect, now))
                case wanted.CancelJob(token):
                    work.jobs.cancel(session.id, token)
                case wanted.SendEvent():
                    work.inbox.record(self._sent(effect, now, asked=asked))
                case wanted.Consented():
                    work.consents.add(self._consent(contact, effect, now))
                case wanted.Log(label, value):
                    self._log.info("flow.log", session=session.id, label=label, value=value)
        for timer in timers.values():
            if isinstance(timer, wanted.SetTimer):
                work.timers.set(self._timer(session, contact, timer, now))
            else:
                work.timers.cancel(session.id, timer.id)
        if messages:
            work.outbox.add(messages)

    def messages(
        self, session: Session, contact: Contact, message: Outbound, now: datetime, *, asked: bool
    ) -> list[OutboxItem]:
        """A message as the outbox keeps it: one item for each message of the channel."""
        due = now if asked or self._quiet is None else self._quiet.waking(now)
        items: list[OutboxItem] = []
        whole: str | None = None
        for part in parts(message):
            item = OutboxItem(
                id=self._identifiers.new(), contact=contact.id, session=session.id, key=part.key,
                body=body_of(part, whole), created_at=now, due_at=due, asked=asked,
            )  # fmt: skip
            items.append(item)
            whole = whole if part.template is None else item.id
        return items

    def end(self, work: UnitOfWork, session: Session, contact: Contact) -> None:
        """A session that is done has no timers; for who leaves no job is run, and who writes from there is new."""
        if session.status is Status.DONE:
            work.timers.clear(session.id)
        if contact.leaving_at is not None:
            for job in work.jobs.of_session(session.id):
                work.jobs.cancel(session.id, job.token)
            work.contacts.unlink(contact.id)

    def _sent(self, effect: wanted.SendEvent, now: datetime, *, asked: bool) -> InboxItem:
        """What a flow tells a subject. Later on it is as a timer: nobody waits for an answer then."""
        event = Event(kind=EventKind.FACT, name=effect.event, data=effect.data)
        due = now + timedelta(seconds=effect.delay)
        item = self.item(effect.subject, f"send:{self._identifiers.new()}", event, now, due)
        return item if asked and due == now else replace(item, payload=unasked(item.payload))

    def _consent(self, contact: Contact, effect: wanted.Consented, now: datetime) -> Consent:
        return Consent(
            id=self._identifiers.new(), contact=contact.id, purpose=effect.purpose, given=effect.given,
            wording=effect.wording, channel=contact.channel, message=contact.last_inbound or "", at=now,
        )  # fmt: skip

    def _job(self, session: Session, effect: wanted.StartJob, now: datetime) -> Job:
        return Job(
            id=self._identifiers.new(), subject=session.subject, session=session.id, action=effect.action,
            arguments=effect.arguments, frame=effect.frame, state=effect.state, token=effect.token, created_at=now,
            due_at=now, timeout_at=None if effect.timeout is None else now + timedelta(seconds=effect.timeout),
        )  # fmt: skip

    def _timer(self, session: Session, contact: Contact, effect: wanted.SetTimer, now: datetime) -> TimerRecord:
        due = now + timedelta(seconds=effect.delay)
        if self._quiet is not None and effect.event.startswith(_REMINDER):
            due = self._quiet.reminding(due, contact.last_inbound_at)
        return TimerRecord(
            id=self._identifiers.new(), subject=session.subject, session=session.id, timer=effect.id, due_at=due,
            event=effect.event, data=effect.data, frame=effect.frame, state=effect.state, token=effect.token,
        )  # fmt: skip
