"""Who runs the jobs of a simulated conversation: the real actions, or outcomes that were laid down for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from engine.actions.catalogue import Action, Outcome
from engine.domain.values import Json
from server.entries import Ran

REAL = "real"
"""In the place of an outcome: this call is made."""

DIES = "dies"
"""In the place of an outcome: the worker dies during this call, and another one makes it when the claim has ended."""


_FREE_READINGS = frozenset({"readings.morning", "readings.today", "readings.preview"})


class WorkerDied(BaseException):
    """Ordered: whoever runs the worker begins anew."""


def runs_here(action: str) -> bool:
    """Whether a job runs unless an outcome is laid down: the till answers those of money, and the sky is reckoned here.

    Reports are not set; and a place is what the person has told.
    """
    return action.startswith(("payments.", "credits.", "answers.")) or action in _FREE_READINGS


class JobBook:
    """Runs jobs, or answers for them with outcomes laid down beforehand, and tells what was run."""

    def __init__(self, tell: Callable[[Ran], None]) -> None:
        self._tell = tell
        self._stubs: dict[str, list[Outcome]] = {}
        self.missing: list[str] = []
        self.all_fail = False

    def lay(self, action: str, outcomes: Sequence[Outcome]) -> None:
        """Answer the next calls of this action so, in order; `real` runs one, `dies` kills the worker.

        A call beyond the last is `missing` and fails, unless it `runs_here`.
        """
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
            laid = self._laid(action.name)
            if laid is not None and laid.name == DIES:
                self._tell(Ran(action.name, arguments, DIES, True))
                raise WorkerDied
            outcome = action.call(**arguments) if laid is None else laid
            self._tell(Ran(action.name, arguments, outcome.name, laid is not None))
            return outcome

        return call

    def _laid(self, action: str) -> Outcome | None:
        """What the next call is answered with; None, when it is to be made."""
        left = self._stubs.get(action)
        if left:
            laid = left.pop(0)
            return None if laid.name == REAL else laid
        if self.all_fail:
            return Outcome("failed")
        if left is None or runs_here(action):
            return None
        self.missing.append(action)
        return Outcome("failed")
