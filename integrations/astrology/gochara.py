"""Transits seen from the Moon sign, and when grahas change signs; Sade Sati.

Sources: Phaladeepika ch. 26 for the good houses (without vedha); Sade Sati by sign, as almanacs announce it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from engine.domain.astrology.births import FIRST, LAST, Ayanamsa
from engine.domain.astrology.transits import (
    Ingress,
    Ingresses,
    SaturnPhase,
    SaturnStay,
    SaturnTimes,
    Transit,
    Transits,
)
from engine.domain.astrology.zodiac import Graha, Sign, sign_of
from engine.errors import InvalidMoment
from integrations.astrology.basis import basis
from integrations.astrology.crossings import sign_changes
from integrations.astrology.instants import days_of, moment_of
from integrations.astrology.sky import Sky

# The houses from the Moon sign in which a transit is called good. The nodes count as Saturn.
GOOD_HOUSES: Mapping[Graha, frozenset[int]] = MappingProxyType(
    {
        Graha.SUN: frozenset({3, 6, 10, 11}),
        Graha.MOON: frozenset({1, 3, 6, 7, 10, 11}),
        Graha.MARS: frozenset({3, 6, 11}),
        Graha.MERCURY: frozenset({2, 4, 6, 8, 10, 11}),
        Graha.JUPITER: frozenset({2, 5, 7, 9, 11}),
        Graha.VENUS: frozenset({1, 2, 3, 4, 5, 8, 9, 11, 12}),
        Graha.SATURN: frozenset({3, 6, 11}),
        Graha.RAHU: frozenset({3, 6, 11}),
        Graha.KETU: frozenset({3, 6, 11}),
    }
)
# Share of random moments and Moon signs in Sade Sati, 1930-2030.
SADE_SATI_PREVALENCE = 0.26

_PHASES: Mapping[int, SaturnPhase] = MappingProxyType(
    {
        12: SaturnPhase.RISING,
        1: SaturnPhase.PEAK,
        2: SaturnPhase.SETTING,
        4: SaturnPhase.FOURTH,
        8: SaturnPhase.EIGHTH,
    }
)


def transits(moon_sign: Sign, moment: datetime, ayanamsa: Ayanamsa) -> Transits:
    """All nine at a moment, each in its house from the Moon sign, and whether that house is good for it (ch. 26)."""
    sky = Sky(days_of(_computable(moment)), ayanamsa)
    found = {graha: _transit(graha, sky, moon_sign) for graha in Graha}
    return Transits(
        basis=basis(ayanamsa), moment=moment, moon_sign=moon_sign, grahas=found
    )  # fmt: skip


def ingresses(graha: Graha, start: datetime, end: datetime, ayanamsa: Ayanamsa) -> Ingresses:
    """The crossings of a graha, to the second of our own longitudes: for Saturn that is within an hour."""
    first, last = days_of(_computable(start)), days_of(_computable(end))
    return Ingresses(
        basis=basis(ayanamsa),
        graha=graha,
        sign_before=sign_of(Sky(first, ayanamsa).longitude(graha)),
        crossings=tuple(
            Ingress(moment=moment_of(days), sign=sign, is_retrograde=back)
            for days, sign, back in sign_changes(graha, first, last, ayanamsa)
        ),
    )


def saturn_times(moon_sign: Sign, start: datetime, end: datetime, ayanamsa: Ayanamsa) -> SaturnTimes:
    """The stays of Saturn in the 12th, 1st, 2nd (Sade Sati), 4th and 8th sign (dhaiya) from the Moon's.

    By sign, with its returns when it goes back, as newspapers announce them.
    """
    stays = (
        SaturnStay(phase=_PHASES[house], sign=sign, start=begins, end=ends)
        for sign, begins, ends in _saturn_stays(start, end, ayanamsa)
        if (house := sign.house_from(moon_sign)) in _PHASES
    )
    return SaturnTimes(
        basis=basis(ayanamsa), moon_sign=moon_sign, stays=tuple(stays), prevalence=SADE_SATI_PREVALENCE
    )  # fmt: skip


def _transit(graha: Graha, sky: Sky, moon_sign: Sign) -> Transit:
    longitude, speed = sky.motion(graha)
    house = sign_of(longitude).house_from(moon_sign)
    return Transit(
        graha=graha, longitude=longitude, sign=sign_of(longitude), house=house, is_good=house in GOOD_HOUSES[graha],
        is_retrograde=graha.is_node or speed < 0,
    )  # fmt: skip


def _saturn_stays(start: datetime, end: datetime, ayanamsa: Ayanamsa) -> Iterator[tuple[Sign, datetime, datetime]]:
    moves = ingresses(Graha.SATURN, start, end, ayanamsa)
    sign, begins = moves.sign_before, start
    for crossing in moves.crossings:
        yield sign, begins, crossing.moment
        sign, begins = crossing.sign, crossing.moment
    if begins < end:
        yield sign, begins, end


def _computable(moment: datetime) -> datetime:
    if moment.utcoffset() != timedelta(0):
        raise InvalidMoment("a moment has to be given in UTC, with its zone", "zone")
    if not FIRST <= moment < LAST.replace(year=LAST.year + 100):
        raise InvalidMoment("transits are known for 1800 to 2200", "years")
    return moment
