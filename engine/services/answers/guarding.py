"""Looks an answer over before anybody reads it, whoever wrote it: what must not be said is not said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from types import MappingProxyType

from engine.charts.lexicon import words_of
from engine.charts.library import Library
from engine.charts.lists import lexicons_of
from engine.domain.answers import LONGEST_ANSWER, Answer, Question
from engine.errors import AnswerUnavailable
from engine.interfaces.answers import AnswerGateway
from engine.services.answers.sorting import reason_of

SHORTEST_ANSWER = 40
_LEAST_SHARE = 0.7
"""Of the letters, that must be of the language's script: names and loan words may be in another one."""
_LINK = re.compile(r"https?:|www\.|\b[\w-]+\.(?:com|in|org|net|io|ly|me|co)\b|@\w{3,}", re.IGNORECASE)
_NUMBER = re.compile(r"(?:\d[\s-]?){7,}")
_YEAR, _MONTH, _DAY = "(?:19|20)[0-9]{2}", "(?:0?[1-9]|1[0-2])", "(?:0?[1-9]|[12][0-9]|3[01])"
_DATE = re.compile(
    rf"(?<![\d-])(?:{_YEAR}-{_MONTH}-{_DAY}|{_DAY}-{_MONTH}-{_YEAR}|{_YEAR}\s?-\s?(?:{_YEAR}|[0-9]{{2}}))(?![\d-])"
)
"""A day such as 2026-10-31, or years such as 2026-27: no number to call, however many digits they have."""
_MARKUP = re.compile(r"```|<[a-z/][^>]*>|\[[^\]]+\]\(|^#{1,6} ", re.IGNORECASE | re.MULTILINE)
_SCRIPTS: Mapping[str, str] = MappingProxyType(
    {"en": "LATIN", "hi": "DEVANAGARI", "mr": "DEVANAGARI", "ta": "TAMIL", "te": "TELUGU", "bn": "BENGALI"}
)


class GuardedAnswers:
    """An AnswerGateway before another one: passes on what may be said, and refuses everything else."""

    def __init__(self, answers: AnswerGateway, library: Callable[[], Library]) -> None:
        self._answers = answers
        self._library = library

    def answer(self, question: Question) -> Answer:
        """See AnswerGateway. A question that is declined is not even passed on."""
        if reason_of(question.text, self._library()) is not None:
            raise AnswerUnavailable("this is not to be asked")
        answer = self._answers.answer(question)
        trouble = trouble_with(answer.text, question, self._library())
        if trouble is not None:
            raise AnswerUnavailable(f"the answer of {answer.by} must not be said: {trouble}")
        return answer


def trouble_with(text: str, question: Question, library: Library) -> str | None:
    """Why an answer must not be said, in one word; None if it may."""
    if not SHORTEST_ANSWER <= len(text) <= LONGEST_ANSWER:
        return "length"
    if _share(text, _SCRIPTS.get(question.language, "LATIN")) < _LEAST_SHARE:
        return "language"
    for name, pattern in (("link", _LINK), ("number", _NUMBER), ("markup", _MARKUP)):
        if pattern.search(_DATE.sub("#", _ascii_digits(text)) if pattern is _NUMBER else text):
            return name
    lexicons = lexicons_of(library)
    words = lexicons["harmless"].without(words_of(text))
    if found := lexicons["forbidden"].names_in(words):
        return found[0]
    if lexicons["instructions"].names_in(words):
        return "instructions"
    reason = reason_of(text, library)
    return None if reason is None else reason.value


def _ascii_digits(text: str) -> str:
    return "".join(str(unicodedata.decimal(character)) if character.isdecimal() else character for character in text)


def _share(text: str, script: str) -> float:
    letters = [character for character in text if character.isalpha()]
    ours = sum(unicodedata.name(letter, "").startswith(script) for letter in letters)
    return ours / len(letters) if letters else 0.0
