"""Answers by a model. Whoever uses it looks over what it says, and has somebody else for when it says nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Protocol, cast

from engine.domain.answers import Answer, Question
from engine.errors import AnswerUnavailable
from integrations.openai.account import ModelAccount
from integrations.openai.asking import messages_of
from integrations.openai.budget import Budget

NAME = "model"
_CHARACTERS_PER_TOKEN = 2
"""Fewer than there are, in Indian scripts too: a budget is rather too small."""


class _Completion(Protocol):
    text: str
    tokens: int | None


class _Client(Protocol):
    def complete(self, messages: Sequence[dict[str, str]]) -> _Completion: ...


def model_of(account: Mapping[str, Any] | None) -> OpenAIAnswerGateway | None:
    """Over an account as settings have it, by the names of ModelAccount; None where none is set up."""
    return None if account is None else OpenAIAnswerGateway(ModelAccount(**account))


class OpenAIAnswerGateway:
    """An AnswerGateway over one account."""

    def __init__(self, account: ModelAccount) -> None:
        client = import_module("integrations.openai.client")
        self._client = cast("_Client", client.ChatClient(account))
        self._account = account
        self._budget = Budget(account.daily_tokens)

    def answer(self, question: Question) -> Answer:
        """See AnswerGateway."""
        messages, day = messages_of(question), question.today
        most = len(json.dumps(messages, ensure_ascii=False)) // _CHARACTERS_PER_TOKEN + self._account.answer_tokens
        if not self._budget.take(day, most):
            raise AnswerUnavailable("the tokens of this day are used up")
        came = self._client.complete(messages)  # what fails may have cost something: it stays counted
        if came.tokens is not None:
            self._budget.give_back(day, most - came.tokens)
        return Answer(text=came.text, by=NAME)
