"""A flow as a picture needs it: nodes inside of nodes, and arrows with labels. Free of any format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.charts.model import Action, Flow, Kind, Raise, State, Transition

_LONGEST_GUARD = 48


@dataclass(frozen=True, slots=True)
class Node:
    """A state. `detail` says what it does; `children` are drawn inside of it; `start` names the one entered first."""

    id: str
    kind: Kind
    form: str
    detail: str
    children: tuple[Node, ...] = ()
    start: str | None = None


@dataclass(frozen=True, slots=True)
class Arrow:
    """From a state to another. `anywhere`: from every state inside the source. `labels` are all ways to go."""

    source: str
    target: str
    labels: tuple[str, ...]
    anywhere: bool = False


@dataclass(frozen=True, slots=True)
class Drawing:
    """A whole flow; the root is a node too."""

    title: str
    root: Node
    arrows: tuple[Arrow, ...]


def drawing_of(flow: Flow, *, everything: bool = False) -> Drawing:
    """The picture of a flow; with `everything` also what the engine adds: reminders, helping on, the way back."""
    root = _node(flow, flow.states[flow.id])
    found: dict[tuple[str, str], list[str]] = {}
    for source, target, label in _arcs(flow, everything=everything):
        labels = found.setdefault((source, target), [])
        if label and label not in labels:
            labels.append(label)
    arrows = [
        Arrow(source, target, tuple(labels), flow.states[source].kind in (Kind.COMPOUND, Kind.PARALLEL))
        for (source, target), labels in found.items()
    ]
    title = f"{flow.title} ({flow.id} {flow.version})" if flow.title else f"{flow.id} {flow.version}"
    return Drawing(title, root, tuple(arrows))


def leaf_of(node: Node) -> str:
    """The first state without children one comes to inside a node."""
    if not node.children:
        return node.id
    inside = next((child for child in node.children if child.id == node.start), node.children[0])
    return leaf_of(inside)


def _node(flow: Flow, state: State) -> Node:
    children = tuple(_node(flow, flow.states[child]) for child in state.children)
    start = None
    if state.kind is Kind.COMPOUND and state.initial is not None and state.initial.targets:
        start = _child_towards(flow, state.id, state.initial.targets[0])
    return Node(state.id, state.kind, state.form, _detail(state), children, start)


def _child_towards(flow: Flow, ancestor: str, target: str) -> str:
    """The child of an ancestor that holds the target."""
    here = target
    while (parent := flow.states[here].parent) is not None and parent != ancestor:
        here = parent
    return here


def _detail(state: State) -> str:
    if state.call is not None:
        return f"call {state.call.flow}"
    if state.run is not None:
        return f"run {state.run.action}"
    if state.question is not None:
        return f"ask {state.question.reader}" if state.question.reader else "choose"
    if state.kind is Kind.SHALLOW:
        return "H"
    if state.kind is Kind.DEEP:
        return "H*"
    return state.form if state.form in ("say", "wait") else ""


def _arcs(flow: Flow, *, everything: bool) -> Iterator[tuple[str, str, str]]:
    for state in flow.states.values():
        if state.kind in (Kind.SHALLOW, Kind.DEEP) and state.initial is not None:
            yield from ((state.id, target, "default") for target in state.initial.targets)
        for arc in state.transitions:
            if arc.generated and not everything:
                continue
            for target in arc.targets or ((state.id,) if everything else ()):
                yield state.id, target, _label(state, arc)


def _label(state: State, arc: Transition) -> str:
    events = [_event(state, event) for event in arc.events]
    what = ", ".join(event for event in events if event)
    if "refused" in arc.events and arc.tries_left is None:
        tries = next((other.tries_left for other in state.transitions if other.tries_left), None)
        what += f" {tries} times" if tries else ""
    if arc.guard is None:
        return what
    guard = " ".join(arc.guard.source.split())
    guard = guard if len(guard) <= _LONGEST_GUARD else f"{guard[: _LONGEST_GUARD - 1]}…"
    return f"{what} [{guard}]".strip()


def _event(state: State, event: str) -> str:
    """An event as the editor knows it: what the plain layer has put in between is followed back."""
    timer = next((timer for timer in state.timers if timer.event == event), None)
    if timer is not None:
        delay = timer.delay
        how_long = _duration(delay) if isinstance(delay, int | float) else "a computed time"
        return f"silence {how_long}" if timer.remind else f"after {how_long}"
    if event.startswith("plain.skip."):
        return "skipped"
    for arc in state.transitions:
        if any(_raises(action, event) for action in arc.actions):
            return ", ".join(arc.events)
    return event


def _raises(action: Action, event: str) -> bool:
    return isinstance(action, Raise) and action.event == event


def _duration(seconds: float) -> str:
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size and seconds % size == 0:
            return f"{seconds // size:g}{unit}"
    return f"{seconds:g}s"
