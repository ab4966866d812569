"""How fast charts, days and matches are computed; the ratio is against astronomy-engine's own calls for a chart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import cycle

import astronomy

from engine.domain.astrology.births import Ayanamsa, BirthMoment
from engine.domain.astrology.zodiac import Graha, Sign
from engine.domain.places import Place
from integrations.astrology.embedded import EmbeddedAstrologyGateway
from integrations.astrology.instants import days_of
from tests.bench.clockwork import Figure, paired

CHARTS = 200
ROUNDS_OF_ALL = 20
MILLISECOND = 1_000.0
START = datetime(1950, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
PLACE = Place(
    id="delhi", name="New Delhi", region="Delhi", country="India", latitude=28.6139, longitude=77.209,
    timezone="Asia/Kolkata",
)  # fmt: skip

_LAHIRI = Ayanamsa.LAHIRI
_PLANETS = (
    astronomy.Body.Mars, astronomy.Body.Mercury, astronomy.Body.Jupiter, astronomy.Body.Venus, astronomy.Body.Saturn,
)  # fmt: skip


def figures() -> Iterator[Figure]:
    """A chart against the bare library, then all else that is asked of the gateway."""
    gateway = EmbeddedAstrologyGateway()
    births = cycle([BirthMoment.exact(START + n * 101.37 * DAY, 8 + n % 27, 68.5 + n % 28) for n in range(150)])
    chart, bare = paired([lambda: gateway.chart(next(births), _LAHIRI), lambda: _bare(next(births))], CHARTS)
    yield Figure("a chart: nine grahas with speeds, lagna, houses, edges", chart, None, MILLISECOND)
    note = "the library's own calls: seven apparent places, sidereal time; no speeds"
    yield Figure("the same sky by the bare library", bare, chart / bare, None, note)
    for what, call in _others(gateway, births):
        yield Figure(what, paired([call], ROUNDS_OF_ALL)[0])


def _others(
    gateway: EmbeddedAstrologyGateway, births: Iterator[BirthMoment]
) -> Iterator[tuple[str, Callable[[], object]]]:
    moment = next(births)
    chart = gateway.chart(moment, _LAHIRI)
    day = BirthMoment.unknown(moment.utc, moment.utc + DAY, moment.latitude, moment.longitude)
    yield "an outline of a day without a time", lambda: gateway.outline(day, _LAHIRI)
    yield "dashas of 120 years, to the antardasha", lambda: gateway.dashas(chart)
    yield "doshas and yogas of a chart", lambda: (gateway.doshas(chart), gateway.yogas(chart))
    yield "a panchang with all ends, sunrise and moonrise", lambda: gateway.panchang(date(2026, 3, 1), PLACE, _LAHIRI)
    yield "transits of a moment", lambda: gateway.transits(Sign.MESHA, START, _LAHIRI)
    year = (START, START + 365 * DAY)
    yield "ingresses of Jupiter in a year", lambda: gateway.ingresses(Graha.JUPITER, *year, _LAHIRI)
    life = (START, START + 90 * 365 * DAY)
    yield "Sade Sati of a life of 90 years", lambda: gateway.saturn(Sign.MESHA, *life, _LAHIRI)
    yield "a match of two births, with Mars", lambda: gateway.match(next(births), next(births), _LAHIRI)


def _bare(moment: BirthMoment) -> None:
    """What a chart asks of the library at least."""
    time = astronomy.Time(days_of(moment.utc))
    axes = astronomy.Rotation_EQJ_ECT(time)
    for body in _PLANETS:
        astronomy.RotateVector(axes, astronomy.GeoVector(body, time, True))
    astronomy.SunPosition(time)
    astronomy.EclipticGeoMoon(time)
    astronomy.SiderealTime(time)
