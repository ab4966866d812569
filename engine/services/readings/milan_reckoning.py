"""From two people's birth details to a couple compared, and what is certain where that cannot be done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from engine.domain.astrology.births import Accuracy, Ayanamsa, BirthMoment
from engine.domain.astrology.charts import Outline
from engine.interfaces.astrology import AstrologyGateway
from engine.services.readings.births import BirthDetails
from engine.services.readings.milan_couple import Couple, Side

# The tables of matching were made for it, and no couple should depend on a choice nobody explained to them.
AYANAMSA = Ayanamsa.LAHIRI


def compare(astrology: AstrologyGateway, bride: BirthDetails, groom: BirthDetails) -> Couple:
    """Both births compared, both ways round.

    PlaceNeeded, TimeNeeded or InvalidMoment, as `BirthDetails.moment` and `AstrologyGateway.match` say.
    """
    hers, his = _for_points(bride), _for_points(groom)
    return Couple(
        bride=_side(astrology, bride),
        groom=_side(astrology, groom),
        match=astrology.match(hers, his, AYANAMSA),
        other_way=astrology.match(his, hers, AYANAMSA).ashtakoot.total,
    )


def open_births(astrology: AstrologyGateway, births: Sequence[BirthDetails]) -> tuple[tuple[str, Outline], ...]:
    """What holds of each birth of which not every moment is known, with its name; none of an exact time."""
    inexact = (details for details in births if details.accuracy is not Accuracy.EXACT)
    return tuple((details.name, astrology.outline(details.moment(), AYANAMSA)) for details in inexact)


def _for_points(details: BirthDetails) -> BirthMoment:
    """Where no sign may rise a time says where the Moon was, to the minute, and nothing of Mars."""
    moment = details.moment()
    if moment.accuracy is not Accuracy.EXACT or not details.is_polar:
        return moment
    return BirthMoment.rough(moment.utc, moment.latitude, moment.longitude, timedelta(0))


def _side(astrology: AstrologyGateway, details: BirthDetails) -> Side:
    moment = _for_points(details)
    is_exact = moment.accuracy is Accuracy.EXACT
    return Side(details=details, chart=astrology.chart(moment, AYANAMSA) if is_exact else None)
