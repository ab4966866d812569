"""Bells wake those who wait, and lose nothing that matters."""

from __future__ import annotations

import threading

from engine.interfaces.bell import Waiting
from server.bells import Bells, LocalBell


class Outside:
    """Notes its rings."""

    def __init__(self) -> None:
        self.rings: list[Waiting] = []

    def ring(self, what: Waiting) -> None:
        """One more."""
        self.rings.append(what)


def test_a_ring_before_the_wait_is_heard() -> None:
    """Whoever looked a moment too early looks again at once."""
    bell = LocalBell()
    bell.ring()
    assert bell.wait(0) is True
    assert bell.wait(0) is False


def test_each_ring_wakes_one() -> None:
    """Two rings wake two of three; the third goes on waiting."""
    bell, woken = LocalBell(), threading.Semaphore(0)

    def sleep() -> None:
        if bell.wait(60):
            woken.release()

    threads = [threading.Thread(target=sleep) for _ in range(3)]
    for thread in threads:
        thread.start()
    bell.ring()
    bell.ring()
    assert all(woken.acquire(timeout=10) for _ in range(2))
    assert not woken.acquire(blocking=False)
    bell.ring()
    for thread in threads:
        thread.join()


def test_rings_nobody_hears_do_not_pile_up() -> None:
    """A thousand messages while all are busy are a reason for a few looks, not for a thousand."""
    bell = LocalBell()
    for _ in range(1000):
        bell.ring()
    heard = sum(1 for _ in iter(lambda: bell.wait(0), False))
    assert 1 < heard < 100


def test_what_a_door_has_stored_rings_here_and_outside() -> None:
    """The thread that is needed in this process, and whoever listens in another."""
    outside = Outside()
    bells = Bells(outside)
    bells.received()
    assert (bells.turns.wait(0), bells.sending.wait(0), outside.rings) == (True, False, [Waiting.TURNS])
    bells.reported()
    assert (bells.turns.wait(0), bells.sending.wait(0), outside.rings.pop()) == (False, True, Waiting.SENDING)


def test_a_ring_from_outside_is_not_passed_on() -> None:
    """Otherwise two processes would wake each other for ever."""
    outside = Outside()
    bells = Bells(outside)
    bells.heard(Waiting.SENDING)
    assert (bells.turns.wait(0), bells.sending.wait(0), outside.rings) == (False, True, [])
