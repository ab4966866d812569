"""Who answers questions: the rules of the house, and a model before them where one is set up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.charts.library import Library
from engine.interfaces.answers import AnswerGateway
from engine.services.answers.embedded import EmbeddedAnswers
from engine.services.answers.first_of import FirstOfAnswers
from engine.services.answers.guarding import GuardedAnswers
from engine.services.answers.jobs import answer_actions
from engine.services.readings.jobs import Readings


def answering(readings: Callable[[], Readings], model: AnswerGateway | None = None) -> Sequence[Callable[..., Any]]:
    """What flows may call of answers. What a model says is looked over, and what it does not answer the house does."""

    def library() -> Library:
        return readings().library()

    house = EmbeddedAnswers(library)
    answers = FirstOfAnswers([GuardedAnswers(model, library), house]) if model else house
    return answer_actions(library, lambda: readings().astrology, answers)
