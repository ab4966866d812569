"""Reads what is laid over GeoNames: names in several scripts, and how many people live there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

Names: TypeAlias = tuple[str, str, str, str, str]
"""How one place is written in Hindi, Marathi, Tamil, Telugu and Bengali."""


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Listed(_Frozen):
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


class WrittenRegion(_Frozen):
    """A state or province, and towns in it by the name that is shown."""

    region: str
    written: Names
    places: Mapping[str, Names] = {}


class WrittenCountry(_Frozen):
    """A country; without names of its own it has those of Babel."""

    country: str
    written: Names | None = None
    regions: tuple[WrittenRegion, ...] = ()


def read_curated(source: Path) -> tuple[CuratedCountry, ...]:
    """All of a file. A malformed one raises pydantic's ValidationError."""
    return TypeAdapter(tuple[CuratedCountry, ...]).validate_python(_listed(source))


def read_written(source: Path) -> tuple[WrittenCountry, ...]:
    """The same of a file of names in other scripts."""
    return TypeAdapter(tuple[WrittenCountry, ...]).validate_python(_listed(source))


def _listed(source: Path) -> object:
    listed: object = yaml.safe_load(source.read_text(encoding="utf-8"))
    return listed
