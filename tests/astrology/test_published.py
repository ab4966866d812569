"""Worked cases that others have printed. PB and AK are their numbers in the shared reference."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from engine.domain.astrology.births import Ayanamsa, BirthMoment
from engine.domain.astrology.charts import Point
from engine.domain.astrology.panchang import Yoga
from engine.domain.astrology.zodiac import Graha, Nakshatra, Sign, part_of
from integrations.astrology.crossings import reach
from integrations.astrology.embedded import EmbeddedAstrologyGateway
from integrations.astrology.instants import days_of, moment_of
from integrations.astrology.panchang import RAHU_KALAM, eighth
from integrations.astrology.sky import Sky
from integrations.astrology.vimshottari import balance
from tests.astrology.cases import DELHI, india

GATEWAY = EmbeddedAstrologyGateway()
LAHIRI = Ayanamsa.LAHIRI


def days(years: int, months: int, day: float) -> float:
    """A balance as books print it, in days; their months have 30 days and their years 12 months."""
    return (years + months / 12 + day / 360) * 365.25


def test_pb01_the_moon_of_saravali() -> None:
    """Moon 20 degrees 37 minutes Simha, within an arc minute; it enters and leaves Purva Phalguni when told."""
    moment = datetime(1935, 7, 6, 5, 38, 16, tzinfo=UTC)
    moon = GATEWAY.chart(BirthMoment.exact(moment, 29.7167, 91.6833), LAHIRI)[Graha.MOON]
    assert moon.sign is Sign.SIMHA
    assert moon.degrees == pytest.approx(20 + 37 / 60, abs=1 / 60)
    assert moon.nakshatra is Nakshatra.PURVA_PHALGUNI
    assert balance(moon.longitude)[0] is Graha.VENUS
    for number, told in ((10, "1935-07-05T14:52:14"), (11, "1935-07-06T17:54:04")):
        start = days_of(moment) - (1.2 if number == 10 else 0)
        found = moment_of(reach(lambda at: Sky(at, LAHIRI).moon, number * 360 / 27, start, 13.2))
        assert abs(found - datetime.fromisoformat(told).replace(tzinfo=UTC)) < timedelta(minutes=2)


@pytest.mark.parametrize(
    ("utc", "lord", "told"),
    [
        pytest.param(datetime(1972, 5, 31, 22, 46, tzinfo=UTC), Graha.SUN, (4, 8, 27), id="PB03"),
        pytest.param(datetime(2000, 4, 28, 9, 50, tzinfo=UTC), Graha.MARS, (2, 2, 29), id="PB05"),
    ],
)
def test_the_balances_of_rao(utc: datetime, lord: Graha, told: tuple[int, int, int]) -> None:
    """*An Integrated Approach*, ch. 16, within five days: years are of several lengths."""
    found, years = balance(Sky(days_of(utc), LAHIRI).moon)
    assert found is lord
    assert years * 365.25 == pytest.approx(days(*told), abs=5)


def test_pb13_the_balance_of_horosoft() -> None:
    """Moon at 187 degrees 35 minutes: Rahu, 16 years 9 months 5 days."""
    lord, years = balance(187 + 35 / 60)
    assert lord is Graha.RAHU
    assert years * 365.25 == pytest.approx(days(16, 9, 5), abs=1)


@pytest.mark.parametrize(
    ("longitude", "sign", "degrees", "minutes"),
    [(94 + 19 / 60, Sign.KARKA, 4, 19), (167.75, Sign.KANYA, 17, 45), (205 + 31 / 60, Sign.TULA, 25, 31)],
)
def test_pb07_signs(longitude: float, sign: Sign, degrees: int, minutes: int) -> None:
    """*An Integrated Approach*, ch. 1 exercise 1."""
    point = Point(longitude)
    assert point.sign is sign
    assert point.degrees == pytest.approx(degrees + minutes / 60)


def test_pb09_the_yoga_of_a_day() -> None:
    """Sun 23 degrees 50 minutes Makara, Moon 17 degrees 20 minutes Tula: Ganda."""
    assert Yoga(part_of(293 + 50 / 60 + 197 + 20 / 60, 27)) is Yoga.GANDA


def test_pb11_jupiter_in_two_charts() -> None:
    """*An Integrated Approach*, ch. 6 example 27: Dhanu in both."""
    moment = BirthMoment.exact(datetime(1937, 7, 12, 5, 30, tzinfo=UTC), 39.95, -75.1667)
    jupiter = GATEWAY.chart(moment, LAHIRI)[Graha.JUPITER]
    assert (jupiter.sign, jupiter.navamsa) == (Sign.DHANU, Sign.DHANU)


def test_pb19_a_day_at_10upon10() -> None:
    """New Delhi, 2025-12-15: ends within two minutes. Its sunrise is the centre's, so it is later than ours."""
    day = GATEWAY.panchang(datetime(2025, 12, 15).date(), DELHI, LAHIRI)
    ends = (day.tithis[0].end, day.nakshatras[0].end, day.yogas[0].end, day.karanas[0].end)
    for end, text in zip(ends, ("21:18:59", "11:08:45", "12:30:06", "08:03:49"), strict=True):
        assert abs(end - india(f"2025-12-15T{text}")) <= timedelta(minutes=2)
    assert (day.tithis[0].value.number, day.nakshatras[0].value) == (26, Nakshatra.CHITRA)
    assert (day.yogas[0].value, day.karanas[0].value.value) == (Yoga.SHOBHANA, "bava")
    later = india("2025-12-15T07:10:27") - day.sunrise
    assert timedelta(minutes=3.5) < later < timedelta(minutes=5)


@pytest.mark.parametrize(
    ("vara", "start", "end"),
    [
        (0, "16:30", "18:00"), (1, "07:30", "09:00"), (2, "15:00", "16:30"), (3, "12:00", "13:30"),
        (4, "13:30", "15:00"), (5, "10:30", "12:00"), (6, "09:00", "10:30"),
    ],
)  # fmt: skip
def test_pb21_rahu_kalam(vara: int, start: str, end: str) -> None:
    """vinayakvastutimes.com, for a day from six to six, Sunday first."""
    day = datetime(2026, 1, 1, tzinfo=UTC)
    found = eighth(RAHU_KALAM[vara], day.replace(hour=6), day.replace(hour=18))
    assert (f"{found.start:%H:%M}", f"{found.end:%H:%M}") == (start, end)
