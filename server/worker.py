"""The worker: threads that do what waits in the tables. Bells wake them; a look now and then is the net below."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from engine.domain import effects as wanted
from engine.errors import BoloastroError, StorageError
from server.bells import LocalBell
from server.wiring import Application

POLL = 0.5
"""Seconds between two looks at what is due, when no bell rings."""
DEADLINE = 25.0
"""Seconds a worker that is to stop has for what it has in hand; orchestrators kill after 30."""

PATIENCE = 5.0
"""Seconds to wait for the worker before us, which may be on its way out."""

_NET = 30.0
_ERRANDS = 1.0
_UPKEEP = 30.0
_LOOKS = 5.0
_FORGETTING = timedelta(hours=1)
_LONGEST_PAUSE = 5.0
_TRY = 0.05


class Worker:
    """Does the work of an application, until it is stopped. One life: a stopped worker is not started again."""

    def __init__(
        self, application: Application, *, turns: int = 2, senders: int = 4, jobs: int = 4, poll: float = POLL
    ) -> None:  # fmt: skip
        """So many threads of each kind. One job that hangs, as on a slow model, holds up only its own thread."""
        self._application = application
        self._bells = application.bells
        self._poll = poll
        self._stopping = threading.Event()
        self._log = structlog.get_logger("worker")
        self._forgotten_at: datetime | None = None
        self._threads = [
            *(self._thread(f"turns-{number}", self._turn, self._bells.turns) for number in range(1, turns + 1)),
            *(
                self._thread(f"sending-{number}", self._send, self._bells.sending, self._sending_pause)
                for number in range(1, senders + 1)
            ),
            *(self._thread(f"jobs-{number}", self._run, self._bells.jobs) for number in range(1, jobs + 1)),
            self._thread("watch", self._watch, self._bells.watch, lambda: poll),
            self._thread("errands", self._run_errands, self._bells.errands, lambda: _ERRANDS),
            self._thread("upkeep", self._keep_up, self._bells.upkeep, lambda: _UPKEEP),
            self._thread("money", self._book, self._bells.money),
            self._thread("looks", self._look, self._bells.looks, lambda: _LOOKS),
        ]
        if application.listen is not None:
            self._threads.append(self._thread("listen", self._listen, LocalBell(), lambda: _TRY))

    def start(self, patience: float = PATIENCE) -> None:
        """Begin. StorageError, if the database has room for one worker, and one that does not end in these seconds."""
        self._take_lock(patience)
        for thread in self._threads:
            thread.start()
        self._log.info("worker.started", threads=len(self._threads))

    def stop(self, deadline: float = DEADLINE) -> bool:
        """Finish what is in hand and begin nothing new; whether all of it was finished within so many seconds.

        What was not is undone when the process ends, and done again by another worker when its claim has ended.
        """
        self._stopping.set()
        self._bells.all()
        until = time.monotonic() + deadline
        for thread in self._threads:
            if thread.ident is not None:
                thread.join(max(0.0, until - time.monotonic()))
        left = [thread.name for thread in self._threads if thread.is_alive()]
        if not left and self._application.sole is not None:
            self._application.sole.give_back()
        self._log.info("worker.stopped", unfinished=left)
        return not left

    def is_alive(self) -> bool:
        """Whether every thread is there and at work; also while the database is not."""
        return not self._stopping.is_set() and all(thread.is_alive() for thread in self._threads)

    def _take_lock(self, patience: float) -> None:
        sole, until = self._application.sole, time.monotonic() + patience
        while sole is not None and not sole.take():
            if time.monotonic() >= until:
                raise _taken(sole.file)
            time.sleep(_TRY)

    # -- what each thread does: one piece of work, and whether there was one

    def _turn(self) -> bool:
        turn = self._application.turns.take_any()
        if turn is not None:
            self._ring_for(turn.decision.effects)
        return turn is not None

    def _ring_for(self, effects: Iterable[wanted.Effect]) -> None:
        self._bells.sending.ring()
        for effect in effects:
            match effect:
                case wanted.StartJob():
                    self._bells.jobs.ring()
                case wanted.SetTimer():
                    self._bells.watch.ring()
                case wanted.SendEvent():
                    self._bells.turns.ring()
                case wanted.Forget():
                    self._bells.upkeep.ring()

    def _send(self) -> bool:
        return self._application.sending.send_next()

    def _sending_pause(self) -> float:
        """How long our number has to wait, if that is why nothing was sent."""
        return self._application.sending.pause() or _NET

    def _run(self) -> bool:
        ran = self._application.work.time_out() > 0 or self._application.work.run_next()
        if ran:
            self._bells.turns.ring()
        return ran

    def _watch(self) -> bool:
        """Fire timers, and ring for whatever has become due while nobody rang."""
        now = self._application.clock.now()
        with self._application.storage.read() as work:
            due = {
                "turns": work.inbox.next_due(), "sending": work.outbox.next_due(), "jobs": work.jobs.next_due(),
                "timers": work.timers.next_due(), "money": work.hooks.next_due(),
            }  # fmt: skip
        is_due = {name for name, moment in due.items() if moment is not None and moment <= now}
        fired = self._application.work.fire_timers() if "timers" in is_due else 0
        late = self._application.work.time_out() if "jobs" in is_due else 0  # whoever runs them may hang
        if "turns" in is_due or fired or late:
            self._bells.turns.ring()
        if "sending" in is_due:
            self._bells.sending.ring()
            self._bells.errands.ring()
        if "jobs" in is_due:
            self._bells.jobs.ring()
        if "money" in is_due:
            self._bells.money.ring()
        return fired > 0 or self._slept_until(min((each for each in due.values() if each and each > now), default=None))

    def _slept_until(self, due: datetime | None) -> bool:
        """Sleep to the next moment when that comes before the next look; whether it did."""
        if due is None:
            return False
        left = (due - self._application.clock.now()).total_seconds()
        if left >= self._poll:
            return False
        self._bells.watch.wait(max(left, 0.0))
        return True

    def _run_errands(self) -> bool:
        """What may wait a second, and asks the channel: it must not hold up timers."""
        found = self._application.sending.look_up()
        if found:
            self._bells.sending.ring()
        return self._application.work.show_typing() + found > 0

    def _keep_up(self) -> bool:
        upkeep, now = self._application.upkeep, self._application.clock.now()
        erased = upkeep.erase_leaving()
        self._compare()
        if self._forgotten_at is None or now - self._forgotten_at >= _FORGETTING:
            self._forgotten_at = now if upkeep.forget_old() == 0 else None
        return erased > 0 or self._forgotten_at is None

    def _compare(self) -> None:
        """Once a day, hold our books against those of the payment gateway."""
        payments = self._application.payments
        if payments.hooks is not None and payments.reconciling.daily() is not None:
            self._bells.turns.ring()

    def _book(self) -> bool:
        """Book what the payment gateway has told."""
        hooks = self._application.payments.hooks
        booked = hooks is not None and hooks.book_next()
        if booked:
            self._bells.turns.ring()
            self._bells.looks.ring()  # it may have left money to be sent back
        return booked

    def _look(self) -> bool:
        """Ask the payment gateway for what it did not tell."""
        payments = self._application.payments
        found = payments.looking.look_at_links() + payments.refunds.look_at_refunds()
        if found:
            self._bells.turns.ring()
        return found > 0

    def _listen(self) -> bool:
        assert self._application.listen is not None
        self._application.listen(self._bells.heard, self._stopping)
        return False

    # -- how a thread lives

    def _thread(
        self, name: str, step: Callable[[], bool], bell: LocalBell, pause: Callable[[], float] = lambda: _NET
    ) -> threading.Thread:
        return threading.Thread(target=self._live, args=(step, bell, pause), name=name, daemon=True)

    def _live(self, step: Callable[[], bool], bell: LocalBell, pause: Callable[[], float]) -> None:
        troubles = 0
        while not self._stopping.is_set():
            try:
                found = step()
                troubles = 0
            except Exception as error:  # the outer edge of a thread: it goes on, whatever happens
                troubles += 1
                rest = min(0.1 * 2.0 ** min(troubles, 10), _LONGEST_PAUSE)
                self._log.error("worker.trouble", error=_what(error), where=_where(error), rest=rest)
                self._stopping.wait(rest)
            else:
                if not found:
                    bell.wait(pause())


def _taken(lock: Path) -> StorageError:
    return StorageError(
        f"another worker is at work on this database (it holds {lock}): SQLite has room for one. "
        "Stop that one, or move to PostgreSQL"
    )


def _what(error: Exception) -> str:
    """The kind of an error; its message may quote what a person wrote."""
    return error.code if isinstance(error, BoloastroError) else type(error).__name__


def _where(error: Exception) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return "" if trace is None else f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
