"""Rules about where arcs lead."""

from __future__ import annotations

from collections.abc import Iterator

from engine.charts.model import Kind, Policy, Transition
from engine.charts.problems import Place
from engine.charts.rules.flow_scope import FlowScope
from engine.charts.rules.rule import Finding, Rule, each_flow, near, rule

_PSEUDO = (Kind.SHALLOW, Kind.DEEP)


def unknown_targets(flow: FlowScope) -> Iterator[Finding]:
    """Arcs to states the flow does not have."""
    for arc in flow.arcs:
        for index, target in enumerate(arc.targets):
            if target not in flow.states:
                place = arc.target_places[index] if index < len(arc.target_places) else arc.place
                yield Finding(place, f"there is no state '{target}'", near(target, flow.states))


def initial_outside(flow: FlowScope) -> Iterator[Finding]:
    """`initial` must lead into its own state."""
    for state in flow.states.values():
        if state.initial is None or state.kind in _PSEUDO:
            continue
        for target in _known(flow, state.initial):
            if state not in flow.up[target][1:]:
                message = f"'{state.id}' begins in '{target}', which is not inside of it"
                inside = ", ".join(state.children)
                yield Finding(state.initial.place, message, f"Inside of '{state.id}' are: {inside}.")


def history_default(flow: FlowScope) -> Iterator[Finding]:
    """The default of a history lies where the history remembers."""
    for state in flow.states.values():
        if state.kind not in _PSEUDO or state.initial is None or state.parent is None:
            continue
        around = flow.states[state.parent]
        for target in _known(flow, state.initial):
            if around not in flow.up[target][1:]:
                message = f"'{state.id}' remembers '{around.id}', but its default '{target}' lies elsewhere"
                yield Finding(state.initial.place, message, f"Choose a state inside of '{around.id}'.")


def history_to_itself(flow: FlowScope) -> Iterator[Finding]:
    """A default that is a history again decides nothing."""
    for state in flow.states.values():
        if state.kind in _PSEUDO and state.initial is not None:
            for target in _known(flow, state.initial):
                if flow.states[target].kind in _PSEUDO:
                    yield Finding(state.initial.place, f"the default of '{state.id}' is the history '{target}'")


def together(flow: FlowScope) -> Iterator[Finding]:
    """Several targets at once lie in different regions of one parallel state."""
    for arc in flow.arcs:
        if len(arc.targets) < 2:
            continue
        known = _known(flow, arc)
        for index, first in enumerate(known):
            for second in known[index + 1 :]:
                if not _may_be_together(flow, first, second):
                    yield Finding(arc.place, f"'{first}' and '{second}' can never be active together")


def across_regions(flow: FlowScope) -> Iterator[Finding]:
    """An arc into a sibling region leaves the whole parallel state and starts it afresh."""
    if not any(state.kind is Kind.PARALLEL for state in flow.states.values()):
        return
    for arc in flow.arcs:
        for target in _known(flow, arc):
            crossed = _crossed(flow, arc.source, target)
            if crossed:
                message = f"'{target}' lies in another region of '{crossed}'; all its regions begin anew"
                yield Finding(arc.place, message)


def unknown_in_state(flow: FlowScope) -> Iterator[Finding]:
    """`in_state('x')` with a state there is not."""
    for use in flow.flow.uses:
        for state, column in use.expression.states:
            if state not in flow.states:
                place = flow.column(use, column)
                yield Finding(place, f"there is no state '{state}'", near(state, flow.states))


def nothing_to_begin_with(flow: FlowScope) -> Iterator[Finding]:
    """A state with states inside that has none to begin with."""
    for state in flow.states.values():
        if state.kind is Kind.COMPOUND and state.children and state.initial is None:
            yield Finding(state.place, f"'{state.id}' holds only histories, so there is nothing to begin with")
        elif state.kind is Kind.COMPOUND and state.form != "flow" and not state.children:
            yield Finding(state.place, f"'{state.id}' has no states inside")


