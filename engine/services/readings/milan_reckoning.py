"""From two people's birth details to a couple compared, and what is certain where that cannot be done."""

from __future__ import annotations

from collections.abc import Sequence

from engine.domain.astrology.births import Accuracy, Ayanamsa
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
    hers, his = bride.moment(), groom.moment()
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


def _side(astrology: AstrologyGateway, details: BirthDetails) -> Side:
    moment = details.moment()
    is_exact = moment.accuracy is Accuracy.EXACT
    return Side(details=details, chart=astrology.chart(moment, AYANAMSA) if is_exact else None)
