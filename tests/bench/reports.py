"""A real birth from its details to a PDF and a picture, in each language: how long, how much memory, how many bytes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from tests.bench.clockwork import Figure
from tests.typst.samples import LANGUAGES

GOAL_SECONDS = 2
GOAL_MEMORY_MB = 150
GOAL_FILE_MB = 1
GOAL_CARD_KB = 200
GOAL_GROWTH_MB = 5
ROUNDS = 10
TRIES = 3
"""By the clock a person waits by. What else the machine does meanwhile is not ours, so the best of three counts."""

# A process of its own for each language, as a server makes its first: flows read, nothing else done. Memory is the most
# that was ever held: by the process itself, and by the one that sets for it, of which Linux knows it only this way.
_ONE = """
import json, resource, sys, time
from datetime import date
from pathlib import Path
from engine.services.readings.kundali import compose
from engine.services.readings.reckoning import reckon
from engine.services.readings.wheels import card
from engine.services.readings.wording import Wording
from integrations.typst.fonts import installed
from integrations.typst.gateway import TypstReportGateway
from tests.readings.couples import ASTROLOGY, asha
from tests.readings.people import library
def spent():
    found = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in found)
def held():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000
library()
gateway = TypstReportGateway(installed())
began, spent_before = time.perf_counter(), spent()
words, reckoning = Wording(library(), sys.argv[1]), reckon(ASTROLOGY, asha(), date(2026, 7, 1))
pdf, png = gateway.typeset(compose(reckoning, words)), gateway.draw(card(reckoning, words))
print(json.dumps({
    "wall": time.perf_counter() - began, "spent": spent() - spent_before, "pdf": len(pdf) / 1e6, "png": len(png) / 1e3,
    "server": held(), "press": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000,
}))
"""

# All six, over and over, as a server that lives long. What is held after the first round and after the last.
_MANY = """
import sys
from pathlib import Path
from integrations.typst.fonts import installed
from integrations.typst.gateway import TypstReportGateway
from tests.typst.real import kundali
from tests.typst.samples import LANGUAGES
def held():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1000
gateway, seen = TypstReportGateway(installed()), []
for _ in range(int(sys.argv[1])):
    for language in LANGUAGES:
        report, card = kundali(language)
        gateway.typeset(report), gateway.draw(card)
    seen.append(held())
print(seen[-1] - seen[0])
"""


def figures() -> Iterator[Figure]:
    """One line a language, then the extremes."""
    made = {language: _best(language) for language in LANGUAGES}
    for language, one in made.items():
        memory = f"at most {one['server']:.0f} MB in the server, {one['press']:.0f} MB in the press"
        note = f"on the clock, the best of three; {one['spent']:.2f} s of processor time; {memory}"
        yield Figure(f"a Kundali with its picture, {language}", one["wall"], note=note, unit="s")
    most = {what: max(one[what] for one in made.values()) for what in next(iter(made.values()))}
    note = "on the clock, each language's best of three, the fonts' letters read for the first time"
    yield Figure("the slowest of the six", most["wall"], goal=GOAL_SECONDS, note=note, unit="s")
    yield Figure("memory of the server, the most", most["server"], goal=GOAL_MEMORY_MB, unit="MB")
    yield Figure("memory of the process that sets it, the most", most["press"], goal=GOAL_MEMORY_MB, unit="MB")
    yield Figure("its PDF, the largest", most["pdf"], goal=GOAL_FILE_MB, unit="MB")
    yield Figure("its picture, the largest", most["png"], goal=GOAL_CARD_KB, unit="kB")
    note = f"from the {len(LANGUAGES)}th to the {ROUNDS * len(LANGUAGES)}th report of a server"
    growth = float(_printed(_MANY, str(ROUNDS)))
    yield Figure("memory that stays", growth, goal=GOAL_GROWTH_MB, note=note, unit="MB")


def _best(language: str) -> dict[str, float]:
    """The fastest of some tries on the clock, each in a process of its own."""
    tries: list[dict[str, float]] = [json.loads(_printed(_ONE, language)) for _ in range(TRIES)]
    return min(tries, key=lambda one: one["wall"])


def _printed(program: str, asked: str) -> str:
    return subprocess.check_output([sys.executable, "-c", program, asked], text=True)
