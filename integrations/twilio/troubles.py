"""What went wrong, as an Answer: twilio-python's two families of errors, and those of the wire."""

from __future__ import annotations

from twilio.base.exceptions import TwilioRestException, TwilioServiceException

from engine.domain.deliveries import Answer, Verdict
from integrations.twilio.codes import is_known, number_of, verdict_of, verdict_of_status
from integrations.twilio.wire import Lost, Told, Unsent

REST = 5.0
"""Seconds to leave Twilio alone when it cannot be reached: the next message could not reach it, either."""


def answer_of(error: Exception) -> Answer:
    """What an error of a request that sends means. Whatever is not understood is UNCERTAIN."""
    match error:
        case Unsent():
            wait = REST if error.verdict is Verdict.RETRY else None
            return Answer(verdict=error.verdict, code=error.code, wait=wait)
        case Lost():
            return Answer(verdict=Verdict.UNCERTAIN, code=error.code)
        case Told(status=429):
            return _too_many(error)
        case Told():
            return _refusal(error.status, error.code)
    if isinstance(error, TwilioRestException | TwilioServiceException):
        return _refusal(number_of(error.status), error.code)
    return Answer(verdict=Verdict.UNCERTAIN, code="garbled")


def unless_sent(answer: Answer) -> Answer:
    """The same for a request that sends nothing to anybody: where nobody knows, it may be tried again."""
    return Answer(verdict=Verdict.RETRY, code=answer.code) if answer.verdict is Verdict.UNCERTAIN else answer


def _too_many(error: Told) -> Answer:
    """Too much at once; or, as the code then says, so much that our account is shut for today."""
    word = _word(error.code, error.status)
    is_shut = verdict_of(word) is Verdict.BROKEN
    return Answer(verdict=Verdict.BROKEN if is_shut else Verdict.THROTTLED, code=word, wait=error.wait)


def _refusal(status: int, code: object) -> Answer:
    """Twilio's own code counts, where it says something: on a 5xx too, for it comes from whoever refused."""
    word = _word(code, status)
    return Answer(verdict=verdict_of(word) if is_known(word) else verdict_of_status(status), code=word)


def _word(code: object, status: int) -> str:
    return str(number_of(code) or status)
