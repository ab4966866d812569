"""A place on earth where somebody can be born."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from engine.domain.values import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A town. Degrees are positive to the north and to the east; `timezone` is a name of the IANA database.

    `id` is the gateway's own and stays the same for the same town. `district` is empty where it is not known.
    """

    id: str
    name: str
    district: str = ""
    region: str
    country: str
    latitude: float
    longitude: float
    timezone: str

    def as_json(self) -> dict[str, Json]:
        """The place as a session keeps it."""
        return dict(asdict(self))
