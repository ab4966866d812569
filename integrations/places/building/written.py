"""How other scripts than Latin write places: what people wrote down, Babel's countries, and what GeoNames has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from babel.core import Locale
from rapidfuzz import fuzz

from integrations.places.building.curated import Names, WrittenCountry
from integrations.places.building.geonames import Row
from integrations.places.gazetteer import HOME
from integrations.places.scripts import is_tamil, skeleton, sound, unvoiced

LANGUAGES = ("hi", "mr", "ta", "te", "bn")
"""In the order of Names."""
# Its towns have names that other states spell in another way, such as Loni with an L of its own.
OWN_SPELLING = "Maharashtra"
# How alike, of 100, a name of GeoNames and the Latin one must sound.
ALIKE = 85

Where: TypeAlias = tuple[str, ...]
"""A country, a region of it, a town or district in that."""

# What GeoNames has is taken where the language is at home: of other towns it is often written letter by letter.
HOMES = {
    "hi": "Bihar, Chandigarh, Chhattisgarh, Delhi, Haryana, Himachal Pradesh, Jharkhand, Madhya Pradesh, Rajasthan, "
    "Uttar Pradesh, Uttarakhand",
    "mr": "Goa, Maharashtra",
    "ta": "Puducherry, Tamil Nadu",
    "te": "Andhra Pradesh, Telangana",
    "bn": "Tripura, West Bengal",
}
_SCRIPTS = {
    "hi": "[\u0901-\u0903\u0905-\u0939\u093c-\u094d\u0958-\u095f -]+",
    "mr": "[\u0902-\u0903\u0905-\u0939\u093e-\u094d\u0972 -]+",
    "ta": "[\u0b80-\u0bff -]+",
    "te": "[\u0c00-\u0c7f\u200c -]+",
    "bn": "[\u0980-\u09ef -]+",
}
# Whoever writes so writes the other language of this script, or letter by letter.
_FOREIGN = {
    "hi": re.compile("[\u0945\u0946\u094aळङञ]|गाव\\b|पूर\\b|\u094d$"),
    "mr": re.compile("[\u0946\u094aङञ]|गांव\\b|पुर\\b|[\u094d\u093f\u0941]$"),
}


class Written:
    """All of that. `codes` are the two letters of each country."""

    def __init__(self, countries: Iterable[WrittenCountry], codes: Mapping[str, str]) -> None:
        self._codes = codes
        self._paths: dict[Where, Names] = {}
        for country in countries:
            if country.written:
                self._paths[country.country,] = country.written
            for region in country.regions:
                self._paths[country.country, region.region] = region.written
                for town, names in region.places.items():
                    self._paths[country.country, region.region, town] = names
        self._namesakes = {path[2]: names for path, names in self._paths.items() if _may_share(path)}

    def unused(self, rows: Iterable[Row]) -> Sequence[Where]:
        """The paths that no place has: slips of whoever wrote them down."""
        known = {path for row in rows for path in ((row.country,), (row.country, row.region), path_of(row))}
        return sorted(self._paths.keys() - known)

    def own(self, path: Where) -> Mapping[str, str]:
        """What was written for this very place, by language; what is called like its country is written like it."""
        if path not in self._paths and len(path) > 1 and path[-1] == path[0]:
            return self.around(path[:1])
        return _by_language(self._paths.get(path))

    def around(self, path: Where) -> Mapping[str, str]:
        """That; or Babel's for a country; or what a town of the same name in another state of India has."""
        own = self.own(path)
        if own or len(path) == 1:
            return own or self._by_babel(path[0])
        return _by_language(self._namesakes.get(path[2])) if _may_share(path) else {}

    def town(self, row: Row) -> Mapping[str, str]:
        """That; or what GeoNames has in the language of the region, if it sounds like the Latin name."""
        known = self.around(path_of(row))
        heard = {language: _heard(row, language) for language in LANGUAGES if row.region in HOMES[language].split(", ")}
        return known or {language: name for language, name in heard.items() if name}

    def _by_babel(self, country: str) -> Mapping[str, str]:
        code = self._codes.get(country, "")
        names = {language: Locale.parse(language).territories.get(code, "") for language in LANGUAGES}
        return {language: re.sub(r" \([^)]*\)", "", name).strip("\u200c") for language, name in names.items() if name}


def path_of(row: Row) -> Where:
    """Of a town."""
    return row.country, row.region, row.names[0]


def _may_share(path: Where) -> bool:
    """Whether a town may have the names of its namesakes in other states."""
    return len(path) == 3 and path[0] == HOME and path[1] != OWN_SPELLING


def _by_language(names: Names | None) -> Mapping[str, str]:
    return dict(zip(LANGUAGES, names, strict=True)) if names else {}


def _heard(row: Row, language: str) -> str | None:
    """The name in the script of a language that sounds most like the Latin one, if any does."""
    latin = sound(row.names[0])
    scored = [(_alike(latin, name), name) for name in (*row.names, *row.others) if _is_written_so(name, language)]
    score, name = max(scored, key=lambda pair: pair[0], default=(0.0, None))
    return name if score >= ALIKE else None


def _is_written_so(name: str, language: str) -> bool:
    foreign = _FOREIGN.get(language)
    return re.fullmatch(_SCRIPTS[language], name) is not None and not (foreign and foreign.search(name))


def _alike(latin: str, name: str) -> float:
    """Of 100; none where the consonants differ."""
    heard = sound(name)
    if skeleton(heard) != skeleton(latin):
        return 0
    return fuzz.ratio(unvoiced(latin), unvoiced(heard)) if is_tamil(name) else fuzz.ratio(latin, heard)
