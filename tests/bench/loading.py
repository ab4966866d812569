"""Loading a large flow with all checks: how long, and whether twice as much takes twice as long."""

from __future__ import annotations

import time
from collections.abc import Iterator

from engine.actions.catalogue import Catalogue
from engine.actions.functions import FUNCTIONS
from engine.charts.library import read_library
from engine.charts.rules import check_library
from engine.runtime.build import build_chart
from tests.bench.clockwork import Figure

SIZES = (1_000, 5_000)
GOAL_SECONDS = 2.5


def files(size: int) -> dict[str, str]:
    """A flow of so many states, with guards, timers and words in two languages."""
    states, english, hindi = [], [], []
    for number in range(size):
        follower = f"s{(number + 1) % size}"
        states.append(
            f"  s{number}:\n"
            f"    choose:\n"
            f"      go: {{if: count < {number + 1}, do: [set: {{count: =count + 1}}], to: {follower}}}\n"
            f"      stay: s{number}\n"
            f"    tries: 3\n"
            f"    otherwise: {follower}\n"
        )
        english.append(f'  s{number}: {{say: "Number {number}, {{{{ count }}}}?", options: {{go: Go, stay: Stay}}}}\n')
        hindi.append(f'  s{number}: {{say: "नंबर {number}, {{{{ count }}}}?", options: {{go: चलें, stay: रुकें}}}}\n')
    flow = "flow: large\nversion: 1\ndata: {count: {type: integer, default: 0}}\nstates:\n" + "".join(states)
    return {
        "large/flow.yaml": flow,
        "large/en.yaml": "language: en\ntexts:\n" + "".join(english),
        "large/hi.yaml": "language: hi\ntexts:\n" + "".join(hindi),
        "common/languages.yaml": "released: [en, hi]\nfallback: en\n",
    }


def figures() -> Iterator[Figure]:
    """Reading, checking and building, at both sizes."""
    catalogue = Catalogue(functions=FUNCTIONS)
    seconds: dict[int, float] = {}
    for size in SIZES:
        content = files(size)
        start = time.perf_counter()
        library, problems = read_library(content)
        read = time.perf_counter()
        check_library(library, catalogue)
        checked = time.perf_counter()
        build_chart(library.flows["large"], catalogue)
        seconds[size] = time.perf_counter() - start
        if problems:
            raise RuntimeError(str(problems[0]))
        note = f"read {read - start:.2f} s, rules {checked - read:.2f} s, chart {start + seconds[size] - checked:.2f} s"
        goal = GOAL_SECONDS if size == SIZES[-1] else None
        ratio = seconds[size] if goal else None
        yield Figure(f"loading {size:,} states, seconds", seconds[size] * 1e6, ratio, goal, note)
    per_state = {size: seconds[size] / size for size in SIZES}
    ratio = per_state[SIZES[-1]] / per_state[SIZES[0]]
    yield Figure("loading, per state, 5,000 against 1,000", per_state[SIZES[-1]] * 1e6, ratio, 1.2)
