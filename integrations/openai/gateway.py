"""Answers by a model. Whoever uses it looks over what it says, and has somebody else for when it says nothing."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any, Protocol, cast

from engine.domain.answers import Answer, Question
from engine.domain.budget import Cost
from engine.errors import AnswerUnavailable
from engine.interfaces.clock import Clock
from engine.interfaces.unit_of_work import Storage
from integrations.openai.account import ModelAccount
from integrations.openai.asking import messages_of
from integrations.openai.budget import Budget

NAME = "model"
_AROUND = 100
"""Tokens that the wire format adds to messages, and some more."""


class _Completion(Protocol):
    text: str
    trouble: str | None
    asked: int | None
    answered: int | None


class _Client(Protocol):
    def complete(self, messages: Sequence[dict[str, str]]) -> _Completion: ...


def model_of(account: Mapping[str, Any] | None, storage: Storage, clock: Clock) -> OpenAIAnswerGateway | None:
    """Over an account as settings have it, by the names of ModelAccount; None where none is set up."""
    if account is None:
        return None
    model = ModelAccount(**account)
    return OpenAIAnswerGateway(model, Budget(storage, clock, model.zone, model.bounds))


class OpenAIAnswerGateway:
    """An AnswerGateway over one account."""

    def __init__(self, account: ModelAccount, budget: Budget) -> None:
        client = import_module("integrations.openai.client")
        self._client = cast("_Client", client.ChatClient(account))
        self._account = account
        self._budget = budget

    def answer(self, question: Question) -> Answer:
        """See AnswerGateway."""
        messages = messages_of(question)
        share = self._budget.take(self._most(messages))
        came = self._client.complete(messages)  # what fails may have cost something: the most stays counted
        if came.asked is not None and came.answered is not None:
            self._budget.settle(share, self._account.cost(came.asked, came.answered))
        if came.trouble is not None:
            raise AnswerUnavailable(came.trouble)
        return Answer(text=came.text, by=NAME)

    def _most(self, messages: Sequence[dict[str, str]]) -> Cost:
        """A token is never less than a byte, in any script: a question costs a quarter of it or so."""
        asked = len(json.dumps(messages, ensure_ascii=False).encode()) + _AROUND
        return self._account.cost(asked, self._account.answer_tokens)
