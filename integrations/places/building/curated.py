"""Reads what is laid over GeoNames: names of countries, regions and towns, and how many people live there."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter


class _Listed(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    also: tuple[str, ...] = ()


class CuratedTown(_Listed):
    """A town near `at`, latitude and longitude in degrees; `people` in thousands, None where GeoNames is right."""

    name: str
    at: tuple[float, float]
    people: int | None = None
    timezone: str | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The name that is shown, then all others."""
        return (self.name, *self.also)


class CuratedRegion(_Listed):
    """A state or province with its towns."""

    region: str
    places: tuple[CuratedTown, ...] = ()


class CuratedCountry(_Listed):
    """A country with its regions."""

    country: str
    timezone: str
    regions: tuple[CuratedRegion, ...] = ()


def read_curated(source: Path) -> tuple[CuratedCountry, ...]:
    """All of a file. A malformed one raises pydantic's ValidationError."""
    listed: object = yaml.safe_load(source.read_text(encoding="utf-8"))
    return TypeAdapter(tuple[CuratedCountry, ...]).validate_python(listed)
