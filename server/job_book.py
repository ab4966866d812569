"""Who runs the jobs of a simulated conversation: the real actions, or outcomes that were laid down for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from engine.actions.catalogue import Action, Outcome
from engine.domain.values import Json
from server.entries import Ran


class JobBook:
    """Runs jobs, or answers for them with outcomes laid down beforehand, and tells what was run."""

    def __init__(self, tell: Callable[[Ran], None]) -> None:
        self._tell = tell
        self._stubs: dict[str, list[Outcome]] = {}
        self.missing: list[str] = []
        self.all_fail = False

    def lay(self, action: str, outcomes: Sequence[Outcome]) -> None:
        """Answer the next calls of this action so, in order; a call beyond the last is `missing` and fails."""
        self._stubs.setdefault(action, []).extend(outcomes)

    @property
    def unused(self) -> Sequence[str]:
        """Actions that were called less often than laid down."""
        return sorted(action for action, left in self._stubs.items() if left)

    def wrap(self, actions: Mapping[str, Action]) -> Mapping[str, Action]:
        """The actions as the worker shall run them."""
        return {name: replace(each, call=self._wrapped(each)) for name, each in actions.items() if each.is_job}

    def _wrapped(self, action: Action) -> Callable[..., Outcome]:
        def call(**arguments: Json) -> Outcome:
            is_stub = self.all_fail or action.name in self._stubs
            outcome = self._stubbed(action.name) if is_stub else action.call(**arguments)
            self._tell(Ran(action.name, arguments, outcome.name, is_stub))
            return outcome

        return call

    def _stubbed(self, action: str) -> Outcome:
        left = self._stubs.get(action)
        if left:
            return left.pop(0)
        if not self.all_fail:
            self.missing.append(action)
        return Outcome("failed")
