"""An AstrologyGateway that remembers days, transits, ingresses and Saturn's times.

Charts are not kept: one takes half a millisecond, which is what asking a Redis takes, and none is asked for twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple
from datetime import date, datetime, timedelta
from typing import TypeAlias

from pydantic import TypeAdapter

from engine.domain.astrology.births import Ayanamsa, Basis, BirthMoment
from engine.domain.astrology.charts import Chart, Outline
from engine.domain.astrology.dashas import Dashas
from engine.domain.astrology.matching import Match
from engine.domain.astrology.panchang import Panchang
from engine.domain.astrology.readings import Doshas, Yogas
from engine.domain.astrology.transits import Ingresses, SaturnTimes, Transits
from engine.domain.astrology.zodiac import Graha, Sign
from engine.domain.places import Place
from engine.interfaces.astrology import AstrologyGateway, Capability
from integrations.caching.cache import Cache, Kind
from integrations.caching.keys import key_of

DAYS = Kind("panchang", timedelta(days=2), TypeAdapter(Panchang))
TRANSITS = Kind("transits", timedelta(days=2), TypeAdapter(Transits))
INGRESSES = Kind("ingresses", timedelta(days=7), TypeAdapter(Ingresses))
SATURN = Kind("saturn", timedelta(days=7), TypeAdapter(SaturnTimes))

Conventions: TypeAlias = Callable[[Ayanamsa], Basis]
"""The basis of results as the gateway would tell it: with other versions or tables nothing kept is found any more."""


class CachingAstrologyGateway:
    """Before another gateway. The same question gets an equal answer, whoever computed it; errors are not kept."""

    def __init__(self, gateway: AstrologyGateway, cache: Cache, conventions: Conventions) -> None:
        self._gateway = gateway
        self._cache = cache
        self._conventions = conventions

    def capabilities(self) -> frozenset[Capability]:
        """Those of the other."""
        return self._gateway.capabilities()

    def chart(self, moment: BirthMoment, ayanamsa: Ayanamsa) -> Chart:
        """See AstrologyGateway; not kept."""
        return self._gateway.chart(moment, ayanamsa)

    def outline(self, moment: BirthMoment, ayanamsa: Ayanamsa) -> Outline:
        """See AstrologyGateway; not kept."""
        return self._gateway.outline(moment, ayanamsa)

    def dashas(self, chart: Chart) -> Dashas:
        """See AstrologyGateway; not kept."""
        return self._gateway.dashas(chart)

    def panchang(self, day: date, place: Place, ayanamsa: Ayanamsa) -> Panchang:
        """See AstrologyGateway. Places of the same degrees and zone have the same day."""
        key = self._key(ayanamsa, day.isoformat(), repr(place.latitude), repr(place.longitude), place.timezone)
        return self._cache.recall(DAYS, key, lambda: self._gateway.panchang(day, place, ayanamsa))

    def doshas(self, chart: Chart) -> Doshas:
        """See AstrologyGateway; not kept."""
        return self._gateway.doshas(chart)

    def yogas(self, chart: Chart) -> Yogas:
        """See AstrologyGateway; not kept."""
        return self._gateway.yogas(chart)

    def transits(self, moon_sign: Sign, moment: datetime, ayanamsa: Ayanamsa) -> Transits:
        """See AstrologyGateway."""
        key = self._key(ayanamsa, moon_sign.key, moment.isoformat())
        return self._cache.recall(TRANSITS, key, lambda: self._gateway.transits(moon_sign, moment, ayanamsa))

    def ingresses(self, graha: Graha, start: datetime, end: datetime, ayanamsa: Ayanamsa) -> Ingresses:
        """See AstrologyGateway."""
        key = self._key(ayanamsa, graha.value, start.isoformat(), end.isoformat())
        return self._cache.recall(INGRESSES, key, lambda: self._gateway.ingresses(graha, start, end, ayanamsa))

    def saturn(self, moon_sign: Sign, start: datetime, end: datetime, ayanamsa: Ayanamsa) -> SaturnTimes:
        """See AstrologyGateway."""
        key = self._key(ayanamsa, moon_sign.key, start.isoformat(), end.isoformat())
        return self._cache.recall(SATURN, key, lambda: self._gateway.saturn(moon_sign, start, end, ayanamsa))

    def match(self, bride: BirthMoment, groom: BirthMoment, ayanamsa: Ayanamsa) -> Match:
        """See AstrologyGateway; not kept."""
        return self._gateway.match(bride, groom, ayanamsa)

    def _key(self, ayanamsa: Ayanamsa, *parts: str) -> str:
        return key_of(*(str(part) for part in astuple(self._conventions(ayanamsa))), *parts)
