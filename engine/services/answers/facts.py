"""What a chart has to say to a topic: houses, lords, periods, the slow transits and the months ahead."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from engine.domain.answers import (
    MATTERS,
    Facts,
    HouseFact,
    PeriodFact,
    Strength,
    Topic,
    TransitFact,
)
from engine.domain.astrology.births import Ayanamsa
from engine.domain.astrology.charts import Chart
from engine.domain.astrology.lordship import Dignity, looks_at
from engine.domain.astrology.zodiac import Graha, Sign
from engine.errors import MoonSignOpen
from engine.interfaces.astrology import AstrologyGateway
from engine.services.readings.births import BirthDetails
from engine.services.readings.reckoning import noon_of

MONTHS = 12
MOST_MONTHS = 3
_AHEAD = timedelta(days=400)
_HARD_HOUSES = (6, 8, 12)
_FIRM = (Dignity.EXALTED, Dignity.MOOLATRIKONA, Dignity.OWN)


def facts_of(
    details: BirthDetails, topic: Topic, today: date, astrology: AstrologyGateway, ayanamsa: Ayanamsa = Ayanamsa.LAHIRI,
) -> Facts:  # fmt: skip
    """The facts on this day.

    Without an exact time only what the sign of the Moon gives; MoonSignOpen if that is not certain either. PlaceNeeded,
    TimeNeeded and InvalidMoment as births raise them.
    """
    chart = sky_of(details, astrology, ayanamsa)
    if isinstance(chart, Sign):
        return _of_moon(topic, chart, details, today, astrology, ayanamsa)
    target = chart.sign_of_house(MATTERS[topic].houses[0])
    return Facts(
        topic=topic, moon_sign=chart.moon_sign, lagna=chart.lagna.sign, house=_house(chart, topic),
        period=_period(chart, topic, details, today, astrology),
        transits=_transits(chart.moon_sign, details, today, astrology, ayanamsa),
        months=favourable_months(chart.moon_sign, target, today, astrology, ayanamsa),
    )  # fmt: skip


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


def favourable_months(
    moon_sign: Sign, target: Sign, today: date, astrology: AstrologyGateway, ayanamsa: Ayanamsa = Ayanamsa.LAHIRI,
) -> tuple[date, ...]:  # fmt: skip
    """At most three of the next twelve months, by their first days.

    On the 15th of each month what speaks for it is counted: Jupiter twice, Saturn, the Sun and Venus once when they are
    in a good house from the Moon (gochara, Phaladeepika ch. 26), Jupiter and Saturn once more when they stand in the
    sign the matter belongs to or look at it (the double transit). The best months, the earlier of equals.
    """
    months = [_month_after(today, number) for number in range(1, MONTHS + 1)]
    points = {month: _points(moon_sign, target, month, astrology, ayanamsa) for month in months}
    best = sorted(months, key=lambda month: (-points[month], month))[:MOST_MONTHS]
    return tuple(sorted(best))


def strength_of(dignity: Dignity | None, house: int) -> Strength:
    """How a lord stands, all in all, by its dignity and whether its house is the 6th, 8th or 12th."""
    if dignity in _FIRM or (dignity is Dignity.FRIENDLY and house not in _HARD_HOUSES):
        return Strength.STRONG
    if dignity is Dignity.DEBILITATED or (house in _HARD_HOUSES and dignity is not Dignity.FRIENDLY):
        return Strength.WEAK
    return Strength.EVEN


def _of_moon(
    topic: Topic, sign: Sign, details: BirthDetails, today: date, astrology: AstrologyGateway, ayanamsa: Ayanamsa
) -> Facts:
    target = sign.ahead(MATTERS[topic].houses[0])
    return Facts(
        topic=topic, moon_sign=sign, lagna=None, house=None, period=None,
        transits=_transits(sign, details, today, astrology, ayanamsa),
        months=favourable_months(sign, target, today, astrology, ayanamsa),
    )  # fmt: skip


def _house(chart: Chart, topic: Topic) -> HouseFact:
    house = MATTERS[topic].houses[0]
    lord = chart.lord_of_house(house)
    stands = chart[lord]
    return HouseFact(
        house=house, lord=lord, lord_house=stands.house, lord_dignity=stands.dignity,
        strength=strength_of(stands.dignity, stands.house),
        occupants=tuple(position.graha for position in chart.in_house(house) if position.graha is not lord),
    )  # fmt: skip


def _period(
    chart: Chart, topic: Topic, details: BirthDetails, today: date, astrology: AstrologyGateway
) -> PeriodFact | None:
    found = astrology.dashas(chart).at(noon_of(today))
    if found is None:
        return None
    maha, antar = found
    matter = MATTERS[topic]
    near = {chart.lord_of_house(house) for house in matter.houses} | {matter.karaka}
    near |= {position.graha for position in chart.in_house(matter.houses[0])}
    return PeriodFact(
        maha=maha.lord, antar=antar.lord, until=details.day_of(antar.end), is_bound=bool(near & {maha.lord, antar.lord})
    )  # fmt: skip


def _transits(
    moon_sign: Sign, details: BirthDetails, today: date, astrology: AstrologyGateway, ayanamsa: Ayanamsa
) -> tuple[TransitFact, ...]:
    now = noon_of(today)
    grahas = astrology.transits(moon_sign, now, ayanamsa).grahas
    return tuple(
        TransitFact(
            graha=graha, house=grahas[graha].house, is_good=grahas[graha].is_good,
            until=_leaves(graha, now, details, astrology, ayanamsa),
        )
        for graha in (Graha.JUPITER, Graha.SATURN)
    )  # fmt: skip


def _leaves(
    graha: Graha, now: datetime, details: BirthDetails, astrology: AstrologyGateway, ayanamsa: Ayanamsa
) -> date | None:
    crossings = astrology.ingresses(graha, now, now + _AHEAD, ayanamsa).crossings
    return details.day_of(crossings[0].moment) if crossings else None


def _points(moon_sign: Sign, target: Sign, month: date, astrology: AstrologyGateway, ayanamsa: Ayanamsa) -> int:
    grahas = astrology.transits(moon_sign, noon_of(month.replace(day=15)), ayanamsa).grahas
    good = {graha: grahas[graha].is_good for graha in (Graha.JUPITER, Graha.SATURN, Graha.SUN, Graha.VENUS)}
    seen = [_reaches(graha, grahas[graha].sign, target) for graha in (Graha.JUPITER, Graha.SATURN)]
    return sum(good.values()) + good[Graha.JUPITER] + sum(seen)


def _reaches(graha: Graha, stands: Sign, target: Sign) -> bool:
    return stands is target or looks_at(graha, stands, target)


def _month_after(today: date, number: int) -> date:
    months = today.year * 12 + today.month - 1 + number
    return date(months // 12, months % 12 + 1, 1)
