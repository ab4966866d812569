"""The options a question offers now: the fixed ones whose guard holds, and those listed from data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from engine.charts.model import Question
from engine.domain.places import name_in
from engine.errors import ExecutionError

MOST_LISTED = 50


class Offered(NamedTuple):
    """One option. `label` is empty for a fixed one: its words are in the words file; `item` is a listed one's data."""

    id: str
    label: str
    item: Any = None

    def described(self, language: str) -> str:
        """The description of a listed one: a text, or a place, of which the town is written as the language does."""
        described = self.item.get("description") if self.item else None
        return name_in(described, "name", language) if isinstance(described, dict) else str(described or "")

    @property
    def words(self) -> tuple[str, ...]:
        """What else a listed one is called."""
        words = self.item.get("words") if self.item else None
        return tuple(word for word in words if isinstance(word, str)) if isinstance(words, list) else ()


def offered(question: Question, scope: Mapping[str, Any]) -> list[Offered]:
    """Listed options first, then the fixed ones. ExecutionError when the list is not one of `{id, label}`."""
    offers: list[Offered] = []
    if question.listed is not None:
        listed = question.listed
        items = listed.expression(scope) if listed.expression is not None else listed.literal
        if not isinstance(items, list) or len(items) > MOST_LISTED:
            raise ExecutionError(f"{question.place}: options are a list of at most {MOST_LISTED} items")
        offers.extend(_listed(item, question) for item in items)
    offers.extend(Offered(option.id, "") for option in question.options if option.guard is None or option.guard(scope))
    return offers


def _listed(item: Any, question: Question) -> Offered:
    if not isinstance(item, dict) or not isinstance(item.get("label"), str) or "id" not in item:
        raise ExecutionError(f"{question.place}: an option is a mapping with an id and a label")
    return Offered(str(item["id"]), item["label"], item)
