"""The embedded provider: everything computed in this process, from nothing but the question.

No rule stands here; each module below names its sources.
"""

from __future__ import annotations

from datetime import date, datetime

from engine.domain.astrology.births import Ayanamsa, BirthMoment
from engine.domain.astrology.charts import Chart, Outline
from engine.domain.astrology.dashas import Dashas
from engine.domain.astrology.matching import Match
from engine.domain.astrology.panchang import Panchang
from engine.domain.astrology.readings import Doshas, Yogas
from engine.domain.astrology.transits import Ingresses, SaturnTimes, Transits
from engine.domain.astrology.zodiac import Graha, Sign
from engine.domain.places import Place
from engine.interfaces.astrology import Capability
from integrations.astrology.charts import cast, outline
from integrations.astrology.doshas import doshas
from integrations.astrology.gochara import ingresses, saturn_times, transits
from integrations.astrology.matching import match
from integrations.astrology.panchang import panchang
from integrations.astrology.vimshottari import dashas
from integrations.astrology.yogas import yogas


class EmbeddedAstrologyGateway:
    """An AstrologyGateway that can do everything and keeps nothing."""

    def capabilities(self) -> frozenset[Capability]:
        """All of them."""
        return frozenset(Capability)

    def chart(self, moment: BirthMoment, ayanamsa: Ayanamsa) -> Chart:
        """See AstrologyGateway; half a millisecond."""
        return cast(moment, ayanamsa)

    def outline(self, moment: BirthMoment, ayanamsa: Ayanamsa) -> Outline:
        """See AstrologyGateway."""
        return outline(moment, ayanamsa)

    def dashas(self, chart: Chart) -> Dashas:
        """See AstrologyGateway."""
        return dashas(chart)

    def panchang(self, day: date, place: Place, ayanamsa: Ayanamsa) -> Panchang:
        """See AstrologyGateway; some ten milliseconds."""
        return panchang(day, place, ayanamsa)

    def doshas(self, chart: Chart) -> Doshas:
        """See AstrologyGateway."""
        return doshas(chart)

    def yogas(self, chart: Chart) -> Yogas:
        """See AstrologyGateway."""
        return yogas(chart)

    def transits(self, moon_sign: Sign, moment: datetime, ayanamsa: Ayanamsa) -> Transits:
        """See AstrologyGateway."""
        return transits(moon_sign, moment, ayanamsa)

    def ingresses(self, graha: Graha, start: datetime, end: datetime, ayanamsa: Ayanamsa) -> Ingresses:
        """See AstrologyGateway."""
        return ingresses(graha, start, end, ayanamsa)

    def saturn(self, moon_sign: Sign, start: datetime, end: datetime, ayanamsa: Ayanamsa) -> SaturnTimes:
        """See AstrologyGateway."""
        return saturn_times(moon_sign, start, end, ayanamsa)

    def match(self, bride: BirthMoment, groom: BirthMoment, ayanamsa: Ayanamsa) -> Match:
        """See AstrologyGateway."""
        return match(bride, groom, ayanamsa)
