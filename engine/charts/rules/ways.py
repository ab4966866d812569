"""Rules about getting on: what is never reached, never left, never taken, or goes round in circles."""

from __future__ import annotations

from collections.abc import Iterator

from engine.charts.model import Kind, State, Transition
from engine.charts.rules.events import Heard, prefixes, stem
from engine.charts.rules.flow_scope import FlowScope
from engine.charts.rules.rule import Finding, Rule, each_flow, rule

_COMMANDS = "command"


def unreachable(flow: FlowScope) -> Iterator[Finding]:
    """States no session can ever stand in; of a whole group only the outermost."""
    for state in flow.states.values():
        if state.id in flow.reached or state.parent is None or state.parent not in flow.reached:
            continue
        if state.kind in (Kind.SHALLOW, Kind.DEEP):
            yield Finding(state.place, f"no arc leads to the history '{state.id}'")
        else:
            yield Finding(state.place, f"no arc leads to '{state.id}'")


def dead_ends(flow: FlowScope) -> Iterator[Finding]:
    """States that nothing leaves and that wait for nothing."""
    for state in flow.states.values():
        if state.kind is not Kind.ATOMIC or state.call or state.run or state.question:
            continue
        if any(not arc.generated for arc in state.transitions):
            continue
        if not any(_is_a_way(arc) for around in flow.up[state.id][1:] for arc in around.transitions):
            yield Finding(state.place, f"whoever comes to '{state.id}' stays there for ever")


def answers_to_nowhere(flow: FlowScope) -> Iterator[Finding]:
    """Questions that nothing answers to."""
    for state in flow.states.values():
        if state.question is None:
            continue
        heard = Heard(event for around in flow.up[state.id] for arc in _own(around) for event in arc.events)
        events = [f"choice.{option.id}" for option in state.question.options]
        if state.question.reader is not None:
            events = ["answer"]
        elif state.question.listed is not None:
            events.append("choice")
        found = heard.hears(f"plain.found.{state.id}")
        lost = [event for event in events if not (found or heard.hears(event) or _goes_on(state, event))]
        if lost and len(lost) == len(events):
            yield Finding(state.place, f"an answer to '{state.id}' leads nowhere", "Add 'next:'.")


def loops(flow: FlowScope) -> Iterator[Finding]:
    """Circles of eventless arcs without a condition."""
    following = {state.id: _settles_in(flow, state) for state in flow.states.values() if state.kind is Kind.ATOMIC}
    done: set[str] = set()
    for start in following:
        trail: dict[str, None] = {}
        here: str | None = start
        while here is not None and here not in done and here not in trail:
            trail[here] = None
            here = following.get(here)
        if here is not None and here in trail:
            names = list(trail)
            circle = names[names.index(here) :]
            message = f"{' -> '.join([*circle, here])} goes round for ever without waiting"
            yield Finding(flow.states[here].place, message)
        done |= trail.keys()


def idle_loops(flow: FlowScope) -> Iterator[Finding]:
    """Eventless arcs that neither leave their state nor have a condition."""
    for state in flow.states.values():
        for arc in state.transitions:
            if not arc.events and not arc.targets and arc.guard is None:
                yield Finding(arc.place, f"'{state.id}' would do this again and again without end")


def never_taken(flow: FlowScope) -> Iterator[Finding]:
    """An earlier arc for the same event has no condition."""
    for arc, earlier, same in _shadowed(flow):
        if same:
            message = f"never taken: the arc in line {earlier.place.line} comes first and has no 'if'"
            yield Finding(arc.place, message)


def shadowed(flow: FlowScope) -> Iterator[Finding]:
    """An earlier arc hears more, and has no condition."""
    for arc, earlier, same in _shadowed(flow):
        if not same:
            heard = " ".join(earlier.events)
            message = f"never taken: '{heard}' in line {earlier.place.line} hears '{' '.join(arc.events)}' first"
            yield Finding(arc.place, message)


def no_other_way(flow: FlowScope) -> Iterator[Finding]:
    """All arcs for an answer or outcome have a condition."""
    for state in flow.states.values():
        conditional: dict[tuple[str, ...], Transition] = {}
        sure = [arc for around in flow.up[state.id] for arc in _own(around) if _is_sure(arc)]
        certain = Heard(event for arc in sure for event in arc.events)
        settled = any(not arc.events for arc in sure)
        for arc in _own(state):
            if not _is_sure(arc) and _expects_a_way(state, arc):
                conditional[arc.events] = arc
        for events, arc in conditional.items():
            if not (all(map(certain.hears, events)) if events else settled):
                yield Finding(arc.place, f"when no 'if' holds, nothing happens in '{state.id}'")


