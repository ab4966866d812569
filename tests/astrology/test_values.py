"""Births that cannot be are refused where they are made; the circle has no seams; results can be kept."""

from __future__ import annotations

import pickle
from collections import Counter
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.astrology.births import Accuracy, Ayanamsa, BirthMoment
from engine.domain.astrology.lordship import (
    EXALTED,
    Dignity,
    Friendship,
    aspects,
    dignity,
    friendship,
    looks_at,
    lord_of,
)
from engine.domain.astrology.zodiac import (
    Graha,
    Sign,
    apart,
    degrees_in_sign,
    nakshatra_of,
    navamsa_of,
    pada_of,
    part_of,
    sign_of,
    within_circle,
)
from engine.errors import AstrologyError, InvalidMoment
from integrations.astrology.embedded import EmbeddedAstrologyGateway
from tests.astrology.cases import DELHI, births

GATEWAY = EmbeddedAstrologyGateway()
NOON = datetime(2000, 1, 1, 12, tzinfo=UTC)
LAHIRI = Ayanamsa.LAHIRI
IST = timezone(timedelta(hours=5, minutes=30))


@pytest.mark.parametrize(
    ("utc", "latitude", "longitude", "reason"),
    [
        (datetime(2000, 1, 1, 12), 20, 77, "zone"),
        (datetime(2000, 1, 1, 12, tzinfo=IST), 20, 77, "zone"),
        (datetime(1799, 12, 31, tzinfo=UTC), 20, 77, "years"),
        (datetime(2100, 1, 1, tzinfo=UTC), 20, 77, "years"),
        (NOON, 90.1, 77, "place"),
        (NOON, 20, 180.5, "place"),
        (NOON, float("nan"), 77, "place"),
        (NOON, 20, float("inf"), "place"),
    ],
)
def test_what_cannot_be_a_birth_is_refused(utc: datetime, latitude: float, longitude: float, reason: str) -> None:
    """With one word that a conversation can answer to."""
    with pytest.raises(InvalidMoment) as caught:
        BirthMoment.exact(utc, latitude, longitude)
    assert caught.value.reason == reason
    assert isinstance(caught.value, AstrologyError)


def test_an_interval_has_to_hold_the_told_time() -> None:
    """And an exact one leaves nothing open."""
    hour = timedelta(hours=1)
    with pytest.raises(InvalidMoment):
        BirthMoment(utc=NOON, earliest=NOON + hour, latest=NOON + hour, latitude=20, longitude=77)
    with pytest.raises(InvalidMoment):
        BirthMoment(utc=NOON, earliest=NOON - hour, latest=NOON, latitude=20, longitude=77)
    rough = BirthMoment.rough(NOON, 20, 77, hour)
    assert (rough.earliest, rough.latest, rough.accuracy) == (NOON - hour, NOON + hour, Accuracy.ROUGH)


def test_an_unknown_time_is_every_minute_of_the_day() -> None:
    """From its first to its last, whatever the zone did that day."""
    moment = BirthMoment.unknown(NOON, NOON + timedelta(hours=23), 51, 0)
    assert moment.latest - moment.earliest == timedelta(hours=22, minutes=59)
    assert moment.earliest < moment.utc < moment.latest


@given(st.floats(-1e6, 1e6))
def test_every_direction_lies_in_one_part(longitude: float) -> None:
    """Sign, nakshatra, pada and navamsa are always within their range, and fit each other."""
    turned = within_circle(longitude)
    assert 0 <= turned < 360
    assert sign_of(longitude) == int(turned / 30)
    assert 0 <= degrees_in_sign(longitude) <= 30
    assert 1 <= pada_of(longitude) <= 4
    assert part_of(longitude, 108) // 4 == nakshatra_of(longitude)
    assert part_of(longitude, 108) // 9 == sign_of(longitude)


@pytest.mark.parametrize("longitude", [0.0, -0.0, 360.0, -1e-20, 720.0])
def test_the_beginning_is_the_beginning(longitude: float) -> None:
    """A tiny step before it is not part thirteen."""
    assert sign_of(longitude) is Sign.MESHA
    assert within_circle(longitude) == 0


@given(st.floats(0, 360), st.floats(0, 360))
def test_the_shorter_way(first: float, second: float) -> None:
    """Never more than half the circle, and it leads there."""
    way = apart(first, second)
    assert -180 <= way <= 180
    assert within_circle(second + way - first) == pytest.approx(0, abs=1e-9) or within_circle(
        second + way - first
    ) == pytest.approx(360, abs=1e-9)


