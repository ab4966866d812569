"""For which year somebody asks, as far as it is a later one."""

from __future__ import annotations

import re
from datetime import date

from engine.charts.lexicon import words_of
from engine.charts.library import Library
from engine.charts.lists import lexicons_of

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
"""In the digits of any script."""
_FARTHEST = 40
"""Years: what somebody writes of later ones is hardly meant as a date."""


def year_asked(text: str, library: Library, today: date) -> int | None:
    """A year that begins after this day, named by its number or as the next one; None for any other time.

    A year that is named as a limit ("by 2030") asks for the time before it, as every question does.
    """
    said = lexicons_of(library)["later"].names_in(words_of(text))
    if "limit" in said:
        return None
    named = {int(year) for year in _YEAR.findall(text)}
    later = [year for year in named if today.year < year <= today.year + _FARTHEST]
    if later:
        return min(later)
    return today.year + 1 if "next_year" in said and not named else None
