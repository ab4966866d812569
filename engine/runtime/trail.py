"""The bookkeeping of questions: how often an answer was refused, and which questions were answered before."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from engine.runtime.kernel import Callback, Predicate, Step

TRIES = "_tries"
TRAIL = "_trail"
FOUND = "_found"
BOOKS = (TRIES, TRAIL, FOUND)
"""What a frame keeps beside its variables."""
_LONGEST_TRAIL = 50


def tries_left(state: str, tries: int) -> Predicate:
    return lambda step: step.model.scope[TRIES].get(state, 0) + 1 < tries


def came_from(question: str) -> Predicate:
    def holds(step: Step) -> bool:
        trail = step.model.scope[TRAIL]
        return bool(trail) and trail[-1] == question

    return holds


def _start_count(state: str) -> Callback:
    def run(step: Step) -> None:
        scope = step.model.scope
        if state in scope[TRIES]:
            scope[TRIES] = {name: count for name, count in scope[TRIES].items() if name != state}
        if state in scope[FOUND]:
            scope[FOUND] = {name: found for name, found in scope[FOUND].items() if name != state}
        if state in scope[TRAIL]:
            scope[TRAIL] = [name for name in scope[TRAIL] if name != state]

    return run


def _fail_count(state: str) -> Callback:
    def run(step: Step) -> None:
        scope = step.model.scope
        scope[TRIES] = {**scope[TRIES], state: scope[TRIES].get(state, 0) + 1}

    return run


def _answer_count(state: str) -> Callback:
    def run(step: Step) -> None:
        scope = step.model.scope
        scope[TRAIL] = [*[name for name in scope[TRAIL] if name != state][-_LONGEST_TRAIL:], state]

    return run


def _back_count(_state: str) -> Callback:
    def run(step: Step) -> None:
        scope = step.model.scope
        scope[TRAIL] = scope[TRAIL][:-1]

    return run


COUNTS: Mapping[str, Callable[[str], Callback]] = {
    "start": _start_count,
    "fail": _fail_count,
    "answer": _answer_count,
    "back": _back_count,
}
