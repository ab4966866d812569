"""Lays the curated list over the towns of GeoNames."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from integrations.places.building.curated import CuratedCountry, CuratedRegion, CuratedTown
from integrations.places.building.geonames import Row
from integrations.places.matching import key

NEAR_KM = 15
# A town's other name is not kept where it is the shown name of a town this near: New Delhi is not Delhi.
OWN_NAME_KM = 60
_KM_OF_A_DEGREE = 111.2


def overlaid(rows: Sequence[Row], countries: Sequence[CuratedCountry]) -> list[Row]:
    """The towns with curated names, regions and people; what GeoNames does not have is added."""
    for country in countries:
        _name_regions([row for row in rows if row.country == country.country], country)
    added = [row for country in countries for row in _added(rows, country)]
    return _without_twins(_without_borrowed([*rows, *added]))


def kilometres(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Between two points that are near each other: latitude and longitude in degrees, on a plane."""
    north = one[0] - other[0]
    east = (one[1] - other[1]) * math.cos(math.radians(one[0]))
    return math.hypot(north, east) * _KM_OF_A_DEGREE


def _name_regions(rows: Iterable[Row], country: CuratedCountry) -> None:
    names = {key(name): region.region for region in country.regions for name in (region.region, *region.also)}
    for row in rows:
        row.region = names.get(key(row.region), row.region)


def _added(rows: Sequence[Row], country: CuratedCountry) -> Iterator[Row]:
    for region in country.regions:
        for town in region.places:
            row = _same(rows, town, region, country)
            if row is None:
                yield _own(town, region, country)
            else:
                _correct(row, town, region)


def _same(rows: Sequence[Row], town: CuratedTown, region: CuratedRegion, country: CuratedCountry) -> Row | None:
    """The town of one of the names nearby, rather one that GeoNames shows under it, rather the larger."""
    del region
    names = {_close(name) for name in town.names}
    near = [row for row in rows if row.country == country.country and kilometres(town.at, row.at) < NEAR_KM]
    fitting = [row for row in near if names & {_close(name) for name in (*row.names, *row.others)}]
    return max(fitting, key=lambda row: (_close(row.names[0]) in names, row.people), default=None)


def _correct(row: Row, town: CuratedTown, region: CuratedRegion) -> None:
    row.names = list(dict.fromkeys([*town.names, *row.names]))
    row.region = region.region
    row.people = row.people if town.people is None else town.people * 1000


def _own(town: CuratedTown, region: CuratedRegion, country: CuratedCountry) -> Row:
    return Row(
        id=re.sub("[^a-z]+", "-", f"own {town.name} {region.region}".lower()),
        country=country.country,
        region=region.region,
        latitude=town.at[0],
        longitude=town.at[1],
        timezone=town.timezone or country.timezone,
        people=(town.people or 0) * 1000,
        names=list(town.names),
    )


def _without_borrowed(rows: list[Row]) -> list[Row]:
    shown = _by_name(rows)
    for row in rows:
        row.others = [name for name in row.others if not _is_borrowed(key(name), row, shown)]
    return rows


def _is_borrowed(name: str, row: Row, shown: Mapping[str, Sequence[Row]]) -> bool:
    return any(other is not row and kilometres(other.at, row.at) < OWN_NAME_KM for other in shown.get(name, ()))


def _without_twins(rows: list[Row]) -> list[Row]:
    """Of towns of one name in one district, or that nearly touch, the largest: nobody could tell them apart."""
    dropped = {
        id(row)
        for same in _by_name(rows).values()
        for row in same
        if any(_is_twin(row, other) and (other.people, other.id) > (row.people, row.id) for other in same)
    }
    return [row for row in rows if id(row) not in dropped]


def _is_twin(one: Row, other: Row) -> bool:
    is_near = one.district == other.district or kilometres(one.at, other.at) < NEAR_KM
    return is_near and (one.country, one.region) == (other.country, other.region)


def _by_name(rows: Iterable[Row]) -> Mapping[str, list[Row]]:
    named: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        named[key(row.names[0])].append(row)
    return named


def _close(name: str) -> str:
    return key(name).replace(" ", "")
