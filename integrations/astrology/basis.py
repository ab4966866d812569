"""What every result of this room carries: who computed it and by which conventions.

Sources: they are conventions, in `docs/astrology.md` each with what others use instead.
"""

from __future__ import annotations

from engine.domain.astrology.births import Ayanamsa, Basis
from integrations.astrology.sky import ENGINE

PROVIDER = "embedded"
# Raised whenever the same question could get another answer.
VERSION = "3"
TABLES = "parashari-v1"
# The Julian year. PyJHora takes the sidereal year (0.6 days more in a century), another school one of 360 days.
DASHA_YEAR_DAYS = 365.25


def basis(ayanamsa: Ayanamsa) -> Basis:
    """The mean node, the dasha year of 365.25 days, and sunrise of the upper limb as Drik Panchang has it."""
    return Basis(
        provider=PROVIDER, version=VERSION, engine=ENGINE, tables=TABLES, ayanamsa=ayanamsa, node="mean",
        year_days=DASHA_YEAR_DAYS, sunrise="upper-limb",
    )  # fmt: skip
