"""The panchang of one day in the words and on the clock of a place, as a flow shows it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from engine.domain.astrology.panchang import Panchang, Stretch, Tithi, Until
from engine.domain.values import Json
from engine.services.readings.wording import Wording

T = TypeVar("T")

LAST_OF_FORTNIGHT = 15
"""Full and new moon."""


class Clock:
    """Writes moments of one day as the clocks of its place show them, to the nearest minute."""

    def __init__(self, zone: ZoneInfo, panchang: Panchang) -> None:
        self._zone = zone
        self._day = panchang.day

    def time(self, moment: datetime) -> str:
        """Such as 18:05."""
        return f"{self._local(moment):%H:%M}"

    def is_later(self, moment: datetime) -> bool:
        """Whether it is on the date after."""
        return self._local(moment).date() > self._day

    def stretch(self, stretch: Stretch | None) -> Json:
        """From and to; nothing for none."""
        return None if stretch is None else {"start": self.time(stretch.start), "end": self.time(stretch.end)}

    def _local(self, moment: datetime) -> datetime:
        return (moment + timedelta(seconds=30)).astimezone(self._zone)


def panchang_as_data(panchang: Panchang, zone: ZoneInfo, words: Wording) -> dict[str, Json]:
    """All that a flow shows of a day. `until` is null for what lasts to the next sunrise."""
    clock, month = Clock(zone, panchang), panchang.month

    def limb(kind: str, parts: Sequence[Until[T]], name: Callable[[T], str]) -> Json:
        return {"kind": kind, "parts": [_part(part, name(part.value), clock, panchang) for part in parts]}

    return {
        "vara": words.name(panchang.vara),
        "sunrise": clock.time(panchang.sunrise),
        "sunset": clock.time(panchang.sunset),
        "limbs": [
            limb("tithi", panchang.tithis, lambda tithi: tithi_name(tithi, words)),
            limb("nakshatra", panchang.nakshatras, words.name),
            limb("yoga", panchang.yogas, words.name),
            limb("karana", panchang.karanas, words.name),
        ],
        "month": {
            "amanta": words.name(month.amanta),
            "purnimanta": words.name(month.purnimanta),
            "is_leap": month.is_adhika,
        },
        "rahu_kalam": clock.stretch(panchang.rahu_kalam),
        "abhijit": clock.stretch(panchang.abhijit),
    }


def tithi_name(tithi: Tithi, words: Wording) -> str:
    """With its half of the month, except the full and the new moon."""
    if tithi.of_fortnight == LAST_OF_FORTNIGHT:
        return words.tithi(tithi)
    half = words.say("paksha.shukla" if tithi.is_bright else "paksha.krishna")
    return f"{half} {words.tithi(tithi)}"


def _part(part: Until[T], name: str, clock: Clock, panchang: Panchang) -> dict[str, Json]:
    ends = part.end < panchang.next_sunrise
    return {
        "name": name,
        "until": clock.time(part.end) if ends else None,
        "is_later": ends and clock.is_later(part.end),
    }
