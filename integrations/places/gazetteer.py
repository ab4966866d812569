"""Reads a list of towns from YAML: countries, their regions, and the towns with all their names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

from engine.domain.places import Place
from integrations.places.matching import key


@dataclass(frozen=True, slots=True)
class Town:
    """A place with the keys of its names, the keys of the region and country around it, and its people in thousands."""

    place: Place
    names: frozenset[str]
    around: frozenset[str]
    people: int


class _Listed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    also: tuple[str, ...] = ()


class _Town(_Listed):
    id: str
    name: str
    at: tuple[float, float]
    people: int
    timezone: str | None = None


class _Region(_Listed):
    region: str
    places: tuple[_Town, ...]


class _Country(_Listed):
    country: str
    timezone: str
    regions: tuple[_Region, ...]


def read_towns(source: Path) -> tuple[Town, ...]:
    """All towns of a file, those with the most people first. A malformed file raises pydantic's ValidationError."""
    listed: object = yaml.safe_load(source.read_text(encoding="utf-8"))
    countries = TypeAdapter(tuple[_Country, ...]).validate_python(listed)
    towns = (town for country in countries for town in _towns(country))
    return tuple(sorted(towns, key=lambda town: (-town.people, town.place.id)))


def _towns(country: _Country) -> Iterator[Town]:
    for region in country.regions:
        around = _keys(region.region, *region.also, country.country, *country.also)
        for town in region.places:
            yield Town(_place(town, region, country), _keys(town.name, *town.also), around, town.people)


def _place(town: _Town, region: _Region, country: _Country) -> Place:
    return Place(
        id=town.id,
        name=town.name,
        region=region.region,
        country=country.country,
        latitude=town.at[0],
        longitude=town.at[1],
        timezone=town.timezone or country.timezone,
    )


def _keys(*names: str) -> frozenset[str]:
    return frozenset(key(name) for name in names)
