"""All that a Kundali needs of the sky, asked of one provider at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from engine.domain.astrology.births import LAST, Ayanamsa
from engine.domain.astrology.charts import Chart
from engine.domain.astrology.dashas import OLDEST as OLDEST  # who sells readings asks here
from engine.domain.astrology.dashas import Dashas, Period
from engine.domain.astrology.panchang import Panchang
from engine.domain.astrology.readings import Doshas, Yogas
from engine.domain.astrology.transits import SaturnTimes, Transits
from engine.domain.astrology.zodiac import Graha, Sign
from engine.domain.places import Place
from engine.errors import InvalidMoment, PlaceNeeded, TimeNeeded
from engine.interfaces.astrology import AstrologyGateway
from engine.services.readings.births import BirthDetails

MONTHS = 12
"""So many whole months of the Sun lie ahead, beside what is left of the one that runs."""
LIFE = timedelta(days=36_525)
"""How far Saturn is followed from the birth on; who is older hears of the years ahead of them as well."""
SLOW = (Graha.JUPITER, Graha.SATURN, Graha.RAHU)
QUICK = (Graha.SUN, Graha.VENUS, Graha.MARS)

_A_DAY = timedelta(days=1)
_A_MOMENT = timedelta(minutes=1)  # less is the same crossing, found twice
_THIRTEEN_MONTHS = timedelta(days=430)
_A_ROUND = timedelta(days=3_653)  # the longest Sade Sati, its returns included, is over by then
_LAST = LAST.replace(year=LAST.year + 99)  # transits are known a century longer than births


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A graha in one sign, `house` counted from the Moon sign; aware UTC, cut to the time that is looked at."""

    graha: Graha
    sign: Sign
    house: int
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month of the Sun: from one sign to the next, the first from the day of the report on.

    `sky` is that of its middle; `stays` are those of the quick ones, where they were asked for.
    """

    start: datetime
    end: datetime
    sky: Transits
    stays: tuple[Stay, ...] = ()

    @property
    def count(self) -> int:
        """How many planets are counted: the Moon goes round in a month and is left out."""
        return len(self.sky.grahas) - 1

    @property
    def good(self) -> int:
        """How many of them stand in a good house from the Moon sign."""
        return sum(transit.is_good for graha, transit in self.sky.grahas.items() if graha is not Graha.MOON)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reckoning:
    """One birth as it is read on one day. `panchang` is None where the Sun did not rise that day.

    `now` is noon in Greenwich of `day`; `maha` and `antar` are the periods then. `year` holds the stays of the slow
    ones within the `months`, which begin with the day and hold twelve whole ones.
    """

    details: BirthDetails
    place: Place
    day: date
    now: datetime
    chart: Chart
    panchang: Panchang | None
    dashas: Dashas
    maha: Period
    antar: Period
    yogas: Yogas
    doshas: Doshas
    saturn: SaturnTimes
    months: tuple[Month, ...]
    year: tuple[Stay, ...]

    def day_of(self, moment: datetime) -> date:
        """The date of a moment by the clocks of the place of birth."""
        return self.place.day_of(moment)

    def clock_of(self, moment: datetime) -> str:
        """The time of a moment there, such as `06:12`."""
        return moment.astimezone(ZoneInfo(self.place.timezone)).strftime("%H:%M")


def noon_of(day: date) -> datetime:
    """Noon in Greenwich: the moment at which whatever is read on a day is looked at."""
    return datetime.combine(day, time(12), UTC)


def reckon(
    astrology: AstrologyGateway, details: BirthDetails, day: date, ayanamsa: Ayanamsa = Ayanamsa.LAHIRI
) -> Reckoning:
    """What the report of `day` is made of.

    TimeNeeded unless the time of birth is exact, PlaceNeeded without a place, InvalidMoment for a birth nothing can be
    computed for, one after that day, or one so long before that no period is known (see `Dashas`); and as the gateway.
    """
    now = noon_of(day)
    place, chart = _cast(astrology, details, ayanamsa)
    if details.born > day:
        raise InvalidMoment("nobody is born after the day of the report", "years")
    dashas = astrology.dashas(chart)
    running = dashas.at(now)
    if running is None:
        raise InvalidMoment("no life is reckoned that far", "years")
    birth = chart.moment.utc
    months = tuple(_months(astrology, chart.moon_sign, details.start_of(day), ayanamsa))
    return Reckoning(
        details=details, place=place, day=day, now=now, chart=chart, dashas=dashas, maha=running[0], antar=running[1],
        panchang=_panchang(astrology, details, place, birth, ayanamsa),
        yogas=astrology.yogas(chart), doshas=astrology.doshas(chart),
        saturn=astrology.saturn(chart.moon_sign, birth, min(max(birth + LIFE, now + _A_ROUND), _LAST), ayanamsa),
        months=months,
        year=tuple(
            stay
            for graha in SLOW
            for stay in _stays(astrology, graha, chart.moon_sign, months[0].start, months[-1].end, ayanamsa)
        ),
    )  # fmt: skip


def _cast(astrology: AstrologyGateway, details: BirthDetails, ayanamsa: Ayanamsa) -> tuple[Place, Chart]:
    if details.place is None:
        raise PlaceNeeded("the place of birth is not known")
    if details.needs == "time":
        raise TimeNeeded("a Kundali needs the exact time of birth", "lagna")
    return details.place, astrology.chart(details.moment(), ayanamsa)


def _panchang(
    astrology: AstrologyGateway, details: BirthDetails, place: Place, birth: datetime, ayanamsa: Ayanamsa
) -> Panchang | None:
    """Of the day that had begun: before sunrise it is still the one before."""
    try:
        found = astrology.panchang(details.born, place, ayanamsa)
        if birth < found.sunrise:
            found = astrology.panchang(details.born - timedelta(days=1), place, ayanamsa)
    except InvalidMoment:
        return None
    return found


def months_of(astrology: AstrologyGateway, moon: Sign, begin: datetime, ayanamsa: Ayanamsa) -> Iterator[Month]:
    """What is left of the month that runs, and twelve more; if the next begins within the day, only those. No stays."""
    ahead = astrology.ingresses(Graha.SUN, begin, begin + _THIRTEEN_MONTHS, ayanamsa)
    edges = [crossing.moment for crossing in ahead.crossings][: MONTHS + 1]
    if edges[0] - begin > _A_DAY:
        edges = [begin, *edges]
    for start, end in pairwise(edges):
        yield Month(start=start, end=end, sky=astrology.transits(moon, start + (end - start) / 2, ayanamsa))


def _months(astrology: AstrologyGateway, moon: Sign, begin: datetime, ayanamsa: Ayanamsa) -> Iterator[Month]:
    """The same with the stays of the quick ones, which take most of the time and are told in a report alone."""
    for month in months_of(astrology, moon, begin, ayanamsa):
        stays = (stay for graha in QUICK for stay in _stays(astrology, graha, moon, month.start, month.end, ayanamsa))
        yield replace(month, stays=tuple(stays))


def _stays(
    astrology: AstrologyGateway, graha: Graha, moon: Sign, start: datetime, end: datetime, ayanamsa: Ayanamsa
) -> Iterator[Stay]:
    found = astrology.ingresses(graha, start, end, ayanamsa)
    begins, sign = start, found.sign_before
    for crossing in found.crossings:
        if crossing.moment - begins > _A_MOMENT:
            yield Stay(graha=graha, sign=sign, house=sign.house_from(moon), start=begins, end=crossing.moment)
        begins, sign = crossing.moment, crossing.sign
    if begins < end:
        yield Stay(graha=graha, sign=sign, house=sign.house_from(moon), start=begins, end=end)
