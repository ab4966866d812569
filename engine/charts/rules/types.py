"""Rules about kinds of values, as far as they can be known before anybody talks."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from datetime import date

from engine.charts.expression_syntax import column_of, parse
from engine.charts.model import If, Set, Transition, Use, Value, Variable
from engine.charts.problems import Place
from engine.charts.rules.events import stem
from engine.charts.rules.flow_scope import FlowScope, Placed, values_in
from engine.charts.rules.rule import Finding, Rule, each_flow, near, rule

READ_TYPES: Mapping[str, frozenset[str]] = {
    "text": frozenset({"text"}),
    "integer": frozenset({"integer", "number"}),
    "date": frozenset({"date", "text"}),
    "time": frozenset({"time", "map"}),
    "phone": frozenset({"text"}),
    "yes_no": frozenset({"boolean"}),
    "correction": frozenset({"map"}),
}
"""The types of variables that hold what a reader gives."""

_TEXTS = frozenset({"text", "date"})
_NUMBERS = frozenset({"integer", "number"})
_CHOICE = frozenset({"id", "item", "text"})
_FIELDS: Mapping[str, frozenset[str]] = {
    "answer": frozenset({"value", "text"}),
    "birth_card": frozenset({"card", "language", "command"}),
    "choice": _CHOICE,
    "command": frozenset({"text"}),
    "distress": frozenset({"text", "language"}),
    "location": frozenset({"latitude", "longitude"}),
    "message": frozenset({"text"}),
    "old_tap": frozenset({"state", "id"}),
    "question": frozenset({"text"}),
}
_EVERY = frozenset({"name", "data"})


def wrong_literal(flow: FlowScope) -> Iterator[Finding]:
    """Literals that do not fit the declared type: defaults, assignments, inputs of a call."""
    for variable in flow.variables.values():
        yield from _misfit(variable, variable.default)
    for action, _ in flow.each(Set):
        for path, value in action.assignments:
            declared = _declared(flow, path)
            if declared is not None:
                yield from _misfit(declared, value)
    for state in flow.states.values():
        called = flow.scope.flows.get(state.call.flow) if state.call else None
        for name, value in state.call.arguments.items() if state.call and called else ():
            if called and name in called.flow.input:
                yield from _misfit(called.flow.input[name], value)


def wrong_answer(flow: FlowScope) -> Iterator[Finding]:
    """`into` a variable of a type the reader does not give."""
    for action, placed in flow.each(Set):
        question = placed.state.question
        expected = READ_TYPES.get(question.reader or "") if question else None
        if question is None or expected is None:
            continue
        for path, value in action.assignments:
            variable = _declared(flow, path)
            if variable is None or value.expression is None or value.expression.source != "event.value":
                continue
            if _hears_answer(placed.arc) and variable.type not in (*expected, "any"):
                message = f"'{variable.name}' is {_a(variable.type)}, which '{question.reader}' does not give"
                place = action.places[0] if action.places else action.place
                yield Finding(place, message, f"Declare '{variable.name}: {sorted(expected)[0]}'.")


def compared(flow: FlowScope) -> Iterator[Finding]:
    """A text compared with a number, or a number with a text."""
    for use in flow.flow.uses:
        source = use.expression.source
        if not any(sign in source for sign in "=<>"):
            continue
        for node in ast.walk(parse(source)):
            if isinstance(node, ast.Compare):
                yield from _comparison(flow, use, node)


def event_fields(flow: FlowScope) -> Iterator[Finding]:
    """Parts of an event it does not have."""
    for arc in flow.arcs:
        known = _known_fields(arc)
        if known is None:
            continue
        if arc.guard is not None:
            yield from _fields(flow, Value(None, arc.guard, arc.place), known, arc)
    for placed in flow.actions:
        known = _known_fields(placed.arc) if placed.arc else None
        if known is not None and placed.arc is not None:
            for value in _values(placed):
                yield from _fields(flow, value, known, placed.arc)


def misfit(type: str, literal: object) -> bool:
    """Whether a literal is surely not of a declared type. Null fits everything."""
    if literal is None or type == "any":
        return False
    if type in _NUMBERS:
        whole = isinstance(literal, int) or (isinstance(literal, float) and type == "number")
        return isinstance(literal, bool) or not whole
    if type == "date":
        return not _is_date(literal)
    wanted = {"text": str, "boolean": bool, "list": list, "map": dict, "time": dict, "place": dict}[type]
    return not isinstance(literal, wanted)


def _misfit(variable: Variable, value: Value) -> Iterator[Finding]:
    if value.expression is None and value.place is not None and misfit(variable.type, value.literal):
        message = f"'{variable.name}' is {_a(variable.type)}, and {_shown(value.literal)} is not"
        yield Finding(value.place, message)


def _declared(flow: FlowScope, path: tuple[str, ...]) -> Variable | None:
    if len(path) == 1:
        return flow.variables.get(path[0])
    return flow.scope.library.contact.get(path[1]) if path[0] == "contact" and len(path) == 2 else None


def _hears_answer(arc: Transition | None) -> bool:
    return arc is not None and "answer" in arc.events


def _comparison(flow: FlowScope, use: Use, node: ast.Compare) -> Iterator[Finding]:
    parts = [node.left, *node.comparators]
    for left, operator, right in zip(parts, node.ops, parts[1:], strict=False):
        if isinstance(operator, ast.In | ast.NotIn):
            continue
        kinds = _kind(flow, left), _kind(flow, right)
        if set(kinds) == {"a text", "a number"}:
            column = column_of(use.expression.source, right.col_offset)
            yield Finding(flow.column(use, column), f"{kinds[0]} is compared with {kinds[1]}")


def _kind(flow: FlowScope, node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        if isinstance(node.value, str):
            return "a text"
        return "a number" if isinstance(node.value, int | float) and not isinstance(node.value, bool) else ""
    path: list[str] = []
    while isinstance(node, ast.Attribute):
        path.insert(0, node.attr)
        node = node.value
    variable = _declared(flow, (node.id, *path)) if isinstance(node, ast.Name) else None
    if variable is None:
        return ""
    return "a text" if variable.type in _TEXTS else "a number" if variable.type in _NUMBERS else ""


def _known_fields(arc: Transition) -> frozenset[str] | None:
    """What the events of an arc carry, if that is known of all of them."""
    found = frozenset[str]()
    for event in arc.events:
        fields = _FIELDS.get(stem(event).split(".")[0])
        if fields is None:
            return None
        found |= fields
    return found | _EVERY if arc.events else None


def _fields(flow: FlowScope, value: Value, known: frozenset[str], arc: Transition) -> Iterator[Finding]:
    for inner in values_in(value):
        for path, column in inner.expression.paths if inner.expression else ():
            if path[0] == "event" and len(path) > 1 and path[1] not in known:
                message = f"'{' '.join(arc.events)}' carries no '{path[1]}'"
                hint = near(path[1], known, f"It carries {', '.join(sorted(known - _EVERY))}.")
                yield Finding(_guard_place(flow, inner, column, arc), message, hint)


def _guard_place(flow: FlowScope, value: Value, column: int, arc: Transition) -> Place:
    assert value.expression is not None
    for use in flow.uses_of(value.expression):
        if use.place >= arc.place:
            return flow.column(use, column)
    return flow.spot(value.place, value.expression, column)


def _values(placed: Placed) -> Iterator[Value]:
    action = placed.action
    if isinstance(action, Set):
        yield from (value for _, value in action.assignments)
    if isinstance(action, If):
        yield from (Value(None, guard, action.place) for guard, _ in action.branches if guard is not None)
    for name in ("values", "arguments", "data", "value", "items", "event", "delay", "to"):
        given = getattr(action, name, None)
        if isinstance(given, Mapping):
            yield from given.values()
        elif isinstance(given, Value):
            yield given


def _is_date(literal: object) -> bool:
    try:
        return isinstance(literal, str) and bool(date.fromisoformat(literal)) and len(literal) == 10
    except ValueError:
        return False


def _a(type: str) -> str:
    return f"an {type}" if type[0] in "aeiou" else f"a {type}"


def _shown(literal: object) -> str:
    if isinstance(literal, str):
        return f"the text '{literal[:40]}'"
    if isinstance(literal, bool):
        return str(literal).lower()
    return "a list" if isinstance(literal, list) else "a mapping" if isinstance(literal, dict) else str(literal)


RULES: tuple[Rule, ...] = (
    rule(
        "E407",
        "Value of another type",
        "A literal does not fit the type the variable was declared with. Dates are written `1990-08-15`.",
        "Correct the value, or the type in `data:`.",
        each_flow(wrong_literal),
    ),
    rule(
        "E408",
        "Answer of another type",
        "Each reader gives one kind of value: `date` a date, `integer` a whole number, `yes_no` true or false.",
        "Change the type of the variable, or ask with another reader.",
        each_flow(wrong_answer),
    ),
    rule(
        "E409",
        "Text compared with a number",
        "They are never equal, and asking which is larger is an error in the middle of a conversation.",
        "Compare with the right kind of value, or change the type in `data:`.",
        each_flow(compared),
    ),
    rule(
        "W407",
        "Unknown part of an event",
        "Each event carries certain things: an answer `event.value` and `event.text`, a choice `event.id` and "
        "`event.item`. Reading anything else is an error in the middle of a conversation.",
        "Correct the name.",
        each_flow(event_fields),
    ),
)
