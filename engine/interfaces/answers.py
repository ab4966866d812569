"""The ports to whoever answers questions, rules of ours or a model somewhere else, and of what that costs."""

from __future__ import annotations

from datetime import date
from typing import Protocol

from engine.domain.answers import Answer, Question
from engine.domain.budget import Cost


class AnswerGateway(Protocol):
    """Answers from the facts that come with the question, and from nothing else."""

    def answer(self, question: Question) -> Answer:
        """The answer in the question's language. AnswerUnavailable when there is none, whatever the reason."""
        ...


class CostRepository(Protocol):
    """What a model has cost on each day, all processes together; what is set aside for a call counts in."""

    def of(self, day: date) -> Cost:
        """To look at."""
        ...

    def lock(self, day: date) -> Cost:
        """Locked until the end of the unit of work; a day nobody has asked on has cost nothing."""
        ...

    def save(self, day: date, cost: Cost) -> None:
        """Store what a locked day has cost."""
        ...
