"""Timing: the median of several rounds, two subjects always measured in turn, so that a drifting machine hits both.

What only computes is timed by the processor time it takes, what writes to a disk, and what a
person waits for, by the clock on the wall.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured line: what, its value, the ratio to its yardstick, and the goal.

    The goal is for the ratio, or for the value where there is no ratio; it is reached from above, or with `at_least`
    from below.
    """

    what: str
    value: float
    ratio: float | None = None
    goal: float | None = None
    note: str = ""
    unit: str = "us"
    at_least: bool = False

    @property
    def verdict(self) -> str:
        """Whether the goal is met; empty when there is none."""
        if self.goal is None:
            return ""
        measured = self.value if self.ratio is None else self.ratio
        return "met" if (measured >= self.goal if self.at_least else measured <= self.goal) else "missed"


def each(call: Callable[[], object], times: int, clock: Callable[[], float] = time.process_time) -> float:
    """Microseconds per call of a loop of so many."""
    gc.collect()
    start = clock()
    for _ in range(times):
        call()
    return (clock() - start) / times * 1e6


def paired(
    calls: Sequence[Callable[[], object]],
    times: int,
    rounds: int = ROUNDS,
    clock: Callable[[], float] = time.process_time,
) -> list[float]:
    """The median microseconds of each call, measured in turn round after round, after one round to warm up."""
    for call in calls:
        each(call, max(times // 10, 1), clock)
    measured = [[each(call, times, clock) for call in calls] for _ in range(rounds)]
    return [median(column) for column in zip(*measured, strict=True)]
