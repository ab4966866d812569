"""What a product asks of the sky, so that nothing is sold that the provider does not answer."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.domain.astrology.births import Ayanamsa
from engine.interfaces.astrology import AstrologyGateway, Capability

NEEDED: Mapping[str, frozenset[Capability]] = MappingProxyType(
    {
        "kundali_report": frozenset(
            {
                Capability.DASHAS, Capability.PANCHANG, Capability.DOSHAS, Capability.YOGAS, Capability.TRANSITS,
                Capability.INGRESSES, Capability.SATURN,
            }
        ),
        "match_report": frozenset({Capability.MATCH, Capability.OUTLINE}),
        "questions": frozenset({Capability.OUTLINE, Capability.DASHAS, Capability.TRANSITS, Capability.INGRESSES}),
    }
)  # fmt: skip
"""By product, beside the chart."""


def can_answer(astrology: AstrologyGateway, product: str, ayanamsa: Ayanamsa = Ayanamsa.LAHIRI) -> bool:
    """Whether the provider has all that a product is made of; not of one that nobody has written down here."""
    needed = NEEDED.get(product)
    asked = {Capability.KP} if ayanamsa is Ayanamsa.KP else set[Capability]()
    return needed is not None and needed | asked <= astrology.capabilities()
