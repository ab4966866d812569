"""Rules about the language a person is spoken to in."""

from __future__ import annotations

from collections.abc import Iterator

from engine.charts.grammar import LANGUAGES
from engine.charts.model import Set, Value
from engine.charts.rules.flow_scope import FlowScope, Placed
from engine.charts.rules.rule import Finding, Rule, each_flow, near, rule
from engine.charts.rules.types import misfit
from engine.charts.suggest import any_of

_SPOKEN = ("contact", "language")


def unknown_language(flow: FlowScope) -> Iterator[Finding]:
    """What is written into `contact.language`, as far as it can be known: literals, and the ids of options."""
    for action, placed in flow.each(Set):
        for path, value in action.assignments:
            if path == _SPOKEN:
                yield from _literal(flow, value) if value.expression is None else _chosen(value, placed)


def _literal(flow: FlowScope, value: Value) -> Iterator[Finding]:
    known, literal = flow.scope.library.languages.declared, value.literal
    declared = flow.scope.library.contact.get(_SPOKEN[1])
    if value.place is None or literal in known or (declared is not None and misfit(declared.type, literal)):
        return
    if isinstance(literal, str):
        yield Finding(value.place, f"there is no language '{literal}'", near(literal, known, _listed(flow)))
    else:
        yield Finding(value.place, "this is not a language", _listed(flow))


def _chosen(value: Value, placed: Placed) -> Iterator[Finding]:
    """`into: contact.language` of a choice keeps the id of the option; that may be a language not yet declared."""
    question = placed.state.question
    if question is None or placed.arc is None or value.expression is None or value.expression.source != "event.id":
        return
    for option in question.options:
        if f"choice.{option.id}" in placed.arc.events and option.id not in LANGUAGES:
            yield Finding(option.place, f"there is no language '{option.id}'", near(option.id, LANGUAGES))


def _listed(flow: FlowScope) -> str:
    return f"Declared: {any_of(flow.scope.library.languages.declared)}."


RULES: tuple[Rule, ...] = (
    rule(
        "E410",
        "Unknown language",
        "Who is spoken to in a language nobody declared gets all texts in the fallback.",
        "Use one of `common/languages.yaml`, or declare it there.",
        each_flow(unknown_language),
    ),
)
