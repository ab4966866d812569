"""Rules about variables: declared, assigned, read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from engine.charts.grammar import RESERVED
from engine.charts.model import Do, For, Set, Value, Variable
from engine.charts.problems import Place
from engine.charts.rules.flow_scope import FlowScope
from engine.charts.rules.rule import Finding, Rule, each_flow, near, rule
from engine.charts.rules.scope import Scope

_GIVEN = {"contact", "event", "session", "today", "now"}
_SESSION = ("id", "subject")


OF_THE_DOMAIN = ("language", "stopped")
"""What flows read of a contact without declaring it."""


def unknown_read(flow: FlowScope) -> Iterator[Finding]:
    """Expressions that read a name nobody declared."""
    for use in flow.flow.uses:
        for path, column in use.expression.paths:
            name = path[0]
            if name in flow.variables or name in _GIVEN or name in use.loops:
                continue
            hint = near(name, [*flow.variables, *_GIVEN], f"Declare '{name}' in 'data:'.")
            yield Finding(flow.column(use, column), f"there is no variable '{name}'", hint)


def unknown_set(flow: FlowScope) -> Iterator[Finding]:
    """Assignments to a name nobody declared."""
    for path, place, loops in _assignments(flow):
        name = path[0]
        if name not in flow.variables and name != "contact" and name not in loops:
            hint = near(name, flow.variables, f"Declare '{name}' in 'data:'.")
            yield Finding(place, f"there is no variable '{name}' to assign to", hint)


def input_assigned(flow: FlowScope) -> Iterator[Finding]:
    """Assignments to what the caller said."""
    for path, place, _ in _assignments(flow):
        if path[0] in flow.flow.input:
            yield Finding(place, f"'{path[0]}' is an input: it says what the caller wanted")


def declared_twice(flow: FlowScope) -> Iterator[Finding]:
    """A name in `input:` and in `data:`."""
    for name in flow.flow.input.keys() & flow.flow.data.keys():
        yield Finding(flow.flow.data[name].place, f"'{name}' is declared in 'input:' too")


def unknown_contact(flow: FlowScope) -> Iterator[Finding]:
    """What is known of a person is declared in `common/contact.yaml`."""
    known = flow.scope.library.contact
    for use in flow.flow.uses:
        for path, column in use.expression.paths:
            if path[0] == "contact" and len(path) > 1 and path[1] not in known and path[1] not in OF_THE_DOMAIN:
                place = flow.column(use, column)
                yield Finding(place, f"nothing is kept of a contact under '{path[1]}'", near(path[1], known))
    for path, place, _ in _assignments(flow):
        if path[0] == "contact" and len(path) > 1 and path[1] not in known and path[1] not in OF_THE_DOMAIN:
            yield Finding(place, f"nothing is kept of a contact under '{path[1]}'", near(path[1], known))


def unknown_session(flow: FlowScope) -> Iterator[Finding]:
    """A session has an id and a subject."""
    for use in flow.flow.uses:
        for path, column in use.expression.paths:
            if path[0] == "session" and len(path) > 1 and path[1] not in _SESSION:
                yield Finding(flow.column(use, column), f"a session has no '{path[1]}'", near(path[1], _SESSION))


def unused(flow: FlowScope) -> Iterator[Finding]:
    """Variables nobody reads."""
    for name, variable in flow.variables.items():
        if name in flow.read or name in flow.flow.output:
            continue
        what = "is never read" if name in flow.assigned else "is never used"
        yield Finding(variable.place, f"the variable '{name}' {what}")


def never_set(flow: FlowScope) -> Iterator[Finding]:
    """Variables that are read, but always null."""
    for name, variable in flow.flow.data.items():
        if name in flow.read and name not in flow.assigned and _is_null(variable):
            yield Finding(variable.place, f"'{name}' is read, but nothing ever sets it")


def unused_contact(scope: Scope) -> Iterator[Finding]:
    """Declared of a contact and used by no flow."""
    used = {*OF_THE_DOMAIN}
    for flow in scope.flows.values():
        paths = [path for use in flow.flow.uses for path, _ in use.expression.paths if path[0] == "contact"]
        if ("contact",) in paths:
            return
        paths += [path for path, _, _ in _assignments(flow) if path[0] == "contact"]
        used |= {path[1] for path in paths if len(path) > 1}
    for name, language, _ in scope.texts.files():
        for part in scope.texts.parts(name, language):
            used |= {path[1] for path in scope.texts.paths(part) if path[0] == "contact" and path[1:]}
    for name, variable in scope.library.contact.items():
        if name not in used:
            yield Finding(variable.place, f"no flow uses 'contact.{name}'")


def loop_hides(flow: FlowScope) -> Iterator[Finding]:
    """A `for` whose item has the name of a variable overwrites it."""
    for loop, _ in flow.each(For):
        for name in (loop.item, loop.index):
            if name and name in flow.variables:
                yield Finding(loop.place, f"the loop's '{name}' overwrites the variable '{name}'")


def output_unknown(flow: FlowScope) -> Iterator[Finding]:
    """Names in `output:` that no final state gives."""
    given = {name for id in flow.outcomes for name in flow.states[id].output}
    for name, place in zip(flow.flow.output, flow.flow.output_places, strict=False):
        if name not in given:
            yield Finding(place, f"no final state gives '{name}'", near(name, given))


def output_undeclared(flow: FlowScope) -> Iterator[Finding]:
    """Results the flow does not announce."""
    if not flow.flow.output:
        return
    for id in flow.outcomes:
        for name, value in flow.states[id].output.items():
            if name not in flow.flow.output:
                place = value.place or flow.states[id].place
                yield Finding(place, f"'{name}' is not in the flow's 'output:'", near(name, flow.flow.output))


def _assignments(flow: FlowScope) -> Iterator[tuple[tuple[str, ...], Place, tuple[str, ...]]]:
    for action, placed in flow.each(Set):
        for index, (path, value) in enumerate(action.assignments):
            place = action.places[index] if index < len(action.places) else value.place or action.place
            yield path, place, placed.loops
    for called, placed in flow.each(Do):
        if called.into is not None:
            yield called.into, called.place, placed.loops


def _is_null(variable: Variable) -> bool:
    value: Value = variable.default
    return value.expression is None and value.literal is None


def known_names(flow: FlowScope) -> Mapping[str, None]:
    """Every name an expression or a text of the flow may begin with."""
    return dict.fromkeys([*flow.variables, *_GIVEN, *RESERVED])


RULES: tuple[Rule, ...] = (
    rule(
        "E401",
        "Unknown variable",
        "Guards, values and contracts read declared variables, `contact`, `event`, `session`, `today` and `now`.",
        "Correct the name, or declare it in `data:`.",
        each_flow(unknown_read),
    ),
    rule(
        "E402",
        "Assignment to an unknown variable",
        "Only declared variables are kept.",
        "Correct the name, or declare it in `data:`.",
        each_flow(unknown_set),
    ),
    rule(
        "W401",
        "Assignment to an input",
        "An input is what the caller of the flow said; one who reads the flow expects it to stay.",
        "Declare a variable in `data:` and assign to that.",
        each_flow(input_assigned),
    ),
    rule(
        "E403",
        "Declared twice",
        "A name is either an input or a variable of the flow's own.",
        "Rename one of the two.",
        each_flow(declared_twice),
    ),
    rule(
        "E404",
        "Unknown variable of the contact",
        "What is remembered of a person is declared in `common/contact.yaml`.",
        "Correct the name, or declare it there.",
        each_flow(unknown_contact),
    ),
    rule(
        "E405",
        "Unknown part of the session",
        "A flow can see `session.id` and `session.subject`.",
        "Use one of these.",
        each_flow(unknown_session),
    ),
    rule(
        "W402",
        "Variable nobody reads",
        "Neither an expression nor a text in any language uses it.",
        "Remove it, or use it.",
        each_flow(unused),
    ),
    rule(
        "W403",
        "Variable nothing sets",
        "It has no default and nothing assigns to it, so it is always null.",
        "Set it somewhere (`into:`, `set:`), give it a default, or make it an input.",
        each_flow(never_set),
    ),
    rule(
        "W404",
        "Variable of the contact nobody uses",
        "What is kept of a person should serve something.",
        "Remove it from `common/contact.yaml`.",
        unused_contact,
    ),
    rule(
        "W405",
        "Loop that overwrites a variable",
        "The item of a `for` is written under its name, and stays there.",
        "Choose another name for the item.",
        each_flow(loop_hides),
    ),
    rule(
        "E406",
        "Promised result that nobody gives",
        "`output:` of the flow tells callers what they can get; a final state must give it.",
        "Give it in `output:` of a final state, or remove it from the list.",
        each_flow(output_unknown),
    ),
    rule(
        "W406",
        "Result that is not announced",
        "Who calls the flow looks at its `output:`.",
        "Add it to `output:` of the flow.",
        each_flow(output_undeclared),
    ),
)
