"""Two births compared, also when a time is not known, as far as all that is possible comes to the same.

Sources: those of the tables, see `ashtakoot_tables`. Trying all that is possible is plain arithmetic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from engine.domain.astrology.births import Accuracy, Ayanamsa, BirthMoment
from engine.domain.astrology.charts import Point
from engine.domain.astrology.matching import Ashtakoot, Match, Remark
from engine.domain.astrology.readings import Mangal
from engine.domain.astrology.zodiac import PADA_DEGREES, within_circle
from engine.errors import TimeNeeded
from integrations.astrology.ashtakoot import ashtakoot
from integrations.astrology.basis import basis
from integrations.astrology.charts import cast
from integrations.astrology.doshas import mangal
from integrations.astrology.instants import days_of
from integrations.astrology.sky import Sky

# The finest division any table asks for: 15 degrees of a sign lie in the middle of a pada.
_GRAIN = PADA_DEGREES / 2


def match(bride: BirthMoment, groom: BirthMoment, ayanamsa: Ayanamsa) -> Match:
    """Points and classes if they are the same in both whole intervals; otherwise `TimeNeeded`.

    Of the remarks those that hold in all of both, and apart from them those that hold in some of it.
    """
    hers, his = possible_moons(bride, ayanamsa), possible_moons(groom, ayanamsa)
    results = [ashtakoot(one, other) for one, other in product(hers, his)]
    told = ashtakoot(_moon(bride, ayanamsa), _moon(groom, ayanamsa))
    if any(result.kutas != told.kutas for result in results):
        raise TimeNeeded("the points depend on when within the interval the birth was", "moon")
    return Match(
        basis=basis(ayanamsa), bride=_moon(bride, ayanamsa), groom=_moon(groom, ayanamsa),
        ashtakoot=_as_far_as_certain(told, results),
        bride_mangal=_mangal(bride, ayanamsa), groom_mangal=_mangal(groom, ayanamsa),
    )  # fmt: skip


def possible_moons(moment: BirthMoment, ayanamsa: Ayanamsa) -> tuple[Point, ...]:
    """One Moon for each half pada that it passes through between the earliest and the latest time."""
    first, last = (Sky(days_of(end), ayanamsa).moon for end in (moment.earliest, moment.latest))
    reach = first + (last - first) % 360.0
    edges = range(int(first / _GRAIN) + 1, int(reach / _GRAIN) + 1)
    return (Point(first), *(Point(within_circle(edge * _GRAIN + 1e-9)) for edge in edges))


def _as_far_as_certain(told: Ashtakoot, results: Sequence[Ashtakoot]) -> Ashtakoot:
    certain = tuple(remark for remark in told.remarks if all(remark in result.remarks for result in results))
    possible = {remark for result in results for remark in result.remarks}
    return replace(told, remarks=certain, open_remarks=tuple(each for each in Remark if each in possible - {*certain}))


def _moon(moment: BirthMoment, ayanamsa: Ayanamsa) -> Point:
    return Point(Sky(days_of(moment.utc), ayanamsa).moon)


def _mangal(moment: BirthMoment, ayanamsa: Ayanamsa) -> Mangal | None:
    return mangal(cast(moment, ayanamsa)) if moment.accuracy is Accuracy.EXACT else None
