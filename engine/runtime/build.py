"""Compiles a Flow into a Chart: every action, guard and value becomes a callable bound now, never a name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from engine.actions.catalogue import Catalogue
from engine.charts import model
from engine.charts.expressions import Expression
from engine.charts.problems import Place
from engine.domain.effects import CancelJob, CancelTimer, SetTimer, StartJob
from engine.errors import BoloastroError, ExecutionError, ExpressionError
from engine.runtime.kernel import Arc, Callback, Chart, Node, Predicate, Step
from engine.runtime.timers import timer_id
from engine.runtime.trail import came_from, tries_left
from engine.runtime.values import delay_of, value_of, values_of
from engine.runtime.verbs import ErrorMode, Verbs, holds_or_tells, tell


class Witness(Protocol):
    """Watches a chart at work; for coverage."""

    def guard(self, transition: model.Transition, held: bool) -> None:
        """A guard was evaluated."""

    def built(self, flow: model.Flow, chart: Chart) -> None:
        """A chart of a loaded flow was built, because somebody came to it; nobody has used it yet."""


def build_chart(
    flow: model.Flow,
    catalogue: Catalogue,
    *,
    errors: ErrorMode = ErrorMode.ABORT,
    witness: Witness | None = None,
) -> Chart:
    """The chart of a checked flow."""
    return _Builder(flow, catalogue, errors, witness).chart()


class _Builder:
    def __init__(self, flow: model.Flow, catalogue: Catalogue, errors: ErrorMode, witness: Witness | None) -> None:
        self._flow = flow
        self._errors = errors
        self._witness = witness
        self._verbs = Verbs({*flow.data, *flow.input, "contact"}, catalogue.actions, errors)

    def chart(self) -> Chart:
        states = list(self._flow.states.values())
        nodes = [self._node(state) for state in states]
        parents = {state.id: state.parent for state in states if state.parent is not None}
        arcs = [self._arc(arc) for state in states for arc in state.transitions]
        return Chart(nodes, parents, arcs)

    # -- states and arcs

    def _node(self, state: model.State) -> Node:
        node = Node(
            state.id,
            kind=state.kind.value,
            entry=[
                *map(self._timer_set, state.timers),
                *[self._verbs.block(block) for block in state.enter if block],
            ],
            exits=[
                *[self._verbs.block(block) for block in state.exit if block],
                *map(self._timer_cancelled, state.timers),
            ],
        )
        node.origin = state
        node.initial = self._initial(state)
        node.owns = bool(state.timers or state.run or state.call or state.question)
        if state.run:
            node.starts.append(self._job_started(state, state.run))
            node.stops.append(_job_cancelled(state.id))
        if state.call:
            node.starts.append(self._flow_called(state.id, state.call))
            node.stops.append(_flow_closed(state.id))
        if state.output:
            node.donedata = self._output(state)
        return node

    def _initial(self, state: model.State) -> Arc | None:
        return self._arc(state.initial) if state.initial else None

    def _arc(self, transition: model.Transition) -> Arc:
        return Arc(
            transition.source,
            transition.targets,
            events=transition.events,
            guard=self._guard(transition),
            actions=[self._verbs.block(transition.actions)] if transition.actions else (),
            reenter=transition.reenter,
            origin=transition,
        )

    def _guard(self, transition: model.Transition) -> Predicate | None:
        tests: list[Predicate] = []
        if transition.came_from is not None:
            tests.append(came_from(transition.came_from))
        if transition.tries_left is not None:
            tests.append(tries_left(transition.source, transition.tries_left))
        if transition.guard is not None:
            tests.append(self._condition(transition.guard, transition.place))
        if not tests:
            return None
        predicate = tests[0] if len(tests) == 1 else lambda step: all(test(step) for test in tests)
        return _watched(predicate, transition, self._witness) if self._witness else predicate

    def _condition(self, expression: Expression, place: Place) -> Predicate:
        if self._errors is ErrorMode.EVENT:
            return lambda step: holds_or_tells(step, expression)

        def holds(step: Step) -> bool:
            try:
                return bool(expression(step.model.scope))
            except ExpressionError as error:
                raise ExecutionError(f"{place}: {error}") from error

        return holds

    def _output(self, state: model.State) -> Callable[[Step], Mapping[str, Any]]:
        parts = [(name, value_of(value)) for name, value in state.output.items()]

        def output(step: Step) -> Mapping[str, Any]:
            found: dict[str, Any] = {}
            for name, value in parts:
                try:
                    found[name] = value(step.model.scope)
                except BoloastroError as error:
                    if self._errors is ErrorMode.ABORT:
                        raise
                    tell(step, error)
            return found

        return output

    # -- timers, jobs, calls

    def _timer_set(self, timer: model.Timer) -> Callback:
        delay = delay_of(timer.delay)
        state = timer.event.split(".")[1]

        def run(step: Step) -> None:
            slot = step.model
            serial, token = slot.host.serial, slot.tokens[state]
            name = timer_id(serial, token, timer)
            slot.effects.append(SetTimer(name, delay(slot.scope), timer.event, {}, serial, state, token))

        return run

    def _timer_cancelled(self, timer: model.Timer) -> Callback:
        state = timer.event.split(".")[1]

        def run(step: Step) -> None:
            slot = step.model
            slot.effects.append(CancelTimer(timer_id(slot.host.serial, slot.tokens.get(state, 0), timer)))

        return run

    def _job_started(self, state: model.State, job: model.Run) -> Callback:
        arguments = values_of(job.arguments)

        def run(step: Step) -> None:
            slot = step.model
            slot.effects.append(
                StartJob(
                    job.action,
                    arguments(slot.scope),
                    slot.host.serial,
                    state.id,
                    slot.tokens[state.id],
                    job.timeout,
                )
            )

        return run

    def _flow_called(self, state: str, call: model.Call) -> Callback:
        arguments = values_of(call.arguments)

        def run(step: Step) -> None:
            slot = step.model
            try:
                given = arguments(slot.scope)
            except BoloastroError as error:
                if self._errors is ErrorMode.ABORT:
                    raise
                tell(step, error)
                return
            slot.host.call(slot, state, call.flow, given)

        return run


def _watched(predicate: Predicate, transition: model.Transition, witness: Witness) -> Predicate:
    def watched(step: Step) -> bool:
        held = predicate(step)
        witness.guard(transition, held)
        return held

    return watched


def _job_cancelled(state: str) -> Callback:
    return lambda step: step.model.effects.append(CancelJob(step.model.tokens.get(state, 0)))


def _flow_closed(state: str) -> Callback:
    return lambda step: step.model.host.close(step.model, state)
