"""Reports: how long one takes, in the language that takes longest, and what it costs in memory and bytes."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from statistics import median

from engine.domain.reports import Style
from integrations.typst.fonts import installed
from integrations.typst.gateway import TypstReportGateway
from tests.bench.clockwork import Figure
from tests.typst.samples import LANGUAGES, card, report

GOAL_SECONDS = 2
GOAL_MEMORY_MB = 150
GOAL_FILE_MB = 1
GOAL_CARD_KB = 200
ROUNDS = 3

_SIX = """
from pathlib import Path
from integrations.typst.fonts import installed
from integrations.typst.gateway import TypstReportGateway
from tests.typst.samples import LANGUAGES, report
gateway = TypstReportGateway(installed())
for language in LANGUAGES * 2:
    gateway.typeset(report(language))
lines = Path("/proc/self/status").read_text().splitlines()
print(next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000)
"""


def figures() -> Iterator[Figure]:
    """All of it."""
    gateway = TypstReportGateway(installed())
    yield Figure("reading the fonts", _milliseconds(gateway.languages), unit="ms")
    sizes = [len(gateway.typeset(report(language))) / 1e6 for language in LANGUAGES]
    took = {language: median(_seconds(gateway, language) for _ in range(ROUNDS)) for language in LANGUAGES}
    slowest = max(took, key=lambda language: took[language])
    note = "some twenty pages; of processor time"
    yield Figure("a report, median of six languages", median(took.values()) * 1000, note=note, unit="ms")
    yield Figure(f"a report, the slowest ({slowest})", took[slowest], goal=GOAL_SECONDS, unit="s")
    yield Figure("its PDF, the largest", max(sizes), goal=GOAL_FILE_MB, unit="MB")
    cards = [card(language, Style.NORTH, Style.SOUTH) for language in LANGUAGES]
    drawing = median(_milliseconds(lambda drawn=drawn: gateway.draw(drawn)) for drawn in cards)  # type: ignore[misc]
    yield Figure("a card of two charts", drawing, unit="ms")
    yield Figure("its PNG, the largest", max(len(gateway.draw(c)) for c in cards) / 1e3, goal=GOAL_CARD_KB, unit="kB")
    megabytes = float(subprocess.check_output([sys.executable, "-c", _SIX], text=True))
    note = "the peak of a process that set twelve reports"
    yield Figure("memory", megabytes, goal=GOAL_MEMORY_MB, note=note, unit="MB")


def _seconds(gateway: TypstReportGateway, language: str) -> float:
    asked = report(language)
    return _milliseconds(lambda: gateway.typeset(asked)) / 1000


def _milliseconds(call: Callable[[], object]) -> float:
    began = time.process_time()
    call()
    return (time.process_time() - began) * 1000
