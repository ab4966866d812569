"""Ashtakoot: two Moons compared in eight ways, 36 points. The tables and their sources are in `ashtakoot_tables`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from engine.domain.astrology.charts import Point
from engine.domain.astrology.lordship import Friendship, friendship, lord_of
from engine.domain.astrology.matching import Ashtakoot, Kuta, Remark, SubScore
from engine.domain.astrology.taras import tara_of
from integrations.astrology import ashtakoot_tables as tables

# What two lords are to each other, the better first.
_MAITRI_POINTS: Mapping[tuple[Friendship, Friendship], float] = MappingProxyType(
    {
        (Friendship.FRIEND, Friendship.FRIEND): 5.0,
        (Friendship.FRIEND, Friendship.NEUTRAL): 4.0,
        (Friendship.NEUTRAL, Friendship.NEUTRAL): 3.0,
        (Friendship.FRIEND, Friendship.ENEMY): 1.0,
        (Friendship.NEUTRAL, Friendship.ENEMY): 0.5,
        (Friendship.ENEMY, Friendship.ENEMY): 0.0,
    }
)
_RANKS = (Friendship.FRIEND, Friendship.NEUTRAL, Friendship.ENEMY)


def ashtakoot(bride: Point, groom: Point) -> Ashtakoot:
    """All eight of two Moons, given by their sidereal longitudes."""
    kutas = {
        Kuta.VARNA: _varna(bride, groom),
        Kuta.VASHYA: _vashya(bride, groom),
        Kuta.TARA: _tara(bride, groom),
        Kuta.YONI: _yoni(bride, groom),
        Kuta.MAITRI: _maitri(bride, groom),
        Kuta.GANA: _gana(bride, groom),
        Kuta.BHAKOOT: _bhakoot(bride, groom),
        Kuta.NADI: _nadi(bride, groom),
    }
    return Ashtakoot(
        tables=tables.TABLES, kutas=kutas, remarks=tuple(_remarks(bride, groom, kutas))
    )  # fmt: skip


def _varna(bride: Point, groom: Point) -> SubScore:
    """1 if the groom's is not below the bride's."""
    hers, his = tables.varna_of(bride.sign), tables.varna_of(groom.sign)
    return _score(Kuta.VARNA, float(his >= hers), tables.VARNAS[hers], tables.VARNAS[his])


def _vashya(bride: Point, groom: Point) -> SubScore:
    hers, his = (tables.vashya_of(moon.sign, moon.degrees) for moon in (bride, groom))
    return _score(Kuta.VASHYA, tables.VASHYA_POINTS[hers][his], tables.VASHYAS[hers], tables.VASHYAS[his])


def _tara(bride: Point, groom: Point) -> SubScore:
    """1.5 for each way of counting, both ends included, that does not leave 3, 5 or 7 (Future Point, p. 41)."""
    hers, his = tara_of(groom.nakshatra, bride.nakshatra), tara_of(bride.nakshatra, groom.nakshatra)
    good = sum(tara not in tables.BAD_TARAS for tara in (hers, his))
    return _score(Kuta.TARA, 1.5 * good, tables.TARAS[hers], tables.TARAS[his])


def _yoni(bride: Point, groom: Point) -> SubScore:
    hers, his = tables.YONI_OF_NAKSHATRA[bride.nakshatra], tables.YONI_OF_NAKSHATRA[groom.nakshatra]
    return _score(Kuta.YONI, float(tables.YONI_POINTS[hers][his]), tables.YONIS[hers], tables.YONIS[his])


def _maitri(bride: Point, groom: Point) -> SubScore:
    """Of the lords of the two Moon signs, by nature."""
    hers, his = lord_of(bride.sign), lord_of(groom.sign)
    better, worse = sorted((friendship(hers, his), friendship(his, hers)), key=_RANKS.index)
    return _score(Kuta.MAITRI, _MAITRI_POINTS[better, worse], hers.value, his.value)


def _gana(bride: Point, groom: Point) -> SubScore:
    hers, his = tables.GANA_OF_NAKSHATRA[bride.nakshatra], tables.GANA_OF_NAKSHATRA[groom.nakshatra]
    return _score(Kuta.GANA, float(tables.GANA_POINTS[his][hers]), tables.GANAS[hers], tables.GANAS[his])


def _bhakoot(bride: Point, groom: Point) -> SubScore:
    good = groom.sign.house_from(bride.sign) not in tables.BAD_BHAKOOTS
    return _score(Kuta.BHAKOOT, 7.0 * good, bride.sign.key, groom.sign.key)


def _nadi(bride: Point, groom: Point) -> SubScore:
    hers, his = (tables.NADI_PATTERN[moon.nakshatra % 6] for moon in (bride, groom))
    return _score(Kuta.NADI, 8.0 * (hers != his), tables.NADIS[hers], tables.NADIS[his])


def _remarks(bride: Point, groom: Point, kutas: Mapping[Kuta, SubScore]) -> Iterator[Remark]:
    """Exceptions that many matchmakers know; the points stay as they are."""
    if not kutas[Kuta.NADI].points:
        if bride.nakshatra is groom.nakshatra:
            if bride.sign is not groom.sign:
                yield Remark.NADI_SAME_NAKSHATRA_OTHER_SIGN
            elif bride.pada != groom.pada:
                yield Remark.NADI_SAME_NAKSHATRA_OTHER_PADA
        elif bride.sign is groom.sign:
            yield Remark.NADI_SAME_SIGN_OTHER_NAKSHATRA
    if not kutas[Kuta.BHAKOOT].points:
        hers, his = lord_of(bride.sign), lord_of(groom.sign)
        if hers is his:
            yield Remark.BHAKOOT_SAME_LORD
        elif friendship(hers, his) is friendship(his, hers) is Friendship.FRIEND:
            yield Remark.BHAKOOT_FRIENDLY_LORDS


def _score(kuta: Kuta, points: float, bride: str, groom: str) -> SubScore:
    return SubScore(points=points, most=kuta.most, bride=bride, groom=groom)
