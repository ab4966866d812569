"""Once a day our books are held against the gateway's: its payments, its settlements, and what we believe of both.

All that is found goes through the same bookkeeping as a webhook, so to compare a day again, or twice at once, changes
nothing. What does not agree is an error in the log, by id, until somebody has explained it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta, tzinfo

import structlog

from engine.domain.payments.audit import Deed, Entry, Round
from engine.domain.payments.comparing import Odd, Report, of_ours
from engine.domain.payments.sightings import PaymentSeen
from engine.interfaces.clock import Clock
from engine.interfaces.payments import Done, PaymentGateway, Settled
from engine.interfaces.unit_of_work import Storage
from engine.services.payments.bookkeeping import MONEY, Bookkeeping
from engine.services.payments.collating import Collating
from engine.services.payments.looking import word

NAME = "reconciled"
"""Of the round, and of the worker in the audit."""
WORKER = "worker"
_MORNING = time(6)
"""A day is compared on the next morning: what came before midnight has been told, or never will be."""
_CATCHING_UP = timedelta(days=7)
_AGAIN = timedelta(minutes=15)
"""How long one worker may take, and how long the gateway is left alone after it could not be asked."""
_OVERDUE = timedelta(days=3)
_LONG_AGO = timedelta(days=30)
_MOST = 1000


class Reconciling:
    """Compares days. Shared by all threads of a process."""

    def __init__(
        self, storage: Storage, gateway: PaymentGateway, bookkeeping: Bookkeeping, clock: Clock, zone: tzinfo
    ) -> None:
        """`zone` is where a day begins."""
        self._storage = storage
        self._gateway = gateway
        self._bookkeeping = bookkeeping
        self._clock = clock
        self._zone = zone
        self._done_for: date | None = None
        self._log = structlog.get_logger("reconciling")

    def daily(self) -> Report | None:
        """Compare the next day that is due, in the morning after it; None when there is none, or somebody is at it.

        Asks nobody for anything until then. Days that were missed are made up for, up to a week.
        """
        here = self._clock.now().astimezone(self._zone)
        yesterday = here.date() - timedelta(days=1)
        if here.time() < _MORNING or self._done_for == yesterday:
            return None
        day = self._taken(yesterday)
        if day is None:
            return None
        report = self.reconcile(day, by=WORKER)
        if report.trouble is None:
            self._finish(day)
        return report

    def reconcile(self, day: date, *, by: str, is_dry: bool = False) -> Report:
        """Compare a day. With `is_dry` nothing is booked and nothing logged: the report tells what would be."""
        since, until = self._bounds(day)
        paid, settled = self._gateway.payments_between(since, until), self._gateway.settled_on(day)
        if not isinstance(paid, Done) or not isinstance(settled, Done):
            trouble = word(settled if isinstance(paid, Done) else paid)
            self._log.warning("reconciling.failed", day=f"{day:%Y%m%d}", outcome=trouble)
            return Report(day=day, trouble=trouble)
        money = [seen for seen in paid.value if seen.state in MONEY and since <= seen.at < until]
        report = self._compared(day, money, settled.value, is_dry=is_dry)
        if not is_dry:
            self._tell(report, by)
        return report

    def _bounds(self, day: date) -> tuple[datetime, datetime]:
        begins = [datetime.combine(each, time(), self._zone) for each in (day, day + timedelta(days=1))]
        return begins[0], begins[1]

    def _compared(
        self, day: date, money: Sequence[PaymentSeen], lines: Sequence[Settled], *, is_dry: bool
    ) -> Report:  # fmt: skip
        since, until = self._bounds(day)
        collating = Collating(self._storage, self._gateway, self._bookkeeping, self._clock, is_dry=is_dry)
        for seen in money:
            collating.payment(seen)
        collating.suspense()
        for line in lines:
            if line.settlement is not None:
                collating.settled(line)
        there = {seen.provider_id for seen in money}
        with self._storage.read() as work:
            ours = work.orders.payments_between(since, until)
            late = work.orders.unsettled(until - _OVERDUE - _LONG_AGO, until - _OVERDUE, _MOST)
        absent = [of_ours(Odd.ABSENT, each) for each in ours if each.provider_id not in there]
        unsettled = [of_ours(Odd.UNSETTLED, each) for each in late]
        return Report(
            day=day, agreed=collating.agreed, settled=collating.lines,
            differences=(*collating.differences, *absent, *unsettled),
        )  # fmt: skip

    def _tell(self, report: Report, by: str) -> None:
        """To the log, for whoever is woken, and to the audit, for whoever asks later."""
        day, shown = report.day.isoformat(), f"{report.day:%Y%m%d}"  # a date with signs in it looks like one of birth
        for each in report.differences:
            self._log.error(
                "money.unexplained", kind=each.kind.value, id=each.id, order=each.order, ours=each.ours,
                theirs=each.theirs, currency=each.currency, day=shown,
            )  # fmt: skip
        counts = {"agreed": report.agreed, "settled": report.settled, "differences": len(report.differences)}
        self._log.info("reconciled", day=shown, **counts)
        with self._storage.begin() as work:
            work.audit.add(
                Entry(
                    at=self._clock.now(), by=by, deed=Deed.RECONCILED, about=day, order=None, reason="",
                    details=dict(counts),
                )
            )  # fmt: skip
            work.commit()

    # -- which worker compares which day

    def _taken(self, yesterday: date) -> date | None:
        """The next day, now ours for a while; None when all is done, or somebody else is at it."""
        now = self._clock.now()
        with self._storage.begin() as work:
            round = work.rounds.lock(NAME, yesterday - timedelta(days=1), now)
            day = _next(round, yesterday)
            if day is None:
                self._done_for = yesterday
            elif round.until > now:
                day = None
            else:
                work.rounds.save(replace(round, until=now + _AGAIN))
            work.commit()
        return day

    def _finish(self, day: date) -> None:
        now = self._clock.now()
        with self._storage.begin() as work:
            round = work.rounds.lock(NAME, day, now)
            work.rounds.save(replace(round, done_for=max(round.done_for, day), until=now))
            work.commit()


def _next(round: Round, yesterday: date) -> date | None:
    """The day after the last one that was done, but none that is too long ago."""
    if round.done_for >= yesterday:
        return None
    return max(round.done_for + timedelta(days=1), yesterday - _CATCHING_UP + timedelta(days=1))
