"""Who rules what, who is whose friend, where each is strong, and what each looks at.

Sources: Brihat Parashara Hora Shastra, chapters 3 (dignities, friendship) and 26 (aspects), as taught in P. V. R.
Narasimha Rao, *Vedic Astrology: An Integrated Approach*, chapters 2 and 3. The nodes rule no sign and have no friends
here: the traditions disagree.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from types import MappingProxyType

from engine.domain.astrology.zodiac import Graha, Sign, degrees_in_sign, sign_of

KENDRAS = frozenset({1, 4, 7, 10})
TRIKONAS = frozenset({1, 5, 9})
DUSTHANAS = frozenset({6, 8, 12})

LORDS: tuple[Graha, ...] = (
    Graha.MARS, Graha.VENUS, Graha.MERCURY, Graha.MOON, Graha.SUN, Graha.MERCURY,
    Graha.VENUS, Graha.MARS, Graha.JUPITER, Graha.SATURN, Graha.SATURN, Graha.JUPITER,
)  # fmt: skip

EXALTED: Mapping[Graha, Sign] = MappingProxyType(
    {
        Graha.SUN: Sign.MESHA,
        Graha.MOON: Sign.VRISHABHA,
        Graha.MARS: Sign.MAKARA,
        Graha.MERCURY: Sign.KANYA,
        Graha.JUPITER: Sign.KARKA,
        Graha.VENUS: Sign.MEENA,
        Graha.SATURN: Sign.TULA,
    }
)

# Where each is in moolatrikona: the sign, and the degrees within it from and to.
_MOOLATRIKONA: Mapping[Graha, tuple[Sign, float, float]] = MappingProxyType(
    {
        Graha.SUN: (Sign.SIMHA, 0, 20),
        Graha.MOON: (Sign.VRISHABHA, 3, 30),
        Graha.MARS: (Sign.MESHA, 0, 12),
        Graha.MERCURY: (Sign.KANYA, 15, 20),
        Graha.JUPITER: (Sign.DHANU, 0, 10),
        Graha.VENUS: (Sign.TULA, 0, 15),
        Graha.SATURN: (Sign.KUMBHA, 0, 20),
    }
)

_FRIENDS: Mapping[Graha, frozenset[Graha]] = MappingProxyType(
    {
        Graha.SUN: frozenset({Graha.MOON, Graha.MARS, Graha.JUPITER}),
        Graha.MOON: frozenset({Graha.SUN, Graha.MERCURY}),
        Graha.MARS: frozenset({Graha.SUN, Graha.MOON, Graha.JUPITER}),
        Graha.MERCURY: frozenset({Graha.SUN, Graha.VENUS}),
        Graha.JUPITER: frozenset({Graha.SUN, Graha.MOON, Graha.MARS}),
        Graha.VENUS: frozenset({Graha.MERCURY, Graha.SATURN}),
        Graha.SATURN: frozenset({Graha.MERCURY, Graha.VENUS}),
    }
)
_ENEMIES: Mapping[Graha, frozenset[Graha]] = MappingProxyType(
    {
        Graha.SUN: frozenset({Graha.VENUS, Graha.SATURN}),
        Graha.MOON: frozenset(),
        Graha.MARS: frozenset({Graha.MERCURY}),
        Graha.MERCURY: frozenset({Graha.MOON}),
        Graha.JUPITER: frozenset({Graha.MERCURY, Graha.VENUS}),
        Graha.VENUS: frozenset({Graha.SUN, Graha.MOON}),
        Graha.SATURN: frozenset({Graha.SUN, Graha.MOON, Graha.MARS}),
    }
)

# Everything looks at the 7th house from itself; these look at others too. The nodes only at the 7th.
_EXTRA_ASPECTS: Mapping[Graha, tuple[int, ...]] = MappingProxyType(
    {Graha.MARS: (4, 8), Graha.JUPITER: (5, 9), Graha.SATURN: (3, 10)}
)


class Friendship(Enum):
    """What one graha is to another by nature. It need not be mutual."""

    FRIEND = "friend"
    NEUTRAL = "neutral"
    ENEMY = "enemy"


class Dignity(Enum):
    """How well a graha stands in its sign, the strongest first."""

    EXALTED = "exalted"
    MOOLATRIKONA = "moolatrikona"
    OWN = "own"
    FRIENDLY = "friendly"
    NEUTRAL = "neutral"
    ENEMY = "enemy"
    DEBILITATED = "debilitated"


class Strength(Enum):
    """How the lord of a house stands, all in all."""

    STRONG = "strong"
    EVEN = "even"
    WEAK = "weak"


class Ground(Enum):
    """In what kind of house a lord stands: its own; 1, 4, 7, 10; 5, 9; 6, 8, 12; the others, 2, 3, 11, bring gains."""

    OWN = "own"
    KENDRA = "kendra"
    TRIKONA = "trikona"
    GAIN = "gain"
    DUSTHANA = "dusthana"


def lord_of(sign: Sign) -> Graha:
    """The ruler of a sign."""
    return LORDS[sign]


def friendship(of: Graha, to: Graha) -> Friendship:
    """What `to` is for `of` by nature (naisargika). A graha is its own friend; nodes are neutral."""
    if of is to or to in _FRIENDS.get(of, frozenset()):
        return Friendship.FRIEND
    return Friendship.ENEMY if to in _ENEMIES.get(of, frozenset()) else Friendship.NEUTRAL


def dignity(graha: Graha, longitude: float) -> Dignity | None:
    """How a graha stands at a sidereal longitude in degrees; None for the nodes, of which the traditions disagree.

    Exaltation and debilitation count for the whole sign, except where the moolatrikona of the Moon and Mercury
    shares the sign of their exaltation.
    """
    if graha.is_node:
        return None
    sign, degrees = sign_of(longitude), degrees_in_sign(longitude)
    home, first, last = _MOOLATRIKONA[graha]
    if sign is home and first <= degrees < last:
        return Dignity.MOOLATRIKONA
    if sign is EXALTED[graha] and not (graha is Graha.MERCURY and degrees >= last):
        return Dignity.EXALTED
    if sign is EXALTED[graha].ahead(7):
        return Dignity.DEBILITATED
    if LORDS[sign] is graha:
        return Dignity.OWN
    return _BY_FRIENDSHIP[friendship(graha, LORDS[sign])]


def ground_of(house: int, stands: int) -> Ground:
    """The kind of house in which the lord of a house stands, both counted from the lagna."""
    if house == stands:
        return Ground.OWN
    return next(ground for ground, houses in _GROUNDS.items() if stands in houses)


def is_hard(house: int) -> bool:
    """Whether it is one of the houses of effort, the 6th, 8th and 12th (dusthana)."""
    return house in DUSTHANAS


def strength_of(dignity: Dignity | None, house: int) -> Strength:
    """How a lord stands, all in all, by its dignity and whether its house is the 6th, 8th or 12th."""
    if dignity in _FIRM or (dignity is Dignity.FRIENDLY and not is_hard(house)):
        return Strength.STRONG
    if dignity is Dignity.DEBILITATED or (is_hard(house) and dignity is not Dignity.FRIENDLY):
        return Strength.WEAK
    return Strength.EVEN


def aspects(graha: Graha) -> tuple[int, ...]:
    """The houses, counted from where the graha stands as 1, at which it looks with full sight."""
    return tuple(sorted((7, *_EXTRA_ASPECTS.get(graha, ()))))


def looks_at(graha: Graha, stands: Sign, target: Sign) -> bool:
    """Whether a graha in one sign has its full sight on another."""
    return target.house_from(stands) in aspects(graha)


_BY_FRIENDSHIP: Mapping[Friendship, Dignity] = MappingProxyType(
    {
        Friendship.FRIEND: Dignity.FRIENDLY,
        Friendship.NEUTRAL: Dignity.NEUTRAL,
        Friendship.ENEMY: Dignity.ENEMY,
    }
)
_GROUNDS: Mapping[Ground, frozenset[int]] = MappingProxyType(
    {
        Ground.KENDRA: KENDRAS,
        Ground.TRIKONA: TRIKONAS - KENDRAS,
        Ground.GAIN: frozenset({2, 3, 11}),
        Ground.DUSTHANA: DUSTHANAS,
    }
)
_FIRM = (Dignity.EXALTED, Dignity.MOOLATRIKONA, Dignity.OWN)
