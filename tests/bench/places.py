"""Places: how long a look-up takes, whatever is typed, and what the file of places costs."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import median, quantiles

from integrations.places.embedded import SHIPPED, EmbeddedPlaceGateway
from tests.bench.clockwork import Figure
from tests.places.accuracy import queries

GOAL_MS = 10
GOAL_FILE_MB = 1.5
NONSENSE = ("xyzzy", "aa bb cc dd ee ff gg hh ii jj", "up " * 30, "मु" * 50, "qwertyuiop asdfghjkl", "Nowhereville")
ROUNDS = 3

_FIRST = """
import time
from pathlib import Path
from integrations.places.embedded import SHIPPED, EmbeddedPlaceGateway
resident = lambda: int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
before, began = resident(), time.process_time()
EmbeddedPlaceGateway(SHIPPED).find("mumbii", 9)
print(time.process_time() - began, resident() - before)
"""


def figures() -> Iterator[Figure]:
    """All of it."""
    gateway = EmbeddedPlaceGateway(SHIPPED)
    texts = [query.text for file in ("cities.tsv", "towns.tsv") for query in queries(file)]
    for text in ("mumbii", "ुंबई"):
        gateway.find(text, 9)
    took = [_milliseconds(gateway, text) for _ in range(ROUNDS) for text in (*texts, *NONSENSE)]
    yield Figure("place look-up, median", median(took), note=f"{len(took):,}, six scripts and slips", unit="ms")
    yield Figure("place look-up, 99 of 100", quantiles(took, n=100)[98], goal=GOAL_MS, unit="ms")
    yield Figure("place look-up, the slowest nonsense", max(_quickest(gateway, text) for text in NONSENSE), unit="ms")
    yield Figure("nearest place to a point", _near(gateway), unit="ms")
    seconds, megabytes = map(float, subprocess.check_output([sys.executable, "-c", _FIRST], text=True).split())
    yield Figure("first look-up, which reads the file", seconds * 1000, note="of processor time", unit="ms")
    yield Figure("memory of the places", megabytes, unit="MB")
    yield Figure("file of the places", SHIPPED.stat().st_size / 1e6, goal=GOAL_FILE_MB, unit="MB")


def _milliseconds(gateway: EmbeddedPlaceGateway, text: str) -> float:
    began = time.perf_counter()
    gateway.find(text, 9)
    return (time.perf_counter() - began) * 1000


def _quickest(gateway: EmbeddedPlaceGateway, text: str) -> float:
    return min(_milliseconds(gateway, text) for _ in range(ROUNDS))


def _near(gateway: EmbeddedPlaceGateway) -> float:
    gateway.near(18.52, 73.86, 1)
    began = time.perf_counter()
    gateway.near(28.61, 77.2, 1)
    return (time.perf_counter() - began) * 1000
