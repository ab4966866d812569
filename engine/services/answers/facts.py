"""What a chart has to say to a topic: houses, lords, periods, the slow transits and the months ahead."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from engine.actions.dates import age_on
from engine.domain.answers import (
    MATTERS,
    ONLY_HOW,
    Facts,
    HouseFact,
    Leaning,
    PeriodFact,
    Standing,
    Topic,
    TransitFact,
)
from engine.domain.astrology.births import Ayanamsa
from engine.domain.astrology.charts import Chart
from engine.domain.astrology.lordship import Dignity, Strength, is_hard, strength_of
from engine.domain.astrology.zodiac import Graha, Sign
from engine.errors import MoonSignOpen
from engine.interfaces.astrology import AstrologyGateway
from engine.services.answers.periods import Ties, best_months, told
from engine.services.readings.births import BirthDetails
from engine.services.readings.reckoning import Month, months_of, noon_of

_AHEAD = timedelta(days=400)
_OF_AGE = 18
"""Years: when a child marries or works is not told."""
_VOICES = {Strength.STRONG: 1, Strength.EVEN: 0, Strength.WEAK: -1}


def facts_of(
    details: BirthDetails, topic: Topic, today: date, astrology: AstrologyGateway, ayanamsa: Ayanamsa = Ayanamsa.LAHIRI,
    year: int | None = None,
) -> Facts:  # fmt: skip
    """The facts on this day, or of a later year, without any time where only how is told, and of a child.

    Without an exact time only what the sign of the Moon gives; MoonSignOpen if that is not certain either. PlaceNeeded,
    TimeNeeded and InvalidMoment as births raise them.
    """
    sky = sky_of(details, astrology, ayanamsa)
    if topic in ONLY_HOW or age_on(details.born.isoformat(), today.isoformat()) < _OF_AGE:
        return _Sky(details, today, astrology, ayanamsa).facts(topic, sky).timeless()
    if year is None:
        return _Sky(details, today, astrology, ayanamsa).facts(topic, sky)
    then = _Sky(details, date(year, 1, 1), astrology, ayanamsa).facts(topic, sky)
    return replace(then, year=year, transits=())


def sky_of(
    details: BirthDetails, astrology: AstrologyGateway, ayanamsa: Ayanamsa = Ayanamsa.LAHIRI,
) -> Chart | Sign:  # fmt: skip
    """The chart, or, without an exact time, the sign of the Moon. Errors as `facts_of`."""
    moment = details.moment()
    if details.needs is None:
        return astrology.chart(moment, ayanamsa)
    sign = astrology.outline(moment, ayanamsa).moon.sign
    if sign is None:
        raise MoonSignOpen("the Moon changes its sign within the time of birth")
    return sign


def standing_of(dignity: Dignity | None, house: int) -> Standing:
    """What makes a lord stand as `strength_of` says. One that has no dignity stands as in a neutral sign."""
    if is_hard(house) and dignity is Dignity.FRIENDLY:
        return Standing.FRIEND_IN_HARD_HOUSE
    if strength_of(dignity, house) is Strength.WEAK and dignity is not Dignity.DEBILITATED:
        return Standing.HARD_HOUSE
    return Standing.NEUTRAL if dignity is None else Standing(dignity.value)


def leaning_of(house: HouseFact | None, period: PeriodFact | None, transits: Sequence[TransitFact]) -> Leaning:
    """Whether more speaks for a matter than against it.

    Three voices, each for (1), against (-1) or neither (0): the lord of the house, strong or weak; the running period,
    tied to the matter or not; Jupiter and Saturn, both in a good house from the Moon or neither. What is not known
    has no voice.
    """
    lord = 0 if house is None else _VOICES[house.strength]
    runs = 0 if period is None else 1 if period.tie else -1
    voices = lord + runs + sum(each.is_good for each in transits) - 1
    return Leaning.OPEN if voices > 0 else Leaning.PATIENT if voices < 0 else Leaning.MIXED


class _Sky:
    """The sky over one birth on one day."""

    def __init__(self, details: BirthDetails, day: date, astrology: AstrologyGateway, ayanamsa: Ayanamsa) -> None:
        self._details = details
        self._begin = details.start_of(day)
        self._now = noon_of(day)
        self._astrology = astrology
        self._ayanamsa = ayanamsa

    def facts(self, topic: Topic, sky: Chart | Sign) -> Facts:
        return self._of_moon(topic, sky) if isinstance(sky, Sign) else self._of_chart(topic, sky)

    def _of_moon(self, topic: Topic, sign: Sign) -> Facts:
        months = best_months(self._months(sign), sign.ahead(MATTERS[topic].houses[0]))
        transits = self._transits(sign)
        return Facts(
            topic=topic, moon_sign=sign, lagna=None, house=None, period=None, coming=(), transits=transits,
            leaning=leaning_of(None, None, transits), months=told(months, self._details), for_preparing=False,
        )  # fmt: skip

    def _of_chart(self, topic: Topic, chart: Chart) -> Facts:
        """Where good months lie in a period that is tied to the topic, only those are told."""
        ties, dashas, months = Ties(chart, topic), self._astrology.dashas(chart), self._months(chart.moon_sign)
        tied = [month for month in months if ties.hold(dashas, month.start, month.end)]
        target = chart.sign_of_house(MATTERS[topic].houses[0])
        best = best_months(tied, target)
        house, transits = _house(chart, topic), self._transits(chart.moon_sign)
        period = ties.running(dashas, self._now, self._details)
        return Facts(
            topic=topic, moon_sign=chart.moon_sign, lagna=chart.lagna.sign, house=house, period=period,
            coming=ties.coming(dashas, self._now, self._details), transits=transits,
            leaning=leaning_of(house, period, transits),
            months=told(best or best_months(months, target), self._details), for_preparing=not best,
        )  # fmt: skip

    def _months(self, moon: Sign) -> list[Month]:
        """Those that are still to begin."""
        year = months_of(self._astrology, moon, self._begin, self._ayanamsa)
        return [month for month in year if month.start > self._begin]

    def _transits(self, moon: Sign) -> tuple[TransitFact, ...]:
        grahas = self._astrology.transits(moon, self._now, self._ayanamsa).grahas
        return tuple(
            TransitFact(
                graha=graha, house=grahas[graha].house, is_good=grahas[graha].is_good, until=self._leaves(graha)
            )
            for graha in (Graha.JUPITER, Graha.SATURN)
        )  # fmt: skip

    def _leaves(self, graha: Graha) -> date | None:
        crossings = self._astrology.ingresses(graha, self._now, self._now + _AHEAD, self._ayanamsa).crossings
        return self._details.day_of(crossings[0].moment) if crossings else None


def _house(chart: Chart, topic: Topic) -> HouseFact:
    house = MATTERS[topic].houses[0]
    lord = chart.lord_of_house(house)
    stands = chart[lord]
    return HouseFact(
        house=house, lord=lord, lord_house=stands.house, lord_dignity=stands.dignity,
        strength=strength_of(stands.dignity, stands.house), standing=standing_of(stands.dignity, stands.house),
        occupants=tuple(position.graha for position in chart.in_house(house) if position.graha is not lord),
    )  # fmt: skip
