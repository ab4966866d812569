"""The lunar month of a day.

Source: N. Dershowitz and E. M. Reingold, *Indian Calendrical Calculations*: from new moon to new moon, named by the
sign the Sun enters. The rare month in which it enters two (as in the winter of 1982-83) is named by the first.
"""

from __future__ import annotations

from engine.domain.astrology.births import Ayanamsa
from engine.domain.astrology.panchang import LunarMonth, Masa
from engine.domain.astrology.zodiac import CIRCLE, sign_of
from integrations.astrology.crossings import reach
from integrations.astrology.sky import Sky

# How fast the Moon runs away from the Sun in the mean, in degrees a day.
ELONGATION_RATE = 12.19
# A new moon is never further from where the mean rate has it, in days.
_UNEVEN = 2.0


def elongation(days: float, ayanamsa: Ayanamsa) -> float:
    """How far the Moon is ahead of the Sun, in degrees from 0 up to 360."""
    sky = Sky(days, ayanamsa)
    return (sky.moon - sky.sun) % CIRCLE


def lunar_month(days: float, ayanamsa: Ayanamsa) -> LunarMonth:
    """The month in which an instant lies, in days of UT: by the Sun's sign at the new moons around it."""
    ahead = elongation(days, ayanamsa)
    before, after = (_new_moon(days + way / ELONGATION_RATE, ayanamsa) for way in (-ahead, CIRCLE - ahead))
    first, second = (sign_of(Sky(time, ayanamsa).sun) for time in (before, after))
    amanta = Masa((first + 1) % 12)
    is_adhika = first is second
    is_told_ahead = ahead >= CIRCLE / 2 and not is_adhika  # the north begins a month with its dark half
    return LunarMonth(
        amanta=amanta, purnimanta=Masa((amanta + is_told_ahead) % 12), is_adhika=is_adhika
    )  # fmt: skip


def _new_moon(about: float, ayanamsa: Ayanamsa) -> float:
    return reach(lambda days: elongation(days, ayanamsa), 0.0, about - _UNEVEN, ELONGATION_RATE)
