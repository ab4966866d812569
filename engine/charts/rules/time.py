"""Rules about time: silence, deadlines, and the 24 hours in which one may write freely."""

from __future__ import annotations

from collections.abc import Iterator

from engine.charts.model import Action, For, If, Kind, Say, State, Timer, Transition
from engine.charts.problems import Place
from engine.charts.rules.flow_scope import FlowScope
from engine.charts.rules.rule import Finding, Rule, each_flow, rule

WINDOW = 24 * 3600.0
"""So long after a person's last message WhatsApp takes free texts; later only approved templates."""


def endless_wait(flow: FlowScope) -> Iterator[Finding]:
    """Waiting for a fact without an end."""
    for state in flow.states.values():
        if state.form == "wait" and not any(_deadlines(around) for around in flow.up[state.id]):
            yield Finding(state.place, f"'{state.id}' waits for ever when nothing comes")


def reminders_in_order(flow: FlowScope) -> Iterator[Finding]:
    """Each reminder comes later than the one before."""
    for state in flow.states.values():
        last = 0.0
        for timer in _reminders(state):
            delay = _seconds(timer)
            if delay is not None and delay <= last:
                yield Finding(timer.place, f"this reminder of '{state.id}' does not come after the one before it")
            last = max(last, delay or 0.0)


def reminder_too_late(flow: FlowScope) -> Iterator[Finding]:
    """Reminders after the deadline."""
    for state in flow.states.values():
        deadlines = [seconds for around in flow.up[state.id] for seconds in _deadlines(around)]
        for timer in _reminders(state) if deadlines else ():
            delay = _seconds(timer)
            if delay is not None and delay >= min(deadlines):
                yield Finding(timer.place, f"'{state.id}' is left before this reminder comes")


def reminder_outside(flow: FlowScope) -> Iterator[Finding]:
    """Reminders that WhatsApp would not deliver."""
    for state in flow.states.values():
        for timer in _reminders(state):
            delay = _seconds(timer)
            if delay is not None and delay >= WINDOW and not _has_template(flow, state.id):
                yield Finding(timer.place, f"after 24 hours only a template is delivered; '{state.id}' has none")


def speech_outside(flow: FlowScope) -> Iterator[Finding]:
    """What is said when a long deadline is over."""
    for state in flow.states.values():
        late = {timer.event for timer in state.timers if not timer.remind and (_seconds(timer) or 0.0) >= WINDOW}
        for arc in state.transitions if late else ():
            if not late.isdisjoint(arc.events):
                for key, place in _said_next(flow, arc):
                    if not _has_template(flow, key):
                        message = f"'{key}' is said after 24 hours of silence, and its words have no 'template'"
                        yield Finding(place, message)


def no_time(flow: FlowScope) -> Iterator[Finding]:
    """Timers of zero length."""
    for state in flow.states.values():
        for timer in state.timers:
            if _seconds(timer) == 0.0:
                yield Finding(timer.place, "no time at all: this happens at once")
        if state.run is not None and state.run.timeout == 0.0:
            yield Finding(state.run.place, f"'{state.run.action}' is given no time at all")


def _seconds(timer: Timer) -> float | None:
    return timer.delay if isinstance(timer.delay, int | float) else None


def _reminders(state: State) -> list[Timer]:
    return [timer for timer in state.timers if timer.remind]


def _deadlines(state: State) -> list[float]:
    """The deadlines that leave the state; one of unknown length counts as endless."""
    found = []
    for timer in state.timers:
        arcs = [arc for arc in state.transitions if timer.event in arc.events and arc.targets]
        if not timer.remind and arcs:
            seconds = _seconds(timer)
            found.append(float("inf") if seconds is None else seconds)
    return found


def _has_template(flow: FlowScope, key: str) -> bool:
    """Whether the words under a key have a template in every language that has them."""
    library = flow.scope.library
    own = [flow.scope.texts.words(flow.name, language) for language in library.languages.declared]
    entries = [words.texts[key] for words in own if words and key in words.texts]
    entries = entries or [words.texts[key] for words in library.common.values() if key in words.texts]
    return not entries or all(entry.template for entry in entries)


def _said_next(flow: FlowScope, arc: Transition) -> Iterator[tuple[str, Place]]:
    """What an arc says, and the states it leads to without waiting."""
    yield from _says(arc.actions)
    seen: set[str] = set()
    waiting = list(arc.targets)
    while waiting:
        state = flow.states.get(waiting.pop())
        if state is None or state.id in seen:
            continue
        seen.add(state.id)
        for block in state.enter:
            yield from _says(block)
        if state.initial is not None:
            waiting += state.initial.targets
        if state.kind is Kind.PARALLEL:
            waiting += state.children
        for following in state.transitions:
            if not following.events:
                yield from _says(following.actions)
                waiting += following.targets


def _says(actions: tuple[Action, ...]) -> Iterator[tuple[str, Place]]:
    for action in actions:
        if isinstance(action, Say):
            yield action.key, action.place
        elif isinstance(action, If):
            for _, body in action.branches:
                yield from _says(body)
        elif isinstance(action, For):
            yield from _says(action.body)


RULES: tuple[Rule, ...] = (
    rule(
        "W701",
        "Waiting without a deadline",
        "The fact may never come: a payment is given up, a message is lost.",
        "Add `after:` with a duration and where to go then.",
        each_flow(endless_wait),
    ),
    rule(
        "E701",
        "Reminders out of order",
        "All reminders are counted from the last message, so each must be longer than the one before.",
        "Put them in order.",
        each_flow(reminders_in_order),
    ),
    rule(
        "W702",
        "Reminder after the deadline",
        "The state is left before the reminder is due.",
        "Make it shorter than `after:`.",
        each_flow(reminder_too_late),
    ),
    rule(
        "W703",
        "Reminder after 24 hours",
        "WhatsApp delivers free texts only within 24 hours of the person's last message.",
        "Remind earlier, or add `template:` with the name of one in `templates.yaml` to the words.",
        each_flow(reminder_outside),
    ),
    rule(
        "W704",
        "Speaking after 24 hours",
        "When the deadline is over, the 24 hours in which WhatsApp delivers free texts are over too.",
        "Choose a shorter deadline, or add `template:` with the name of one in `templates.yaml` to the words.",
        each_flow(speech_outside),
    ),
    rule(
        "W705",
        "No time at all",
        "A timer of zero length waits for nothing.",
        "Give it a length, or use `always:`.",
        each_flow(no_time),
    ),
)
