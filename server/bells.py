"""What wakes the threads of a worker: a bell for each kind of work, and one outside for other processes."""

from __future__ import annotations

import threading

from engine.interfaces.bell import Bell, Waiting

_MOST_RINGS = 16


class LocalBell:
    """Wakes one thread for each ring; rings that nobody waits for are kept, up to a few."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._rings = 0

    def ring(self) -> None:
        """Wake one."""
        with self._changed:
            self._rings = min(self._rings + 1, _MOST_RINGS)
            self._changed.notify()

    def wait(self, seconds: float) -> bool:
        """Until it rings, at most so long; whether it rang."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._rings > 0, seconds):
                return False
            self._rings -= 1
            return True


class Bells:
    """The bells of one process. Doors ring `received` and `reported`; the threads of a worker ring each other's."""

    def __init__(self, outside: Bell | None = None) -> None:
        """`outside` wakes the workers of other processes."""
        self._outside = outside
        self.turns = LocalBell()
        self.sending = LocalBell()
        self.jobs = LocalBell()
        self.watch = LocalBell()
        self.errands = LocalBell()
        self.upkeep = LocalBell()
        self.money = LocalBell()
        self.looks = LocalBell()

    def received(self) -> None:
        """Something for a turn was stored: a message, a fact."""
        self.turns.ring()
        self._ring_outside(Waiting.TURNS)

    def reported(self) -> None:
        """A channel has told how far a message has come: the next one may go out."""
        self.sending.ring()
        self._ring_outside(Waiting.SENDING)

    def paid(self) -> None:
        """The payment gateway has told something, or somebody comes back from paying."""
        self.money.ring()
        self.looks.ring()
        self._ring_outside(Waiting.MONEY)

    def heard(self, what: Waiting) -> None:
        """Another process has rung."""
        if what is Waiting.MONEY:
            self.money.ring()
            self.looks.ring()
        else:
            (self.turns if what is Waiting.TURNS else self.sending).ring()

    def all(self) -> None:
        """Wake everybody in this process."""
        for bell in self._own():
            for _ in range(_MOST_RINGS):
                bell.ring()

    def _own(self) -> tuple[LocalBell, ...]:
        return (
            self.turns, self.sending, self.jobs, self.watch, self.errands, self.upkeep, self.money, self.looks,
        )  # fmt: skip

    def _ring_outside(self, what: Waiting) -> None:
        if self._outside is not None:
            self._outside.ring(what)
