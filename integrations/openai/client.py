"""The part of the openai package we use. It is imported when a model is set up: that alone takes a second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import openai

from engine.errors import AnswerUnavailable
from integrations.openai.account import ModelAccount
from integrations.openai.deadline import Line, within

_REFUSED = (400, 401, 403, 404, 422, 429)
"""Nothing was made, and nothing is asked for it."""

_MOST_TOKENS = 10_000_000
"""More than any model takes or gives: who says so is mistaken."""


@dataclass(frozen=True, slots=True)
class Completion:
    """What came back, and `trouble` if that is no answer.

    `asked` and `answered` are the tokens it has cost, None if nobody says so, or what is said cannot be.
    """

    text: str
    trouble: str | None = None
    asked: int | None = None
    answered: int | None = None


class ChatClient:
    """Asks for one completion, once: whoever wants another try has the answerer in the house."""

    def __init__(self, account: ModelAccount) -> None:
        self._account = account

    def complete(self, messages: Sequence[dict[str, str]]) -> Completion:
        """What the model says. AnswerUnavailable when nobody knows what has become of it, or it takes too long.

        The connection is closed each time: there are minutes between two questions.
        """
        line = Line()
        client = self._opened(line)
        try:
            return within(self._account.timeout, line, lambda: self._complete(client, messages))
        except TimeoutError as error:
            raise AnswerUnavailable("no answer in time") from error

    def _complete(self, client: openai.OpenAI, messages: Sequence[dict[str, str]]) -> Completion:
        try:
            with client:
                came = client.chat.completions.create(
                    model=self._account.model, messages=list(messages),  # type: ignore[arg-type]
                    max_tokens=self._account.answer_tokens, temperature=0.4, n=1,
                )  # fmt: skip
        except openai.APIStatusError as error:
            if error.status_code in _REFUSED:
                return Completion("", f"status {error.status_code}", 0, 0)
            raise AnswerUnavailable(f"status {error.status_code}") from error
        except openai.OpenAIError as error:
            raise AnswerUnavailable(type(error).__name__) from error
        except (ValueError, TypeError, AttributeError) as error:  # what is no JSON, or JSON of another shape
            raise AnswerUnavailable(f"unreadable: {type(error).__name__}") from error
        return _completion(came)

    def _opened(self, line: Line) -> openai.OpenAI:
        account = self._account
        return openai.OpenAI(
            api_key=account.key, base_url=account.base_url, timeout=account.timeout, max_retries=0,
            http_client=openai.DefaultHttpxClient(
                trust_env=False, follow_redirects=False, event_hooks={"request": [line.watch]}
            ),
        )  # fmt: skip


def _completion(came: object) -> Completion:
    """Of whatever the package made of it: it checks nothing."""
    asked, answered = _usage(getattr(came, "usage", None))
    try:
        [choice] = came.choices  # type: ignore[attr-defined]
        text, reason = choice.message.content, choice.finish_reason
    except (AttributeError, TypeError, ValueError) as error:
        raise AnswerUnavailable(f"unreadable: {type(error).__name__}") from error
    trouble = None if reason == "stop" else f"ended by {str(reason)[:20]}"
    if trouble is None and not (isinstance(text, str) and text.strip()):
        trouble = "empty"
    return Completion(text.strip() if isinstance(text, str) else "", trouble, asked, answered)


def _usage(told: object) -> tuple[int | None, int | None]:
    """Tokens asked and answered; what a model has only thought is in the total, and asked for as what it has said."""
    asked, answered, total = (getattr(told, f"{name}_tokens", None) for name in ("prompt", "completion", "total"))
    if type(asked) is not int or type(answered) is not int:
        return None, None
    answered = max(answered, total - asked) if type(total) is int else answered
    return (asked, answered) if 0 < asked <= _MOST_TOKENS and 0 <= answered <= _MOST_TOKENS else (None, None)
