"""Mangal, kaal sarp, and the smaller ones, each with its exemptions and with how common it is.

Sources. Mangal: Future Point, *Horoscope Matching*, p. 81 (five houses from the lagna); exemptions: B. V. Raman,
*Hindu Predictive Astrology*, chapter on marriage. Kaal sarp is not in the old books; the rule is the usual one, all
seven on one side of the nodes. Prevalences were measured on 20,000 random births, 1930-2030, in India.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from engine.domain.astrology.charts import Chart
from engine.domain.astrology.lordship import EXALTED, looks_at, lord_of
from engine.domain.astrology.readings import Cancellation, Doshas, Finding, KaalSarp, Mangal, Reference, Serpent
from engine.domain.astrology.zodiac import CIRCLE, Graha, Nakshatra, Sign

MANGAL_HOUSES = frozenset({1, 4, 7, 8, 12})
SECOND = 2
MANGAL_PREVALENCE = 0.41
MANGAL_PREVALENCE_ANY = 0.83
KAAL_SARP_PREVALENCE = 0.08

# Mars in these signs harms nobody, and in these signs not when they are that house.
_EXEMPT_SIGNS = frozenset({Sign.SIMHA, Sign.KUMBHA})
_EXEMPT: Mapping[int, frozenset[Sign]] = MappingProxyType(
    {
        2: frozenset({Sign.MITHUNA, Sign.KANYA}),
        4: frozenset({Sign.MESHA, Sign.VRISHCHIKA}),
        7: frozenset({Sign.KARKA, Sign.MAKARA}),
        8: frozenset({Sign.DHANU, Sign.MEENA}),
        12: frozenset({Sign.VRISHABHA, Sign.TULA}),
    }
)
_GAND_MOOL = frozenset(
    {
        Nakshatra.ASHWINI, Nakshatra.ASHLESHA, Nakshatra.MAGHA, Nakshatra.JYESHTHA, Nakshatra.MULA, Nakshatra.REVATI,
    }
)  # fmt: skip
# Two in one sign.
_CONJUNCTIONS: tuple[tuple[str, Graha, Graha, float], ...] = (
    ("guru-chandal", Graha.JUPITER, Graha.RAHU, 0.07),
    ("angarak", Graha.MARS, Graha.RAHU, 0.09),
    ("shrapit", Graha.SATURN, Graha.RAHU, 0.08),
    ("vish", Graha.SATURN, Graha.MOON, 0.09),
    ("grahan-sun-rahu", Graha.SUN, Graha.RAHU, 0.08),
    ("grahan-sun-ketu", Graha.SUN, Graha.KETU, 0.08),
    ("grahan-moon-rahu", Graha.MOON, Graha.RAHU, 0.09),
    ("grahan-moon-ketu", Graha.MOON, Graha.KETU, 0.08),
)
GAND_MOOL_PREVALENCE = 0.22
_MODERN = "modern usage: both in one sign"


def doshas(chart: Chart) -> Doshas:
    """Mangal, kaal sarp, and those of the smaller ones that are present."""
    return Doshas(
        basis=chart.basis, mangal=mangal(chart), kaal_sarp=kaal_sarp(chart), others=tuple(_others(chart))
    )  # fmt: skip


def mangal(chart: Chart) -> Mangal:
    """Mars in the 1st, 4th, 7th, 8th or 12th, from the lagna for the flag, from Moon and Venus for the variants."""
    mars = chart[Graha.MARS].sign
    houses = {
        Reference.LAGNA: mars.house_from(chart.lagna.sign),
        Reference.MOON: mars.house_from(chart.moon_sign),
        Reference.VENUS: mars.house_from(chart[Graha.VENUS].sign),
    }
    return Mangal(
        houses=houses,
        is_manglik=houses[Reference.LAGNA] in MANGAL_HOUSES,
        with_second=houses[Reference.LAGNA] in MANGAL_HOUSES | {SECOND},
        from_moon=houses[Reference.MOON] in MANGAL_HOUSES,
        from_venus=houses[Reference.VENUS] in MANGAL_HOUSES,
        cancelled_by=tuple(_cancellations(chart)),
        prevalence=MANGAL_PREVALENCE,
        prevalence_any=MANGAL_PREVALENCE_ANY,
    )


def kaal_sarp(chart: Chart) -> KaalSarp:
    """All seven between Rahu and Ketu, by longitude; one that stands exactly on the axis is inside."""
    rahu = chart[Graha.RAHU]
    ways = [(chart[graha].longitude - rahu.longitude) % CIRCLE for graha in Graha if not graha.is_node]
    state = Serpent.ABSENT
    if all(way <= CIRCLE / 2 for way in ways):
        state = Serpent.AHEAD_OF_RAHU
    elif all(way >= CIRCLE / 2 or way == 0 for way in ways):
        state = Serpent.AHEAD_OF_KETU
    return KaalSarp(state=state, rahu_house=rahu.house, prevalence=KAAL_SARP_PREVALENCE)


def _cancellations(chart: Chart) -> Iterator[Cancellation]:
    mars, jupiter = chart[Graha.MARS], chart[Graha.JUPITER]
    if lord_of(mars.sign) is Graha.MARS or mars.sign is EXALTED[Graha.MARS]:
        yield Cancellation.OWN_OR_EXALTED
    if mars.sign in _EXEMPT_SIGNS:
        yield Cancellation.EXEMPT_SIGN
    if mars.sign in _EXEMPT.get(mars.house, frozenset()):
        yield Cancellation.EXEMPT_HOUSE_AND_SIGN
    if jupiter.sign is mars.sign:
        yield Cancellation.WITH_JUPITER
    elif looks_at(Graha.JUPITER, jupiter.sign, mars.sign):
        yield Cancellation.SEEN_BY_JUPITER
    if chart.moon_sign is mars.sign:
        yield Cancellation.WITH_MOON


def _others(chart: Chart) -> Iterator[Finding]:
    for key, one, other, prevalence in _CONJUNCTIONS:
        if chart[one].sign is chart[other].sign:
            yield _finding(chart, key, _MODERN, (one, other), prevalence)
    if chart[Graha.MOON].nakshatra in _GAND_MOOL:
        source = "Brihat Parashara Hora Shastra, ch. 92"
        yield _finding(chart, "gand-mool", source, (Graha.MOON,), GAND_MOOL_PREVALENCE)


def _finding(chart: Chart, key: str, source: str, grahas: tuple[Graha, ...], prevalence: float) -> Finding:
    houses = tuple(dict.fromkeys(chart[graha].house for graha in grahas))
    return Finding(key=key, source=source, grahas=grahas, houses=houses, prevalence=prevalence)