def test_navamsas_begin_as_the_books_count() -> None:
    """Movable signs with themselves, fixed ones with the 9th from them, dual ones with the 5th."""
    for sign in Sign:
        first = (1, 9, 5)[sign % 3]
        assert navamsa_of(30.0 * sign + 0.1) is sign.ahead(first)


def test_houses_and_signs_ahead_are_one_another_back() -> None:
    """Counted with both ends, from 1 to 12."""
    for first in Sign:
        for house in range(1, 13):
            assert first.ahead(house).house_from(first) == house


def test_every_sign_has_a_lord_and_the_lords_their_signs() -> None:
    """Sun and Moon one, the five two, the nodes none; the lord of an empty house is still its lord."""
    assert Counter(map(lord_of, Sign)) == {
        **dict.fromkeys((Graha.SUN, Graha.MOON), 1),
        **dict.fromkeys((Graha.MARS, Graha.MERCURY, Graha.JUPITER, Graha.VENUS, Graha.SATURN), 2),
    }
    chart = GATEWAY.chart(births()[0].moment, LAHIRI)
    for house in range(1, 13):
        assert chart.lord_of_house(house) is lord_of(chart.sign_of_house(house))
    assert sum(len(chart.in_house(house)) for house in range(1, 13)) == len(Graha)
    assert chart.sign_of_house(1) is chart.lagna.sign


@pytest.mark.parametrize(
    ("graha", "longitude", "expected"),
    [
        (Graha.SUN, 10, Dignity.EXALTED), (Graha.SUN, 130, Dignity.MOOLATRIKONA), (Graha.SUN, 145, Dignity.OWN),
        (Graha.SUN, 190, Dignity.DEBILITATED), (Graha.MOON, 31, Dignity.EXALTED),
        (Graha.MOON, 40, Dignity.MOOLATRIKONA), (Graha.MERCURY, 160, Dignity.EXALTED),
        (Graha.MERCURY, 167, Dignity.MOOLATRIKONA), (Graha.MERCURY, 175, Dignity.OWN),
        (Graha.SATURN, 130, Dignity.ENEMY), (Graha.MARS, 130, Dignity.FRIENDLY),
        (Graha.MOON, 10, Dignity.NEUTRAL), (Graha.RAHU, 50, None), (Graha.KETU, 50, None),
    ],
)  # fmt: skip
def test_dignities(graha: Graha, longitude: float, expected: Dignity | None) -> None:
    """BPHS ch. 3; of the nodes the traditions disagree."""
    assert dignity(graha, longitude) is expected


def test_friendships_need_not_be_mutual() -> None:
    """Mercury is a friend of the Moon; the Moon is an enemy of Mercury's."""
    assert friendship(Graha.MOON, Graha.MERCURY) is Friendship.FRIEND
    assert friendship(Graha.MERCURY, Graha.MOON) is Friendship.ENEMY
    assert friendship(Graha.MOON, Graha.SATURN) is Friendship.NEUTRAL
    assert all(friendship(graha, graha) is Friendship.FRIEND for graha in Graha)


def test_the_seventh_from_the_first_is_the_seventh() -> None:
    """Aspects are counted with the house itself as the first."""
    assert looks_at(Graha.VENUS, Sign.MESHA, Sign.TULA)
    assert not looks_at(Graha.VENUS, Sign.MESHA, Sign.VRISHCHIKA)
    assert (aspects(Graha.MARS), aspects(Graha.JUPITER), aspects(Graha.SATURN)) == ((4, 7, 8), (5, 7, 9), (3, 7, 10))
    assert set(EXALTED) == {graha for graha in Graha if not graha.is_node}


def test_results_can_be_kept_and_come_back_the_same() -> None:
    """A cache writes them down."""
    chart = GATEWAY.chart(births()[0].moment, LAHIRI)
    results = (
        chart, GATEWAY.dashas(chart), GATEWAY.doshas(chart), GATEWAY.yogas(chart),
        GATEWAY.outline(births()[0].moment, LAHIRI), GATEWAY.panchang(date(2026, 1, 1), DELHI, LAHIRI),
        GATEWAY.transits(Sign.MESHA, NOON, LAHIRI), GATEWAY.match(births()[0].moment, births()[1].moment, LAHIRI),
    )  # fmt: skip
    for result in results:
        assert pickle.loads(pickle.dumps(result)) == result
