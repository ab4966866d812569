"""Lunar months, held against festivals whose months everybody knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import groupby

import pytest

from engine.domain.astrology.births import Ayanamsa
from engine.domain.astrology.panchang import LunarMonth, Masa
from integrations.astrology.embedded import EmbeddedAstrologyGateway
from tests.astrology.cases import DELHI

# The month in the south and in the north, whether the Moon grows, and the day in the years 2020-2026.
FESTIVALS = {
    "Maha Shivaratri": (
        Masa.MAGHA, Masa.PHALGUNA, False, "02-21 03-11 03-01 02-18 03-08 02-26 02-15",
    ),
    "Ram Navami": (Masa.CHAITRA, Masa.CHAITRA, True, "04-02 04-21 04-10 03-30 04-17 04-06 03-26"),
    "Janmashtami": (
        Masa.SHRAVANA, Masa.BHADRAPADA, False, "08-11 08-30 08-18 09-06 08-26 08-15 09-04",
    ),
    "Ganesh Chaturthi": (
        Masa.BHADRAPADA, Masa.BHADRAPADA, True, "08-22 09-10 08-31 09-18 09-07 08-27 09-14",
    ),
    "Dussehra": (Masa.ASHVINA, Masa.ASHVINA, True, "10-25 10-15 10-05 10-24 10-12 10-02 10-20"),
    "Diwali": (Masa.ASHVINA, Masa.KARTIKA, False, "11-14 11-04 10-24 11-12 10-31 10-20 11-08"),
}  # fmt: skip


def month(day: date) -> LunarMonth:
    """In Delhi."""
    return EmbeddedAstrologyGateway().panchang(day, DELHI, Ayanamsa.LAHIRI).month


def days() -> Iterator[tuple[str, date]]:
    """All festivals of seven years."""
    for name, (_, _, _, row) in FESTIVALS.items():
        for year, day in zip(range(2020, 2027), row.split(), strict=True):
            yield name, date.fromisoformat(f"{year}-{day}")


@pytest.mark.parametrize(("name", "day"), tuple(days()), ids=str)
def test_a_festival_is_in_its_month(name: str, day: date) -> None:
    """Also behind a leap month, and in the half where north and south differ."""
    south, north, is_bright, _ = FESTIVALS[name]
    found = EmbeddedAstrologyGateway().panchang(day, DELHI, Ayanamsa.LAHIRI)
    assert found.month == LunarMonth(amanta=south, purnimanta=north, is_adhika=False)
    assert found.tithis[0].value.is_bright == is_bright


@pytest.mark.parametrize(
    ("day", "masa"),
    [(date(2020, 10, 1), Masa.ASHVINA), (date(2023, 8, 1), Masa.SHRAVANA), (date(2026, 6, 1), Masa.JYESHTHA)],
)
def test_a_leap_month(day: date, masa: Masa) -> None:
    """North and south call it alike, in both its halves."""
    leap = LunarMonth(amanta=masa, purnimanta=masa, is_adhika=True)
    assert month(day) == leap
    assert month(day - timedelta(days=40)).amanta == month(day).amanta - 1
    assert month(day + timedelta(days=30)) in (
        LunarMonth(amanta=masa, purnimanta=masa, is_adhika=False),
        LunarMonth(amanta=masa, purnimanta=Masa((masa + 1) % 12), is_adhika=False),
    )


def test_months_of_a_year_come_in_their_order() -> None:
    """Thirteen from spring 2026 to spring 2027, one of them twice."""
    start = date(2026, 3, 22)
    told = [month(start + timedelta(days=3 * n)).amanta for n in range(126)]
    assert [masa for masa, _ in groupby(told)] == list(Masa)
