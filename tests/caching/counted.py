"""Gateways that count how often they are asked, before the real ones."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from engine.domain.astrology.births import Ayanamsa
from engine.domain.astrology.panchang import Panchang
from engine.domain.astrology.transits import Ingresses, SaturnTimes, Transits
from engine.domain.astrology.zodiac import Graha, Sign
from engine.domain.places import Place
from integrations.astrology.embedded import EmbeddedAstrologyGateway
from integrations.places.embedded import SHIPPED, EmbeddedPlaceGateway


class CountedSky(EmbeddedAstrologyGateway):
    """The embedded gateway, as slow as one somewhere else may be."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.asked: Counter[str] = Counter()
        self._seconds = seconds
        self._lock = threading.Lock()

    def panchang(self, day: date, place: Place, ayanamsa: Ayanamsa) -> Panchang:
        """Counted."""
        self._count("panchang")
        return super().panchang(day, place, ayanamsa)

    def transits(self, moon_sign: Sign, moment: datetime, ayanamsa: Ayanamsa) -> Transits:
        """Counted."""
        self._count("transits")
        return super().transits(moon_sign, moment, ayanamsa)

    def ingresses(self, graha: Graha, start: datetime, end: datetime, ayanamsa: Ayanamsa) -> Ingresses:
        """Counted."""
        self._count("ingresses")
        return super().ingresses(graha, start, end, ayanamsa)

    def saturn(self, moon_sign: Sign, start: datetime, end: datetime, ayanamsa: Ayanamsa) -> SaturnTimes:
        """Counted."""
        self._count("saturn")
        return super().saturn(moon_sign, start, end, ayanamsa)

    def _count(self, what: str) -> None:
        with self._lock:
            self.asked[what] += 1
        time.sleep(self._seconds)


class CountedPlaces(EmbeddedPlaceGateway):
    """The shipped gazetteer."""

    def __init__(self) -> None:
        super().__init__(SHIPPED)
        self.asked = 0

    def find(self, text: str, limit: int) -> Sequence[Place]:
        """Counted."""
        self.asked += 1
        return super().find(text, limit)
