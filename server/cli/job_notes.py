"""Notes what jobs answered, so that a talk can be told again, and lets one fail when a tester wants it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from engine.actions.catalogue import Action, Outcome
from engine.domain.values import Json
from server.entries import Ran
from server.job_book import REAL, runs_here


class JobNotes:
    """Between the worker and the actions. `answers` holds action and outcome in their order.

    A job of money is noted as `real`: when the talk is told again the till answers it once more.
    """

    def __init__(self) -> None:
        self.answers: list[tuple[str, Outcome]] = []
        self.next_fails = False

    def wrap(self, actions: Mapping[str, Action], tell: Callable[[Ran], None]) -> Mapping[str, Action]:
        """The jobs as the worker shall run them."""
        return {name: replace(each, call=self._noted(each, tell)) for name, each in actions.items()}

    def _noted(self, action: Action, tell: Callable[[Ran], None]) -> Callable[..., Outcome]:
        def call(**arguments: Json) -> Outcome:
            outcome, noted = Outcome("failed"), None
            try:
                if self.next_fails:
                    self.next_fails = False
                    tell(Ran(action.name, arguments, outcome.name, True))
                else:
                    outcome = action.call(**arguments)
                    noted = Outcome(REAL) if runs_here(action.name) else outcome
            finally:  # whatever a gateway raises is answered with `failed`
                self.answers.append((action.name, noted or outcome))
            return outcome

        return call
