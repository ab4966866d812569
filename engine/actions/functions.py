"""The pure functions of guards and values (`upper(name)`) and of texts (`{{ name | upper }}`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from engine.actions import amounts, dates, lists, wording
from engine.domain.values import Json

FUNCTIONS: Final[Mapping[str, Callable[..., Json]]] = MappingProxyType(
    {
        "abs": amounts.absolute,
        "add_days": dates.add_days,
        "age_on": dates.age_on,
        "append": lists.append,
        "contains": wording.contains,
        "find": lists.find,
        "first": lists.first,
        "int": amounts.whole,
        "join": wording.join,
        "last": lists.last,
        "len": lists.length,
        "lower": wording.lower,
        "max": amounts.largest,
        "min": amounts.smallest,
        "number": amounts.number,
        "put": lists.put,
        "replace": wording.replace,
        "round": amounts.rounded,
        "seconds_until": dates.seconds_until,
        "spread": amounts.spread,
        "starts_with": wording.starts_with,
        "text": wording.text,
        "title": wording.title,
        "trim": wording.trim,
        "upper": wording.upper,
        "weekday": dates.weekday,
        "without": lists.without,
    }
)
