"""Vimshottari dasha: 120 years in nine periods, from the Moon's nakshatra, and then from the beginning again.

Sources: Brihat Parashara Hora Shastra ch. 46; the balance by longitude as in P. V. R. Narasimha Rao, *Vedic Astrology:
An Integrated Approach*, ch. 16.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from engine.domain.astrology.charts import Chart
from engine.domain.astrology.dashas import OLDEST, Dashas, Period
from engine.domain.astrology.zodiac import NAKSHATRA_DEGREES, Graha
from integrations.astrology.basis import DASHA_YEAR_DAYS
from integrations.astrology.instants import SECONDS_A_DAY

# The lords in their order with their years; the first rules Ashwini, Magha and Mula.
YEARS: tuple[tuple[Graha, int], ...] = (
    (Graha.KETU, 7), (Graha.VENUS, 20), (Graha.SUN, 6), (Graha.MOON, 10), (Graha.MARS, 7), (Graha.RAHU, 18),
    (Graha.JUPITER, 16), (Graha.SATURN, 19), (Graha.MERCURY, 17),
)  # fmt: skip
ALL_YEARS = 120
# The nine begin before the birth and may be over soon after the hundredth birthday; the oldest of us are past that.
_REACH = timedelta(days=(OLDEST + 2) * DASHA_YEAR_DAYS)

# What one year of a maha lord times one year of an antara lord comes to: a whole number, so that edges meet exactly.
_SECONDS = int(DASHA_YEAR_DAYS * SECONDS_A_DAY) // ALL_YEARS


def balance(moon: float) -> tuple[Graha, float]:
    """The lord at birth and how many of its years are left, by the Moon's sidereal longitude in degrees."""
    nakshatras = moon / NAKSHATRA_DEGREES
    lord, years = YEARS[int(nakshatras) % 9]
    return lord, years * (1 - nakshatras % 1)


def dashas(chart: Chart) -> Dashas:
    """The mahadashas from the birth's own on, each with its nine antardashas, which begin with its own lord's.

    After the ninth the first comes again, until two years after the oldest age that is read for.
    """
    lord, left = balance(chart[Graha.MOON].longitude)
    first = next(index for index, (graha, _) in enumerate(YEARS) if graha is lord)
    gone = (YEARS[first][1] - left) * DASHA_YEAR_DAYS * SECONDS_A_DAY
    start = chart.moment.utc - timedelta(seconds=round(gone))
    periods = [_mahadasha(first, start)]
    while periods[-1].end < chart.moment.utc + _REACH:
        periods.append(_mahadasha((first + len(periods)) % len(YEARS), periods[-1].end))
    return Dashas(basis=chart.basis, balance_years=left, periods=tuple(periods))


def _mahadasha(index: int, start: datetime) -> Period:
    lord, years = YEARS[index]
    parts: list[Period] = []
    edge = start
    for part_lord, part_years in (*YEARS[index:], *YEARS[:index]):
        end = edge + timedelta(seconds=years * part_years * _SECONDS)
        parts.append(Period(lord=part_lord, start=edge, end=end))
        edge = end
    return Period(lord=lord, start=start, end=edge, parts=tuple(parts))
