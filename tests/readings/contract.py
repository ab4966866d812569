"""Which keys the words of readings have: the kinds, and the values each of them stands for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import IntEnum

from engine.domain.astrology.births import Accuracy
from engine.domain.astrology.lordship import Dignity, Ground, Strength
from engine.domain.astrology.matching import Kuta
from engine.domain.astrology.panchang import Karana, Masa, Vara, Yoga
from engine.domain.astrology.readings import Cancellation
from engine.domain.astrology.transits import SaturnPhase
from engine.domain.astrology.zodiac import Graha, Nakshatra, Sign
from integrations.astrology import ashtakoot_tables as tables
from integrations.astrology.yogas import RULES

HOUSES = tuple(str(house) for house in range(1, 13))
TOLD = ("sun", "mars", "venus", "jupiter", "saturn", "rahu")
OTHER_DOSHAS = (
    "guru-chandal", "angarak", "shrapit", "vish",
    "grahan-sun-rahu", "grahan-sun-ketu", "grahan-moon-rahu", "grahan-moon-ketu", "gand-mool",
)  # fmt: skip
TERMS = (
    "kundali", "lagna", "rashi", "graha", "nakshatra", "pada", "house", "lord", "kendra", "trikona", "dusthana",
    "navamsa", "aspect", "nodes", "retrograde", "exalted", "debilitated", "dasha", "antar", "transit", "sade_sati",
    "panoti", "yoga", "dosha", "ayanamsa", "panchang", "tithi", "karana",
)  # fmt: skip
CHAPTERS = (
    "about", "charts", "planets", "you", "houses", "dasha", "antar", "yogas", "doshas", "saturn", "year", "remedies",
    "glossary", "basis",
)  # fmt: skip
REPORT = (
    "title", "subtitle", "born", "time", "place", "coordinates", "zone", "ayanamsa", "lahiri", "kp", "contents",
    "graha", "sign", "degrees", "nakshatra", "pada", "house", "lord", "state", "retrograde", "from", "to", "period",
    "sub_period", "month", "good", "mixed", "rashi_chart", "navamsa_chart", "lagna", "moon_sign", "sun_sign",
    "birth_star", "syllable", "tithi", "weekday", "yoga", "karana", "sunrise", "current_period", "dasha_again",
    "no_yogas", "no_doshas", "mangal_yes", "mangal_no", "mangal_cancelled", "mangal_some", "kaal_sarp_no",
    "sade_sati_now", "sade_sati_none", "sade_sati_next", "near_edge", "month_summary", "month_good", "month_mixed",
    "month_quiet", "lucky_title", "remedies_rule", "footer", "basis", "words_rule", "summary", "picture_title",
    "picture_caption", "north", "south", "east", "west", "old_clock", "planet_in", "planets_here", "nobody_here",
    "until", "common", "mars_from", "phase", "verdict", "quiet", "slow_planets", "span", "lord_of_lagna",
    "lord_of_moon_sign", "lord_of_period", "lord_at", "read_on", "basis_read", "node_mean", "node_true",
    "term", "meaning",
)  # fmt: skip

_GRAHAS = tuple(graha.value for graha in Graha)
_YOGAS = tuple(row.key for row in RULES)
_DOSHAS = ("mangal", "kaal_sarp", *OTHER_DOSHAS)
_DIGNITIES = tuple(dignity.value for dignity in Dignity)


def _names(members: Iterable[IntEnum]) -> tuple[str, ...]:
    return tuple(member.name.lower() for member in members)


KINDS: Mapping[str, tuple[str, ...]] = {
    "graha": _GRAHAS,
    "graha_short": _GRAHAS,
    "sign": _names(Sign),
    "nakshatra": _names(Nakshatra),
    "vara": _names(Vara),
    "tithi": (*(str(number) for number in range(1, 15)), "purnima", "amavasya"),
    "paksha": ("shukla", "krishna"),
    "yoga_of_day": _names(Yoga),
    "karana": tuple(karana.value for karana in Karana),
    "masa": _names(Masa),
    "dignity": _DIGNITIES,
    "house": HOUSES,
    "kuta": tuple(kuta.value for kuta in Kuta),
    "kuta_class": (
        *tables.VARNAS,
        *tables.VASHYAS,
        *tables.TARAS.values(),
        *tables.YONIS,
        *tables.GANAS,
        *tables.NADIS,
    ),
    "mark": ("lagna", "retrograde"),
    "accuracy": tuple(accuracy.value for accuracy in Accuracy),
    "lagna_in": _names(Sign),
    "moon_in": _names(Sign),
    "birth_star": _names(Nakshatra),
    "in_house": tuple(f"{graha}.{house}" for graha in _GRAHAS for house in HOUSES),
    "in_dignity": _DIGNITIES,
    "lord_in": tuple(f"{house}.{ground.value}" for house in HOUSES for ground in Ground),
    "lord_stands": tuple(f"{house}.{strength.value}" for house in HOUSES for strength in Strength),
    "dasha": _GRAHAS,
    "antar": _GRAHAS,
    "transit": tuple(f"{graha}.{house}" for graha in TOLD for house in HOUSES),
    "saturn": tuple(phase.value for phase in SaturnPhase),
    "yoga": _YOGAS,
    "yoga_name": _YOGAS,
    "dosha": _DOSHAS,
    "dosha_name": _DOSHAS,
    "exemption": tuple(reason.value for reason in Cancellation),
    "remedy": _GRAHAS,
    "lucky": _GRAHAS,
    "term": TERMS,
    "glossary": TERMS,
    "report": (
        *REPORT,
        *(f"{part}_{chapter}" for part in ("ch", "intro") for chapter in CHAPTERS),
        *(f"phase_{phase.value}" for phase in SaturnPhase),
        *(f"syllable_{star}_{pada}" for star in _names(Nakshatra) for pada in range(1, 5)),
    ),
}
"""By kind; a key is `<kind>.<value>`."""

NAMES = frozenset(
    {
        "graha", "sign", "nakshatra", "vara", "tithi", "paksha", "yoga_of_day", "karana", "masa", "dignity", "house",
        "kuta", "kuta_class", "mark", "accuracy", "yoga_name", "dosha_name", "term",
    }
)  # fmt: skip
"""The kinds that stand in a table cell."""


def keys() -> Iterator[str]:
    """Every key, once."""
    for kind, values in KINDS.items():
        yield from (f"{kind}.{value}" for value in values)
