"""The port to whoever answers questions: rules of ours, or a model somewhere else."""

from __future__ import annotations

from typing import Protocol

from engine.domain.answers import Answer, Question


class AnswerGateway(Protocol):
    """Answers from the facts that come with the question, and from nothing else."""

    def answer(self, question: Question) -> Answer:
        """The answer in the question's language. AnswerUnavailable when there is none, whatever the reason."""
        ...
