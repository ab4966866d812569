"""A result names what it was made by; so what it is made by may not change under the same name."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.metadata import version

from engine.domain.astrology.births import Ayanamsa
from engine.domain.astrology.charts import Point
from engine.domain.astrology.zodiac import PADA_DEGREES
from integrations.astrology import ashtakoot_tables
from integrations.astrology.ashtakoot import ashtakoot
from integrations.astrology.basis import TABLES, VERSION
from integrations.astrology.embedded import EmbeddedAstrologyGateway
from integrations.astrology.sky import ENGINE
from tests.astrology.cases import births

GATEWAY = EmbeddedAstrologyGateway()

# If a digest differs and that is meant, raise the version or the name of the tables, and write the new pair here.
SKY = ("1", "d29e2e4c7a026b90")
RULES = ("parashari-v1", "2cffa724f77b1b48")
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
        yield " ".join(period.lord.value for period in GATEWAY.dashas(chart).periods)


def matches() -> Iterator[str]:
    """Every third place with every fifth."""
    places = [Point((index + 0.25) * PADA_DEGREES) for index in range(108)]
    for bride in places[::3]:
        for groom in places[::5]:
            result = ashtakoot(bride, groom)
            yield repr(([(score.points, score.bride, score.groom) for score in result.kutas.values()], result.remarks))


def test_the_same_version_computes_the_same() -> None:
    """Longitudes, what is read from them, and points."""
    assert (VERSION, digest(sky())) == SKY
    assert (TABLES, digest(rules())) == RULES
    assert (ashtakoot_tables.TABLES, digest(matches())) == ASHTAKOOT


def test_the_engine_is_the_one_that_is_named() -> None:
    """The lock file pins the rest of the number."""
    assert f"astronomy-engine {version('astronomy-engine')}".startswith(ENGINE + ".")
