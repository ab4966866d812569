"""The towns nearest to a point on earth."""

from __future__ import annotations

import heapq
import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from integrations.places.gazetteer import Gazetteer

EARTH_KM = 6371.0088
# Whoever shares a point further from every listed town than this stands in a desert or at sea.
FURTHEST_KM = 150
_KM_OF_A_DEGREE = 2 * math.pi * EARTH_KM / 360


class Nearness:
    """All towns of a gazetteer, sorted from south to north."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._towns = sorted(range(len(gazetteer.columns["id"])), key=lambda town: gazetteer.at(town)[0])
        self._latitudes = [gazetteer.at(town)[0] for town in self._towns]

    def towns(self, latitude: float, longitude: float, limit: int) -> Sequence[int]:
        """At most `limit` towns within FURTHEST_KM of a point in degrees, the nearest first."""
        span = FURTHEST_KM / _KM_OF_A_DEGREE
        first = bisect_left(self._latitudes, latitude - span)
        last = bisect_right(self._latitudes, latitude + span)
        point = (latitude, longitude)
        apart = ((kilometres(point, self._gazetteer.at(town)), town) for town in self._towns[first:last])
        return [town for _, town in heapq.nsmallest(limit, (pair for pair in apart if pair[0] <= FURTHEST_KM))]


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Along the surface, by the haversine formula on a sphere; points are latitude and longitude in degrees."""
    (north, east), (norther, easter) = (map(math.radians, point) for point in (one, other))
    half = math.sin((norther - north) / 2) ** 2
    half += math.cos(north) * math.cos(norther) * math.sin((easter - east) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(half))
