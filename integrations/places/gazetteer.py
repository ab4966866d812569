"""The file of places, written by `make places`: columns of towns and what lies around them."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TypedDict, cast

from engine.domain.places import Place
from integrations.places.spellings import Spellings

ATTRIBUTION = (
    "Towns, regions and districts: GeoNames (https://www.geonames.org), Creative Commons Attribution 4.0 "
    "(https://creativecommons.org/licenses/by/4.0/); selected, corrected and with names added by Boloastro."
)
SCALE = 10_000
NOWHERE = -1
HOME = "India"
COUNTRY, REGION, DISTRICT = "country", "region", "district"


class Columns(TypedDict):
    """What the file holds. Towns are numbered, those with the most people first.

    `around` are countries, regions and districts: the shown name, its kind, and the keys of all its names. `country`,
    `region` and `district` of a town point there; `zone` points into `zones`. Latitude and longitude are degrees times
    SCALE. `written` has by the number of a town, `written_around` by that of what lies around, its names by language
    in other scripts. The rest leads to towns: `sure` and `others` from the keys of names, `sounds` from how they sound,
    and `skeletons` from consonants to sounds.
    """

    about: str
    made_of: str
    zones: list[str]
    around: list[tuple[str, str, list[str]]]
    id: list[str]
    name: list[str]
    country: list[int]
    region: list[int]
    district: list[int]
    zone: list[int]
    latitude: list[int]
    longitude: list[int]
    people: list[int]
    written: dict[str, dict[str, str]]
    written_around: dict[str, dict[str, str]]
    sure: dict[str, list[int]]
    others: dict[str, list[int]]
    sounds: dict[str, list[int]]
    skeletons: dict[str, list[str]]


class Gazetteer:
    """The columns of a file, and what is found from them at once."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        around = enumerate(columns["around"])
        self._homes = frozenset(at for at, (name, kind, _) in around if kind == COUNTRY and name == HOME)

    @cached_property
    def names(self) -> Spellings:
        """The keys of all names."""
        return Spellings({**self.columns["sure"], **self.columns["others"]})

    @cached_property
    def sounds(self) -> Spellings:
        """How all names sound."""
        return Spellings(self.columns["sounds"])

    def named(self, name: str) -> Sequence[int]:
        """The towns of a key, in whatever way they have it."""
        return [*self.columns["sure"].get(name, ()), *self.columns["others"].get(name, ())]

    def in_district(self, name: str) -> Iterator[int]:
        """The towns of the districts of a key."""
        around = enumerate(self.columns["around"])
        numbers = frozenset(at for at, (_, kind, names) in around if kind == DISTRICT and name in names)
        towns = self.columns["district"] if numbers else ()
        return (town for town, district in enumerate(towns) if district in numbers)

    def lies_in(self, town: int, around: frozenset[int]) -> bool:
        """Whether a town lies in any of these countries, regions and districts."""
        columns = self.columns
        return not around.isdisjoint((columns["country"][town], columns["region"][town], columns["district"][town]))

    def is_at_home(self, town: int) -> bool:
        """Whether it lies in India."""
        return self.columns["country"][town] in self._homes

    def people(self, town: int) -> int:
        """How many live there; never less than one."""
        return max(self.columns["people"][town], 1)

    def at(self, town: int) -> tuple[float, float]:
        """Latitude and longitude in degrees."""
        return self.columns["latitude"][town] / SCALE, self.columns["longitude"][town] / SCALE

    def place(self, town: int) -> Place:
        """As the engine knows it. Where the region has no name it is the country."""
        columns = self.columns
        latitude, longitude = self.at(town)
        country = columns["around"][columns["country"][town]][0]
        region = columns["country" if columns["region"][town] == NOWHERE else "region"][town]
        return Place(
            id=columns["id"][town],
            name=columns["name"][town],
            district=self._name_around(columns["district"][town]),
            region=self._name_around(region),
            country=country,
            latitude=latitude,
            longitude=longitude,
            timezone=columns["zones"][columns["zone"][town]],
            written=_by_language(
                name=columns["written"].get(str(town), {}),
                district=self._written_around(columns["district"][town]),
                region=self._written_around(region),
                country=self._written_around(columns["country"][town]),
            ),
        )

    def _name_around(self, number: int) -> str:
        return "" if number == NOWHERE else self.columns["around"][number][0]

    def _written_around(self, number: int) -> Mapping[str, str]:
        return self.columns["written_around"].get(str(number), {})


def _by_language(**parts: Mapping[str, str]) -> Mapping[str, Mapping[str, str]]:
    """The names of each part, which are known by language, the other way round."""
    languages = dict.fromkeys(language for names in parts.values() for language in names)
    return {
        language: {part: names[language] for part, names in parts.items() if language in names}
        for language in languages
    }


def write_columns(columns: Columns, target: Path) -> None:
    """The same columns make the same bytes."""
    text = json.dumps(columns, ensure_ascii=False, separators=(",", ":"))
    target.write_bytes(gzip.compress(text.encode(), compresslevel=9, mtime=0))


def read_columns(source: Path) -> Columns:
    """All of a file."""
    return cast("Columns", json.loads(gzip.decompress(source.read_bytes())))
