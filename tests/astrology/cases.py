"""Reference births and ingresses: ours, and those of the shared folder where it is at hand."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from engine.domain.astrology.births import BirthMoment
from engine.domain.astrology.charts import Point
from engine.domain.astrology.zodiac import Graha, apart
from engine.domain.places import Place

OURS = Path(__file__).with_name("reference.json")
SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "astrology_reference.json"
INDIA = timedelta(hours=5, minutes=30)

# What the reference is compared within: arc seconds for longitudes and for the lagna, days for dashas.
LONGITUDE = 30.0
LAGNA = 60.0
DASHA_DAYS = 2
# Nearer to an edge than this, in arc seconds, a class is not compared.
EDGE = 30.0

DELHI = Place(
    id="delhi", name="New Delhi", region="Delhi", country="India", latitude=28.6139, longitude=77.209,
    timezone="Asia/Kolkata",
)  # fmt: skip


@dataclass(frozen=True)
class Spot:
    """A point of a reference chart with its classes, and how far the nearest pada edge is, in arc seconds."""

    longitude: float
    sign: str
    nakshatra: str
    pada: int
    navamsa: str
    edge: float

    def differs_from(self, point: Point, tolerance: float) -> list[str]:
        """What is not the same, the longitude within so many arc seconds."""
        found = []
        if abs(apart(point.longitude, self.longitude)) * 3600 > tolerance:
            found.append(f"longitude {point.longitude} instead of {self.longitude}")
        told = (title(point.sign.name), title(point.nakshatra.name), point.pada, title(point.navamsa.name))
        if self.edge >= EDGE and told != (self.sign, self.nakshatra, self.pada, self.navamsa):
            found.append(f"{told} instead of {self}")
        return found


@dataclass(frozen=True)
class Body(Spot):
    """A graha of a reference chart."""

    house: int
    is_retrograde: bool


@dataclass(frozen=True)
class Birth:
    """One reference chart."""

    id: str
    moment: BirthMoment
    ayanamsa: float
    lagna: Spot
    grahas: Mapping[Graha, Body]
    balance_years: float
    dashas: Sequence[tuple[Graha, date, date]]
    tithi: int
    yoga: str
    karana: str
    mars_houses: Mapping[str, int]
    is_manglik: bool
    is_manglik_with_second: bool


def title(name: str) -> str:
    """`PURVA_PHALGUNI` as the reference writes it."""
    return name.replace("_", " ").title()


def india(text: str) -> datetime:
    """A moment of Indian time, as ISO text, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC) - INDIA


@cache
def births() -> tuple[Birth, ...]:
    """Ours."""
    return tuple(_ours(row) for row in _read(OURS)["births"])


@cache
def shared_births() -> tuple[Birth, ...]:
    """Those of the shared folder; none where it is not."""
    return tuple(_shared(row) for row in _read(SHARED)["births"]) if SHARED.exists() else ()


def birth(id_: str) -> Birth:
    """One of ours."""
    return next(case for case in births() if case.id == id_)


@cache
def ingresses() -> Mapping[Graha, Sequence[tuple[datetime, str]]]:
    """When a graha enters which sign, to the minute, by graha."""
    rows = _read(OURS)["ingresses_ist"]
    return {Graha(graha): [(india(moment), sign) for moment, sign in row] for graha, row in rows.items()}


def _read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def _ours(row: Any) -> Birth:
    grahas = {
        Graha(name): Body(longitude, sign, nakshatra, pada, navamsa, edge, house, retro)
        for name, (longitude, sign, nakshatra, pada, navamsa, house, retro, edge) in row["grahas"].items()
    }
    return Birth(
        id=row["id"],
        moment=_moment(row["utc"], row["latitude"], row["longitude"]),
        ayanamsa=row["ayanamsa"],
        lagna=Spot(*row["lagna"]),
        grahas=grahas,
        balance_years=row["balance_years"],
        dashas=[_dasha(*period) for period in row["dashas"]],
        tithi=row["tithi"],
        yoga=row["yoga"],
        karana=row["karana"],
        mars_houses=row["mars_houses"],
        is_manglik=row["manglik"],
        is_manglik_with_second=row["manglik_with_second"],
    )


def _shared(row: Any) -> Birth:
    told, place = row["expected"], row["birth"]
    periods = told["vimshottari"]["mahadashas"]
    return Birth(
        id=row["id"],
        moment=_moment(told["utc"], place["lat"], place["lon"]),
        ayanamsa=told["ayanamsa_lahiri_true"],
        lagna=Spot(**_spot(told["lagna"]), edge=told["arcsec_to_nearest_pada_edge"]["lagna"]),
        grahas=dict(_shared_grahas(told)),
        balance_years=told["vimshottari"]["balance_years"],
        dashas=[_dasha(period["lord"].lower(), period["start_utc_date"], period["end_utc_date"]) for period in periods],
        tithi=told["panchang_at_birth"]["tithi_index"],
        yoga=told["panchang_at_birth"]["yoga"],
        karana=told["panchang_at_birth"]["karana"],
        mars_houses=told["mars_house_from"],
        is_manglik=told["manglik_1_4_7_8_12_from_lagna"],
        is_manglik_with_second=told["manglik_1_2_4_7_8_12_from_lagna"],
    )


def _shared_grahas(told: Any) -> Iterator[tuple[Graha, Body]]:
    for name, row in told["grahas"].items():
        if not name.endswith("_true"):
            edge = told["arcsec_to_nearest_pada_edge"][name]
            body = Body(**_spot(row), edge=edge, house=row["house"], is_retrograde=row.get("retro", True))
            yield Graha(name.removesuffix("_mean").lower()), body


def _dasha(lord: str, start: str, end: str) -> tuple[Graha, date, date]:
    return Graha(lord), date.fromisoformat(start), date.fromisoformat(end)


def _spot(row: Any) -> dict[str, Any]:
    return {"longitude": row["lon"], **{key: row[key] for key in ("sign", "nakshatra", "pada", "navamsa")}}


def _moment(utc: str, latitude: float, longitude: float) -> BirthMoment:
    return BirthMoment.exact(datetime.fromisoformat(utc).replace(tzinfo=UTC), latitude, longitude)
