"""A result names what it was made by; so what it is made by may not change under the same name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import version
from typing import Any

import pytest

from engine.domain.astrology.births import Ayanamsa
from engine.domain.astrology.charts import Point
from engine.domain.astrology.zodiac import PADA_DEGREES, Graha
from integrations.astrology import ashtakoot_tables, vimshottari
from integrations.astrology.ashtakoot import ashtakoot
from integrations.astrology.basis import TABLES, VERSION, basis
from integrations.astrology.embedded import EmbeddedAstrologyGateway
from tests.astrology.cases import DELHI, births

GATEWAY = EmbeddedAstrologyGateway()
BASIS = basis(Ayanamsa.LAHIRI)
# In both halves of the year and of the month; the Sun rises at another time, which is all it takes.
DAYS = (date(1975, 1, 1), date(2026, 4, 19), date(2026, 8, 28), date(2026, 11, 8))
FIRST, LAST = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)

# If a digest differs and that is meant, raise the version or the name of the tables, and write the new pair here.
SKY = ("3", "d29e2e4c7a026b90")
DATES = ("3", "985e97853b36e718")
RULES = ("parashari-v1", "5048254eda4b84d9")
ASHTAKOOT = ("north-v1", "27c869e782d8264f")


def digest(lines: Iterator[str]) -> str:
    """Of what was computed, in words."""
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def sky() -> Iterator[str]:
    """All reference births in both ayanamsas, to a hundredth of an arc second."""
    for case in births():
        for ayanamsa in Ayanamsa:
            chart = GATEWAY.chart(case.moment, ayanamsa)
            points = [chart.lagna, *chart.positions.values()]
            yield " ".join(f"{point.longitude:.5f}" for point in points)


def rules() -> Iterator[str]:
    """What is read from them."""
    for case in births():
        chart = GATEWAY.chart(case.moment, Ayanamsa.LAHIRI)
        doshas = GATEWAY.doshas(chart)
        yield repr((doshas.mangal, doshas.kaal_sarp, doshas.others, GATEWAY.yogas(chart).found))
        transits = GATEWAY.transits(chart.moon_sign, case.moment.utc, Ayanamsa.LAHIRI)
        yield " ".join(str(transit.is_good) for transit in transits.grahas.values())


def dates() -> Iterator[str]:
    """What follows from them at which time: periods to the second, days of the almanac and ingresses to the minute."""
    for case in births():
        periods = GATEWAY.dashas(GATEWAY.chart(case.moment, Ayanamsa.LAHIRI)).periods
        parts = (part for period in periods for part in period.parts)
        yield " ".join(f"{part.lord.value} {part.start.isoformat(timespec='seconds')}" for part in parts)
    for day in DAYS:
        yield repr(_to_the_minute(asdict(replace(GATEWAY.panchang(day, DELHI, Ayanamsa.LAHIRI), basis=BASIS))))
    for graha in Graha:
        for crossing in GATEWAY.ingresses(graha, FIRST, LAST, Ayanamsa.LAHIRI).crossings:
            yield f"{graha.value} {crossing.sign.name} {_to_the_minute(crossing.moment)} {crossing.is_retrograde}"


def matches() -> Iterator[str]:
    """Every third place with every fifth."""
    places = [Point((index + 0.25) * PADA_DEGREES) for index in range(108)]
    for bride in places[::3]:
        for groom in places[::5]:
            result = ashtakoot(bride, groom)
            yield repr(([(score.points, score.bride, score.groom) for score in result.kutas.values()], result.remarks))


def _to_the_minute(value: Any) -> Any:
    """Times within, rounded, so that another machine's last digit does not show."""
    match value:
        case datetime():
            return (value + timedelta(seconds=30)).strftime("%Y-%m-%d %H:%M")
        case dict():
            return {key: _to_the_minute(each) for key, each in value.items()}
        case tuple():
            return tuple(map(_to_the_minute, value))
        case float():
            return f"{value:.4f}"
        case _:
            return str(value)


def test_the_same_version_computes_the_same() -> None:
    """Longitudes, what follows from them and when, what is read from them, and points."""
    assert (VERSION, digest(sky())) == SKY
    assert (VERSION, digest(dates())) == DATES
    assert (TABLES, digest(rules())) == RULES
    assert (ashtakoot_tables.TABLES, digest(matches())) == ASHTAKOOT


def test_the_engine_is_the_one_that_is_installed() -> None:
    """With its whole number, which a result is kept under."""
    assert basis(Ayanamsa.KP).engine == f"astronomy-engine {version('astronomy-engine')}"


@pytest.mark.parametrize("days", [360, 365.256364])
def test_another_year_of_dashas_shows(days: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also that of another school that gives the same lords."""
    monkeypatch.setattr(vimshottari, "DASHA_YEAR_DAYS", days)
    monkeypatch.setattr(vimshottari, "_SECONDS", int(days * 86_400) // 120)
    assert digest(dates()) != DATES[1]
