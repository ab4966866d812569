"""Rules about flows that open other flows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.charts.model import Interrupt, Kind, State, Value
from engine.charts.problems import Place
from engine.charts.rules.actions import heard_around
from engine.charts.rules.flow_scope import FlowScope
from engine.charts.rules.rule import Finding, Rule, each_flow, near, rule
from engine.charts.rules.scope import Scope
from engine.charts.suggest import any_of

_Opened = tuple[str, Mapping[str, Value], Place]


def unknown_flow(flow: FlowScope) -> Iterator[Finding]:
    """Calls of a flow there is not; of a payment `selling.py` says it."""
    paying = {state.call.place for state in flow.states.values() if state.form == "pay" and state.call}
    for name, _, place in _opened(flow):
        if name not in flow.scope.flows and place not in paying:
            yield Finding(place, f"there is no flow '{name}'", near(name, flow.scope.flows))


def unknown_input(flow: FlowScope) -> Iterator[Finding]:
    """Arguments the called flow does not declare."""
    for called, arguments, place in _known(flow):
        for name, value in arguments.items():
            if name not in called.flow.input:
                hint = near(name, called.flow.input, _takes(called))
                yield Finding(
                    flow.key(value.place or place, name), f"the flow '{called.name}' has no input '{name}'", hint
                )


def missing_input(flow: FlowScope) -> Iterator[Finding]:
    """Inputs without a default that are not given."""
    for called, arguments, place in _known(flow):
        for name, variable in called.flow.input.items():
            if name not in arguments and variable.default.place is None:
                message = f"the flow '{called.name}' needs '{name}'"
                yield Finding(place, message, f"Add '{name}:' under 'with:', or give it a default there.")


def unhandled_end(flow: FlowScope) -> Iterator[Finding]:
    """Ends of a called flow no arc listens to."""
    for state, called in _calling(flow):
        heard = heard_around(flow, state)
        lost = [outcome for outcome in called.outcomes if not heard.hears(f"done.call.{outcome}")]
        if lost and state.call is not None:
            message = f"'{state.id}' does not say what happens when '{called.name}' ends with {any_of(lost)}"
            yield Finding(state.call.place, message)


def unknown_end(flow: FlowScope) -> Iterator[Finding]:
    """Arcs for an end the called flow does not have."""
    for state, called in _calling(flow):
        ends = [id for id in called.states[called.flow.id].children if called.states[id].kind is Kind.FINAL]
        for arc in state.transitions:
            for event in arc.events:
                outcome = event.removeprefix("done.call.")
                if outcome != event and outcome != "*" and outcome not in ends:
                    hint = near(outcome, ends, f"It ends with {any_of(ends) or 'nothing'}.")
                    message = f"the flow '{called.name}' never ends with '{outcome}'"
                    yield Finding(flow.key(arc.place, outcome), message, hint)


def endless(flow: FlowScope) -> Iterator[Finding]:
    """Calls of a flow that never comes to an end."""
    for state, called in _calling(flow):
        goes_on = any(event.startswith("done.call") for arc in state.transitions for event in arc.events if arc.targets)
        if goes_on and not called.outcomes and state.call is not None:
            yield Finding(state.call.place, f"the flow '{called.name}' never ends, so nothing comes after it")


def circles(scope: Scope) -> Iterator[Finding]:
    """Flows that call each other in a circle."""
    done: set[str] = set()
    for start in scope.calls:
        yield from _circle(scope, start, {}, done)


def in_parallel(flow: FlowScope) -> Iterator[Finding]:
    """Calls inside of a region."""
    for state in flow.states.values():
        if state.call is None:
            continue
        around = next((other for other in flow.up[state.id][1:] if other.kind is Kind.PARALLEL), None)
        if around is not None:
            yield Finding(state.call.place, f"'{state.id}' calls a flow inside of a region of '{around.id}'")


def _circle(scope: Scope, name: str, trail: dict[str, None], done: set[str]) -> Iterator[Finding]:
    if name in done or name not in scope.calls:
        return
    trail[name] = None
    for called, place in scope.calls[name].items():
        if called in trail:
            names = list(trail)
            circle = " -> ".join([*names[names.index(called) :], called])
            yield Finding(place, f"the flows call each other in a circle: {circle}")
        else:
            yield from _circle(scope, called, trail, done)
    del trail[name]
    done.add(name)


def _opened(flow: FlowScope) -> Iterator[_Opened]:
    for state in flow.states.values():
        if state.call is not None:
            yield state.call.flow, state.call.arguments, state.call.place
    for action, _ in flow.each(Interrupt):
        yield action.flow, action.arguments, action.place


def _known(flow: FlowScope) -> Iterator[tuple[FlowScope, Mapping[str, Value], Place]]:
    for name, arguments, place in _opened(flow):
        called = flow.scope.flows.get(name)
        if called is not None:
            yield called, arguments, place


def _calling(flow: FlowScope) -> Iterator[tuple[State, FlowScope]]:
    for state in flow.states.values():
        called = flow.scope.flows.get(state.call.flow) if state.call else None
        if called is not None:
            yield state, called


def _takes(called: FlowScope) -> str:
    return f"It takes {any_of(called.flow.input) or 'nothing'}."


RULES: tuple[Rule, ...] = (
    rule(
        "E508",
        "Unknown flow",
        "A call or an interruption names a folder of `flows/`.",
        "Correct the name, or add the flow.",
        each_flow(unknown_flow),
    ),
    rule(
        "E509",
        "Unknown input",
        "A flow takes what it declares under `input:`.",
        "Correct the name, or declare it in the called flow.",
        each_flow(unknown_input),
    ),
    rule(
        "E510",
        "Missing input",
        "An input without `default:` must be given by whoever opens the flow.",
        "Add it under `with:`, or declare a default (`default: null` if nothing is fine).",
        each_flow(missing_input),
    ),
    rule(
        "E511",
        "End of a flow nobody handles",
        "Each final state of the called flow is an outcome. What is not handled leaves the person stuck.",
        "Add it to `outcomes:`, or add `next:` for all others.",
        each_flow(unhandled_end),
    ),
    rule(
        "E512",
        "Unknown end of a flow",
        "The called flow has no final state of this name; most often the word is misspelt.",
        "Use one of its final states.",
        each_flow(unknown_end),
    ),
    rule(
        "W502",
        "Call of a flow that never ends",
        "What should come after it never happens.",
        "Lead the called flow to a final state.",
        each_flow(endless),
    ),
    rule(
        "E513",
        "Flows that call each other in a circle",
        "Each call waits for the one above it, so the stack only grows.",
        "End the flow and let its caller go on, or use `interrupt:`.",
        circles,
    ),
    rule(
        "E514",
        "Call inside of a region",
        "A person talks with one flow at a time; regions run side by side.",
        "Call the flow outside of the parallel state.",
        each_flow(in_parallel),
    ),
)
