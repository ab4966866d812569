"""The line somebody gets every morning: festival and birthdays, tithi and star, and how the day is for their sign."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from engine.domain.astrology.births import BirthMoment
from engine.domain.astrology.festivals import festivals_of
from engine.domain.places import Place
from engine.interfaces.astrology import AstrologyGateway
from engine.services.readings.births import BirthDetails
from engine.services.readings.today import AYANAMSA, moon_of, tone_of
from engine.services.readings.today_panchang import tithi_name
from engine.services.readings.wording import Wording


def sentences(
    day: date, place: Place, birth: BirthMoment, people: Sequence[BirthDetails], astrology: AstrologyGateway,
    words: Wording, *, is_last: bool,
) -> Iterator[str]:  # fmt: skip
    """What makes up the line, none of it with a line break. `people` are those whose birthdays are told."""
    names = [each.name for each in people if is_birthday(each.born, day)]
    if names:
        yield words.say("daily.birthday", names=words.list_and(*names))
    festival = festivals_of(words.language).get(day)
    if festival is not None:
        yield words.say("daily.festival", name=words.name(festival))
    panchang, moon = astrology.panchang(day, place, AYANAMSA), moon_of(birth, astrology, AYANAMSA)
    tithi, star = tithi_name(panchang.tithis[0].value, words), words.name(panchang.nakshatras[0].value)
    yield words.say("daily.sky", weekday=words.name(panchang.vara), tithi=tithi, star=star)
    if moon.sign is not None:
        tone = tone_of(astrology.transits(moon.sign, panchang.sunrise, AYANAMSA))
        yield words.say(f"daily.{tone.value}", sign=words.name(moon.sign))
    if is_last:
        yield words.say("daily.last")


def is_birthday(born: date, day: date) -> bool:
    """Whether somebody was born on this day of a year before; on 1 March for the 29th of February in other years."""
    try:
        kept = born.replace(year=day.year)
    except ValueError:
        kept = date(day.year, 3, 1)
    return kept == day and born < day
