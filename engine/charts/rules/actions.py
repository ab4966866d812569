"""Rules about the catalogue: actions, jobs and what they answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine.actions.catalogue import Action
from engine.charts.model import Do, LookUp, State, Value
from engine.charts.problems import Place
from engine.charts.rules.events import Heard
from engine.charts.rules.flow_scope import FlowScope
from engine.charts.rules.rule import Finding, Rule, each_flow, near, rule
from engine.charts.suggest import any_of

_Called = tuple[str, Mapping[str, Value], Place]


def unknown_action(flow: FlowScope) -> Iterator[Finding]:
    """Names that are not in the catalogue."""
    known = flow.scope.catalogue.actions
    for name, _, place in (*_local(flow), *_jobs(flow)):
        if name not in known:
            yield Finding(place, f"there is no action '{name}'", near(name, known))


def job_as_action(flow: FlowScope) -> Iterator[Finding]:
    """A job called in the middle of a turn."""
    for name, _, place in _local(flow):
        action = flow.scope.catalogue.actions.get(name)
        if action is not None and action.is_job:
            yield Finding(place, f"'{name}' is a job, which takes time")


def action_as_job(flow: FlowScope) -> Iterator[Finding]:
    """A local action that is waited for."""
    for name, _, place in _jobs(flow):
        action = flow.scope.catalogue.actions.get(name)
        if action is not None and not action.is_job:
            yield Finding(place, f"'{name}' is no job: it answers at once")


def unknown_parameter(flow: FlowScope) -> Iterator[Finding]:
    """Arguments an action does not take."""
    for action, arguments, place in _known(flow):
        names = [parameter.name for parameter in action.parameters]
        for name, value in arguments.items():
            if name not in names:
                hint = near(name, names, f"It takes {any_of(names) or 'nothing'}.")
                yield Finding(flow.key(value.place or place, name), f"'{action.name}' takes no '{name}'", hint)


def missing_parameter(flow: FlowScope) -> Iterator[Finding]:
    """Arguments an action cannot do without."""
    for action, arguments, place in _known(flow):
        for parameter in action.parameters:
            if parameter.required and parameter.name not in arguments:
                message = f"'{action.name}' needs '{parameter.name}'"
                yield Finding(place, message, f"Add '{parameter.name}:' under 'with:'.")


def unhandled_outcome(flow: FlowScope) -> Iterator[Finding]:
    """Outcomes of a job no arc listens to."""
    for state in flow.states.values():
        action = flow.scope.catalogue.actions.get(state.run.action) if state.run else None
        if action is None or state.run is None or not action.is_job:
            continue
        heard = heard_around(flow, state)
        lost = [outcome for outcome in action.outcomes if not heard.hears(f"done.run.{outcome}")]
        if lost:
            message = f"'{state.id}' does not say what happens when '{action.name}' answers {any_of(lost)}"
            yield Finding(state.run.place, message)


def unknown_outcome(flow: FlowScope) -> Iterator[Finding]:
    """Arcs for an outcome the job does not have."""
    for state in flow.states.values():
        possible = _possible_outcomes(flow, state)
        if possible is None:
            continue
        for arc in (each for each in state.transitions if not each.generated):
            for event in arc.events:
                outcome = event.removeprefix("done.run.")
                if outcome != event and outcome != "*" and outcome not in possible:
                    hint = near(outcome, possible, f"It answers {any_of(sorted(possible))}.")
                    yield Finding(flow.key(arc.place, outcome), f"no job here answers '{outcome}'", hint)


def without_timeout(flow: FlowScope) -> Iterator[Finding]:
    """Jobs without a limit of time."""
    for state in flow.states.values():
        if state.run is not None and state.run.timeout is None:
            yield Finding(state.run.place, f"nothing says how long '{state.run.action}' may take")


def heard_around(flow: FlowScope, state: State) -> Heard:
    """What a state and those around it listen to."""
    return Heard(event for around in flow.up[state.id] for arc in around.transitions for event in arc.events)


def _possible_outcomes(flow: FlowScope, state: State) -> set[str] | None:
    """The outcomes of the jobs in the state or below it; None when one of them is unknown."""
    if not any(event.startswith("done.run.") for arc in state.transitions for event in arc.events):
        return None
    found: set[str] = set()
    for runner in _inside(flow, state):
        for name in _jobs_of(runner):
            action = flow.scope.catalogue.actions.get(name)
            if action is None:
                return None
            found.update(action.outcomes)
    return found


def _jobs_of(state: State) -> Iterator[str]:
    """The job it runs, and those by which its question looks an answer up."""
    if state.run is not None:
        yield state.run.action
    for arc in state.transitions:
        yield from (action.action for action in arc.actions if isinstance(action, LookUp))


def _inside(flow: FlowScope, state: State) -> Iterator[State]:
    waiting = [state.id]
    while waiting:
        here = flow.states.get(waiting.pop())
        if here is not None:
            yield here
            waiting += here.children


def _local(flow: FlowScope) -> Iterator[_Called]:
    for action, _ in flow.each(Do):
        yield action.action, action.arguments, action.place


def _jobs(flow: FlowScope) -> Iterator[_Called]:
    for state in flow.states.values():
        if state.run is not None:
            yield state.run.action, state.run.arguments, state.run.place
    for look_up, _ in flow.each(LookUp):
        yield look_up.action, look_up.arguments, look_up.place


def _known(flow: FlowScope) -> Iterable[tuple[Action, Mapping[str, Value], Place]]:
    for name, arguments, place in (*_local(flow), *_jobs(flow)):
        action = flow.scope.catalogue.actions.get(name)
        if action is not None:
            yield action, arguments, place


RULES: tuple[Rule, ...] = (
    rule(
        "E501",
        "Unknown action",
        "Flows call actions by name; the names are those of the catalogue.",
        "Correct the name, or have the action added to the catalogue.",
        each_flow(unknown_action),
    ),
    rule(
        "E502",
        "Job used as an action",
        "A job talks to the outside world and takes time; a turn does not wait for it.",
        "Give it a state of its own: `run:` with `outcomes:`.",
        each_flow(job_as_action),
    ),
    rule(
        "E503",
        "Action used as a job",
        "`run:` starts a job and waits for its outcome. This action works at once and has no outcome.",
        "Call it with `action:` in a list of actions.",
        each_flow(action_as_job),
    ),
    rule(
        "E504",
        "Unknown parameter",
        "What stands under `with:` must be what the action takes.",
        "Correct the name, or remove it.",
        each_flow(unknown_parameter),
    ),
    rule(
        "E505",
        "Missing parameter",
        "The action cannot work without it.",
        "Add it under `with:`.",
        each_flow(missing_parameter),
    ),
    rule(
        "E506",
        "Outcome nobody handles",
        "Every job can also fail (`failed`) or take too long (`timeout`). What is not handled leaves the person "
        "waiting for ever.",
        "Add it to `outcomes:`, or add `next:` for all others.",
        each_flow(unhandled_outcome),
    ),
    rule(
        "E507",
        "Unknown outcome",
        "The job never answers this; most often the word is misspelt.",
        "Use one of the job's outcomes.",
        each_flow(unknown_outcome),
    ),
    rule(
        "W501",
        "Job without a limit of time",
        "Without `timeout:` a person waits as long as the gateway does not answer.",
        "Add `timeout: 20s` or the like.",
        each_flow(without_timeout),
    ),
)
