"""Of a rough or unknown time only that is said which holds for the whole interval."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.astrology.births import Accuracy, Ayanamsa, BirthMoment
from engine.domain.astrology.charts import Division
from engine.domain.astrology.matching import Kuta, Remark
from engine.domain.astrology.zodiac import Graha, Nakshatra, Sign
from engine.errors import TimeNeeded
from integrations.astrology.charts import parts_between
from integrations.astrology.edges import ARC_MINUTES, MINUTES, near_edges
from integrations.astrology.embedded import EmbeddedAstrologyGateway
from tests.astrology.cases import birth, births

GATEWAY = EmbeddedAstrologyGateway()
LAHIRI = Ayanamsa.LAHIRI
MIDNIGHT = datetime(1990, 8, 14, 18, 30, tzinfo=UTC)
DAY = timedelta(days=1)


def a_day(start: datetime = MIDNIGHT) -> BirthMoment:
    """Somebody who knows the day."""
    return BirthMoment.unknown(start, start + DAY, 19.07, 72.88)


def test_in_a_day_every_sign_rises() -> None:
    """So no lagna is certain, and all twelve are possible, in their order."""
    outline = GATEWAY.outline(a_day(), LAHIRI)
    assert outline.lagna_sign is None
    assert len(outline.lagna_signs) == 12
    assert [other - one for one, other in zip(outline.lagna_signs, outline.lagna_signs[1:], strict=False)].count(
        1
    ) >= 10


def test_the_moon_of_a_day_may_be_certain_by_sign_and_open_by_nakshatra() -> None:
    """Which is most of all days."""
    moon = GATEWAY.outline(a_day(), LAHIRI).moon
    assert moon.sign is Sign.VRISHABHA
    assert moon.nakshatra is None
    assert moon.nakshatras == (Nakshatra.ROHINI, Nakshatra.MRIGASHIRA)


def test_as_often_as_it_was_measured() -> None:
    """In a civil day the Moon sign is certain in 57 of 100, the nakshatra in 4."""
    moons = [GATEWAY.outline(a_day(MIDNIGHT + n * 11.3 * DAY), LAHIRI).moon for n in range(150)]
    assert sum(moon.sign is not None for moon in moons) / len(moons) == pytest.approx(0.57, abs=0.1)
    assert sum(moon.nakshatra is not None for moon in moons) / len(moons) == pytest.approx(0.04, abs=0.06)


def test_a_graha_that_turns_within_the_day_may_be_either() -> None:
    """Mercury went back from 25 August 1990 on, by the ephemeris; for that day both are possible."""
    start = datetime(1990, 8, 24, 18, 30, tzinfo=UTC)
    mercury = GATEWAY.outline(a_day(start), LAHIRI).possible[Graha.MERCURY]
    assert mercury.retrograde == (False, True)


@settings(max_examples=20)
@given(hours=st.floats(0, 23.9), day=st.integers(0, 20_000))
def test_whatever_the_hour_was_its_chart_is_among_what_was_told(hours: float, day: int) -> None:
    """For each graha its sign, nakshatra and pada; and the rising sign."""
    start = datetime(1950, 1, 1, tzinfo=UTC) + day * DAY
    outline = GATEWAY.outline(a_day(start), LAHIRI)
    chart = GATEWAY.chart(BirthMoment.exact(start + timedelta(hours=hours), 19.07, 72.88), LAHIRI)
    assert chart.lagna.sign in outline.lagna_signs
    for graha, possible in outline.possible.items():
        assert chart[graha].sign in possible.signs
        assert chart[graha].nakshatra in possible.nakshatras
        assert int(chart[graha].longitude * 108 / 360) in possible.padas
        assert chart[graha].is_retrograde in possible.retrograde


def test_roughly_means_two_hours_to_either_side() -> None:
    """Unless something else is said."""
    moment = BirthMoment.rough(MIDNIGHT, 19, 73)
    assert moment.latest - moment.earliest == timedelta(hours=4)
    assert moment.accuracy is Accuracy.ROUGH
    assert 2 <= len(GATEWAY.outline(moment, LAHIRI).lagna_signs) <= 4
    narrow = BirthMoment.rough(MIDNIGHT, 19, 73, timedelta(minutes=10))
    assert len(GATEWAY.outline(narrow, LAHIRI).lagna_signs) <= 2


def test_near_a_pole_nothing_is_said_of_what_rises() -> None:
    """The rest is known there, too."""
    outline = GATEWAY.outline(BirthMoment.exact(MIDNIGHT, 78.2, 15.6), LAHIRI)
    assert outline.lagna_signs == ()
    assert outline.lagna_sign is None
    assert outline.moon.nakshatra


@pytest.mark.parametrize(
    ("path", "count", "parts"),
    [
        ([10, 50], 12, (0, 1)), ([350, 20], 12, (11, 0)), ([20, 350], 12, (0, 11)), ([29, 31, 29.5], 12, (0, 1)),
        ([31, 29, 31], 12, (1, 0)), ([5], 12, (0,)), ([0, 0], 12, (0,)),
    ],
)  # fmt: skip
def test_the_parts_of_a_way(path: list[float], count: int, parts: tuple[int, ...]) -> None:
    """Forward, back, across the beginning, and there and back."""
    assert parts_between(path, count) == parts


def test_a_match_needs_no_time_where_the_moon_stays_in_one_place() -> None:
    """A few minutes far from every edge: the same points, and no word on Mars."""
    told = birth("SE01").moment
    rough = BirthMoment.rough(told.utc, told.latitude, told.longitude, timedelta(minutes=30))
    other = births()[1].moment
    match = GATEWAY.match(rough, other, LAHIRI)
    assert match.ashtakoot == GATEWAY.match(told, other, LAHIRI).ashtakoot
    assert match.bride_mangal is None
    assert match.groom_mangal
    assert match.mangal is None


def test_a_match_needs_the_time_where_the_points_depend_on_it() -> None:
    """Two nakshatras are two results; on either side."""
    exact = births()[1].moment
    for bride, groom in ((a_day(), exact), (exact, a_day())):
        with pytest.raises(TimeNeeded) as caught:
            GATEWAY.match(bride, groom, LAHIRI)
        assert caught.value.what == "moon"


@pytest.mark.parametrize(
    ("minutes", "certain", "is_open"), [(20, [Remark.NADI_SAME_NAKSHATRA_OTHER_PADA], False), (120, [], True)]
)
def test_only_a_remark_that_holds_for_the_whole_interval_is_told(
    minutes: int, certain: list[Remark], is_open: bool
) -> None:
    """One star; five hours later the Moon is in another pada of it, give or take two hours perhaps in the same."""
    first = datetime(1990, 8, 1, tzinfo=UTC)
    exact = BirthMoment.exact(first, 19, 73)
    rough = BirthMoment.rough(first + timedelta(hours=5), 19, 73, timedelta(minutes=minutes))
    for bride, groom in ((exact, rough), (rough, exact)):
        told = GATEWAY.match(bride, groom, LAHIRI).ashtakoot
        assert (list(told.remarks), bool(told.open_remarks)) == (certain, is_open)


def test_every_kuta_has_a_word_for_both_sides() -> None:
    """The class of each, as a key."""
    match = GATEWAY.match(births()[0].moment, births()[1].moment, LAHIRI)
    assert all(score.bride and score.groom for score in match.ashtakoot.kutas.values())
    assert match.ashtakoot.kutas[Kuta.MAITRI].bride == "venus"


def test_a_lagna_at_a_cusp_is_told() -> None:
    """London 1970 has the lagna a degree and a half from the end of Meena: three minutes of time."""
    chart = GATEWAY.chart(birth("SE21").moment, LAHIRI)
    edge = next(edge for edge in chart.near_edges if edge.division is Division.SIGN)
    assert (edge.graha, edge.here, edge.beyond) == (None, Sign.MEENA, Sign.MESHA)
    assert edge.minutes == pytest.approx(2.8, abs=0.1)
    later = BirthMoment.exact(chart.moment.utc + timedelta(minutes=3), chart.moment.latitude, chart.moment.longitude)
    assert GATEWAY.chart(later, LAHIRI).lagna.sign is Sign.MESHA


def test_a_graha_within_our_own_error_of_an_edge_is_told() -> None:
    """Jupiter 12.8 arc seconds from a pada edge, though it takes hours to get there."""
    edges = [edge for edge in GATEWAY.chart(birth("SE15").moment, LAHIRI).near_edges if edge.graha is Graha.JUPITER]
    assert [edge.division for edge in edges] == [Division.PADA]
    assert edges[0].minutes > MINUTES
    assert edges[0].arc_minutes < ARC_MINUTES


@pytest.mark.parametrize(
    ("longitude", "divisions", "here", "beyond"),
    [
        (119.999, ["sign", "nakshatra", "pada"], (3, 8, 35), (4, 9, 36)),
        (0.001, ["sign", "nakshatra", "pada"], (0, 0, 0), (11, 26, 107)),
        (13.332, ["nakshatra", "pada"], (0, 3), (1, 4)),
        (30.001, ["sign", "pada"], (1, 9), (0, 8)),
        (3.3, ["pada"], (0,), (1,)),
        (5.0, [], (), ()),
    ],
)
def test_an_edge_names_all_that_it_divides(
    longitude: float, divisions: list[str], here: tuple[int, ...], beyond: tuple[int, ...]
) -> None:
    """The Moon, with its usual speed."""
    found = list(near_edges(Graha.MOON, longitude, 13.2))
    assert [edge.division.value for edge in found] == divisions
    assert (tuple(edge.here for edge in found), tuple(edge.beyond for edge in found)) == (here, beyond)
