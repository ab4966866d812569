"""What a slightly other time of birth would change.

Plain arithmetic: distances in arc minutes, and in minutes of time by the speed of the body.
"""

from __future__ import annotations

from collections.abc import Iterator

from engine.domain.astrology.charts import Division, NearEdge
from engine.domain.astrology.zodiac import CIRCLE, PADA_DEGREES, Graha, within_circle

# A told time is seldom better than this, and our own longitudes are always better than that.
MINUTES = 5.0
ARC_MINUTES = 0.5

_PARTS = ((Division.SIGN, 12), (Division.NAKSHATRA, 27), (Division.PADA, 108))
_MINUTES_A_DAY = 1440.0


def near_edges(graha: Graha | None, longitude: float, speed: float) -> Iterator[NearEdge]:
    """The divisions whose nearest edge is passed within five minutes of time, or lies within half an arc minute.

    `speed` is in degrees a day; `graha` is None for the lagna.
    """
    edge = round(longitude / PADA_DEGREES)  # edges of signs and nakshatras are edges of padas, too
    distance = edge * PADA_DEGREES - longitude
    minutes = abs(distance / speed) * _MINUTES_A_DAY if speed else float("inf")
    if minutes > MINUTES and abs(distance) * 60 > ARC_MINUTES:
        return
    here, beyond = (longitude, within_circle(longitude + 2 * distance + (1e-6 if distance >= 0 else -1e-6)))
    for division, count in _PARTS:
        if (edge * count) % 108 == 0:
            yield NearEdge(
                graha=graha, division=division, here=int(here * count / CIRCLE), beyond=int(beyond * count / CIRCLE),
                arc_minutes=abs(distance) * 60, minutes=minutes,
            )  # fmt: skip
