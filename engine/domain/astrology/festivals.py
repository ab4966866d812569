"""The days of festivals, as almanacs of Delhi have them; a table, since month and tithi do not settle all of them.

Source: almanacs of Delhi. Compared with the lunisolar tables of the package `holidays`, and with the embedded panchang
by the plain rule of each (month, tithi, time of day), see `tests/astrology/test_festivals.py`. Each autumn the year
after next is added here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import Enum
from types import MappingProxyType


class Festival(Enum):
    """A festival kept in most of India. The value is the key of its name."""

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


_YEARS: Mapping[int, str] = {
    2026: "01-14 01-23 02-15 03-04 03-19 03-26 07-29 08-28 09-04 09-14 10-11 10-20 11-08",
    2027: "01-15 02-11 03-06 03-22 04-07 04-15 07-18 08-17 08-25 09-04 09-30 10-09 10-29",
    2028: "01-15 01-31 02-23 03-11 03-27 04-03 07-06 08-05 08-13 08-23 09-19 09-27 10-17",
}
"""The days of a year in the order of `Festival`."""

FESTIVALS: Mapping[date, Festival] = MappingProxyType(
    {
        date.fromisoformat(f"{year}-{day}"): festival
        for year, days in _YEARS.items()
        for festival, day in zip(Festival, days.split(), strict=True)
    }
)
"""Which festival is on a day; a year that is not there has none."""
