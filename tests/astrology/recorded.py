"""A stand-in for a provider somewhere else, in the shape of Prokerala's planet positions: it tells less than we do.

It has signs, longitudes and whether a graha goes back, but no speed, no edges and nothing but charts.
"""

# ruff: noqa: ARG002
from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import NoReturn

from engine.domain.astrology.births import POLAR, Accuracy, Ayanamsa, Basis, BirthMoment
from engine.domain.astrology.charts import Chart, Point, Position
from engine.domain.astrology.zodiac import Graha, Sign, sign_of
from engine.domain.places import Place
from engine.errors import AstrologyUnavailable, InvalidMoment, TimeNeeded, UnsupportedCapability
from engine.interfaces.astrology import Capability
from tests.astrology.cases import Birth


class RecordedAstrologyGateway:
    """Answers from what was written down before; what was not is as if the provider were away."""

    def __init__(self, births: tuple[Birth, ...]) -> None:
        self._bodies: Mapping[BirthMoment, tuple[float, list[dict[str, object]]]] = {
            birth.moment: (birth.ayanamsa, _body(birth)) for birth in births
        }

    def capabilities(self) -> frozenset[Capability]:
        """Charts only, so none of them."""
        return frozenset()

    def chart(self, moment: BirthMoment, ayanamsa: Ayanamsa) -> Chart:
        """What the provider's answer comes to in our words."""
        if ayanamsa is not Ayanamsa.LAHIRI:
            _refuse("KP")
        if moment.accuracy is not Accuracy.EXACT:
            raise TimeNeeded("this provider only knows exact times", "lagna")
        if abs(moment.latitude) > POLAR:
            raise InvalidMoment("this provider has no charts there", "polar")
        if moment not in self._bodies:
            raise AstrologyUnavailable("nobody answers")
        degrees, body = self._bodies[moment]
        points = {str(row["name"]): row for row in body}
        lagna = Point(_number(points["Ascendant"]["longitude"]))
        positions = {graha: _position(graha, points[graha.value.title()], lagna.sign) for graha in Graha}
        return Chart(
            moment=moment, basis=_BASIS, ayanamsa_degrees=degrees, lagna=lagna, positions=positions, near_edges=()
        )  # fmt: skip

    def outline(self, moment: BirthMoment, ayanamsa: Ayanamsa) -> NoReturn:
        """Not offered."""
        _refuse("outlines")

    def dashas(self, chart: Chart) -> NoReturn:
        """Not offered."""
        _refuse("dashas")

    def panchang(self, day: date, place: Place, ayanamsa: Ayanamsa) -> NoReturn:
        """Not offered."""
        _refuse("panchangs")

    def doshas(self, chart: Chart) -> NoReturn:
        """Not offered."""
        _refuse("doshas")

    def yogas(self, chart: Chart) -> NoReturn:
        """Not offered."""
        _refuse("yogas")

    def transits(self, moon_sign: Sign, moment: datetime, ayanamsa: Ayanamsa) -> NoReturn:
        """Not offered."""
        _refuse("transits")

    def ingresses(self, graha: Graha, start: datetime, end: datetime, ayanamsa: Ayanamsa) -> NoReturn:
        """Not offered."""
        _refuse("ingresses")

    def saturn(self, moon_sign: Sign, start: datetime, end: datetime, ayanamsa: Ayanamsa) -> NoReturn:
        """Not offered."""
        _refuse("Sade Sati")

    def match(self, bride: BirthMoment, groom: BirthMoment, ayanamsa: Ayanamsa) -> NoReturn:
        """Not offered."""
        _refuse("matches")


_BASIS = Basis(
    provider="recorded", version="v2", engine="theirs", tables="theirs", ayanamsa=Ayanamsa.LAHIRI, node="mean",
    year_days=365.25, sunrise="centre",
)  # fmt: skip


def _refuse(what: str) -> NoReturn:
    raise UnsupportedCapability(f"this provider has no {what}")


def _body(birth: Birth) -> list[dict[str, object]]:
    """The list `planet_position` of an answer."""
    rows: list[dict[str, object]] = [
        {"id": number, "name": graha.value.title(), "longitude": body.longitude, "is_retrograde": body.is_retrograde}
        for number, (graha, body) in enumerate(birth.grahas.items())
    ]
    return [*rows, {"id": 100, "name": "Ascendant", "longitude": birth.lagna.longitude, "is_retrograde": False}]


def _position(graha: Graha, row: Mapping[str, object], lagna: Sign) -> Position:
    longitude = _number(row["longitude"])
    return Position(longitude, graha, sign_of(longitude).house_from(lagna), row["is_retrograde"] is True)


def _number(value: object) -> float:
    assert isinstance(value, float)
    return value
