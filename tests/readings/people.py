"""People as a session keeps them, and the shipped words."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from engine.charts.library import Library, read_library
from engine.domain.places import Place
from engine.domain.values import Json
from engine.services.readings.births import BirthDetails
from integrations.flows.folder import FolderFlowRepository

FLOWS = Path(__file__).parents[2] / "flows"


def _place(id: str, latitude: float, longitude: float, timezone: str, country: str = "India") -> Place:
    name = id.title()
    return Place(
        id=id, name=name, region=name, country=country, latitude=latitude, longitude=longitude, timezone=timezone
    )  # fmt: skip


MUMBAI = _place("mumbai", 19.07, 72.88, "Asia/Kolkata")
KOLKATA = _place("kolkata", 22.57, 88.36, "Asia/Kolkata")
DELHI = _place("delhi", 28.61, 77.21, "Asia/Kolkata")
CHENNAI = _place("chennai", 13.08, 80.27, "Asia/Kolkata")
LONDON = _place("london", 51.51, -0.13, "Europe/London", "United Kingdom")
NEW_YORK = _place("new york", 40.71, -74.01, "America/New_York", "United States")
SYDNEY = _place("sydney", -33.87, 151.21, "Australia/Sydney", "Australia")
APIA = _place("apia", -13.83, -171.76, "Pacific/Apia", "Samoa")
CAIRO = _place("cairo", 30.04, 31.24, "Africa/Cairo", "Egypt")
TROMSO = _place("tromsø", 69.65, 18.96, "Europe/Oslo", "Norway")


@cache
def library() -> Library:
    """The shipped flows with all their words."""
    found, problems = read_library(FolderFlowRepository(FLOWS).read())
    assert found.readings, problems
    return found


def person(
    born: str = "1990-08-15", time: str | None = "09:30", place: Place | None = MUMBAI, accuracy: str = "exact",
    name: str = "Asha Rao", **clock: Json,
) -> dict[str, Json]:  # fmt: skip
    """The map a session keeps, with what it keeps beside the birth."""
    return {
        "id": "p1", "label": name, "description": "", "name": name, "told": born, "born": born,
        "time": {"time": time, "accuracy": accuracy if time else "unknown", **clock},
        "place": None if place is None else {**place.as_json(), "label": f"{place.name}, {place.region}"},
    }  # fmt: skip


def details(
    born: str = "1990-08-15", time: str | None = "09:30", place: Place | None = MUMBAI, accuracy: str = "exact",
    name: str = "Asha Rao", **clock: Json,
) -> BirthDetails:  # fmt: skip
    """Somebody born then and there."""
    return BirthDetails.of(person(born, time, place, accuracy, name, **clock))
