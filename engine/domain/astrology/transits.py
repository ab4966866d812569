"""Where the grahas go now, seen from somebody's Moon.

Sources: Phaladeepika, chapter 26, for good and other houses; Sade Sati and dhaiya by sign, as almanacs announce them.
See `integrations.astrology.gochara`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from engine.domain.astrology.births import Basis
from engine.domain.astrology.zodiac import Graha, Sign


@dataclass(frozen=True, slots=True, kw_only=True)
class Transit:
    """One graha at one moment. `house` is counted from the Moon sign, 1-12; `is_good` is the rule of gochara."""

    graha: Graha
    longitude: float
    sign: Sign
    house: int
    is_good: bool
    is_retrograde: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Transits:
    """All nine at one moment, for everybody of one Moon sign."""

    basis: Basis
    moment: datetime
    moon_sign: Sign
    grahas: Mapping[Graha, Transit]

    @property
    def score(self) -> int:
        """How many of the nine are in good houses, 0-9."""
        return sum(transit.is_good for transit in self.grahas.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingress:
    """A graha crosses into a sign, forward or going back. Aware UTC."""

    moment: datetime
    sign: Sign
    is_retrograde: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ingresses:
    """All crossings of one graha between two moments, the first of which it entered in `sign_before`."""

    basis: Basis
    graha: Graha
    sign_before: Sign
    crossings: tuple[Ingress, ...]


class SaturnPhase(Enum):
    """What Saturn's sign is to the Moon's: Sade Sati in three parts, and the two small panotis (dhaiya)."""

    RISING = "rising"
    PEAK = "peak"
    SETTING = "setting"
    FOURTH = "fourth"
    EIGHTH = "eighth"

    @property
    def is_sade_sati(self) -> bool:
        """Whether it belongs to the seven and a half years."""
        return self in (SaturnPhase.RISING, SaturnPhase.PEAK, SaturnPhase.SETTING)


@dataclass(frozen=True, slots=True, kw_only=True)
class SaturnStay:
    """Saturn in one sign that matters, aware UTC. `start` or `end` may be those of the time that was asked for."""

    phase: SaturnPhase
    sign: Sign
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SaturnTimes:
    """The stays of Saturn that matter to a Moon sign, in the order of time, each return after going back by itself.

    `prevalence` is the share of people in Sade Sati at any moment, 0-1.
    """

    basis: Basis
    moon_sign: Sign
    stays: tuple[SaturnStay, ...]
    prevalence: float

    def at(self, moment: datetime) -> SaturnStay | None:
        """The stay that holds at a moment, if any."""
        return next((stay for stay in self.stays if stay.start <= moment < stay.end), None)
