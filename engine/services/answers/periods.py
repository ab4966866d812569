"""Which periods have to do with a matter, and which months of the coming year favour it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from engine.domain.answers import MATTERS, Bond, ComingFact, MonthFact, PeriodFact, Tie, Topic
from engine.domain.astrology.charts import Chart
from engine.domain.astrology.dashas import Dashas
from engine.domain.astrology.lordship import looks_at
from engine.domain.astrology.zodiac import Graha, Sign
from engine.services.readings.births import BirthDetails
from engine.services.readings.reckoning import Month
from engine.services.readings.time_chapters import verdict

MOST_COMING = 2
MOST_MONTHS = 3
MOST_NAMED = 2
_YEARS_AHEAD = timedelta(days=3653)
_SLOW = (Graha.JUPITER, Graha.SATURN)
_WEIGHT = (
    Graha.JUPITER, Graha.SATURN, Graha.SUN, Graha.VENUS, Graha.MARS, Graha.MERCURY, Graha.RAHU, Graha.KETU,
)  # fmt: skip
"""Whose good house is named first."""


class Ties:
    """What the grahas of a chart have to do with a topic.

    The weightiest of: ruling its main house, standing in it, standing for the matter, ruling its other house.
    """

    def __init__(self, chart: Chart, topic: Topic) -> None:
        matter = MATTERS[topic]
        main, other = matter.houses
        found = [Tie(graha=chart.lord_of_house(main), bond=Bond.RULES, house=main)]
        found += [Tie(graha=each.graha, bond=Bond.STANDS, house=main) for each in chart.in_house(main)]
        found.append(Tie(graha=matter.karaka, bond=Bond.SIGNIFIES, house=main))
        found.append(Tie(graha=chart.lord_of_house(other), bond=Bond.RULES, house=other))
        self.of: Mapping[Graha, Tie] = {each.graha: each for each in reversed(found)}

    def running(self, dashas: Dashas, now: datetime, details: BirthDetails) -> PeriodFact | None:
        """The periods of a moment; of two lords that are tied the nearer one, that of the antardasha, is told."""
        found = dashas.at(now)
        if found is None:
            return None
        maha, antar = found
        tie = self.of.get(antar.lord) or self.of.get(maha.lord)
        return PeriodFact(maha=maha.lord, antar=antar.lord, until=details.day_of(antar.end), tie=tie)

    def coming(self, dashas: Dashas, now: datetime, details: BirthDetails) -> tuple[ComingFact, ...]:
        """The next antardashas whose own lord is tied, at most two of those that begin within ten years."""
        found = [
            ComingFact(
                maha=maha.lord, antar=antar.lord, start=details.day_of(antar.start), end=details.day_of(antar.end),
                tie=self.of[antar.lord],
            )
            for maha in dashas.periods
            for antar in maha.parts
            if now < antar.start < now + _YEARS_AHEAD and antar.lord in self.of
        ]  # fmt: skip
        return tuple(found[:MOST_COMING])

    def hold(self, dashas: Dashas, start: datetime, end: datetime) -> bool:
        """Whether a lord that is tied rules at both ends of a time."""
        return all(
            found is not None and any(period.lord in self.of for period in found)
            for found in map(dashas.at, (start, end))
        )


def best_months(months: Sequence[Month], target: Sign) -> list[Month]:
    """At most three of those the report calls good; none if it calls none so.

    It counts how many of eight planets are in good houses from the Moon (gochara, Phaladeepika ch. 26). More of them
    come first; Jupiter and Saturn count once more when they stand in the sign the matter belongs to or look at it (the
    double transit); the earlier of equals.
    """
    good = [month for month in months if verdict(month) == "good"]
    return sorted(good, key=lambda month: (-month.good - _reach(month, target), month.start))[:MOST_MONTHS]


def told(months: Sequence[Month], details: BirthDetails) -> tuple[MonthFact, ...]:
    """As an answer tells them: the best first, the others in their order."""
    best, others = months[:1], sorted(months[1:], key=lambda month: month.start)
    return tuple(_told(month, details) for month in (*best, *others))


def _told(month: Month, details: BirthDetails) -> MonthFact:
    good = [graha for graha in _WEIGHT if month.sky.grahas[graha].is_good]
    return MonthFact(
        start=details.day_of(month.start), end=details.day_of(month.end), good=month.good, count=month.count,
        grahas=tuple(good[:MOST_NAMED]),
    )  # fmt: skip


def _reach(month: Month, target: Sign) -> int:
    stands = {graha: month.sky.grahas[graha].sign for graha in _SLOW}
    return sum(sign is target or looks_at(graha, sign, target) for graha, sign in stands.items())
