"""Loading a large flow with all checks: how long, and whether twice as much takes twice as long."""

from __future__ import annotations

import gc
import time
from collections.abc import Iterator, Mapping
from statistics import median

from engine.actions.catalogue import Catalogue
from engine.actions.functions import FUNCTIONS
from engine.runtime.charts import Charts
from engine.services.flows import FlowShelf, reader_of
from tests.bench.clockwork import Figure

SIZES = (1_000, 5_000)
GOAL_SECONDS = 2.5
LOADS = 3


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
        "common/en.yaml": _SHARED.format(language="en"),
        "common/hi.yaml": _SHARED.format(language="hi"),
    }


class Files:
    """A FlowRepository of what is given."""

    def __init__(self, content: Mapping[str, str]) -> None:
        self._content = {name: text.encode() for name, text in content.items()}

    def read(self) -> Mapping[str, bytes]:
        """All of it."""
        return self._content


def figures() -> Iterator[Figure]:
    """Reading, checking and building as the server does it, at both sizes; the median of some loads."""
    catalogue = Catalogue(functions=FUNCTIONS)
    per_state: dict[int, float] = {}
    for size in SIZES:
        content = files(size)
        loads = [_load(content, catalogue) for _ in range(LOADS)]
        whole = median(sum(load) for load in loads)
        read, charted = (median(column) for column in zip(*loads, strict=True))
        per_state[size] = whole / size
        note = f"in seconds; read and checked {read:.2f}, chart {charted:.2f}"
        goal = GOAL_SECONDS if size == SIZES[-1] else None
        yield Figure(f"loading {size:,} states with all checks", whole * 1e6, whole if goal else None, goal, note)
    growth = per_state[SIZES[-1]] / per_state[SIZES[0]]
    yield Figure("loading, per state, 5,000 against 1,000", per_state[SIZES[-1]] * 1e6, growth, 1.2)


def _load(content: Mapping[str, str], catalogue: Catalogue) -> tuple[float, float]:
    gc.unfreeze()
    gc.collect()  # as a process that has loaded nothing yet
    start = time.process_time()
    shelf = FlowShelf(Files(content), reader_of(lambda: catalogue))
    library = shelf.library
    checked = time.process_time()
    Charts(library, catalogue, lambda _flow, _version, _structure: None).current("large")
    return checked - start, time.process_time() - checked


_SHARED = """language: {language}
texts: {{not_understood: Sorry?, apology: Sorry., busy: One moment., old_tap: An old button., card_warning: No cards.,
  too_many: Too many., limit: Enough., unavailable: Later., list_button: Choose}}
problems: {{not_an_option: Please choose.}}
"""
