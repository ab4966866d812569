"""What waits after a commit: jobs to run, and timers that are due. Claimed, done, written down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from engine.actions.catalogue import Action, Outcome
from engine.domain.events import Event, EventKind
from engine.domain.payloads import payload_of, payload_of_timer
from engine.domain.records import InboxItem, Job
from engine.domain.sessions import Contact
from engine.interfaces.channel import ChannelGateway
from engine.interfaces.clock import Clock
from engine.interfaces.identifiers import Identifiers
from engine.interfaces.rates import Rate, RateGateway
from engine.interfaces.unit_of_work import Storage
from engine.services.addressees import addressee, is_moved
from engine.services.hearing import message_of, provider_id_of

MOST_RUNS = 3
CLAIM = timedelta(seconds=60)
A_MOMENT = timedelta(seconds=1.5)
_ATTENTION = timedelta(minutes=2)
_BATCH = 20
_TYPING = Rate("typing", 1, 300)


class Work:
    """Does what turns left to be done. Every method does one batch and answers how much it found."""

    def __init__(
        self, storage: Storage, actions: Mapping[str, Action], channel: ChannelGateway, clock: Clock,
        identifiers: Identifiers, rates: RateGateway,
    ) -> None:  # fmt: skip
        self._storage = storage
        self._actions = actions
        self._channel = channel
        self._clock = clock
        self._identifiers = identifiers
        self._rates = rates
        self._looked_until: datetime | None = None
        self._log = structlog.get_logger("work")

    def fire_timers(self) -> int:
        """Put the events of due timers into the inbox."""
        now = self._clock.now()
        with self._storage.begin() as work:
            due = work.timers.due(now, _BATCH)
            for timer in due:
                work.inbox.record(
                    InboxItem(
                        id=self._identifiers.new(), provider_id=f"timer:{timer.id}", subject=timer.subject,
                        kind=EventKind.TIMER, name=timer.event, payload=payload_of_timer(timer), received_at=now,
                    )
                )  # fmt: skip
                work.timers.remove(timer.id)
            work.commit()
        return len(due)

    def run_jobs(self) -> int:
        """Run due jobs and put their outcomes into the inbox; jobs whose time is up come back as `timeout`."""
        late = 0
        while (found := self.time_out()) > 0:  # all of them first: what is too late must not be called any more
            late += found
        return late + sum(1 for _ in iter(self.run_next, False))

    def run_next(self) -> bool:
        """Run one due job; False when there is none.

        They are claimed one by one: a claim on several could end before their turn comes, and they would run twice.
        """
        now = self._clock.now()
        with self._storage.begin() as work:
            claimed = work.jobs.claim(now, now + CLAIM, 1)
            work.commit()
        for job in claimed:
            self._finish(job, self._run(job))
        return bool(claimed)

    def time_out(self) -> int:
        """Give jobs whose time is up the outcome `timeout`, also those that run just now; how many there were."""
        now = self._clock.now()
        with self._storage.begin() as work:
            late = work.jobs.overdue(now, _BATCH)
            for job in late:
                if work.jobs.finish(job):
                    work.inbox.record(self._outcome(job, Outcome("timeout"), now))
            work.commit()
        for job in late:
            self._tell(job, "timeout")
        return len(late)

    def show_typing(self) -> int:
        """Show who wrote and waits that we are typing, once for each job and each message; how many were shown it."""
        now = self._clock.now()
        waiting = self._wait_for_jobs(now) | self._wait_for_turns(now)
        for contact in waiting.values():
            self._type(contact)
        return len(waiting)

    def _wait_for_jobs(self, now: datetime) -> dict[str, Contact]:
        with self._storage.begin() as work:
            jobs = work.jobs.unannounced(now - A_MOMENT, _BATCH)
            found = [(job, addressee(work, job.subject)) for job in jobs]
            work.commit()
        return {contact.id: contact for job, contact in found if contact is not None and _waits(contact, job)}

    def _wait_for_turns(self, now: datetime) -> dict[str, Contact]:
        """Those whose message should have had its turn a moment ago, each with their latest one.

        This process looks at each once; of several the first to count it shows it.
        """
        since, until = max(self._looked_until or now - _ATTENTION, now - _ATTENTION), now - A_MOMENT
        with self._storage.read() as work:
            items = work.inbox.overdue(since, until, _BATCH)
            found = [(item, addressee(work, item.subject)) for item in items]
        self._looked_until = (items[-1].due_at if len(items) == _BATCH else None) or until
        return {
            contact.id: replace(contact, last_inbound=provider_id_of(item, contact))
            for item, contact in found
            if contact is not None and _is_to_be_answered(item, contact) and self._rates.take(_TYPING, item.id)
        }

    def _run(self, job: Job) -> Outcome:
        if job.attempts > MOST_RUNS:
            self._log.error("job.given_up", job=job.id, action=job.action, attempts=job.attempts)
            return Outcome("failed", "given up")  # each time the worker died of it
        action = self._actions.get(job.action)
        if action is None:
            self._log.error("job.unknown", job=job.id, action=job.action)
            return Outcome("failed", "unknown action")
        try:
            outcome = action.call(**job.arguments)
        except Exception as error:  # the outer edge of a job: whatever a gateway raises is an outcome
            self._log.error("job.failed", job=job.id, action=job.action, error=type(error).__name__)
            return Outcome("failed", type(error).__name__)
        if isinstance(outcome, Outcome) and outcome.name in action.outcomes:
            self._tell(job, outcome.name)
            return outcome
        self._log.error("job.undeclared", job=job.id, action=job.action)
        return Outcome("failed", "undeclared outcome")

    def _tell(self, job: Job, outcome: str) -> None:
        """One line for each job that has come to a declared outcome; the metrics count them."""
        self._log.info("job", contact=job.subject, job=job.id, action=job.action, outcome=outcome, attempt=job.attempts)

    def _finish(self, job: Job, outcome: Outcome) -> None:
        try:
            self._record(job, outcome)
        except (TypeError, ValueError) as error:  # what JSON has no word for
            self._log.error("job.unstorable", job=job.id, action=job.action, error=type(error).__name__)
            self._record(job, Outcome("failed", type(error).__name__))

    def _record(self, job: Job, outcome: Outcome) -> None:
        with self._storage.begin() as work:
            if work.jobs.finish(job):
                work.inbox.record(self._outcome(job, outcome, self._clock.now()))
            work.commit()

    def _outcome(self, job: Job, outcome: Outcome, now: datetime) -> InboxItem:
        event = Event(
            kind=EventKind.JOB, name=outcome.name, data={"value": outcome.value}, frame=job.frame, state=job.state,
            token=job.token,
        )  # fmt: skip
        return InboxItem(
            id=self._identifiers.new(), provider_id=f"job:{job.id}", subject=job.subject, kind=EventKind.JOB,
            name=outcome.name, payload={**payload_of(event), "session": job.session}, received_at=now,
        )  # fmt: skip

    def _type(self, contact: Contact) -> None:
        try:
            self._channel.typing(contact)
        except Exception as error:  # the outer edge: a nicety must not stop the work
            self._log.error("typing.failed", contact=contact.id, error=type(error).__name__)


def _is_to_be_answered(item: InboxItem, contact: Contact) -> bool:
    """By us, and where they are: not by a person, and a reaction is no question."""
    message = message_of(item)
    is_reaction = message is not None and message.reaction is not None
    return contact.held_at is None and not is_moved(contact) and not is_reaction


def _waits(contact: Contact, job: Job) -> bool:
    """Whether the person's message has led to the job, so that they look at the phone: not a timer hours later."""
    wrote = contact.last_inbound_at
    return wrote is not None and contact.held_at is None and job.created_at - wrote < _ATTENTION
