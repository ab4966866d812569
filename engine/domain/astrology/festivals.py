"""The days of festivals, as almanacs have them; a table, since month and tithi do not settle all of them.

Source: almanacs of Delhi; of Bengal and Tamil Nadu where people of that language keep another day. Compared with the
lunisolar tables of the package `holidays`, and with the embedded panchang by the plain rule of each (month, tithi, time
of day), see `tests/astrology/test_festivals.py`. Each autumn the year after next is added here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from types import MappingProxyType


class Festival(Enum):
    """A festival kept in most of India, or by a language of its own. The value is the key of its name."""

    MAKAR_SANKRANTI = "makar_sankranti"
    VASANT_PANCHAMI = "vasant_panchami"
    MAHA_SHIVARATRI = "maha_shivaratri"
    HOLI = "holi"
    LUNAR_NEW_YEAR = "lunar_new_year"
    RAMA_NAVAMI = "rama_navami"
    GURU_PURNIMA = "guru_purnima"
    RAKSHA_BANDHAN = "raksha_bandhan"
    JANMASHTAMI = "janmashtami"
    GANESH_CHATURTHI = "ganesh_chaturthi"
    NAVARATRI = "navaratri"
    DUSSEHRA = "dussehra"
    DIWALI = "diwali"
    SOLAR_NEW_YEAR = "solar_new_year"


_OF_ALL = tuple(festival for festival in Festival if festival is not Festival.SOLAR_NEW_YEAR)

_YEARS: Mapping[int, str] = {
    2026: "01-14 01-23 02-15 03-04 03-19 03-26 07-29 08-28 09-04 09-14 10-11 10-20 11-08",
    2027: "01-15 02-11 03-06 03-22 04-07 04-15 07-18 08-17 08-25 09-04 09-30 10-09 10-29",
    2028: "01-15 01-31 02-23 03-11 03-27 04-03 07-06 08-05 08-13 08-23 09-19 09-27 10-17",
}
"""The days of a year in the order of `Festival`."""

_BY_LANGUAGE: Mapping[str, Mapping[Festival, str]] = {
    "bn": {
        Festival.DUSSEHRA: "2026-10-21 2027-10-10 2028-09-28",
        Festival.SOLAR_NEW_YEAR: "2026-04-15 2027-04-15 2028-04-14",
    },
    "ta": {Festival.SOLAR_NEW_YEAR: "2026-04-14 2027-04-14 2028-04-14"},
}
"""What is kept by people of a language on days of their own.

Bengal counts the tenth of Durga Puja by the tithi at sunrise, and begins the year on the day after the Sun entered
Mesha, which Tamil Nadu does on that day, or on the next if it was after sunset.
"""

FESTIVALS: Mapping[date, Festival] = MappingProxyType(
    {
        date.fromisoformat(f"{year}-{day}"): festival
        for year, days in _YEARS.items()
        for festival, day in zip(_OF_ALL, days.split(), strict=True)
    }
)
"""Which festival is on a day in most of India; a year that is not there has none."""


def festivals_of(language: str) -> Mapping[date, Festival]:
    """Which festival is on a day for people of a language."""
    own = _BY_LANGUAGE.get(language, {})
    days = {date.fromisoformat(day): festival for festival, listed in own.items() for day in listed.split()}
    return {day: festival for day, festival in FESTIVALS.items() if festival not in own} | days
