"""Every yoga is found where its rule holds, and not where one thing is otherwise."""

from __future__ import annotations

import pytest

from engine.domain.astrology.zodiac import Graha, Sign
from integrations.astrology.yogas import RULES, yogas
from tests.astrology.made import chart

Places = dict[Graha, Sign | float]
S, G = Sign, Graha

# A lagna, places that make the yoga, and one that undoes it.
CASES: dict[str, tuple[Sign, Places, Places]] = {
    "gajakesari": (S.MESHA, {G.MOON: S.KANYA, G.JUPITER: S.DHANU}, {G.JUPITER: S.MAKARA}),
    "chandra-mangala": (S.MESHA, {G.MARS: S.KANYA}, {G.MARS: S.TULA}),
    "budha-aditya": (S.MESHA, {G.SUN: S.KARKA, G.MERCURY: S.KARKA}, {G.MERCURY: S.MITHUNA}),
    "sunapha": (S.MESHA, {G.MOON: S.KANYA, G.SATURN: S.TULA, G.VENUS: S.MEENA}, {G.VENUS: S.SIMHA}),
    "anapha": (S.MESHA, {G.MOON: S.KANYA, G.VENUS: S.SIMHA, G.SATURN: S.MEENA}, {G.SATURN: S.TULA}),
    "durudhura": (S.MESHA, {G.MOON: S.KANYA, G.VENUS: S.SIMHA, G.SATURN: S.TULA}, {G.SATURN: S.MEENA}),
    "kemadruma": (
        S.MESHA,
        {
            G.MOON: S.KANYA,
            G.SUN: S.TULA,
            G.MARS: S.KARKA,
            G.MERCURY: S.KARKA,
            G.JUPITER: S.KUMBHA,
            G.VENUS: S.KARKA,
            G.SATURN: S.KUMBHA,
        },
        {G.SATURN: S.DHANU},
    ),
    "adhi": (
        S.MESHA,
        {G.MOON: S.MESHA, G.MERCURY: S.KANYA, G.JUPITER: S.TULA, G.VENUS: S.VRISHCHIKA},
        {G.MOON: S.MEENA},
    ),
    "amala": (S.MESHA, {G.JUPITER: S.MAKARA}, {G.SATURN: S.MAKARA, G.MOON: S.MESHA}),
    "shakata": (S.MESHA, {G.MOON: S.KANYA, G.JUPITER: S.MESHA}, {G.JUPITER: S.VRISHABHA}),
    "vesi": (S.MESHA, {G.SUN: S.KARKA, G.VENUS: S.SIMHA, G.MARS: S.MEENA}, {G.MARS: S.MITHUNA}),
    "vasi": (S.MESHA, {G.SUN: S.KARKA, G.MARS: S.MITHUNA, G.VENUS: S.MEENA}, {G.VENUS: S.SIMHA}),
    "ubhayachari": (S.MESHA, {G.SUN: S.KARKA, G.MARS: S.MITHUNA, G.VENUS: S.SIMHA}, {G.VENUS: S.MEENA}),
    "ruchaka": (S.MESHA, {G.MARS: S.MAKARA}, {G.MARS: S.KUMBHA}),
    "bhadra": (S.MITHUNA, {G.MERCURY: S.KANYA}, {G.MERCURY: S.TULA}),
    "hamsa": (S.MESHA, {G.JUPITER: S.KARKA}, {G.JUPITER: S.SIMHA}),
    "malavya": (S.MEENA, {G.VENUS: S.MEENA}, {G.VENUS: S.MESHA}),
    "shasha": (S.MESHA, {G.SATURN: S.TULA}, {G.SATURN: S.VRISHCHIKA}),
    "saraswati": (S.MESHA, {G.JUPITER: S.KARKA, G.VENUS: S.VRISHABHA, G.MERCURY: S.SIMHA}, {G.VENUS: S.MITHUNA}),
    "raja": (S.MESHA, {G.MARS: S.SIMHA, G.SUN: S.SIMHA, G.VENUS: S.KANYA}, {G.MARS: S.MITHUNA}),
    "dharma-karmadhipati": (S.MESHA, {G.JUPITER: S.VRISHABHA, G.SATURN: S.VRISHABHA}, {G.SATURN: S.MITHUNA}),
    "yogakaraka": (S.KARKA, {}, {}),
    "dhana": (S.MESHA, {G.VENUS: S.KUMBHA, G.SATURN: S.VRISHABHA}, {G.SATURN: S.MITHUNA}),
    "harsha": (S.MESHA, {G.MERCURY: S.MEENA}, {G.MERCURY: S.MESHA}),
    "sarala": (S.MESHA, {G.MARS: S.KANYA}, {G.MARS: S.MITHUNA}),
    "vimala": (S.MESHA, {G.JUPITER: S.VRISHCHIKA}, {G.JUPITER: S.KUMBHA}),
    "maha-parivartana": (S.MESHA, {G.SUN: S.KARKA, G.MOON: S.SIMHA}, {G.MOON: S.KANYA}),
    "khala-parivartana": (S.MESHA, {G.MERCURY: S.KARKA, G.MOON: S.MITHUNA}, {G.MOON: S.KANYA}),
    "dainya-parivartana": (S.MESHA, {G.MARS: S.MEENA, G.JUPITER: S.MESHA, G.MERCURY: S.TULA}, {G.JUPITER: S.SIMHA}),
    "neecha-bhanga": (S.MESHA, {G.SUN: S.TULA, G.VENUS: S.MAKARA}, {G.SUN: S.KUMBHA}),
}


def keys(lagna: Sign, places: Places) -> set[str]:
    """What is found."""
    return {yoga.key for yoga in yogas(chart(lagna, places)).found}


@pytest.mark.parametrize("key", [row.key for row in RULES])
def test_a_yoga_is_found_where_it_is(key: str) -> None:
    """Every row of the table has its case."""
    lagna, places, _ = CASES[key]
    assert key in keys(lagna, places)


@pytest.mark.parametrize("key", [key for key, (_, _, undoing) in CASES.items() if undoing])
def test_and_not_where_one_thing_is_otherwise(key: str) -> None:
    """So the rule looks at what it says."""
    lagna, places, undoing = CASES[key]
    assert key not in keys(lagna, places | undoing)


@pytest.mark.parametrize(
    ("lagna", "graha"),
    [
        (S.VRISHABHA, G.SATURN), (S.KARKA, G.MARS), (S.SIMHA, G.MARS), (S.TULA, G.SATURN), (S.MAKARA, G.VENUS),
        (S.KUMBHA, G.VENUS),
    ],
)  # fmt: skip
def test_six_lagnas_have_a_yogakaraka(lagna: Sign, graha: Graha) -> None:
    """And the other six have none."""
    found = [yoga.grahas for yoga in yogas(chart(lagna)).found if yoga.key == "yogakaraka"]
    assert found == [(graha,)]


def test_the_others_have_none() -> None:
    """Mesha, Mithuna, Kanya, Vrishchika, Dhanu, Meena."""
    for lagna in (S.MESHA, S.MITHUNA, S.KANYA, S.VRISHCHIKA, S.DHANU, S.MEENA):
        assert "yogakaraka" not in keys(lagna, {})
