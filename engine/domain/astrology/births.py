"""The moment and the place of a birth, how well the moment is known, and by which conventions it is to be read.

Sources: Lahiri is the ayanamsa of the Calendar Reform Committee of India, KP that of K. S. Krishnamurti; their values
are in `integrations.astrology.frame`. The rest is plain arithmetic of times.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum

from engine.domain.values import Json
from engine.errors import InvalidMoment

# What "roughly" means when nothing better is said, to either side.
ROUGHLY = timedelta(hours=2)
# Polynomials and tables of an embedded provider hold in these years; a moment outside is refused by everybody.
FIRST = datetime(1800, 1, 1, tzinfo=UTC)
LAST = datetime(2100, 1, 1, tzinfo=UTC)
# Beyond this the ecliptic may lie along the horizon, and what rises is no longer one point. In degrees.
POLAR = 66.0


class Accuracy(Enum):
    """How well somebody knows when they were born."""

    EXACT = "exact"
    ROUGH = "rough"
    UNKNOWN = "unknown"


class Ayanamsa(Enum):
    """Where the sidereal circle begins. Lahiri is that of the Government of India, KP is Krishnamurti's."""

    LAHIRI = "lahiri"
    KP = "kp"

    @classmethod
    def chosen(cls, name: Json) -> Ayanamsa:
        """The one that somebody has chosen, Lahiri for who has not. ValueError for another name."""
        return cls.LAHIRI if name is None else cls(name)


@dataclass(frozen=True, slots=True, kw_only=True)
class BirthMoment:
    """When and where. Times are aware UTC; degrees are positive to the north and to the east.

    The birth lies between `earliest` and `latest`, both possible; for an exact time they are one. `utc` is the told
    time, or the middle of what is possible.
    """

    utc: datetime
    earliest: datetime
    latest: datetime
    latitude: float
    longitude: float
    accuracy: Accuracy = Accuracy.EXACT

    def __post_init__(self) -> None:
        """Refuse what cannot be a birth, so that nobody computes from it."""
        for moment in (self.utc, self.earliest, self.latest):
            if moment.utcoffset() != timedelta(0):
                raise InvalidMoment("a moment has to be given in UTC, with its zone", "zone")
        if not self.earliest <= self.utc <= self.latest:
            raise InvalidMoment("the told time has to lie between the earliest and the latest", "order")
        if self.accuracy is Accuracy.EXACT and self.earliest != self.latest:
            raise InvalidMoment("an exact time leaves nothing open", "order")
        if not (-90 <= self.latitude <= 90 and -180 <= self.longitude <= 180):
            raise InvalidMoment("latitude has to be within 90 degrees and longitude within 180", "place")
        if not FIRST <= self.earliest <= self.latest < LAST:
            raise InvalidMoment(f"only births from {FIRST.year} up to {LAST.year} can be computed", "years")

    @classmethod
    def exact(cls, utc: datetime, latitude: float, longitude: float) -> BirthMoment:
        """A time known to the minute."""
        return cls(utc=utc, earliest=utc, latest=utc, latitude=latitude, longitude=longitude)

    @classmethod
    def rough(cls, utc: datetime, latitude: float, longitude: float, within: timedelta = ROUGHLY) -> BirthMoment:
        """A time known to so much on either side."""
        return cls(
            utc=utc, earliest=utc - within, latest=utc + within, latitude=latitude, longitude=longitude,
            accuracy=Accuracy.ROUGH,
        )  # fmt: skip

    @classmethod
    def unknown(cls, start: datetime, end: datetime, latitude: float, longitude: float) -> BirthMoment:
        """Only the day is known: `start` is its local midnight in UTC, `end` the next one's."""
        latest = end - timedelta(minutes=1)
        return cls(
            utc=start + (latest - start) / 2, earliest=start, latest=latest, latitude=latitude, longitude=longitude,
            accuracy=Accuracy.UNKNOWN,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """By whom and by which conventions a result was computed: enough to compute it again.

    `provider` and `version` are of the code, `engine` of the ephemeris under it, `tables` of the rules. `ayanamsa`
    is in force with `node` for Rahu ("mean" or "true"); `year_days` is the length of a dasha year in days;
    `sunrise` says what counts as sunrise: "upper-limb" with refraction, or "centre" without.
    """

    provider: str
    version: str
    engine: str
    tables: str
    ayanamsa: Ayanamsa
    node: str
    year_days: float
    sunrise: str
