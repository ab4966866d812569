"""A kernel step against the bare `transitions` call on the same flow, from 10 to 5,000 states; and in four threads."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from itertools import count
from typing import Any

from transitions import Machine

from engine.runtime.kernel import Arc, Chart, Node, Slot, Step
from tests.bench.clockwork import Figure, paired

SIZES = (10, 100, 1000, 5000)
EVENTS = 3


class Host:
    """Counts tokens; all a chart without effects asks for."""

    def __init__(self) -> None:
        self._numbers = count(1)

    def token(self) -> int:
        """The next number."""
        return next(self._numbers)


class Model:
    """What `transitions` moves, as small as can be."""

    __slots__ = ("state",)


def chart_of(size: int) -> Chart:
    """So many states; from each, three events lead on, one of them guarded; entering calls a callback."""
    root = Node("flow", kind="compound")
    root.initial = Arc("flow", ["s0"])
    nodes = [root, *[Node(f"s{number}", entry=[_nothing]) for number in range(size)]]
    arcs = [
        Arc(f"s{number}", [_next(number, event, size)], events=[f"e{event}"], guard=_holds if event == 0 else None)
        for number in range(size)
        for event in range(EVENTS)
    ]
    return Chart(nodes, {f"s{number}": "flow" for number in range(size)}, arcs)


def machine_of(size: int) -> Any:
    """The same flow as a bare, shared Machine without models."""
    machine = Machine(
        model=None,
        states=[{"name": f"s{number}", "on_enter": [_nothing]} for number in range(size)],
        initial=None,
        auto_transitions=False,
        send_event=True,
        queued=False,
    )
    for number in range(size):
        for event in range(EVENTS):
            guards: Any = [_is_one] if event == 0 else None
            machine.add_transition(f"e{event}", f"s{number}", _next(number, event, size), conditions=guards)
    return machine


def figures() -> Iterator[Figure]:
    """The step at each size, and what 5,000 states cost against 10."""
    steps: dict[int, float] = {}
    for size in SIZES:
        chart, machine = chart_of(size), machine_of(size)
        slot = Slot(Host(), {"x": 1}, [])
        chart.start(slot)
        model: Any = Model()
        model.state = "s0"
        trigger = machine.events["e0"].trigger

        def step(chart: Chart = chart, slot: Slot = slot) -> None:
            chart.send(slot, "e0")
            slot.trace.clear()

        def bare(trigger: Any = trigger, model: Any = model) -> None:
            trigger(model)

        for _ in range(size):
            step()
            bare()
        ours, theirs = paired([step, bare], 20_000)
        steps[size] = ours
        yield Figure(f"kernel step, {size} states", ours, ours / theirs, 1.5, f"bare call {theirs:.1f} us")
    yield Figure("kernel step, 5,000 states against 10", steps[5000], steps[5000] / steps[10], 1.2)


def threads(workers: int = 4, steps: int = 5_000) -> Figure:
    """Many slots on one chart at once; every slot must end where the same events lead when taken alone."""
    chart = chart_of(100)
    wrong: list[int] = []

    def work(seed: int) -> None:
        events = random.Random(seed)
        slot = Slot(Host(), {"x": 1}, [])
        chart.start(slot)
        expected = 0
        for _ in range(steps):
            event = events.randrange(EVENTS)
            chart.send(slot, f"e{event}")
            slot.trace.clear()
            expected = (expected + event + 1) % 100
            if slot.configuration != (f"s{expected}",):
                wrong.append(seed)

    running = [threading.Thread(target=work, args=(seed,)) for seed in range(workers)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    total = workers * steps
    return Figure(f"{total:,} steps in {workers} threads on one chart", 0.0, note=f"{total - len(wrong):,} correct")


def _next(number: int, event: int, size: int) -> str:
    return f"s{(number + event + 1) % size}"


def _nothing(_step: Step) -> None:
    pass


def _holds(step: Step) -> bool:
    return bool(step.model.scope["x"] == 1)


def _is_one(_step: Any) -> bool:
    return True
