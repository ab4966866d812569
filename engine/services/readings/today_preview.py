"""A first look at a chart, free: rising sign, Moon sign, birth star, and the period that runs."""

from __future__ import annotations

from datetime import date

from engine.domain.astrology.births import Accuracy, Ayanamsa, BirthMoment
from engine.domain.places import Place
from engine.domain.values import Json
from engine.interfaces.astrology import AstrologyGateway
from engine.services.readings.reckoning import noon_of
from engine.services.readings.today import MoonOfBirth, moon_of
from engine.services.readings.wording import Wording


def preview_as_data(
    day: date, place: Place, birth: BirthMoment, astrology: AstrologyGateway, words: Wording,
    ayanamsa: Ayanamsa,
) -> dict[str, Json]:  # fmt: skip
    """Only what is certain: without a time there is no period, and often no rising sign.

    `place` is that of the birth; the period is the one that runs in a report of the day. Near the poles there is
    neither, and `polar` is there to say so.
    """
    moon, rising = moon_of(birth, astrology, ayanamsa), astrology.outline(birth, ayanamsa)
    lagna = rising.lagna_sign
    return {
        **({} if rising.lagna_signs else {"polar": True}),
        **_of_moon(moon, words),
        "lagna": None if lagna is None else words.name(lagna),
        "about_lagna": None if lagna is None else words.say(f"lagna_in.{lagna.key}"),
        "period": None if lagna is None else _period(day, place, birth, astrology, words, ayanamsa),
    }


def _of_moon(moon: MoonOfBirth, words: Wording) -> dict[str, Json]:
    return {
        "moon_signs": [words.name(sign) for sign in moon.signs],
        "about_moon": None if moon.sign is None else words.say(f"moon_in.{moon.sign.key}"),
        "star": None if moon.star is None else words.name(moon.star),
    }


def _period(
    day: date, place: Place, birth: BirthMoment, astrology: AstrologyGateway, words: Wording, ayanamsa: Ayanamsa
) -> Json:
    if birth.accuracy is not Accuracy.EXACT:
        return None
    found = astrology.dashas(astrology.chart(birth, ayanamsa)).at(noon_of(day))
    if found is None:
        return None
    maha, antar = found
    until = place.day_of(maha.end).isoformat()
    return {"lord": words.name(maha.lord), "sub_lord": words.name(antar.lord), "until": until}
