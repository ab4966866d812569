"""A PlaceGateway that remembers what was found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from pydantic import TypeAdapter

from engine.domain.places import Place
from engine.interfaces.places import PlaceGateway
from integrations.caching.cache import Cache, Kind
from integrations.caching.keys import key_of

FOUND = Kind("places", timedelta(days=1), TypeAdapter(tuple[Place, ...]))
LONGEST_TEXT = 120
"""Longer texts are no names of places; they are not kept."""


class CachingPlaceGateway:
    """Before another gateway. `edition` names what it knows: another gazetteer finds nothing of this one's."""

    def __init__(self, gateway: PlaceGateway, cache: Cache, edition: str) -> None:
        self._gateway = gateway
        self._cache = cache
        self._edition = edition

    def find(self, text: str, limit: int) -> Sequence[Place]:
        """See PlaceGateway."""
        if len(text) > LONGEST_TEXT:
            return self._gateway.find(text, limit)
        key = key_of(self._edition, "find", text, str(limit))
        return self._cache.recall(FOUND, key, lambda: tuple(self._gateway.find(text, limit)))

    def near(self, latitude: float, longitude: float, limit: int) -> Sequence[Place]:
        """See PlaceGateway; not kept: nobody asks twice for the same point, and where a person is stays with them."""
        return self._gateway.near(latitude, longitude, limit)
