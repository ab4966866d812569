"""The port to whatever knows where towns are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from engine.domain.places import Place


class PlaceGateway(Protocol):
    """Finds the town a person means."""

    def find(self, text: str, limit: int) -> Sequence[Place]:
        """The towns that may be meant, the likeliest first, at most `limit`; none if nothing fits.

        `text` is as typed, in any script, and may name the state or the country after the town. Several towns of
        the same name are all returned: it is for the person to choose.
        """
        ...

    def near(self, latitude: float, longitude: float, limit: int) -> Sequence[Place]:
        """The towns around a point in degrees, the nearest first, at most `limit`; none where nobody lives near."""
        ...
