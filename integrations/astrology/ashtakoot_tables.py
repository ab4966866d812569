"""The tables of ashtakoot, set `north-v1`, pinned: they differ between books, and a result names its set.

Sources: varna, yoni and nadi classes and bhakoot are common to all (Nemichandra Shastri, *Bharatiya Jyotish*,
pp. 477-482; saravali.de, "Rasi Koota"). Where books differ: vashya points as at saravali.de (*Bharatiya Jyotish* gives
2 for Chatushpada with Jalachara, where this has 1 or 0); gana points with the groom's class first, as both printed
examples found have it (Maitreya and PyJHora use the transpose); the middle values of yoni as at
freehoroscopesonline.in; maitri points of Future Point, *Horoscope Matching*, p. 59 (Maitreya: 2, 2, 1 for the middle
ones). All alternatives together move 0.6 to 0.9 of 36 points in the mean, and 4 at most.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from engine.domain.astrology.taras import Tara
from engine.domain.astrology.zodiac import Sign

TABLES = "north-v1"

# By Moon sign, Mesha first; a higher number is the higher class.
VARNAS = ("shudra", "vaishya", "kshatriya", "brahmin")
VARNA_OF_SIGN = (2, 1, 0, 3, 2, 1, 0, 3, 2, 1, 0, 3)

VASHYAS = ("chatushpada", "manava", "jalachara", "vanachara", "keeta")
# By Moon sign: the class of its first and of its second half.
VASHYA_OF_SIGN = (
    (0, 0), (0, 0), (1, 1), (2, 2), (3, 3), (1, 1), (1, 1), (4, 4), (1, 0), (0, 2), (1, 1), (2, 2),
)  # fmt: skip
# Row: bride; column: groom.
VASHYA_POINTS = (
    (2.0, 0.5, 1.0, 0.0, 2.0),
    (0.5, 2.0, 0.0, 0.0, 0.0),
    (1.0, 0.0, 2.0, 2.0, 2.0),
    (0.0, 0.0, 2.0, 2.0, 0.0),
    (1.0, 0.0, 1.0, 0.0, 2.0),
)

# Two have another name in this set than in an almanac; words and what is kept with orders have it, so it stays.
TARAS: Mapping[Tara, str] = MappingProxyType(
    {**{tara: tara.value for tara in Tara}, Tara.NAIDHANA: "vadha", Tara.PARAMA_MITRA: "ati-mitra"}
)
BAD_TARAS = frozenset({Tara.VIPAT, Tara.PRATYAK, Tara.NAIDHANA})

YONIS = (
    "horse", "elephant", "sheep", "serpent", "dog", "cat", "rat", "cow", "buffalo", "tiger", "deer", "monkey",
    "mongoose", "lion",
)  # fmt: skip
# By nakshatra, Ashwini first.
YONI_OF_NAKSHATRA = (
    0, 1, 2, 3, 3, 4, 5, 2, 5, 6, 6, 7, 8, 9, 8, 9, 10, 10, 4, 11, 12, 11, 13, 0, 13, 7, 1,
)  # fmt: skip
YONI_POINTS = (
    (4, 2, 2, 3, 2, 2, 2, 1, 0, 1, 1, 3, 2, 1),
    (2, 4, 3, 3, 2, 2, 2, 2, 3, 1, 2, 3, 2, 0),
    (2, 3, 4, 2, 1, 2, 1, 3, 3, 1, 2, 0, 3, 1),
    (3, 3, 2, 4, 2, 1, 1, 1, 1, 2, 2, 2, 0, 2),
    (2, 2, 1, 2, 4, 2, 1, 2, 2, 1, 0, 2, 1, 1),
    (2, 2, 2, 1, 2, 4, 0, 2, 2, 1, 3, 3, 2, 1),
    (2, 2, 1, 1, 1, 0, 4, 2, 2, 2, 2, 2, 1, 2),
    (1, 2, 3, 1, 2, 2, 2, 4, 3, 0, 3, 2, 2, 1),
    (0, 3, 3, 1, 2, 2, 2, 3, 4, 1, 2, 2, 2, 1),
    (1, 1, 1, 2, 1, 1, 2, 0, 1, 4, 1, 1, 2, 1),
    (1, 2, 2, 2, 0, 3, 2, 3, 2, 1, 4, 2, 2, 1),
    (3, 3, 0, 2, 2, 3, 2, 2, 2, 1, 2, 4, 3, 2),
    (2, 2, 3, 0, 1, 2, 1, 2, 2, 2, 2, 3, 4, 2),
    (1, 0, 1, 2, 1, 1, 2, 1, 1, 1, 1, 2, 2, 4),
)

GANAS = ("deva", "manushya", "rakshasa")
# By nakshatra, Ashwini first.
GANA_OF_NAKSHATRA = (
    0, 1, 2, 1, 0, 1, 0, 0, 2, 2, 1, 1, 0, 2, 0, 2, 0, 2, 2, 1, 1, 0, 2, 2, 1, 1, 0,
)  # fmt: skip
# Row: groom; column: bride.
GANA_POINTS = ((6, 6, 0), (5, 6, 0), (1, 0, 6))

# Mutual places of the two Moon signs, counted from either.
BAD_BHAKOOTS = frozenset({2, 5, 6, 8, 9, 12})

NADIS = ("adi", "madhya", "antya")
NADI_PATTERN = (0, 1, 2, 2, 1, 0)


def varna_of(sign: Sign) -> int:
    """The rank of a Moon sign, 0-3."""
    return VARNA_OF_SIGN[sign]


def vashya_of(sign: Sign, degrees: float) -> int:
    """The class, 0-4, of a Moon so many degrees into its sign: Dhanu and Makara are of two halves."""
    return VASHYA_OF_SIGN[sign][degrees >= 15.0]
