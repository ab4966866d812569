"""Rules about what everybody may rely on: stop, start, help, a person, one's own data; and about being held."""

from __future__ import annotations

from collections.abc import Iterator

from engine.charts.grammar import PROTECTED
from engine.charts.model import Do, Kind, Set, State
from engine.charts.problems import Place
from engine.charts.rules.events import Heard, stem
from engine.charts.rules.flow_scope import FlowScope
from engine.charts.rules.rule import Finding, Rule, each_flow, rule
from engine.charts.rules.scope import Scope

ROOT = "commands"
"""The flow below all others; a library without it is checked without these rules."""

_SILENT = ("contact", "stopped")
_BY_PEOPLE_OR_TIME = frozenset(
    {"", "after", "remind", "birth_card", "command", "distress", "location", "message", "old_tap", "plain", "question"}
)


def taken_elsewhere(scope: Scope) -> Iterator[Finding]:
    """Other flows that handle a protected command, or have words for it."""
    for flow in scope.flows.values() if ROOT in scope.flows else ():
        if flow.name == ROOT:
            continue
        for arc in flow.arcs:
            for event in arc.events:
                name = stem(event).removeprefix("command.")
                if name in PROTECTED and stem(event) != name and not arc.generated:
                    message = f"'{ROOT}' hears 'command.{name}' first, so this is never taken"
                    yield Finding(flow.key(arc.place, event), message)
        for (name, _), words in scope.library.words.items():
            for command, place in words.keyword_places.items() if name == flow.name else ():
                if command in PROTECTED:
                    yield Finding(place, f"the words for '{command}' belong to '{ROOT}'")


def missing_at_the_root(scope: Scope) -> Iterator[Finding]:
    """Protected commands the root does not hear wherever it rests, or that cannot be said in a language."""
    root = scope.flows.get(ROOT)
    if root is None:
        return
    for state in root.states.values():
        heard = Heard(event for around in root.up[state.id] for arc in around.transitions for event in arc.events)
        deaf = [command for command in PROTECTED if not heard.hears(f"command.{command}")]
        if deaf and _rests(root, state):
            yield Finding(state.place, f"'{state.id}' does not hear {_listed(deaf)}")
    for language in scope.library.languages.declared:
        words = scope.library.words.get((ROOT, language))
        mute = [command for command in PROTECTED if words is None or not words.keywords.get(command)]
        if mute:
            place = words.place if words is not None else root.flow.place
            yield Finding(place, f"'{language}' has no words for {_listed(mute)}")


def no_way_out(flow: FlowScope) -> Iterator[Finding]:
    """Held without a fact or without a deadline that ends it."""
    for state in flow.states.values():
        if not state.hold:
            continue
        around = flow.up[state.id]
        timers = {timer.event for each in around for timer in each.timers if not timer.remind}
        leaving = [event for each in around for arc in each.transitions if arc.targets for event in arc.events]
        missing = [] if any(event in timers for event in leaving) else ["a deadline"]
        if not any(_is_fact(event) for event in leaving):
            missing.insert(0, "a fact")
        if missing:
            yield Finding(state.place, f"'{state.id}' holds, and {' and '.join(missing)} that ends it is missing")


def set_by_hand(flow: FlowScope) -> Iterator[Finding]:
    """Assignments to what follows from STOP and START."""
    for action, _ in flow.each(Set):
        for index, (path, value) in enumerate(action.assignments):
            if path[:2] == _SILENT:
                place = action.places[index] if index < len(action.places) else value.place or action.place
                yield _hands_off(place)
    for called, _ in flow.each(Do):
        if called.into and called.into[:2] == _SILENT:
            yield _hands_off(called.place)


def _hands_off(place: Place) -> Finding:
    return Finding(place, "'contact.stopped' cannot be set")


def _rests(flow: FlowScope, state: State) -> bool:
    moves_on = any(not arc.events and arc.guard is None for arc in state.transitions)
    return state.kind is Kind.ATOMIC and not moves_on and state.id in flow.reached


def _is_fact(event: str) -> bool:
    return stem(event).partition(".")[0] not in _BY_PEOPLE_OR_TIME


def _listed(commands: list[str]) -> str:
    return ", ".join(f"'{command}'" for command in commands)


RULES: tuple[Rule, ...] = (
    rule(
        "E316",
        "Protected command in another flow",
        f"{', '.join(PROTECTED)}: whoever says one of these gets what the root flow does, whatever is going on.",
        f"Remove it here; what it does stands in `{ROOT}`.",
        taken_elsewhere,
    ),
    rule(
        "E317",
        "Protected command missing",
        "To stop, to be helped, to reach a person and to see or erase one's data must be possible everywhere and "
        "in every language.",
        f"Add arcs `command.<name>` and `keywords:` to `{ROOT}`.",
        missing_at_the_root,
    ),
    rule(
        "E318",
        "Held without a way out",
        "While a state holds, the bot answers nothing but commands. When nobody closes it, the person waits for ever.",
        "Add a fact with a target under `wait:`, and `after:` with a duration and a target.",
        each_flow(no_way_out),
    ),
    rule(
        "E411",
        "Not for a flow to set",
        "Whether somebody may be written to follows from STOP and START alone, whatever flows say.",
        "Remove it; `contact.stopped` can be read.",
        each_flow(set_by_hand),
    ),
)
