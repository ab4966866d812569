"""The arcs of `back`: from each question to the questions it can have been reached from.

Which of them was really the last one only a session knows; an arc with `came_from` holds if it was that one.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace

from engine.charts.model import Count, Kind, State, Transition

# What carries a conversation forward; a fact, a command, a timer or a refusal does not.
FORWARD = frozenset({"answer", "choice", "done", "plain"})

# In a large flow where everything can follow everything only the nearest questions are looked for: LOOKED_AT states
# beyond the direct ones from each question, more in smaller flows, about EFFORT in all.
LOOKED_AT = 64
EFFORT = 50_000


def with_back_arcs(states: Mapping[str, State], without: Container[str]) -> dict[str, State]:
    """The states with their arcs on `command.back`; the ones `without`, or with an own way back, get none."""
    reached = _reached_from(states)
    return {
        id: _with_back(state, reached[id]) if id in reached and id not in without and not _has_own(state) else state
        for id, state in states.items()
    }


def _with_back(state: State, origins: list[str]) -> State:
    gone_back = (Count("back", state.id, state.place),)
    arcs = tuple(
        Transition(
            source=state.id,
            events=("command.back",),
            targets=(origin,),
            place=state.place,
            actions=gone_back,
            came_from=origin,
            generated=True,
        )
        for origin in origins
    )
    own = state.transitions
    last = next((index for index, arc in enumerate(own) if "*" in arc.events), len(own))
    return replace(state, transitions=(*own[:last], *arcs, *own[last:]))


def with_jump_arcs(states: Mapping[str, State], root: str) -> dict[str, State]:
    """The states with an arc on `jump.<question>` at the root, for each question whose old buttons lead back to it."""
    jumps = tuple(
        Transition(source=root, events=(f"jump.{id}",), targets=(id,), place=state.place, generated=True)
        for id, state in states.items()
        if state.question is not None and state.question.old_taps == "jump"
    )
    return (
        {**states, root: replace(states[root], transitions=(*states[root].transitions, *jumps))}
        if jumps
        else dict(states)
    )


def _has_own(state: State) -> bool:
    return any("command.back" in arc.events and arc.guard is None for arc in state.transitions)


def _reached_from(states: Mapping[str, State]) -> dict[str, list[str]]:
    """For each question the questions from which it is reached without passing another one."""
    ways = _Ways(states)
    forward = {id: ways.forward(state) for id, state in states.items()}
    origins = [state for state in states.values() if state.question is not None]
    steps = max(LOOKED_AT, EFFORT // max(1, len(origins)))
    found: dict[str, list[str]] = {}
    for origin in origins:
        for reached in _next_questions(states, forward, origin.id, steps):
            found.setdefault(reached, []).append(origin.id)
    return found


def _next_questions(
    states: Mapping[str, State], forward: Mapping[str, list[str]], origin: str, steps: int
) -> Iterator[str]:
    """The questions that come next, the nearest first."""
    seen = {origin}
    waiting = list(forward[origin])
    most = len(waiting) + steps
    for id in waiting:  # grows while it is walked
        if id in seen:
            continue
        seen.add(id)
        if states[id].question is not None:
            yield id
        else:
            waiting += forward[id][: most - len(waiting)]


class _Ways:
    """Where each state leads: `on` are the arcs that go on from it, `end` those that hear the end of what is inside."""

    def __init__(self, states: Mapping[str, State]) -> None:
        self._states = states
        self._on: dict[str, list[Transition]] = {}
        self._end: dict[str, list[Transition]] = {}
        for id, state in states.items():
            arcs = [arc for arc in state.transitions if _carries(arc)]
            self._on[id] = [arc for arc in arcs if not _hears_end(arc)]
            self._end[id] = [arc for arc in arcs if _hears_end(arc)]

    def forward(self, state: State) -> list[str]:
        """The states that are entered next; to enter a state is to enter what it begins with."""
        arcs = list(self._on[state.id])
        if state.initial is not None:
            arcs.append(state.initial)
        if state.kind is Kind.FINAL:
            arcs += self._inherited(state, self._end)
        elif state.question is not None:
            arcs += [arc for arc in self._inherited(state, self._on) if arc.events]
        entered = [target for arc in arcs for target in arc.targets if target in self._states]
        return entered + list(state.children) if state.kind is Kind.PARALLEL else entered

    def _inherited(self, state: State, arcs: Mapping[str, list[Transition]]) -> Iterator[Transition]:
        parent = state.parent
        while parent is not None:
            yield from arcs[parent]
            parent = self._states[parent].parent


def _carries(arc: Transition) -> bool:
    if "refused" in arc.events:
        return False
    return not arc.events or any(event.split(".", 1)[0] in FORWARD for event in arc.events)


def _hears_end(arc: Transition) -> bool:
    return any(event == "done" or event.startswith("done.state") for event in arc.events)
