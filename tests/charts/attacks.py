"""What has broken other sandboxes, and how an attack is measured."""

from __future__ import annotations

import gc
import time
import tracemalloc
from collections.abc import Callable, Mapping
from typing import Final

from engine.domain.values import Json

LONGEST: Final = 0.050
FATTEST: Final = 50_000_000

SCOPE: Final[Mapping[str, Json]] = {
    "name": "asha",
    "n": 3,
    "big": "x" * 19_000,
    "order": {"status": "paid", "items": [1, 2]},
    "numbers": list(range(1_000)),
}


class Door:
    """An object of the host that must never be reachable from a document."""

    opened = False

    def open(self) -> str:
        """Remember that somebody got in."""
        Door.opened = True
        return "open"


def outcome(attack: Callable[[], object], refusal: type[Exception]) -> object:
    """What the attack gives, or the refusal it meets, within 50 ms and 50 MB.

    Counted is the thread's own computing time, the best of three: that the machine is busy is not the attack's doing.
    """
    fastest = min(_timed(attack, refusal) for _ in range(3))
    assert fastest < LONGEST, f"{fastest * 1000:.0f} ms"
    gc.collect()
    tracemalloc.start()
    try:
        result = _result(attack, refusal)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < FATTEST, f"{peak / 1e6:.0f} MB"
    return result


def _timed(attack: Callable[[], object], refusal: type[Exception]) -> float:
    started = time.thread_time()
    _result(attack, refusal)
    return time.thread_time() - started


def _result(attack: Callable[[], object], refusal: type[Exception]) -> object:
    try:
        return attack()
    except refusal as error:
        return error
