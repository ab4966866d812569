"""How common each dosha and yoga is, is told next to it: so it is measured again, on births drawn at random."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from engine.domain.astrology.births import Ayanamsa, BirthMoment
from engine.domain.astrology.charts import Chart
from engine.domain.astrology.zodiac import Graha
from integrations.astrology.charts import cast
from integrations.astrology.doshas import doshas
from integrations.astrology.gochara import SADE_SATI_PREVALENCE
from integrations.astrology.yogas import RULES, yogas

BIRTHS = 20_000 if os.environ.get("BOLOASTRO_PROOF") == "1" else 1_200
# Four standard deviations of a share of one half.
TOLERANCE = 2 / BIRTHS**0.5 + 0.01
START = datetime(1930, 1, 1, tzinfo=UTC)
MINUTES = 100 * 525_960


def charts() -> Iterator[Chart]:
    """Births of a hundred years all over India, the same in every run."""
    drawn = random.Random(5)
    for _ in range(BIRTHS):
        moment = START + timedelta(minutes=drawn.randrange(MINUTES))
        place = drawn.uniform(8, 35), drawn.uniform(68.5, 97)
        yield cast(BirthMoment.exact(moment, *place), Ayanamsa.LAHIRI)


@cache
def measured() -> dict[str, tuple[float, float]]:
    """What is told and what is counted, by key."""
    told: dict[str, float] = {row.key: row.prevalence for row in RULES} | {"sade-sati": SADE_SATI_PREVALENCE}
    counted: Counter[str] = Counter()
    for chart in charts():
        found = doshas(chart)
        mangal = found.mangal
        told |= {"manglik": mangal.prevalence, "manglik-any": mangal.prevalence_any}
        told |= {"kaal-sarp": found.kaal_sarp.prevalence} | {other.key: other.prevalence for other in found.others}
        counted["manglik"] += mangal.is_manglik
        counted["manglik-any"] += mangal.with_second or mangal.from_moon or mangal.from_venus
        counted["kaal-sarp"] += found.kaal_sarp.is_present
        counted["sade-sati"] += chart[Graha.SATURN].sign.house_from(chart.moon_sign) in (12, 1, 2)
        counted.update({other.key for other in found.others} | {yoga.key for yoga in yogas(chart).found})
    return {key: (share, counted[key] / BIRTHS) for key, share in told.items()}


@pytest.mark.parametrize("key", sorted({"manglik", "manglik-any", "kaal-sarp", "sade-sati", *(r.key for r in RULES)}))
def test_it_is_as_common_as_we_say(key: str) -> None:
    """Within what so many births can tell."""
    told, counted = measured()[key]
    assert counted == pytest.approx(told, abs=TOLERANCE)


def test_the_smaller_doshas_are_as_common_as_we_say() -> None:
    """All nine were seen."""
    smaller = {key: pair for key, pair in measured().items() if key in SMALLER}
    assert set(smaller) == SMALLER
    for told, counted in smaller.values():
        assert counted == pytest.approx(told, abs=TOLERANCE)


SMALLER = {
    "guru-chandal", "angarak", "shrapit", "vish", "grahan-sun-rahu", "grahan-sun-ketu", "grahan-moon-rahu",
    "grahan-moon-ketu", "gand-mool",
}  # fmt: skip
