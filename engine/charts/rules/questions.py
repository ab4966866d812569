"""Rules about questions: readers and options."""

from __future__ import annotations

from collections.abc import Iterator

from engine.charts.model import Question, State
from engine.charts.rules.flow_scope import FlowScope
from engine.charts.rules.rule import Finding, Rule, each_flow, near, rule
from engine.charts.suggest import any_of
from engine.domain.readers.catalogue import PARAMETERS, READERS

HALF_ANSWERS = frozenset({"time"})
"""Readers that may understand only half of an answer."""


def unknown_reader(flow: FlowScope) -> Iterator[Finding]:
    """`ask:` with a reader there is not."""
    known = [*READERS, *flow.scope.catalogue.validators]
    for state, reader in _asking(flow):
        if reader not in known:
            hint = near(reader, known, f"Readers are {any_of(known)}.")
            yield Finding(flow.value(state, "ask"), f"nothing reads an answer as '{reader}'", hint)


def unknown_parameter(flow: FlowScope) -> Iterator[Finding]:
    """Parameters a reader does not take."""
    for state, reader in _asking(flow):
        known = PARAMETERS.get(reader)
        for name, value in _question(state).arguments.items() if known is not None else ():
            if known is not None and name not in known:
                hint = near(name, known, f"It takes {any_of(known) or 'nothing'}.")
                yield Finding(flow.key(value.place or state.place, name), f"'{reader}' takes no '{name}'", hint)


def wrong_parameter(flow: FlowScope) -> Iterator[Finding]:
    """Parameters of another kind than the reader takes."""
    for state, reader in _asking(flow):
        known = PARAMETERS.get(reader, {})
        for name, value in _question(state).arguments.items():
            wanted = known.get(name)
            if wanted is not None and value.expression is None and type(value.literal) is not wanted:
                what = {int: "a whole number", bool: "true or false"}.get(wanted, "a text")
                yield Finding(value.place or state.place, f"'{name}' of '{reader}' must be {what}")


def crossed_bounds(flow: FlowScope) -> Iterator[Finding]:
    """`min` above `max`: no answer is ever accepted."""
    for state, _ in _asking(flow):
        arguments = _question(state).arguments
        if "min" in arguments and "max" in arguments:
            least, most = arguments["min"].literal, arguments["max"].literal
            if isinstance(least, int) and isinstance(most, int) and least > most:
                yield Finding(arguments["min"].place or state.place, f"no answer is between {least} and {most}")


def half_open(flow: FlowScope) -> Iterator[Finding]:
    """Half an answer is treated as a wrong one."""
    for state, reader in _asking(flow):
        if reader in HALF_ANSWERS and "open" not in flow.fields(state) and not _hears(state, "answer.open"):
            yield Finding(state.place, f"'{state.id}' does not say what happens when half of the {reader} is missing")


def never_half(flow: FlowScope) -> Iterator[Finding]:
    """`open:` for a reader that reads all or nothing."""
    for state, reader in _asking(flow):
        if reader in READERS and reader not in HALF_ANSWERS and "open" in flow.fields(state):
            yield Finding(state.place, f"an answer read as '{reader}' is never half, so 'open' is never used")


def not_kept(flow: FlowScope) -> Iterator[Finding]:
    """Answers that go nowhere."""
    for state, _ in _asking(flow):
        if "into" in flow.fields(state) or not flow.fields(state):
            continue
        if not any("event" in use.expression.names for use in flow.uses_in(state.id)):
            yield Finding(state.place, f"what people answer to '{state.id}' is not kept")


def idle_tries(flow: FlowScope) -> Iterator[Finding]:
    """`tries` without anywhere to go."""
    for state in flow.states.values():
        fields = flow.fields(state) if state.question else {}
        if "tries" in fields and "otherwise" not in fields:
            yield Finding(state.place, f"'{state.id}' counts tries, but has no 'otherwise'")


def all_hidden(flow: FlowScope) -> Iterator[Finding]:
    """Every option has a condition."""
    for state in flow.states.values():
        question = state.question
        if question is None or not question.options or question.listed is not None:
            continue
        if all(option.guard is not None for option in question.options):
            yield Finding(state.place, f"'{state.id}' may be left without any option: each has an 'if'")


def unknown_choice(flow: FlowScope) -> Iterator[Finding]:
    """`choice.x` where there is no option x."""
    if any(state.question and state.question.listed is not None for state in flow.states.values()):
        return
    options = {option.id for state in flow.states.values() if state.question for option in state.question.options}
    for arc in flow.arcs:
        for event in arc.events:
            id = event.removeprefix("choice.")
            if id != event and id != "*" and id not in options:
                yield Finding(flow.key(arc.place, event), f"no question has an option '{id}'", near(id, options))


def _asking(flow: FlowScope) -> Iterator[tuple[State, str]]:
    for state in flow.states.values():
        if state.question is not None and state.question.reader is not None:
            yield state, state.question.reader


def _question(state: State) -> Question:
    assert state.question is not None
    return state.question


def _hears(state: State, event: str) -> bool:
    return any(event in arc.events for arc in state.transitions if not arc.generated)


RULES: tuple[Rule, ...] = (
    rule(
        "E515",
        "Unknown reader",
        "`ask:` says how an answer is read: one of the readers, or a validator of the catalogue.",
        "Use one of them.",
        each_flow(unknown_reader),
    ),
    rule(
        "E516",
        "Unknown parameter of a reader",
        "Each reader takes certain parameters under `with:`.",
        "Correct the name, or remove it.",
        each_flow(unknown_parameter),
    ),
    rule(
        "E517",
        "Parameter of another kind",
        "Bounds are whole numbers, switches are true or false.",
        "Write the kind of value the message asks for.",
        each_flow(wrong_parameter),
    ),
    rule(
        "E518",
        "Bounds the wrong way round",
        "No answer could ever be accepted.",
        "Exchange `min` and `max`.",
        each_flow(crossed_bounds),
    ),
    rule(
        "W503",
        "Half an answer is refused",
        "`7:30` may be morning or evening. Without `open:` such an answer counts as a wrong one, "
        "and the person does not know why.",
        "Add `open:` with a state that asks for the other half.",
        each_flow(half_open),
    ),
    rule(
        "W504",
        "`open` that is never used",
        "Only some readers can understand half of an answer.",
        "Remove `open:`.",
        each_flow(never_half),
    ),
    rule(
        "W505",
        "Answer that is not kept",
        "The person answers, and nothing of it is remembered.",
        "Add `into:` with a variable.",
        each_flow(not_kept),
    ),
    rule(
        "W506",
        "Tries without an end",
        "`tries:` says after how many wrong answers the conversation goes elsewhere.",
        "Add `otherwise:`, or remove `tries:`.",
        each_flow(idle_tries),
    ),
    rule(
        "W507",
        "Question that may have no options",
        "When no `if` holds, the person sees a question that cannot be answered.",
        "Keep one option without `if`.",
        each_flow(all_hidden),
    ),
    rule(
        "E519",
        "Unknown option",
        "An arc waits for a choice that no question offers; most often the word is misspelt.",
        "Use the id of an option.",
        each_flow(unknown_choice),
    ),
)
