"""Compiles actions: every verb of the language becomes a callable of the step, bound now, never a name."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import Enum
from typing import Any

from engine.actions.catalogue import Action
from engine.charts import model
from engine.charts.expressions import Expression
from engine.domain.effects import CancelJob, CancelTimer, Forget, Log, SendEvent, SetTimer, StartJob
from engine.domain.events import is_fact_name
from engine.errors import BoloastroError, ExecutionError, ExpressionError, TemplateError
from engine.runtime.kernel import Callback, Step
from engine.runtime.limits import check_loop
from engine.runtime.trail import COUNTS, FOUND
from engine.runtime.values import delay_of, text_of, value_of, values_of

READ_ONLY = ("event", "session", "today", "now", "in_state")
NOT_SET = (("contact", "stopped"),)
"""What only the domain writes: whether somebody may be written to unasked is not for a flow to say."""


class ErrorMode(Enum):
    """What an error in a guard or block does: undo the whole turn, or SCXML's `error.execution` and go on."""

    ABORT = "abort"
    EVENT = "event"


def assign(scope: dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Set a variable or a part of one, copying what is on the way: the stored session's data is never changed."""
    if len(path) == 1:
        scope[path[0]] = value
        return
    scope[path[0]] = _with(scope.get(path[0]), path[1:], value, path)


def _with(container: Any, path: Sequence[str], value: Any, whole: Sequence[str]) -> Any:
    if container is None:
        container = {}
    if not isinstance(container, dict):
        raise ExecutionError(f"{'.'.join(whole)} cannot be set: {'.'.join(whole[: -len(path)])} is not a map")
    rest = value if len(path) == 1 else _with(container.get(path[0]), path[1:], value, whole)
    return {**container, path[0]: rest}


def tell(step: Step, error: BoloastroError) -> None:
    step.model.queue.append(("error.execution", {"message": str(error)}))


def holds_or_tells(step: Step, guard: Expression) -> bool:
    """SCXML 5.9: a condition that cannot be evaluated counts as false, and the error is told."""
    try:
        return bool(guard(step.model.scope))
    except BoloastroError as error:
        tell(step, error)
        return False


class Verbs:
    """Compiles blocks of actions. `declared` are the variables that may be set."""

    def __init__(self, declared: Collection[str], actions: Mapping[str, Action], mode: ErrorMode) -> None:
        self._declared = declared
        self._actions = actions
        self._mode = mode

    def block(self, actions: Sequence[model.Action]) -> Callback:
        """One callback for a block; an error in it names the place of the action."""
        body = self._body(actions)
        return _telling(body) if self._mode is ErrorMode.EVENT else body

    def _body(self, actions: Sequence[model.Action]) -> Callback:
        compiled = [(self._action(action), action.place) for action in actions]

        def body(step: Step) -> None:
            for callback, place in compiled:
                try:
                    callback(step)
                except (ExpressionError, TemplateError) as error:
                    raise ExecutionError(f"{place}: {error}") from error

        return body

    def _action(self, action: model.Action) -> Callback:
        compiled: Callback = getattr(self, f"_{type(action).__name__.lower()}")(action)
        return compiled

    def _set(self, action: model.Set) -> Callback:
        assignments = [(path, value_of(value)) for path, value in action.assignments]
        for path, _ in assignments:
            if path[0] not in self._declared:
                return _refused(f"{'.'.join(path)} cannot be set: {path[0]!r} is not a declared variable")
            if tuple(path[:2]) in NOT_SET:
                return _refused(f"{'.'.join(path)} cannot be set: it follows from what the person sent")

        def run(step: Step) -> None:
            scope = step.model.scope
            for path, value in assignments:
                assign(scope, path, value(scope))

        return run

    def _say(self, action: model.Say) -> Callback:
        values = values_of(action.values)
        media = value_of(action.media) if action.media else None

        def run(step: Step) -> None:
            slot = step.model
            slot.host.say(slot, action, values(slot.scope))

        def run_with_file(step: Step) -> None:
            slot = step.model
            slot.host.say(slot, action, values(slot.scope), _file(media(slot.scope) if media else None))

        return run_with_file if media else run

    def _raise(self, action: model.Raise) -> Callback:
        data = values_of(action.data)

        def run(step: Step) -> None:
            step.model.queue.append((action.event, data(step.model.scope)))

        return run

    def _send(self, action: model.Send) -> Callback:
        event = text_of(action.event)
        data = values_of(action.data)
        delay = delay_of(action.delay)
        to = text_of(action.to) if action.to else None

        def run(step: Step) -> None:
            slot = step.model
            name, contents, wait = event(slot.scope), data(slot.scope), delay(slot.scope)
            if to is not None:
                if not is_fact_name(name):
                    raise ExecutionError("this event cannot be sent to another session; only the engine raises it")
                slot.effects.append(SendEvent(to(slot.scope), name, contents, wait))
            elif wait or action.id:
                identity = f"{slot.host.serial}.send.{action.id or slot.host.token()}"
                slot.effects.append(SetTimer(identity, wait, name, contents, slot.host.serial, "", 0))
            else:
                slot.external.append((name, contents))

        return run

    def _cancel(self, action: model.Cancel) -> Callback:
        identity = text_of(action.id)

        def run(step: Step) -> None:
            slot = step.model
            slot.effects.append(CancelTimer(f"{slot.host.serial}.send.{identity(slot.scope)}"))

        return run

    def _logline(self, action: model.LogLine) -> Callback:
        value = value_of(action.value)
        return lambda step: step.model.effects.append(Log(action.label, value(step.model.scope)))

    def _if(self, action: model.If) -> Callback:
        branches = [(guard, self._body(inner)) for guard, inner in action.branches]
        holds = holds_or_tells if self._mode is ErrorMode.EVENT else _holds

        def run(step: Step) -> None:
            for guard, body in branches:
                if guard is None or holds(step, guard):
                    body(step)
                    return

        return run

    def _for(self, action: model.For) -> Callback:
        items = value_of(action.items)
        body = self._body(action.body)
        if action.item in READ_ONLY or action.index in READ_ONLY:
            return _refused(f"{action.item!r} cannot name the item of a loop: it is read-only")

        def run(step: Step) -> None:
            scope = step.model.scope
            values = items(scope)
            if not isinstance(values, list):
                raise ExecutionError(f"a loop needs a list, not {type(values).__name__}")
            check_loop(len(values))
            step.model.host.looped(len(values))
            for index, item in enumerate(list(values)):
                scope[action.item] = item
                if action.index:
                    scope[action.index] = index
                body(step)

        return run

    def _do(self, action: model.Do) -> Callback:
        known = self._actions.get(action.action)
        if known is None or known.is_job:
            return _refused(f"{action.action!r} is not a local action of the catalogue")
        if action.into and tuple(action.into[:2]) in NOT_SET:
            return _refused(f"{'.'.join(action.into)} cannot be set: it follows from what the person sent")
        call, arguments = known.call, values_of(action.arguments)

        def run(step: Step) -> None:
            scope = step.model.scope
            result = call(**arguments(scope))
            if action.into:
                assign(scope, action.into, result)

        return run

    def _repeat(self, action: model.Repeat) -> Callback:
        return lambda step: step.model.host.repeat(help=action.help)

    def _interrupt(self, action: model.Interrupt) -> Callback:
        arguments = values_of(action.arguments)
        return lambda step: step.model.host.interrupt(action.flow, arguments(step.model.scope))

    def _consent(self, action: model.Consent) -> Callback:
        return lambda step: step.model.host.consent(action.purpose, given=action.given)

    def _forget(self, _: model.Forget) -> Callback:
        return lambda step: step.model.effects.append(Forget())

    def _lookup(self, action: model.LookUp) -> Callback:
        arguments = values_of(action.arguments)

        def run(step: Step) -> None:
            slot = step.model
            given, serial, token = arguments(slot.scope), slot.host.serial, slot.tokens[action.state]
            slot.effects.append(CancelJob(token))  # only the last thing sent is looked up
            slot.effects.append(StartJob(action.action, given, serial, action.state, token, action.timeout))

        return run

    def _find(self, action: model.Find) -> Callback:
        found = value_of(action.found)

        def run(step: Step) -> None:
            scope = step.model.scope
            scope[FOUND] = {**scope[FOUND], action.state: found(scope)}

        return run

    def _count(self, action: model.Count) -> Callback:
        return COUNTS[action.what](action.state)


def _file(id: Any) -> str | None:
    """The id of a stored file; null is none."""
    if id is not None and (not isinstance(id, str) or not id):
        raise ExecutionError(f"'media' is the id of a stored file, not {type(id).__name__}")
    return id


def _refused(message: str) -> Callback:
    def run(_step: Step) -> None:
        raise ExecutionError(message)

    return run


def _holds(step: Step, guard: Expression) -> bool:
    return bool(guard(step.model.scope))


def _telling(block: Callback) -> Callback:
    def telling(step: Step) -> None:
        try:
            block(step)
        except BoloastroError as error:
            tell(step, error)

    return telling
