"""Asks several answerers one after the other, until one of them answers."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from engine.domain.answers import Answer, Question
from engine.errors import AnswerError, AnswerUnavailable, BudgetSpent
from engine.interfaces.answers import AnswerGateway


class FirstOfAnswers:
    """An AnswerGateway over several, the one in the house at the end."""

    def __init__(self, answers: Sequence[AnswerGateway]) -> None:
        self._answers = answers
        self._log = structlog.get_logger("answers")

    def answer(self, question: Question) -> Answer:
        """See AnswerGateway. The log is told why somebody else had to answer, and never what was asked."""
        for each in self._answers:
            try:
                return each.answer(question)
            except AnswerError as error:
                why = "answers.budget_spent" if isinstance(error, BudgetSpent) else "answers.passed_on"
                self._log.warning(why, by=type(each).__name__, reason=str(error))
        raise AnswerUnavailable("nobody has answered")
