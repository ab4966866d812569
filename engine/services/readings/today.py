"""A day at a place, and what it is by tradition for somebody of a Moon sign.

Everything is reckoned for the sunrise of the day at the place, as almanacs do. The good houses are those of
`AstrologyGateway.transits`. How a day is in all is a rule of ours: see `tone_of`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum
from zoneinfo import ZoneInfo

from engine.domain.astrology.births import Ayanamsa, BirthMoment
from engine.domain.astrology.charts import Possible
from engine.domain.astrology.lordship import lord_of
from engine.domain.astrology.panchang import Panchang
from engine.domain.astrology.taras import tara_of
from engine.domain.astrology.transits import Transits
from engine.domain.astrology.zodiac import Graha, Nakshatra, Sign
from engine.domain.places import Place
from engine.domain.values import Json
from engine.interfaces.astrology import AstrologyGateway
from engine.services.readings.today_panchang import Clock, panchang_as_data
from engine.services.readings.wording import Wording

AYANAMSA = Ayanamsa.LAHIRI
QUICK = (Graha.SUN, Graha.MARS, Graha.MERCURY, Graha.VENUS)
"""Those besides the Moon that make one month unlike another; each speaks for one part of life."""


class Tone(Enum):
    """How a day is for a Moon sign in all."""

    GOOD = "good"
    MIXED = "mixed"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class MoonOfBirth:
    """What is certain of the Moon at a birth, and what may be: one sign and one star mean certain."""

    signs: tuple[Sign, ...]
    stars: tuple[Nakshatra, ...]

    @property
    def sign(self) -> Sign | None:
        """The sign, if it is certain."""
        return self.signs[0] if len(self.signs) == 1 else None

    @property
    def star(self) -> Nakshatra | None:
        """The birth star, if it is certain."""
        return self.stars[0] if len(self.stars) == 1 else None


def moon_of(birth: BirthMoment, astrology: AstrologyGateway) -> MoonOfBirth:
    """The Moon of a birth of any accuracy, also where no chart can be cast because no sign may rise."""
    moon: Possible = astrology.outline(birth, AYANAMSA).moon
    return MoonOfBirth(moon.signs, moon.nakshatras)


def day_as_data(
    day: date, place: Place, birth: BirthMoment, astrology: AstrologyGateway, words: Wording
) -> dict[str, Json]:
    """The panchang of a day, and the day of the person if their Moon sign is certain."""
    panchang, moon = astrology.panchang(day, place, AYANAMSA), moon_of(birth, astrology)
    zone = ZoneInfo(place.timezone)
    return {
        "day": day.isoformat(),
        "place": place.name,
        "panchang": panchang_as_data(panchang, zone, words),
        "moon_signs": [words.name(sign) for sign in moon.signs],
        "star": None if moon.star is None else words.name(moon.star),
        "of_sign": _of_sign(moon, panchang, Clock(zone, panchang), astrology, words),
    }


def tone_of(transits: Transits) -> Tone:
    """Good if the Moon is in a good house and at least half of the other quick ones are; quiet if neither; or mixed."""
    moon = transits.grahas[Graha.MOON].is_good
    others = 2 * sum(transits.grahas[graha].is_good for graha in QUICK) >= len(QUICK)
    if moon and others:
        return Tone.GOOD
    return Tone.MIXED if moon or others else Tone.QUIET


def _of_sign(moon: MoonOfBirth, panchang: Panchang, clock: Clock, astrology: AstrologyGateway, words: Wording) -> Json:
    sign, star = moon.sign, moon.star
    if sign is None:
        return None
    transits = astrology.transits(sign, panchang.sunrise, AYANAMSA)
    lord = lord_of(sign)
    return {
        "sign": words.name(sign),
        "tone": tone_of(transits).value,
        "houses": {graha.value: transits.grahas[graha].house for graha in Graha},
        "good": {graha.value: transits.grahas[graha].is_good for graha in Graha},
        "moon_moves": _moon_moves(panchang, clock, words),
        "tara": None if star is None else tara_of(star, panchang.nakshatras[0].value).value,
        "lord_name": words.name(lord),
        "lucky": words.say(f"lucky.{lord.value}"),
    }


def _moon_moves(panchang: Panchang, clock: Clock, words: Wording) -> Json:
    """When the Moon goes into the next sign, if it does before the next sunrise."""
    first, *rest = panchang.moon_signs
    if not rest:
        return None
    return {
        "at": clock.time(first.end),
        "is_later": clock.is_later(first.end),
        "sign": words.name(rest[0].value),
    }
