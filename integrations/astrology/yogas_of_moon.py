"""Yogas that are counted from the Moon, from the Sun or from Jupiter; amala and shakata look at the lagna as well.

The source of each stands in its row of `yogas.RULES`.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.domain.astrology.charts import Chart
from engine.domain.astrology.lordship import DUSTHANAS, KENDRAS
from engine.domain.astrology.zodiac import Graha, Sign

_BENEFICS = (Graha.MERCURY, Graha.JUPITER, Graha.VENUS)
_STARS = (Graha.MARS, Graha.MERCURY, Graha.JUPITER, Graha.VENUS, Graha.SATURN)


def gajakesari(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """Jupiter in the 1st, 4th, 7th or 10th from the Moon."""
    if _from(chart, Graha.MOON, Graha.JUPITER) in KENDRAS:
        yield Graha.JUPITER, Graha.MOON


def chandra_mangala(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """Mars in the sign of the Moon."""
    if _from(chart, Graha.MOON, Graha.MARS) == 1:
        yield Graha.MOON, Graha.MARS


def budha_aditya(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """Mercury in the sign of the Sun."""
    if _from(chart, Graha.SUN, Graha.MERCURY) == 1:
        yield Graha.SUN, Graha.MERCURY


def sunapha(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """Somebody other than the Sun in the 2nd from the Moon, and nobody in the 12th."""
    before, after = _beside(chart, Graha.MOON)
    if after and not before:
        yield after


def anapha(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """Somebody other than the Sun in the 12th from the Moon, and nobody in the 2nd."""
    before, after = _beside(chart, Graha.MOON)
    if before and not after:
        yield before


def durudhura(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """Somebody other than the Sun on both sides of the Moon."""
    before, after = _beside(chart, Graha.MOON)
    if before and after:
        yield (*before, *after)


def kemadruma(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """Nobody beside the Moon, nobody with it and nobody in a kendra from it: Sun and nodes do not count."""
    beside = _beside(chart, Graha.MOON)
    if not any(beside) and not any(_from(chart, Graha.MOON, star) in KENDRAS for star in _STARS):
        yield (Graha.MOON,)


def adhi(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """Mercury, Jupiter and Venus all in the 6th, 7th or 8th from the Moon."""
    if all(_from(chart, Graha.MOON, benefic) in (6, 7, 8) for benefic in _BENEFICS):
        yield _BENEFICS


def amala(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """Only Mercury, Jupiter or Venus in the 10th from the lagna or from the Moon."""
    for first in dict.fromkeys((chart.lagna.sign, chart.moon_sign)):
        there = _in_sign(chart, first.ahead(10))
        if there and set(there) <= set(_BENEFICS):
            yield there


def shakata(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """The Moon in the 6th, 8th or 12th from Jupiter, unless it is in a kendra from the lagna."""
    if _from(chart, Graha.JUPITER, Graha.MOON) in DUSTHANAS and chart[Graha.MOON].house not in KENDRAS:
        yield Graha.MOON, Graha.JUPITER


def vesi(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """Somebody other than the Moon in the 2nd from the Sun, and nobody in the 12th."""
    before, after = _beside(chart, Graha.SUN)
    if after and not before:
        yield after


def vasi(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """Somebody other than the Moon in the 12th from the Sun, and nobody in the 2nd."""
    before, after = _beside(chart, Graha.SUN)
    if before and not after:
        yield before


def ubhayachari(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """Somebody other than the Moon on both sides of the Sun."""
    before, after = _beside(chart, Graha.SUN)
    if before and after:
        yield (*before, *after)


def _from(chart: Chart, first: Graha, graha: Graha) -> int:
    """The house of one graha counted from the sign of another, 1-12."""
    return chart[graha].sign.house_from(chart[first].sign)


def _beside(chart: Chart, graha: Graha) -> tuple[tuple[Graha, ...], tuple[Graha, ...]]:
    """Who of the five stands in the 12th and in the 2nd from a graha."""
    before, after = (tuple(star for star in _STARS if _from(chart, graha, star) == house) for house in (12, 2))
    return before, after


def _in_sign(chart: Chart, sign: Sign) -> tuple[Graha, ...]:
    return tuple(graha for graha in Graha if chart[graha].sign is sign)
