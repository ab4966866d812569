"""The readers by the names flows use, what each may be given, and every problem it may find."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.domain.readers.context import Reader
from engine.domain.readers.correction import read_correction
from engine.domain.readers.dates import read_date
from engine.domain.readers.numbers import read_integer
from engine.domain.readers.phones import read_phone
from engine.domain.readers.text import read_text
from engine.domain.readers.times import read_time
from engine.domain.readers.yes_no import read_yes_no

READERS: Mapping[str, Reader] = MappingProxyType(
    {
        "text": read_text,
        "integer": read_integer,
        "date": read_date,
        "time": read_time,
        "phone": read_phone,
        "yes_no": read_yes_no,
        "correction": read_correction,
        "place": read_text,  # as it is typed; where that is a job finds out
    }
)

# What `with:` may hold: the name of a parameter and the type of its value.
PARAMETERS: Mapping[str, Mapping[str, type]] = MappingProxyType(
    {
        "text": {"min": int, "max": int, "letters": bool, "name": bool, "unknown": bool},
        "integer": {"min": int, "max": int},
        "date": {"years": int, "future": bool},
        "time": {},
        "phone": {},
        "yes_no": {},
        "correction": {},
        "place": {"min": int, "max": int},
    }
)

_ALWAYS: Mapping[str, tuple[str, ...]] = {"empty": (), "too_long": ("max",)}

# The codes a reader may refuse with, and the details that come with each, which its sentence may use.
PROBLEMS: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "text": {**_ALWAYS, "too_short": ("min",), "no_letters": (), "not_a_name": ()},
        "integer": {**_ALWAYS, "not_a_number": (), "too_small": ("min",), "too_big": ("max",)},
        "date": {
            **_ALWAYS,
            "not_a_date": (),
            "incomplete_date": (),
            "ambiguous_date": (),
            "relative_date": (),
            "unknown_date": (),
            "impossible_month": ("day", "month"),
            "impossible_date": ("day", "month", "year"),
            "future_date": (),
            "too_old": ("years",),
            "wrong_weekday": (),
            "extra_text": ("understood",),
        },
        "time": {
            **_ALWAYS,
            "not_a_time": (),
            "impossible_time": ("time",),
            "hour_24": (),
            "hour_missing": (),
            "contradicting_time": ("time",),
            "time_range": (),
            "extra_text": ("understood",),
        },
        "phone": {**_ALWAYS, "not_a_phone": (), "short_phone": ("missing",), "foreign_phone": ()},
        "yes_no": {**_ALWAYS, "not_yes_or_no": ()},
        "correction": {**_ALWAYS, "not_an_option": ()},
        "place": {
            **_ALWAYS,
            "too_short": ("min",),
            "unknown_place": (),
            "several_places": (),
            "place_unavailable": (),
        },
    }
)
