"""Rules about events: raised, sent, cancelled, heard."""

from __future__ import annotations

from collections.abc import Iterator

from engine.charts.model import Cancel, Kind, Raise, Send
from engine.charts.rules.events import Heard, stem
from engine.charts.rules.flow_scope import FlowScope
from engine.charts.rules.rule import Finding, Hint, Rule, each_flow, near, rule

_OWN = "plain"


def unheard_raise(flow: FlowScope) -> Iterator[Finding]:
    """Events raised and heard by nobody in the flow."""
    heard = Heard(event for arc in flow.arcs for event in arc.events)
    for action, _ in flow.each(Raise):
        if action.event.split(".")[0] != _OWN and not heard.hears(action.event):
            yield Finding(action.place, f"no state of the flow hears '{action.event}'", _close(flow, action.event))


def unheard_send(flow: FlowScope) -> Iterator[Finding]:
    """Events sent and heard by nobody."""
    heard = Heard(event for arc in flow.arcs for event in arc.events)
    for action, _ in flow.each(Send):
        if not isinstance(action.event, str):
            continue
        if not (flow.scope.heard if action.to is not None else heard).hears(action.event):
            who = "no flow" if action.to is not None else "no state of the flow"
            yield Finding(action.place, f"{who} hears '{action.event}'", _close(flow, action.event))


def unknown_cancel(flow: FlowScope) -> Iterator[Finding]:
    """Cancelling what nobody sends."""
    known = {action.id for action, _ in flow.each(Send) if action.id}
    for action, _ in flow.each(Cancel):
        if isinstance(action.id, str) and action.id not in known:
            yield Finding(action.place, f"no 'send' has the id '{action.id}'", near(action.id, known))


def unknown_done_state(flow: FlowScope) -> Iterator[Finding]:
    """`done.state.x` where x cannot be done."""
    for arc in flow.arcs:
        for event in arc.events:
            id = event.removeprefix("done.state.")
            if id == event or id == "*":
                continue
            state = flow.states.get(id)
            if state is None:
                yield Finding(flow.key(arc.place, event), f"there is no state '{id}'", near(id, flow.states))
            elif not _can_be_done(flow, id):
                yield Finding(flow.key(arc.place, event), f"'{id}' is never done: no final state is inside of it")


def unspeakable_command(flow: FlowScope) -> Iterator[Finding]:
    """`command.x` where no words stand for x."""
    known = {command for found in flow.scope.library.keywords.values() for _, command in found}
    for arc in flow.arcs:
        for event in arc.events:
            name = stem(event).removeprefix("command.")
            if not arc.generated and name and name not in known and stem(event) != name:
                hint = near(name, known)
                yield Finding(flow.key(arc.place, event), f"no language has a keyword for the command '{name}'", hint)


def unheard_command(flow: FlowScope) -> Iterator[Finding]:
    """Keywords for a command no flow listens to."""
    for (name, _), words in flow.scope.library.words.items():
        if name != flow.name:
            continue
        for command, place in words.keyword_places.items():
            if not flow.scope.heard.hears(f"command.{command}"):
                yield Finding(place, f"no flow hears 'command.{command}'")


def _close(flow: FlowScope, event: str) -> Hint:
    return near(event, {stem(each) for arc in flow.arcs for each in arc.events} - {""})


def _can_be_done(flow: FlowScope, id: str) -> bool:
    state = flow.states[id]
    if state.kind is Kind.PARALLEL:
        return all(_can_be_done(flow, child) for child in state.children)
    return any(flow.states[child].kind is Kind.FINAL for child in state.children)


RULES: tuple[Rule, ...] = (
    rule(
        "W307",
        "Raised and not heard",
        "`raise:` speaks to the flow itself; no arc of it listens to this event.",
        "Correct the name, or add an arc under `on:`.",
        each_flow(unheard_raise),
    ),
    rule(
        "W308",
        "Sent and not heard",
        "No arc listens to this event.",
        "Correct the name, or add an arc under `on:`.",
        each_flow(unheard_send),
    ),
    rule(
        "E314",
        "Cancelling what nobody sends",
        "`cancel:` takes the `id` of a delayed `send:`.",
        "Correct the id.",
        each_flow(unknown_cancel),
    ),
    rule(
        "E315",
        "Waiting for the end of what never ends",
        "`done.state.x` comes when a final state inside of `x` is reached.",
        "Correct the name, or add a final state inside.",
        each_flow(unknown_done_state),
    ),
    rule(
        "W309",
        "Command nobody can say",
        "A command is heard when somebody sends one of its keywords; there are none in any language.",
        "Add keywords to a words file, or correct the name.",
        each_flow(unspeakable_command),
    ),
    rule(
        "W310",
        "Keyword that does nothing",
        "The words are understood, but no flow does anything about them.",
        "Add an arc `command.<name>`, or remove the keyword.",
        each_flow(unheard_command),
    ),
)
