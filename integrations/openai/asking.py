"""What the model is asked: the rules of the house, and facts and question as data."""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from datetime import date
from enum import Enum
from functools import cache
from pathlib import Path
from typing import Any

from engine.domain.answers import LONGEST_QUESTION, Facts, Question
from engine.domain.astrology.zodiac import Sign

_NUMBER = re.compile(r"\d(?:[\s-]?\d){5,}")
_ADDRESS = re.compile(r"\S+@\S+|https?://\S+", re.IGNORECASE)
_HIDDEN = "..."


def messages_of(question: Question) -> list[dict[str, str]]:
    """The rules as system message, the data as the only message of a user. Nothing in it says who asks."""
    asked = {"language": question.language, "today": question.today.isoformat(), "facts": facts_as_data(question.facts)}
    whole = json.dumps({**asked, "question": nameless(question.text)}, ensure_ascii=False)
    return [{"role": "system", "content": rules()}, {"role": "user", "content": whole}]


def nameless(text: str) -> str:
    """The question without long numbers and addresses, and not longer than a question may be."""
    return _ADDRESS.sub(_HIDDEN, _NUMBER.sub(_HIDDEN, text))[:LONGEST_QUESTION]


def facts_as_data(facts: Facts) -> dict[str, Any]:
    """The facts by the names they have in the code."""
    found: dict[str, Any] = _plain(asdict(facts))
    return found


@cache
def rules() -> str:
    """As they stand beside this module."""
    return Path(__file__).with_name("rules.md").read_text(encoding="utf-8")


def _plain(value: object) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(part) for part in value]
    if isinstance(value, Sign):
        return value.key
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value
