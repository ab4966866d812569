"""Days without a gap, at odd places and in odd zones; the gochara table; the stays of Saturn."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest

from engine.domain.astrology.births import Ayanamsa
from engine.domain.astrology.panchang import Karana, Panchang, Vara
from engine.domain.astrology.transits import SaturnPhase
from engine.domain.astrology.zodiac import Graha, Sign
from engine.domain.places import Place
from engine.errors import InvalidMoment
from integrations.astrology.embedded import EmbeddedAstrologyGateway
from integrations.astrology.gochara import GOOD_HOUSES
from integrations.astrology.instants import atomic_ahead, days_of, moment_of
from integrations.astrology.panchang import karana
from tests.astrology.cases import DELHI

GATEWAY = EmbeddedAstrologyGateway()
LAHIRI = Ayanamsa.LAHIRI
DAY = timedelta(days=1)


def place(latitude: float, longitude: float, zone: str) -> Place:
    """Somewhere."""
    return Place(
        id="x", name="x", region="", country="", latitude=latitude, longitude=longitude, timezone=zone
    )  # fmt: skip


def whole(day: Panchang) -> None:
    """All limbs go from sunrise to the next one, in order, each of a length that can be."""
    assert day.sunrise < day.sunset < day.next_sunrise
    for limbs, shortest, longest in (
        (day.tithis, 19.5, 27), (day.nakshatras, 20, 27.5), (day.yogas, 17, 29), (day.karanas, 9.5, 13.5),
    ):  # fmt: skip
        ends = [limb.end for limb in limbs]
        assert day.sunrise < ends[0] <= day.sunrise + timedelta(hours=longest)
        assert ends[-1] >= day.next_sunrise
        assert all(one < day.next_sunrise for one in ends[:-1])
        for one, other in pairwise(ends):
            assert timedelta(hours=shortest) < other - one < timedelta(hours=longest)


def test_a_month_of_days_has_no_gap_and_no_overlap() -> None:
    """What a day ends with is what the next begins with; the weekday goes round."""
    days = [GATEWAY.panchang(date(2026, 2, 1) + n * DAY, DELHI, LAHIRI) for n in range(31)]
    for day in days:
        whole(day)
    for one, other in pairwise(days):
        assert abs(one.next_sunrise - other.sunrise) <= timedelta(seconds=1)
        assert one.tithis[-1].value == other.tithis[0].value
        assert abs(one.nakshatras[-1].end - other.nakshatras[0].end) <= timedelta(seconds=1)
        assert other.vara == (one.vara + 1) % 7
        two_karanas = {(one.tithis[0].value.number * 2 - 2) % 60, (one.tithis[0].value.number * 2 - 1) % 60}
        assert one.karanas[0].value in {karana(half) for half in two_karanas}
    assert sum(day.moonrise is None for day in days) <= 2
    assert [day.abhijit is None for day in days] == [day.vara is Vara.WED for day in days]


@pytest.mark.parametrize(
    ("where", "day"),
    [
        (place(-33.87, 151.21, "Australia/Sydney"), date(2025, 10, 5)),  # a day of 23 hours
        (place(51.51, -0.13, "Europe/London"), date(2026, 10, 25)),  # one of 25
        (place(40.71, -74.0, "America/New_York"), date(1950, 3, 1)),
        (place(27.7, 85.32, "Asia/Kathmandu"), date(1986, 1, 1)),
        (place(64.1, -21.9, "Atlantic/Reykjavik"), date(2026, 6, 21)),
        (place(18.97, 72.82, "Asia/Kolkata"), date(1942, 5, 14)),
        (place(0, 179.9, "Pacific/Fiji"), date(2010, 6, 1)),
    ],
    ids=lambda value: value.timezone if isinstance(value, Place) else str(value),
)
def test_a_day_anywhere(where: Place, day: date) -> None:
    """Sunrise is of that civil day in that zone."""
    whole(GATEWAY.panchang(day, where, LAHIRI))


@pytest.mark.parametrize("day", [date(2026, 6, 21), date(2026, 12, 21)])
def test_where_the_sun_does_not_rise_or_set_there_is_no_day(day: date) -> None:
    """Longyearbyen, in summer and in winter."""
    with pytest.raises(InvalidMoment) as caught:
        GATEWAY.panchang(day, place(78.2, 15.6, "Arctic/Longyearbyen"), LAHIRI)
    assert caught.value.reason == "polar"


@pytest.mark.parametrize(
    "where",
    [
        place(91, 0, "Asia/Kolkata"), place(0, 181, "Asia/Kolkata"), place(float("nan"), 0, "Asia/Kolkata"),
        place(20, 77, "Asia/Nowhere"), place(20, 77, "../etc/passwd"), place(20, 77, ""),
    ],
    ids=lambda where: f"{where.latitude} {where.timezone}",
)  # fmt: skip
def test_a_place_that_is_none_has_no_day(where: Place) -> None:
    """Neither beyond a pole nor in a zone nobody knows."""
    with pytest.raises(InvalidMoment) as caught:
        GATEWAY.panchang(date(2026, 1, 1), where, LAHIRI)
    assert caught.value.reason == "place"


@pytest.mark.parametrize("day", [date(1799, 12, 31), date(2100, 1, 1), date(1, 1, 1), date(9999, 12, 31)])
def test_a_day_out_of_all_tables_is_refused(day: date) -> None:
    """Rather than computed wrongly."""
    with pytest.raises(InvalidMoment) as caught:
        GATEWAY.panchang(day, DELHI, LAHIRI)
    assert caught.value.reason == "years"


def test_karanas_of_a_month() -> None:
    """Four are fixed, seven come eight times."""
    month = [karana(half) for half in range(60)]
    assert month[0] is Karana.KIMSTUGHNA
    assert month[57:] == [Karana.SHAKUNI, Karana.CHATUSHPADA, Karana.NAGA]
    assert all(month.count(turning) == 8 for turning in month[1:8])


def test_the_gochara_table() -> None:
    """Phaladeepika ch. 26: the nodes are read as Saturn."""
    assert GOOD_HOUSES[Graha.RAHU] == GOOD_HOUSES[Graha.KETU] == GOOD_HOUSES[Graha.SATURN] == {3, 6, 11}
    assert all(11 in houses for houses in GOOD_HOUSES.values())
    now = datetime(2026, 11, 29, tzinfo=UTC)
    for sign in Sign:
        for graha, transit in GATEWAY.transits(sign, now, LAHIRI).grahas.items():
            assert transit.is_good == (transit.house in GOOD_HOUSES[graha])


@pytest.mark.parametrize("moment", [datetime(2026, 1, 1), datetime(1700, 1, 1, tzinfo=UTC)])
def test_a_transit_needs_a_moment_that_can_be_computed(moment: datetime) -> None:
    """In UTC, and within the tables."""
    with pytest.raises(InvalidMoment):
        GATEWAY.transits(Sign.MESHA, moment, LAHIRI)


def test_sade_sati_comes_three_times_in_a_long_life() -> None:
    """About seven and a half years each, all stays in order; a return after going back stands by itself."""
    start, end = datetime(1950, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC)
    times = GATEWAY.saturn(Sign.SIMHA, start, end, LAHIRI)
    assert all(one.end <= other.start for one, other in pairwise(times.stays))
    lengths = [(stay.end - stay.start) / DAY for stay in times.stays if stay.phase.is_sade_sati]
    assert 19 < sum(lengths) / 365.25 < 26
    assert {stay.phase for stay in times.stays} == set(SaturnPhase)
    assert times.at(datetime(2008, 6, 1, tzinfo=UTC)) is not None
    assert times.at(start - DAY) is None


def test_stays_are_cut_to_what_was_asked_for() -> None:
    """Saturn in Meena from March 2025 to June 2027: for Meena that is the peak."""
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 7, 1, tzinfo=UTC)
    (stay,) = GATEWAY.saturn(Sign.MEENA, start, end, LAHIRI).stays
    assert (stay.phase, stay.sign, stay.start, stay.end) == (SaturnPhase.PEAK, Sign.MEENA, start, end)


def test_the_moon_crosses_every_sign_in_a_month() -> None:
    """Also the fastest is seen each time, and Ketu goes back."""
    start = datetime(2026, 1, 1, tzinfo=UTC)
    moves = GATEWAY.ingresses(Graha.MOON, start, start + 28 * DAY, LAHIRI)
    signs = [moves.sign_before, *(crossing.sign for crossing in moves.crossings)]
    assert all((other - one) % 12 == 1 for one, other in pairwise(signs))
    assert len(signs) >= 12
    (back,) = GATEWAY.ingresses(Graha.KETU, start, start + 400 * DAY, LAHIRI).crossings
    assert back.is_retrograde


def test_leap_seconds() -> None:
    """None before 1972, ten then, 37 since 2017; and a moment is the same after both ways."""
    told = [(1971, None), (1972, 10), (1990, 25), (2000, 32), (2016, 36), (2017, 37), (2050, 37)]
    for year, seconds in told:
        moment = datetime(year, 1, 1, tzinfo=UTC)
        assert atomic_ahead(days_of(moment)) == seconds
        assert moment_of(days_of(moment)) == moment