def _is_a_way(arc: Transition) -> bool:
    """Whether an arc around a state makes it more than a dead end; a command is a way out for the person only."""
    return not arc.generated and not all(stem(event).split(".")[0] == _COMMANDS for event in arc.events or ("",))


def _own(state: State) -> list[Transition]:
    return [arc for arc in state.transitions if not arc.generated]


def _goes_on(state: State, event: str) -> bool:
    """Whether the record of an answer raises the event its arcs hang on."""
    return any(
        arc.generated and event in arc.events and any(type(action).__name__ == "Raise" for action in arc.actions)
        for arc in state.transitions
    )


def _is_sure(arc: Transition) -> bool:
    return arc.guard is None and arc.came_from is None and arc.tries_left is None


def _expects_a_way(state: State, arc: Transition) -> bool:
    if not arc.events:
        return not (state.question or state.run or state.call or any(other.events for other in state.transitions))
    first = arc.events[0].split(".")
    return first[0] in ("answer", "choice") or first[:2] in (["done", "run"], ["done", "call"], ["plain", "next"])


def _settles_in(flow: FlowScope, leaf: State) -> str | None:
    """The atomic state that follows at once and without condition."""
    for state in flow.up[leaf.id]:
        for arc in state.transitions:
            if arc.events:
                continue
            if not _is_sure(arc) or len(arc.targets) != 1:
                return None
            return _begin(flow, arc.targets[0])
    return None


def _begin(flow: FlowScope, target: str) -> str | None:
    state, seen = flow.states.get(target), set[str]()
    while state is not None and state.kind is Kind.COMPOUND and state.id not in seen:
        seen.add(state.id)
        targets = state.initial.targets if state.initial else ()
        state = flow.states.get(targets[0]) if len(targets) == 1 else None
    return state.id if state is not None and state.kind is Kind.ATOMIC else None


def _shadowed(flow: FlowScope) -> Iterator[tuple[Transition, Transition, bool]]:
    """Each arc that an earlier one of its state keeps from ever being taken, and whether both hear the same."""
    for state in flow.states.values():
        if len(state.transitions) < 2:
            continue
        first: dict[str, Transition] = {}
        eventless: Transition | None = None
        for arc in state.transitions:
            if not arc.events:
                if eventless is not None:
                    yield arc, eventless, True
                elif _is_sure(arc):
                    eventless = arc
                continue
            stems = [stem(event) for event in arc.events]
            if not arc.generated:
                earlier = [_earlier(first, each) for each in stems]
                if all(earlier):
                    found = next(each for each in earlier if each)
                    yield arc, found, set(stems) <= {stem(event) for event in found.events}
            if _is_sure(arc):
                for each in stems:
                    first.setdefault(each, arc)


def _earlier(first: dict[str, Transition], wanted: str) -> Transition | None:
    return next((first[prefix] for prefix in prefixes(wanted) if prefix in first), None)


RULES: tuple[Rule, ...] = (
    rule(
        "W304",
        "Unreachable state",
        "Nothing leads there, so nobody will ever see it. Often an arc was renamed or forgotten.",
        "Lead an arc there, or remove the state.",
        each_flow(unreachable),
    ),
    rule(
        "E309",
        "Dead end",
        "The state asks nothing, waits for nothing and leads nowhere: the conversation would stop for good.",
        "Add `next:`, or make it `final: true`.",
        each_flow(dead_ends),
    ),
    rule(
        "E310",
        "Answer that leads nowhere",
        "The question is asked, but nothing happens when it is answered.",
        "Add `next:`, or give each option its target.",
        each_flow(answers_to_nowhere),
    ),
    rule(
        "E311",
        "Round in circles",
        "These states lead to each other at once and without condition; the turn would never end.",
        "Let one of them wait for something, or give an arc an `if`.",
        each_flow(loops),
    ),
    rule(
        "E312",
        "Doing the same without end",
        "An `always` without `if` that stays in its state is taken again at once.",
        "Add `to:` or `if:`, or use `enter:`.",
        each_flow(idle_loops),
    ),
    rule(
        "E313",
        "Arc that is never taken",
        "Arcs are tried in order, and one without `if` ends the search. "
        "Also an outcome or event that is handled twice in one state.",
        "Move the arc without `if` to the end, or remove the one that is never taken.",
        each_flow(never_taken),
    ),
    rule(
        "W305",
        "Arc in the shadow of a broader one",
        "`payment` and `payment.*` also hear `payment.paid`. Arcs are tried in the order of the file.",
        "Put the narrower event first.",
        each_flow(shadowed),
    ),
    rule(
        "W306",
        "No way when no `if` holds",
        "All arcs have a condition. When none of them holds, the person is left where they are, without an answer.",
        "Add a last arc without `if`.",
        each_flow(no_other_way),
    ),
)
