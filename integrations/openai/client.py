"""The part of the openai package we use. It is imported when a model is set up: that alone takes a second."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import openai

from engine.errors import AnswerUnavailable
from integrations.openai.account import ModelAccount


@dataclass(frozen=True, slots=True)
class Completion:
    """What came back. `tokens` is what it has cost, None if nobody says."""

    text: str
    tokens: int | None


class ChatClient:
    """Asks for one completion, once: whoever wants another try has the answerer in the house."""

    def __init__(self, account: ModelAccount) -> None:
        self._account = account

    def complete(self, messages: Sequence[dict[str, str]]) -> Completion:
        """A completion that came to its end. AnswerUnavailable for everything else.

        The connection is closed each time: there are minutes between two questions.
        """
        try:
            with self._opened() as client:
                came = client.chat.completions.create(
                    model=self._account.model, messages=list(messages),  # type: ignore[arg-type]
                    max_tokens=self._account.answer_tokens, temperature=0.4, n=1,
                )  # fmt: skip
        except openai.APIStatusError as error:
            raise AnswerUnavailable(f"status {error.status_code}") from error
        except openai.OpenAIError as error:
            raise AnswerUnavailable(type(error).__name__) from error
        except (ValueError, TypeError, AttributeError) as error:  # what is no JSON, or JSON of another shape
            raise AnswerUnavailable(f"unreadable: {type(error).__name__}") from error
        return _completion(came)

    def _opened(self) -> openai.OpenAI:
        account = self._account
        return openai.OpenAI(
            api_key=account.key, base_url=account.base_url, timeout=account.timeout, max_retries=0,
            http_client=openai.DefaultHttpxClient(trust_env=False, follow_redirects=False),
        )  # fmt: skip


def _completion(came: object) -> Completion:
    """Of whatever the package made of it: it checks nothing."""
    try:
        [choice] = came.choices  # type: ignore[attr-defined]
        text, reason = choice.message.content, choice.finish_reason
        usage = getattr(came, "usage", None)
        tokens = None if usage is None else usage.total_tokens
    except (AttributeError, TypeError, ValueError) as error:
        raise AnswerUnavailable(f"unreadable: {type(error).__name__}") from error
    if reason != "stop":
        raise AnswerUnavailable(f"ended by {str(reason)[:20]}")
    if not isinstance(text, str) or not text.strip():
        raise AnswerUnavailable("empty")
    return Completion(text.strip(), tokens if isinstance(tokens, int) else None)
