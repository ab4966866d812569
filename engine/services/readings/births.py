"""The birth details a conversation keeps, read into a moment by the clocks of that place and time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum
from math import cos, hypot, radians
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.domain.astrology.births import FIRST, LAST, POLAR, ROUGHLY, Accuracy, BirthMoment
from engine.domain.places import Place
from engine.domain.values import Json
from engine.errors import InvalidMoment, PlaceNeeded, TimeNeeded

_ONE_DAY = timedelta(days=1)
_DEGREE_KM = 111.2
_TOWN_KM = 30.0
"""Beyond this many degrees of latitude no sign can be said to rise on some days."""
# Towns that kept a time of their own beside that of India, until the day: none of it is in the zone's history.
_OWN_CLOCKS = ((22.57, 88.36, date(1948, 1, 1)), (19.07, 72.88, date(1955, 1, 1)))


class Came(Enum):
    """How often the clocks of a place showed a time: not at all where they were put forward over it."""

    ONCE = "once"
    TWICE = "twice"
    NEVER = "never"


@dataclass(frozen=True, slots=True, kw_only=True)
class BirthDetails:
    """One saved person. `clock` is the told time; None if only the day is known. `place` is None if it was left out.

    `is_second` tells which one is meant where the clocks were put back, so that the time came twice; None is not said.
    """

    name: str
    born: date
    clock: time | None
    accuracy: Accuracy
    place: Place | None
    is_second: bool | None = None

    @classmethod
    def of(cls, person: Json) -> BirthDetails:
        """From the map a session keeps: `name`, `born`, `time: {time, accuracy}`, `place`.

        InvalidMoment with the reason `details` for anything else.
        """
        try:
            return _read(person)
        except (KeyError, TypeError, ValueError, AttributeError):
            raise InvalidMoment("these are no birth details", "details") from None

    @property
    def needs(self) -> str | None:
        """What a chart cannot do without and is not known: `place` or `time`; None if it is all there."""
        if self.place is None:
            return "place"
        if self.accuracy is not Accuracy.EXACT or self.clock is None or self.is_twice:
            return "time"
        return None

    @property
    def is_twice(self) -> bool:
        """Whether the exact time came twice that day and it is not said which is meant."""
        return self.is_second is None and self.came is Came.TWICE

    @property
    def came(self) -> Came:
        """How often the time came that day; once unless it is exact and the place is known. InvalidMoment: the zone."""
        if self.clock is None or self.place is None or self.accuracy is not Accuracy.EXACT:
            return Came.ONCE
        first, second = self._instants(self.clock)
        return Came.ONCE if first == second else Came.TWICE if first < second else Came.NEVER

    @property
    def is_polar(self) -> bool:
        """Whether the place lies so far north or south that there may be no lagna, whatever the time."""
        return self.place is not None and abs(self.place.latitude) > POLAR

    @property
    def has_own_clocks(self) -> bool:
        """Whether the town then kept a time of its own beside the one reckoned with: Calcutta, Bombay."""
        return self.place is not None and any(
            self.born < until and _distance_km(self.place, latitude, longitude) < _TOWN_KM
            for latitude, longitude, until in _OWN_CLOCKS
        )

    def moment(self) -> BirthMoment:
        """When and where, with the offset that was in force there on that day.

        PlaceNeeded without a place; TimeNeeded if an exact time came twice; InvalidMoment with the reason `gap` if it
        never came, because the clocks were put forward, `zone` for a zone nobody knows, and as BirthMoment says.
        """
        place = self._at()
        if not FIRST.year <= self.born.year < LAST.year:
            raise InvalidMoment(f"only births from {FIRST.year} up to {LAST.year} can be computed", "years")
        if self.clock is None:
            start, end = self.start_of(self.born), self.start_of(self.born + _ONE_DAY)
            if end <= start:
                raise InvalidMoment("the calendar of the place left this day out", "gap")
            return BirthMoment.unknown(start, end, place.latitude, place.longitude)
        first, second = self._instants(self.clock)
        if self.accuracy is Accuracy.ROUGH:
            middle, spread = first + (second - first) / 2, abs(second - first) / 2
            return BirthMoment.rough(middle, place.latitude, place.longitude, ROUGHLY + spread)
        if second < first:
            raise InvalidMoment("the clocks of the place left this time out", "gap")
        if self.is_twice:
            raise TimeNeeded("the clocks were put back, and the time came twice", "clock")
        return BirthMoment.exact(second if self.is_second else first, place.latitude, place.longitude)

    def day_of(self, moment: datetime) -> date:
        """The date of a moment by the clocks of the place. PlaceNeeded without one."""
        return self._at().day_of(moment)

    def start_of(self, day: date) -> datetime:
        """When a day began there, in UTC; where midnight is left out, when the clocks were put forward. PlaceNeeded."""
        return datetime.combine(day, time(), _zone(self._at())).astimezone(UTC)

    def offset(self) -> timedelta:
        """How far the clocks of the place were ahead of UTC at the told time, or at noon of the day."""
        moment = datetime.combine(self.born, self.clock or time(12), _zone(self._at()))
        return moment.replace(fold=1 if self.is_second else 0).utcoffset() or timedelta(0)

    def begins(self, otherwise: tzinfo | None) -> datetime:
        """The told time, or the first moment of the day, by the clocks of the place, or by `otherwise` without one."""
        zone = otherwise if self.place is None else _zone(self.place)
        moment = datetime.combine(self.born, self.clock or time(), zone)
        return moment.replace(fold=1 if self.is_second else 0).astimezone(UTC)

    def _at(self) -> Place:
        if self.place is None:
            raise PlaceNeeded("the place of birth is not known")
        return self.place

    def _instants(self, clock: time) -> tuple[datetime, datetime]:
        """The two moments, in UTC, that a local time may be: equal but where clocks change; in a gap the wrong way."""
        local = datetime.combine(self.born, clock, _zone(self._at()))
        return local.astimezone(UTC), local.replace(fold=1).astimezone(UTC)


def _zone(place: Place) -> ZoneInfo:
    try:
        return ZoneInfo(place.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise InvalidMoment(f"nobody knows the zone {place.timezone!r}", "zone") from None


def _distance_km(place: Place, latitude: float, longitude: float) -> float:
    """On a flat map, which does within a town."""
    north, east = place.latitude - latitude, place.longitude - longitude
    return hypot(north, east * cos(radians(latitude))) * _DEGREE_KM


def _read(person: Json) -> BirthDetails:
    told = _mapping(person)
    clock = _mapping(told["time"])
    shown, place, second = clock.get("time"), told.get("place"), clock.get("second")
    return BirthDetails(
        name=" ".join(str(told["name"]).split()),
        born=date.fromisoformat(_text(told["born"])),
        clock=None if shown is None else time.fromisoformat(_text(shown)).replace(tzinfo=None),
        accuracy=Accuracy.UNKNOWN if shown is None else Accuracy(clock["accuracy"]),
        place=None if place is None else _place(_mapping(place)),
        is_second=second if isinstance(second, bool) else None,
    )


def _place(told: Mapping[str, Json]) -> Place:
    """Without what a session keeps beside it, such as its label."""
    known = {field.name: told[field.name] for field in fields(Place) if field.name in told}
    numbers = {name: float(str(known.pop(name))) for name in ("latitude", "longitude")}
    written = known.pop("written", {})
    return Place(written=_mapping(written), **numbers, **{name: _text(value) for name, value in known.items()})  # type: ignore[arg-type]


def _mapping(value: Json) -> Mapping[str, Json]:
    if not isinstance(value, dict):
        raise TypeError("a mapping is needed")
    return value


def _text(value: Json) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is needed")
    return value
