"""A place on earth where somebody can be born."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from engine.domain.values import Data, Json

HOME = "India"
"""The country people take for granted: it is not written behind a town."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A town. Degrees are positive to the north and to the east; `timezone` is a name of the IANA database.

    `id` is the gateway's own and stays the same for the same town. `district` is empty where it is not known. The names
    are in Latin letters; `written` has by language what stands for `name`, `district`, `region` and `country` there.
    """

    id: str
    name: str
    district: str = ""
    region: str
    country: str
    latitude: float
    longitude: float
    timezone: str
    written: Mapping[str, Mapping[str, str]] = field(default_factory=dict, hash=False)

    def as_json(self) -> dict[str, Json]:
        """The place as a session keeps it."""
        return dict(asdict(self))

    def day_of(self, moment: datetime) -> date:
        """The date of a moment by the clocks of the place: that is the day which every product names."""
        return moment.astimezone(ZoneInfo(self.timezone)).date()


def place_in(place: Data, language: str) -> str:
    """The town, its region, and outside of India its country, of a place as a session keeps it. No name comes twice."""
    parts = ("name", "region") if place.get("country", HOME) == HOME else ("name", "region", "country")
    names = [name_in(place, part, language) for part in parts]
    return ", ".join(dict.fromkeys(filter(None, names)))


def name_in(place: Data, part: str, language: str) -> str:
    """`name`, `district`, `region` or `country` of a place; in Latin letters where nothing else is known."""
    written = place.get("written")
    names = written.get(language) if isinstance(written, dict) else None
    name = names.get(part) if isinstance(names, dict) else None
    return str(name or place.get(part) or "")
