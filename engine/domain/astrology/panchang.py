"""The five limbs of a day: tithi, nakshatra, yoga, karana, vara, with their times.

Sources: P. V. R. Narasimha Rao, *Vedic Astrology: An Integrated Approach*, chapter 1, for
the limbs; N. Dershowitz and E. M. Reingold, *Indian Calendrical Calculations*, for the months.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, IntEnum
from typing import Generic, TypeVar

from engine.domain.astrology.births import Basis
from engine.domain.astrology.zodiac import Nakshatra, Sign

T = TypeVar("T")


class Vara(IntEnum):
    """The weekday from sunrise to sunrise, Sunday first."""

    SUN = 0
    MON = 1
    TUE = 2
    WED = 3
    THU = 4
    FRI = 5
    SAT = 6


class Karana(Enum):
    """Half a tithi: seven that return eight times a month, and four fixed ones around the new moon."""

    BAVA = "bava"
    BALAVA = "balava"
    KAULAVA = "kaulava"
    TAITILA = "taitila"
    GARA = "gara"
    VANIJA = "vanija"
    VISHTI = "vishti"
    SHAKUNI = "shakuni"
    CHATUSHPADA = "chatushpada"
    NAGA = "naga"
    KIMSTUGHNA = "kimstughna"


class Yoga(IntEnum):
    """The sum of Sun and Moon in 27 parts."""

    VISHKAMBHA = 0
    PRITI = 1
    AYUSHMAN = 2
    SAUBHAGYA = 3
    SHOBHANA = 4
    ATIGANDA = 5
    SUKARMA = 6
    DHRITI = 7
    SHULA = 8
    GANDA = 9
    VRIDDHI = 10
    DHRUVA = 11
    VYAGHATA = 12
    HARSHANA = 13
    VAJRA = 14
    SIDDHI = 15
    VYATIPATA = 16
    VARIYANA = 17
    PARIGHA = 18
    SHIVA = 19
    SIDDHA = 20
    SADHYA = 21
    SHUBHA = 22
    SHUKLA = 23
    BRAHMA = 24
    INDRA = 25
    VAIDHRITI = 26

    @property
    def key(self) -> str:
        """The name by which words are looked up."""
        return self.name.lower()


class Masa(IntEnum):
    """A lunar month, by the sign the Sun enters in it: Mesha in Chaitra."""

    CHAITRA = 0
    VAISHAKHA = 1
    JYESHTHA = 2
    ASHADHA = 3
    SHRAVANA = 4
    BHADRAPADA = 5
    ASHVINA = 6
    KARTIKA = 7
    MARGASHIRSHA = 8
    PAUSHA = 9
    MAGHA = 10
    PHALGUNA = 11

    @property
    def key(self) -> str:
        """The name by which words are looked up."""
        return self.name.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class LunarMonth:
    """The month of a day, as the south and west call it (`amanta`, to the new moon) and as the north (`purnimanta`).

    In a leap month (`is_adhika`) the Sun enters no sign.
    """

    amanta: Masa
    purnimanta: Masa
    is_adhika: bool


@dataclass(frozen=True, slots=True, order=True)
class Tithi:
    """A lunar day, `number` 1-30 from the new moon: 1-15 bright, 16-30 dark; 15 is Purnima, 30 Amavasya."""

    number: int

    @property
    def is_bright(self) -> bool:
        """Whether the Moon grows: Shukla paksha."""
        return self.number <= 15

    @property
    def of_fortnight(self) -> int:
        """Its number in its paksha, 1-15."""
        return (self.number - 1) % 15 + 1


@dataclass(frozen=True, slots=True)
class Until(Generic[T]):
    """What holds up to `end`, aware UTC, from the end of the one before it."""

    value: T
    end: datetime


@dataclass(frozen=True, slots=True)
class Stretch:
    """From `start` up to `end`, aware UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Panchang:
    """One day at one place, from its sunrise to the next. Each list begins with what holds at sunrise.

    The last of each list may end after `next_sunrise`. `moonrise` and `moonset` are those after the midnight before,
    None on a civil day that has none. `abhijit` is None on Wednesdays.
    """

    basis: Basis
    day: date
    sunrise: datetime
    sunset: datetime
    next_sunrise: datetime
    moonrise: datetime | None
    moonset: datetime | None
    vara: Vara
    month: LunarMonth
    tithis: tuple[Until[Tithi], ...]
    nakshatras: tuple[Until[Nakshatra], ...]
    yogas: tuple[Until[Yoga], ...]
    karanas: tuple[Until[Karana], ...]
    moon_signs: tuple[Until[Sign], ...]
    rahu_kalam: Stretch
    abhijit: Stretch | None
