"""Yogas of houses and their lords: they need the lagna, so the time of birth.

The source of each stands in its row of `yogas.RULES`.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from engine.domain.astrology.charts import Chart
from engine.domain.astrology.lordship import DUSTHANAS, EXALTED, KENDRAS, TRIKONAS, Dignity, lord_of
from engine.domain.astrology.zodiac import Graha

_STRONG = (Dignity.EXALTED, Dignity.MOOLATRIKONA, Dignity.OWN)
_SEVEN = tuple(graha for graha in Graha if not graha.is_node)


def ruchaka(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """Mars in its own sign or exalted, in a kendra."""
    return _great(chart, Graha.MARS)


def bhadra(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """Mercury in its own sign or exalted, in a kendra."""
    return _great(chart, Graha.MERCURY)


def hamsa(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """Jupiter in its own sign or exalted, in a kendra."""
    return _great(chart, Graha.JUPITER)


def malavya(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """Venus in its own sign or exalted, in a kendra."""
    return _great(chart, Graha.VENUS)


def shasha(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """Saturn in its own sign or exalted, in a kendra."""
    return _great(chart, Graha.SATURN)


def saraswati(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """Mercury, Jupiter and Venus in kendras, trikonas or the 2nd, and Jupiter in a friend's sign or better."""
    learned = (Graha.MERCURY, Graha.JUPITER, Graha.VENUS)
    strong = chart[Graha.JUPITER].dignity in (*_STRONG, Dignity.FRIENDLY)
    if strong and all(chart[graha].house in KENDRAS | TRIKONAS | {2} for graha in learned):
        yield learned


def raja(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """The lord of a kendra and the lord of a trikona in one sign, 9th with 10th told apart."""
    lords = {chart.lord_of_house(house) for house in KENDRAS}
    trine = {chart.lord_of_house(house) for house in TRIKONAS}
    best = {chart.lord_of_house(9), chart.lord_of_house(10)}
    for one, other in combinations(_SEVEN, 2):
        linked = (one in lords and other in trine) or (other in lords and one in trine)
        if linked and {one, other} != best and chart[one].sign is chart[other].sign:
            yield one, other


def dharma_karmadhipati(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """The lords of the 9th and the 10th in one sign, or each in the other's."""
    return _joined(chart, 9, 10)


def yogakaraka(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """One graha that rules both a kendra and a trikona other than the lagna."""
    for graha in _SEVEN:
        ruled = {house for house in range(2, 13) if chart.lord_of_house(house) is graha}
        if ruled & KENDRAS and ruled & TRIKONAS:
            yield (graha,)


def dhana(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """The lords of the 2nd and the 11th in one sign, or each in the other's."""
    return _joined(chart, 2, 11)


def harsha(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """The lord of the 6th in the 6th, 8th or 12th: the first of the vipareeta raja yogas."""
    return _reversed(chart, 6)


def sarala(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """The lord of the 8th in the 6th, 8th or 12th."""
    return _reversed(chart, 8)


def vimala(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """The lord of the 12th in the 6th, 8th or 12th."""
    return _reversed(chart, 12)


def maha_parivartana(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """Two lords in each other's signs, neither of the 3rd, 6th, 8th or 12th."""
    return (pair for pair, houses in _exchanges(chart) if not houses & (DUSTHANAS | {3}))


def khala_parivartana(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """Such an exchange with the 3rd, and none of the 6th, 8th or 12th."""
    return (pair for pair, houses in _exchanges(chart) if 3 in houses and not houses & DUSTHANAS)


def dainya_parivartana(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """Such an exchange with the 6th, 8th or 12th."""
    return (pair for pair, houses in _exchanges(chart) if houses & DUSTHANAS)


def neecha_bhanga(chart: Chart) -> Iterator[tuple[Graha, ...]]:
    """A debilitated graha whose sign's lord, or the lord of whose exaltation, is in a kendra from lagna or Moon."""
    for graha in _SEVEN:
        if chart[graha].dignity is Dignity.DEBILITATED:
            helpers = dict.fromkeys((lord_of(chart[graha].sign), lord_of(EXALTED[graha])))
            helping = tuple(helper for helper in helpers if helper is not graha and _in_a_kendra(chart, helper))
            if helping:
                yield (graha, *helping)


def _great(chart: Chart, graha: Graha) -> Iterator[tuple[Graha, ...]]:
    if chart[graha].house in KENDRAS and chart[graha].dignity in _STRONG:
        yield (graha,)


def _joined(chart: Chart, first: int, second: int) -> Iterator[tuple[Graha, ...]]:
    one, other = chart.lord_of_house(first), chart.lord_of_house(second)
    if one is not other and (chart[one].sign is chart[other].sign or _exchange(chart, one, other)):
        yield one, other


def _reversed(chart: Chart, house: int) -> Iterator[tuple[Graha, ...]]:
    lord = chart.lord_of_house(house)
    if chart[lord].house in DUSTHANAS:
        yield (lord,)


def _exchanges(chart: Chart) -> Iterator[tuple[tuple[Graha, ...], set[int]]]:
    """The pairs that stand in each other's signs, with the two houses they stand in."""
    for one, other in combinations(_SEVEN, 2):
        if _exchange(chart, one, other):
            yield (one, other), {chart[one].house, chart[other].house}


def _exchange(chart: Chart, one: Graha, other: Graha) -> bool:
    return lord_of(chart[one].sign) is other and lord_of(chart[other].sign) is one


def _in_a_kendra(chart: Chart, graha: Graha) -> bool:
    stands = chart[graha].sign
    return any(stands.house_from(first) in KENDRAS for first in (chart.lagna.sign, chart.moon_sign))
