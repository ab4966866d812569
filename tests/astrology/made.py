"""Charts with everything where a test wants it: no such sky need ever have been."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from engine.domain.astrology.births import Ayanamsa, BirthMoment
from engine.domain.astrology.charts import Chart, Point, Position
from engine.domain.astrology.zodiac import Graha, Sign, sign_of
from integrations.astrology.basis import basis

# Where nothing stands beside or opposite anything that matters, until a test says otherwise.
ELSEWHERE = {
    Graha.SUN: 95.0, Graha.MOON: 160.0, Graha.MARS: 70.0, Graha.MERCURY: 100.0, Graha.JUPITER: 310.0,
    Graha.VENUS: 130.0, Graha.SATURN: 190.0, Graha.RAHU: 20.0, Graha.KETU: 200.0,
}  # fmt: skip


def chart(lagna: Sign = Sign.MESHA, places: Mapping[Graha, Sign | float] | None = None) -> Chart:
    """The lagna in the middle of its sign; a graha given by its sign stands at 20 degrees of it."""
    longitudes = ELSEWHERE | {graha: _longitude(place) for graha, place in (places or {}).items()}
    positions = {
        graha: Position(longitude, graha, sign_of(longitude).house_from(lagna), graha.is_node)
        for graha, longitude in longitudes.items()
    }
    return Chart(
        moment=BirthMoment.exact(datetime(2000, 1, 1, tzinfo=UTC), 20, 77), basis=basis(Ayanamsa.LAHIRI),
        ayanamsa_degrees=23.85, lagna=Point(30.0 * lagna + 15), positions=positions, near_edges=(),
    )  # fmt: skip


def _longitude(place: Sign | float) -> float:
    return 30.0 * place + 20 if isinstance(place, Sign) else place
