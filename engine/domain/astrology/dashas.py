"""Vimshottari: the periods of a life, ruled one after the other.

Source: Brihat Parashara Hora Shastra, chapter 46; see `integrations.astrology.vimshottari`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from engine.domain.astrology.births import Basis
from engine.domain.astrology.zodiac import Graha

OLDEST = 120
"""For whom is older, in years, nothing is sold; what was sold before is still made, for two years more at least."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `start` up to `end`, aware UTC, under one lord. `parts` are its antardashas; those have none."""

    lord: Graha
    start: datetime
    end: datetime
    parts: tuple[Period, ...] = ()

    def holds(self, moment: datetime) -> bool:
        """Whether the moment lies in it."""
        return self.start <= moment < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashas:
    """The mahadashas from the one of the birth on, with their antardashas, for two years more than `OLDEST` at least.

    The first begins before the birth; `balance_years` of it, in dasha years, were left then. So the nine are over
    before 120 years are, and the first comes again.
    """

    basis: Basis
    balance_years: float
    periods: tuple[Period, ...]

    def at(self, moment: datetime) -> tuple[Period, Period] | None:
        """The mahadasha and the antardasha of a moment; None before the first and after the last."""
        for period in self.periods:
            if period.holds(moment):
                return period, next(part for part in period.parts if part.holds(moment))
        return None
