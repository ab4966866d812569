"""Webhooks of the payment gateway: kept before they are answered, booked by the worker, parked when too early.

Nobody believes what is not signed. What is signed is never lost: what cannot be read, or cannot be true, waits for a
person; money that belongs to no order is looked for again for a day, and then kept in suspense.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta

import structlog

from engine.domain.payments.booked import Booked
from engine.domain.payments.sightings import Notice, Source
from engine.errors import Conflict, StorageError, Unbookable, Unreadable, Unstorable
from engine.interfaces.clock import Clock
from engine.interfaces.identifiers import Identifiers
from engine.interfaces.orders import Hook, HookStatus
from engine.interfaces.payments import PaymentDoor
from engine.interfaces.unit_of_work import Storage, UnitOfWork
from engine.services.payments.bookkeeping import Bookkeeping, captured

PATIENCE = (
    timedelta(seconds=20), timedelta(minutes=2), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=4),
    timedelta(hours=18),
)  # fmt: skip
"""How long to wait before a webhook is tried again: of an order that is not there yet, or after a mistake of ours."""

_BATCH = 20


class Hooks:
    """Takes webhooks in and books them. Shared by all threads."""

    def __init__(
        self, storage: Storage, door: PaymentDoor, bookkeeping: Bookkeeping, clock: Clock, identifiers: Identifiers
    ) -> None:
        self._storage = storage
        self._door = door
        self._bookkeeping = bookkeeping
        self._clock = clock
        self._identifiers = identifiers
        self._log = structlog.get_logger("hook")

    def is_genuine(self, body: bytes, signature: str | None) -> bool:
        """Whether the gateway itself has signed these bytes."""
        return self._door.is_genuine(body, signature)

    def take(self, body: bytes, event_id: str) -> bool:
        """Keep a genuine webhook; False for one that is kept. Stored when this returns.

        The event id is not signed, so it counts only together with the body.
        """
        now, digest = self._clock.now(), hashlib.sha256(body).hexdigest()
        hook = Hook(
            id=self._identifiers.new(), key=f"{event_id[:64]}:{digest}", event_id=event_id[:64], event="", body=body,
            received_at=now, due_at=now,
        )  # fmt: skip
        with self._storage.begin() as work:
            is_new = work.hooks.record(hook)
            if is_new:
                work.commit()
        return is_new

    def foresee(self, hook: Hook) -> tuple[Notice, Booked | None]:
        """What a hook says, and what would be booked if it was handled now; None, if it is of no order of ours.

        Unreadable or Unbookable, if that is what would become of it.
        """
        notice = self._door.notice(hook.body)
        with self._storage.read() as work:
            return notice, self._bookkeeping.foresee(work, notice.sightings, notice.merchant)

    def book(self) -> int:
        """Book what waits, at most a batch; how many were handled."""
        return sum(1 for _ in zip(range(_BATCH), iter(self.book_next, False), strict=False))

    def book_next(self) -> bool:
        """Book one webhook; False when none waits."""
        hook: Hook | None = None
        try:
            with self._storage.begin() as work:
                hook = work.hooks.claim(self._clock.now())
                if hook is None:
                    return False
                self._handle(work, hook)
                work.commit()
        except Unbookable as error:  # perhaps not yet: what is in the way may be a wish of ours that will not come true
            assert hook is not None
            self._later(hook, hook.event, f"{error.code}: {error}")
        except Unstorable as error:
            self._settle(hook, HookStatus.DEAD, f"{error.code}: {error}")
        except (Conflict, StorageError):
            raise
        except Exception as error:  # the outer edge: one webhook must not hold up the others
            if hook is None:
                raise
            self._log.error("hook.failed", hook=hook.id, attempt=hook.attempts + 1, error=type(error).__name__)
            self._later(hook, "", type(error).__name__)
        return True

    def _handle(self, work: UnitOfWork, hook: Hook) -> None:
        try:
            notice = self._door.notice(hook.body)
        except Unreadable as error:
            self._log.error("hook.dead", hook=hook.id, reason="unreadable")
            work.hooks.settle(hook.id, HookStatus.DEAD, event="", order=None, error=f"unreadable: {error}")
            return
        order = self._bookkeeping.book(work, notice.sightings, notice.merchant, Source.WEBHOOK)
        if order is not None:
            self._end(work, hook, notice, HookStatus.HANDLED, order)
        elif not notice.sightings or _has_gone_back(work, notice):
            self._end(work, hook, notice, HookStatus.IGNORED, None)
        elif hook.attempts < len(PATIENCE):
            due = self._clock.now() + PATIENCE[hook.attempts]
            work.hooks.put_off(hook.id, due, event=notice.event, error="there is no such order yet")
            self._log.warning("hook.parked", hook=hook.id, webhook=notice.event, attempt=hook.attempts + 1)
        else:
            self._give_up(work, hook, notice)

    def _give_up(self, work: UnitOfWork, hook: Hook, notice: Notice) -> None:
        """It is of no order of ours. Money is kept in suspense, and a person must look; the rest is nothing to us."""
        money = captured(notice.sightings)
        for seen in money:
            self._bookkeeping.keep_unmatched(work, seen)
        self._end(work, hook, notice, HookStatus.DEAD if money else HookStatus.IGNORED, None, "of no order of ours")

    def _end(
        self, work: UnitOfWork, hook: Hook, notice: Notice, status: HookStatus, order: str | None,
        error: str | None = None,
    ) -> None:  # fmt: skip
        work.hooks.settle(hook.id, status, event=notice.event, order=order, error=error)
        waited = (self._clock.now() - hook.received_at).total_seconds()
        self._log.info(
            "hook.dead" if status is HookStatus.DEAD else "hook", hook=hook.id, webhook=notice.event, order=order,
            outcome=status.value, attempt=hook.attempts + 1, seconds=round(waited, 3),
        )  # fmt: skip

    def _settle(self, hook: Hook | None, status: HookStatus, error: str) -> None:
        """In a unit of work of its own, as the one it was handled in has failed."""
        assert hook is not None
        self._log.error("hook.dead", hook=hook.id, reason=error.partition(":")[0])
        self._stored(lambda work: work.hooks.settle(hook.id, status, event=hook.event, order=None, error=error))

    def _later(self, hook: Hook, event: str, error: str) -> None:
        if hook.attempts >= len(PATIENCE):
            self._settle(hook, HookStatus.DEAD, error)
            return
        due = self._clock.now() + PATIENCE[hook.attempts]
        self._log.warning("hook.parked", hook=hook.id, webhook=event, attempt=hook.attempts + 1)
        self._stored(lambda work: work.hooks.put_off(hook.id, due, event=event, error=error))

    def _stored(self, write: Callable[[UnitOfWork], None]) -> None:
        with self._storage.begin() as work:
            write(work)
            work.commit()


def _has_gone_back(work: UnitOfWork, notice: Notice) -> bool:
    """Whether it is of money of no order that was sent back: there is nothing more to find out."""
    money = [work.orders.payment(seen.provider_id) for seen in captured(notice.sightings)]
    return bool(money) and all(each is not None and each.refunded == each.amount for each in money)
