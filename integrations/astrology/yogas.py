"""The yogas that are looked for, each with its rule and how common it is; the order is that of the table.

Sources stand with each: BPHS is Brihat Parashara Hora Shastra. Only whole signs count, and full sight. Prevalences were
measured on 20,000 random births, 1930-2030, in India.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from engine.domain.astrology.charts import Chart
from engine.domain.astrology.readings import Finding, Yogas
from engine.domain.astrology.zodiac import Graha
from integrations.astrology import yogas_of_houses as houses
from integrations.astrology import yogas_of_moon as moon

# Each makes a yoga anew for these grahas, for instance two lords.
Rule: TypeAlias = Callable[[Chart], Iterator[tuple[Graha, ...]]]


class YogaRule(NamedTuple):
    """One row: the key of its words, where the rule stands, its share of random births from 0 to 1, the rule."""

    key: str
    source: str
    prevalence: float
    rule: Rule


RULES: tuple[YogaRule, ...] = (
    YogaRule("gajakesari", "BPHS ch. 36", 0.34, moon.gajakesari),
    YogaRule("chandra-mangala", "B. V. Raman, Three Hundred Important Combinations, 4", 0.08, moon.chandra_mangala),
    YogaRule("budha-aditya", "P. V. R. Narasimha Rao, An Integrated Approach, ch. 11", 0.51, moon.budha_aditya),
    YogaRule("sunapha", "BPHS ch. 37", 0.22, moon.sunapha),
    YogaRule("anapha", "BPHS ch. 37", 0.22, moon.anapha),
    YogaRule("durudhura", "BPHS ch. 37", 0.11, moon.durudhura),
    YogaRule("kemadruma", "BPHS ch. 37", 0.04, moon.kemadruma),
    YogaRule("adhi", "BPHS ch. 37", 0.05, moon.adhi),
    YogaRule("amala", "Phaladeepika ch. 6", 0.19, moon.amala),
    YogaRule("shakata", "Phaladeepika ch. 6", 0.17, moon.shakata),
    YogaRule("vesi", "BPHS ch. 38", 0.27, moon.vesi),
    YogaRule("vasi", "BPHS ch. 38", 0.28, moon.vasi),
    YogaRule("ubhayachari", "BPHS ch. 38", 0.34, moon.ubhayachari),
    YogaRule("ruchaka", "Phaladeepika ch. 6", 0.07, houses.ruchaka),
    YogaRule("bhadra", "Phaladeepika ch. 6", 0.05, houses.bhadra),
    YogaRule("hamsa", "Phaladeepika ch. 6", 0.08, houses.hamsa),
    YogaRule("malavya", "Phaladeepika ch. 6", 0.09, houses.malavya),
    YogaRule("shasha", "Phaladeepika ch. 6", 0.10, houses.shasha),
    YogaRule("saraswati", "Phaladeepika ch. 6", 0.10, houses.saraswati),
    YogaRule("raja", "BPHS ch. 39", 0.59, houses.raja),
    YogaRule("dharma-karmadhipati", "BPHS ch. 39", 0.17, houses.dharma_karmadhipati),
    YogaRule("yogakaraka", "BPHS ch. 34", 0.50, houses.yogakaraka),
    YogaRule("dhana", "BPHS ch. 41", 0.11, houses.dhana),
    YogaRule("harsha", "Phaladeepika ch. 6", 0.25, houses.harsha),
    YogaRule("sarala", "Phaladeepika ch. 6", 0.25, houses.sarala),
    YogaRule("vimala", "Phaladeepika ch. 6", 0.25, houses.vimala),
    YogaRule("maha-parivartana", "Phaladeepika ch. 6", 0.17, houses.maha_parivartana),
    YogaRule("khala-parivartana", "Phaladeepika ch. 6", 0.05, houses.khala_parivartana),
    YogaRule("dainya-parivartana", "Phaladeepika ch. 6", 0.18, houses.dainya_parivartana),
    YogaRule("neecha-bhanga", "Phaladeepika ch. 7", 0.40, houses.neecha_bhanga),
)


def yogas(chart: Chart) -> Yogas:
    """All that are present; one rule may be found several times, with other grahas."""
    return Yogas(basis=chart.basis, found=tuple(_found(chart)))


def _found(chart: Chart) -> Iterator[Finding]:
    for row in RULES:
        for grahas in row.rule(chart):
            stands = tuple(dict.fromkeys(chart[graha].house for graha in grahas))
            yield Finding(
                key=row.key, source=row.source, grahas=grahas, houses=stands, prevalence=row.prevalence
            )  # fmt: skip
