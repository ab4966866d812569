"""What waits after a commit: jobs to run, timers that are due, messages to send. Claimed, done, written down."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from engine.actions.catalogue import Action, Outcome
from engine.domain.events import Event, EventKind
from engine.domain.payloads import outbound_of, payload_of, payload_of_timer
from engine.domain.records import InboxItem, Job, OutboxItem
from engine.errors import BoloastroError, Conflict, StorageError
from engine.interfaces.channel import ChannelGateway
from engine.interfaces.clock import Clock
from engine.interfaces.identifiers import Identifiers
from engine.interfaces.unit_of_work import Storage

MOST_RUNS = 3
CLAIM = timedelta(seconds=60)
_BATCH = 20
_MOST_SENDS = 5


class Work:
    """Does what turns left to be done. Every method does one batch and answers how much it found."""

    def __init__(
        self, storage: Storage, actions: Mapping[str, Action], channel: ChannelGateway, clock: Clock,
        identifiers: Identifiers,
    ) -> None:  # fmt: skip
        self._storage = storage
        self._actions = actions
        self._channel = channel
        self._clock = clock
        self._identifiers = identifiers
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
        while (found := self._time_out()) > 0:  # all of them first: what is too late must not be called any more
            late += found
        return late + sum(1 for _ in iter(self._run_next, False))

    def send_messages(self) -> int:
        """Hand pending messages to the channel, one of each contact at a time so that their order is kept."""
        now = self._clock.now()
        with self._storage.begin() as work:
            items = work.outbox.claim(now, now + CLAIM, _BATCH)
            work.commit()
        for item in items:
            if self._clock.now() < item.due_at:  # else the claim has ended, and somebody else may be at it
                self._send(item)
        return len(items)

    def _time_out(self) -> int:
        now = self._clock.now()
        with self._storage.begin() as work:
            late = work.jobs.overdue(now, _BATCH)
            for job in late:
                if work.jobs.finish(job.id):
                    work.inbox.record(self._outcome(job, Outcome("timeout"), now))
            work.commit()
        return len(late)

    def _run_next(self) -> bool:
        """Claim one job and run it: a claim on several could end before their turn comes, and they would run twice."""
        now = self._clock.now()
        with self._storage.begin() as work:
            claimed = work.jobs.claim(now, now + CLAIM, 1)
            work.commit()
        for job in claimed:
            self._finish(job, self._run(job))
        return bool(claimed)

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
            return outcome
        self._log.error("job.undeclared", job=job.id, action=job.action)
        return Outcome("failed", "undeclared outcome")

    def _finish(self, job: Job, outcome: Outcome) -> None:
        try:
            self._record(job, outcome)
        except (TypeError, ValueError) as error:  # what JSON has no word for
            self._log.error("job.unstorable", job=job.id, action=job.action, error=type(error).__name__)
            self._record(job, Outcome("failed", type(error).__name__))

    def _record(self, job: Job, outcome: Outcome) -> None:
        with self._storage.begin() as work:
            if work.jobs.finish(job.id):
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

    def _send(self, item: OutboxItem) -> None:
        with self._storage.read() as work:
            contact = work.contacts.get(item.contact)
        error, provider_id = None, None
        try:
            if contact is None:
                raise StorageError(f"message {item.id} is for a contact that is not there")
            provider_id = self._channel.send(contact, outbound_of(item.body), item.id)
        except BoloastroError as problem:
            error = str(problem)
        except Exception as problem:  # the outer edge of a sending: one message must not hold up the others
            error = type(problem).__name__
            self._log.error("message.failed", message=item.id, error=error)
        if error is None:
            self._sent(item, provider_id)
            return
        again = item.attempts < _MOST_SENDS
        retry = self._clock.now() + timedelta(seconds=2.0**item.attempts) if again else None
        with self._storage.begin() as work:
            work.outbox.failed(item.id, error, retry)
            work.commit()

    def _sent(self, item: OutboxItem, provider_id: str | None) -> None:
        try:
            with self._storage.begin() as work:
                work.outbox.sent(item.id, provider_id)
                work.commit()
        except Conflict:  # the channel gave this id before; the message must not be sent again for that
            self._log.error("message.id_repeated", message=item.id)
            with self._storage.begin() as work:
                work.outbox.sent(item.id, None)
                work.commit()