def moved_target(flow: FlowScope) -> Iterator[Finding]:
    """`moved:` leads to places a session can stand in."""
    for old, new in flow.flow.moved.items():
        state = flow.states.get(new)
        if state is None:
            yield Finding(_moved(flow, old), f"there is no state '{new}' to move to", near(new, flow.states))
        elif state.kind not in (Kind.ATOMIC, Kind.FINAL):
            message = f"nobody can stand in '{new}' itself; it holds other states"
            inside = ", ".join(state.children) or new
            yield Finding(_moved(flow, old), message, f"Move to one of the states inside: {inside}.")


def moved_source(flow: FlowScope) -> Iterator[Finding]:
    """What was moved away from is gone."""
    for old in flow.flow.moved:
        if old in flow.states:
            yield Finding(_moved(flow, old), f"'{old}' was not moved: the flow still has it")


def moved_pinned(flow: FlowScope) -> Iterator[Finding]:
    """Pinned sessions stay in the version they began in, so nothing is ever moved."""
    if flow.flow.policy is Policy.PIN and flow.flow.moved:
        yield Finding(_moved(flow, next(iter(flow.flow.moved))), "with 'policy: pin' nobody is ever moved")


def _moved(flow: FlowScope, old: str) -> Place:
    return flow.flow.moved_places.get(old, flow.flow.place)


def _known(flow: FlowScope, arc: Transition) -> list[str]:
    return [target for target in arc.targets if target in flow.states]


def _may_be_together(flow: FlowScope, first: str, second: str) -> bool:
    left, right = flow.up[first], flow.up[second]
    shared = next(state for state in left if state in right)
    return shared.kind is Kind.PARALLEL and shared.id not in (first, second)


def _crossed(flow: FlowScope, source: str, target: str) -> str | None:
    left, right = flow.up[source], flow.up[target]
    shared = next(state for state in left if state in right)
    if shared.kind is Kind.PARALLEL and shared.id not in (source, target):
        return shared.id
    return None


RULES: tuple[Rule, ...] = (
    rule(
        "E301",
        "Unknown target",
        "An arc leads to a state the flow does not have; whoever took it would be stuck.",
        "Correct the name, or add the state.",
        each_flow(unknown_targets),
    ),
    rule(
        "E302",
        "Beginning outside of the state",
        "`initial` says in which of its own states a state begins.",
        "Name one of the states inside.",
        each_flow(initial_outside),
    ),
    rule(
        "E303",
        "Default of a history elsewhere",
        "A history goes back to where the session stood inside of the state the history is in. "
        "Its default is used when there is nothing to go back to, and lies in the same state.",
        "Name a state beside the history, or move the history.",
        each_flow(history_default),
    ),
    rule(
        "E304",
        "Default of a history is a history",
        "A default must say where to go when nothing is remembered.",
        "Name an ordinary state.",
        each_flow(history_to_itself),
    ),
    rule(
        "E305",
        "Targets that exclude each other",
        "A list of targets enters several regions of one parallel state at once.",
        "Keep one target, or choose targets in different regions of the same `parallel`.",
        each_flow(together),
    ),
    rule(
        "W301",
        "Arc into another region",
        "Regions of a parallel state run side by side. An arc from one into another leaves them all "
        "and starts them afresh, which is rarely meant.",
        "Let the other region listen to an event and `raise` that event here.",
        each_flow(across_regions),
    ),
    rule(
        "E306",
        "Unknown state in `in_state`",
        "The condition could never hold.",
        "Correct the name.",
        each_flow(unknown_in_state),
    ),
    rule(
        "E307",
        "Nothing to begin with",
        "A state that holds states begins in one of them.",
        "Add a state inside.",
        each_flow(nothing_to_begin_with),
    ),
    rule(
        "E308",
        "Moved to nowhere",
        "`moved:` tells where people go on whose state is no longer there. It must be a state one can stand in.",
        "Name a state that asks, waits or ends.",
        each_flow(moved_target),
    ),
    rule(
        "W302",
        "Moved away from a state that is there",
        "An entry of `moved:` is used only when the old state is gone; while the flow has it, everybody stays in it.",
        "Remove the old state, or the entry.",
        each_flow(moved_source),
    ),
    rule(
        "W303",
        "Moved, but pinned",
        "With `policy: pin` people finish in the version they began in.",
        "Remove `moved:`, or write `policy: follow`.",
        each_flow(moved_pinned),
    ),
)
