"""What the model is asked: the rules of the house, and facts and question as data."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from engine.charts.formats import Writer
from engine.domain.answers import LONGEST_QUESTION, Aspect, Question
from engine.domain.astrology.zodiac import Sign
from integrations.openai.masking import nameless


def messages_of(question: Question) -> list[dict[str, str]]:
    """The rules as system message, the data as the only message of a user.

    Nothing in the facts says who asks, and of the question what does is hidden.
    """
    asked = {
        "language": question.language, "today": Writer(question.language).date(question.today.isoformat()),
        "aspect": question.aspect.value, "facts": facts_as_data(question),
        "question": nameless(question)[:LONGEST_QUESTION],
    }  # fmt: skip
    whole = json.dumps(asked, ensure_ascii=False)
    return [{"role": "system", "content": rules()}, {"role": "user", "content": whole}]


def facts_as_data(question: Question) -> dict[str, Any]:
    """The facts by the names they have in the code, and days as the language writes them.

    The periods to come are for when and the leaning is for whether: nobody else gets them.
    """
    found: dict[str, Any] = _plain(asdict(question.facts), Writer(question.language))
    unasked = {"coming": Aspect.WHEN, "leaning": Aspect.WHETHER}
    return {name: fact for name, fact in found.items() if unasked.get(name, question.aspect) is question.aspect}


@cache
def rules() -> str:
    """As they stand beside this module."""
    return Path(__file__).with_name("rules.md").read_text(encoding="utf-8")


def _plain(value: object, writer: Writer) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part, writer) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part, writer) for part in value]
    if isinstance(value, Sign):
        return value.key
    if isinstance(value, Enum):
        return value.value
    return writer.date(value.isoformat()) if isinstance(value, date) else value
