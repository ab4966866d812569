"""What was given up is tried once more, because a person has looked at it and says so."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

import structlog

from engine.domain.payments.audit import Deed, Entry
from engine.domain.records import OutboxStatus
from engine.interfaces.clock import Clock
from engine.interfaces.unit_of_work import Storage


class Replay(StrEnum):
    """What came of it.

    DONE it waits for its turn again. UNKNOWN there is nothing with this id. SETTLED it is not given up: it waits, was
    done, or must not be done. DANGEROUS nobody knows whether the person has it already.
    """

    DONE = "done"
    UNKNOWN = "unknown"
    SETTLED = "settled"
    DANGEROUS = "dangerous"


_GIVEN_UP = (OutboxStatus.DEAD, OutboxStatus.PARKED)


class Replays:
    """Brings back messages and events that were given up; each time a line of the log says who wanted it."""

    def __init__(self, storage: Storage, clock: Clock, by: str) -> None:
        """`by` is the operator's name for the log."""
        self._storage = storage
        self._clock = clock
        self._by = by
        self._log = structlog.get_logger("replay")

    def message(self, item: str, *, is_forced: bool = False) -> Replay:
        """Send a dead or parked message after all; one that may have arrived only by force: it may arrive twice."""
        now = self._clock.now()
        with self._storage.begin() as work:
            found = work.outbox.get(item)
            if found is None:
                return Replay.UNKNOWN
            if found.may_have_arrived and not is_forced:
                return Replay.DANGEROUS
            if found.status not in _GIVEN_UP and found.status is not OutboxStatus.UNCERTAIN:
                return Replay.SETTLED
            again = replace(
                found, status=OutboxStatus.PENDING, due_at=now, attempts=0, failures=0, as_template=False, error=None,
                provider_id=None, sent_at=None, progress=None,
            )  # fmt: skip
            if not work.outbox.save(again):
                return Replay.SETTLED  # a worker has it in hand at this moment
            work.commit()
        self._log.info(
            "message.replayed", message=item, contact=found.contact, was=found.status.value, forced=is_forced,
            by=self._by,
        )  # fmt: skip
        return Replay.DONE

    def event(self, item: str) -> Replay:
        """Handle a dead or limited event of the inbox after all."""
        with self._storage.begin() as work:
            found = work.inbox.get(item)
            if found is None:
                return Replay.UNKNOWN
            if not work.inbox.replay(item, self._clock.now()):
                return Replay.SETTLED
            work.commit()
        self._log.info("event.replayed", inbox=item, contact=found.subject, was=found.status.value, by=self._by)
        return Replay.DONE

    def hook(self, item: str, reason: str) -> Replay:
        """Book a webhook of the payment gateway once more, whatever became of it: twice is as good as once."""
        now = self._clock.now()
        with self._storage.begin() as work:
            found = work.hooks.get(item)
            if found is None or not work.hooks.replay(item, now):
                return Replay.UNKNOWN
            work.audit.add(
                Entry(
                    at=now, by=self._by, deed=Deed.REPLAYED, about=item, order=found.order, reason=reason,
                    details={"was": found.status.value},
                )
            )  # fmt: skip
            work.commit()
        self._log.info("hook.replayed", hook=item, was=found.status.value, by=self._by)
        return Replay.DONE
