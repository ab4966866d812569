"""Reports and cards as a customer gets them: real births, and the words of the shipped flows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from types import MappingProxyType

from engine.domain.reports import Card, Report
from engine.services.readings.kundali import compose
from engine.services.readings.milan import compose_match
from engine.services.readings.milan_chat import match_card
from engine.services.readings.reckoning import Reckoning, reckon
from engine.services.readings.wheels import card
from engine.services.readings.wording import Wording
from tests.readings.couples import ASTROLOGY, asha, compared, ravi
from tests.readings.people import library

DAY = date(2026, 7, 1)


def kundali(language: str) -> tuple[Report, Card]:
    """What is made of one birth."""
    words = Wording(library(), language)
    return compose(_reckoned(), words), card(_reckoned(), words)


def milan(language: str) -> tuple[Report, Card]:
    """What is made of two."""
    couple, words = compared(asha(), ravi()), Wording(library(), language)
    return compose_match(couple, words), match_card(couple, words)


KINDS: Mapping[str, Callable[[str], tuple[Report, Card]]] = MappingProxyType({"kundali": kundali, "milan": milan})


@cache
def _reckoned() -> Reckoning:
    return reckon(ASTROLOGY, asha(), DAY)
