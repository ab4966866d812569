"""The port to whatever computes charts: code of ours, or a provider somewhere else.

All questions are pure: the same question has the same answer, and no clock is looked at. What is given and what comes
back are values of `engine.domain.astrology`. Every result carries its `basis`. Whoever cannot answer raises a typed
error and never makes something up: `InvalidMoment`, `TimeNeeded`, `UnsupportedCapability`, `AstrologyUnavailable`.
Within one product all results have to come from one provider.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Protocol

from engine.domain.astrology.births import Ayanamsa, BirthMoment
from engine.domain.astrology.charts import Chart, Outline
from engine.domain.astrology.dashas import Dashas
from engine.domain.astrology.matching import Match
from engine.domain.astrology.panchang import Panchang
from engine.domain.astrology.readings import Doshas, Yogas
from engine.domain.astrology.transits import Ingresses, SaturnTimes, Transits
from engine.domain.astrology.zodiac import Graha, Sign
from engine.domain.places import Place


class Capability(Enum):
    """What a provider may be asked. Charts are what all of them have."""

    KP = "kp"
    OUTLINE = "outline"
    DASHAS = "dashas"
    PANCHANG = "panchang"
    DOSHAS = "doshas"
    YOGAS = "yogas"
    TRANSITS = "transits"
    INGRESSES = "ingresses"
    SATURN = "saturn"
    MATCH = "match"


class AstrologyGateway(Protocol):
    """Knows where the planets stand, and the rules by which they are read."""

    def capabilities(self) -> frozenset[Capability]:
        """What this provider answers; everything else raises `UnsupportedCapability`."""
        ...

    def chart(self, moment: BirthMoment, ayanamsa: Ayanamsa) -> Chart:
        """The chart of an exact moment. `TimeNeeded` if it is not exact: see `outline`."""
        ...

    def outline(self, moment: BirthMoment, ayanamsa: Ayanamsa) -> Outline:
        """What holds, and what may be, in the whole interval in which the birth lies; for any accuracy."""
        ...

    def dashas(self, chart: Chart) -> Dashas:
        """Vimshottari from the birth on, for as long as `Dashas` says, down to the antardasha."""
        ...

    def panchang(self, day: date, place: Place, ayanamsa: Ayanamsa) -> Panchang:
        """The civil day of the place's zone. `InvalidMoment` where the Sun does not rise or set that day."""
        ...

    def doshas(self, chart: Chart) -> Doshas:
        """What traditions call a dosha, with its exemptions and how common it is."""
        ...

    def yogas(self, chart: Chart) -> Yogas:
        """The yogas that are present."""
        ...

    def transits(self, moon_sign: Sign, moment: datetime, ayanamsa: Ayanamsa) -> Transits:
        """Where all nine stand at a moment, counted from a Moon sign."""
        ...

    def ingresses(self, graha: Graha, start: datetime, end: datetime, ayanamsa: Ayanamsa) -> Ingresses:
        """When a graha crosses from sign to sign from `start` up to `end`, also going back."""
        ...

    def saturn(self, moon_sign: Sign, start: datetime, end: datetime, ayanamsa: Ayanamsa) -> SaturnTimes:
        """Sade Sati and the two dhaiyas of a Moon sign from `start` up to `end`."""
        ...

    def match(self, bride: BirthMoment, groom: BirthMoment, ayanamsa: Ayanamsa) -> Match:
        """Two births compared. `TimeNeeded` if the points differ within what is possible."""
        ...
