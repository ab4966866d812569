"""A Kundali says what was computed, all of it, and the same every time."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise

import pytest
from syrupy.assertion import SnapshotAssertion

from engine.domain.astrology.births import Ayanamsa
from engine.domain.astrology.lordship import ground_of, lord_of, strength_of
from engine.domain.astrology.zodiac import Graha, Sign
from engine.domain.places import Place
from engine.domain.reports import Chapter, Drawings, Facts, Paragraph, Report, Table
from engine.errors import InvalidMoment, PlaceNeeded, TimeNeeded
from engine.services.readings.births import BirthDetails
from engine.services.readings.kundali import compose, summary
from engine.services.readings.reckoning import MONTHS, SLOW, Reckoning, reckon
from engine.services.readings.time_chapters import next_sade_sati, sade_satis
from engine.services.readings.wheels import card
from engine.services.readings.wording import Wording
from integrations.astrology.embedded import EmbeddedAstrologyGateway
from tests.readings.keys import library_of_keys, lines_of, texts_of
from tests.readings.people import (
    DELHI,
    KOLKATA,
    LONDON,
    MUMBAI,
    NEW_YORK,
    SYDNEY,
    TROMSO,
    details,
    library,
)  # fmt: skip

ASTROLOGY = EmbeddedAstrologyGateway()
TODAY = date(2026, 7, 1)
ABOUT, CHARTS, PLANETS, YOU, HOUSES, DASHA, ANTAR, YOGAS, DOSHAS, SATURN, YEAR, REMEDIES, GLOSSARY, BASIS = range(14)
PLACES = (DELHI, KOLKATA, MUMBAI, LONDON, NEW_YORK, SYDNEY)


def reckoned(*args: str | Place | None, day: date = TODAY) -> Reckoning:
    """As `details`."""
    return reckon(ASTROLOGY, details(*args), day)  # type: ignore[arg-type]


def in_keys(reckoning: Reckoning) -> Report:
    return compose(reckoning, Wording(library_of_keys(), "en"))


def table(chapter: Chapter, number: int = 0) -> tuple[tuple[str, ...], ...]:
    return [block for block in chapter.blocks if isinstance(block, Table)][number].rows


def facts(chapter: Chapter) -> list[Facts]:
    return [block for block in chapter.blocks if isinstance(block, Facts)]


def random_details(seed: int) -> BirthDetails:
    dice = random.Random(seed)
    born = date(1930, 1, 1) + timedelta(days=dice.randrange(35_000))
    return details(born.isoformat(), f"{dice.randrange(24):02d}:{dice.randrange(60):02d}", dice.choice(PLACES))


def test_the_parts_of_a_report_are_as_they_are(snapshot: SnapshotAssertion) -> None:
    """By the keys of its words, so that no edit of a sentence changes it."""
    assert lines_of(in_keys(reckoned())) == snapshot


def test_the_same_birth_gives_the_same_report() -> None:
    """Also the picture and the summary."""
    words = Wording(library(), "en")
    first, second = reckoned(), reckoned()
    assert compose(first, words) == compose(second, words)
    assert card(first, words) == card(second, words)
    assert summary(first, words) == summary(second, words)


def test_there_is_enough_to_read() -> None:
    """Fourteen chapters and some thousands of words."""
    report = compose(reckoned(), Wording(library(), "en"))
    assert len(report.chapters) == 14
    assert sum(len(text.split()) for text in texts_of(report)) > 2_500


@pytest.mark.parametrize("seed", range(10))
def test_what_stands_in_the_report_is_what_was_computed(seed: int) -> None:
    """Each table and each fact once more from the chart, by another way."""
    reckoning = reckon(ASTROLOGY, random_details(seed), TODAY)
    report, chart = in_keys(reckoning), reckoning.chart
    for row, position in zip(table(report.chapters[PLANETS])[1:], chart.positions.values(), strict=True):
        degrees, minutes = map(int, re.findall(r"\d+", row[2]))
        assert -1e-9 < position.longitude % 30 - degrees - minutes / 60 < 1 / 60
        assert row[:2] == (position.graha.value, position.sign.key)
        assert row[3:6] == (
            position.nakshatra.key,
            str(position.pada),
            str((position.sign - chart.lagna.sign) % 12 + 1),
        )
        assert ("mark.retrograde" in row[6]) == (position.is_retrograde and not position.graha.is_node)
    for house, (sign, lord, inside) in enumerate([fact.rows for fact in facts(report.chapters[HOUSES])], 1):
        assert sign[1] == Sign((chart.lagna.sign + house - 1) % 12).key
        stands = chart[chart.lord_of_house(house)].house
        assert lord[1] == f"report.lord_at(graha={chart.lord_of_house(house).value}, house={stands})"
        there = [graha.value for graha in Graha if chart[graha].house == house]
        assert inside[1] == (", ".join(there) or "report.nobody_here")


@pytest.mark.parametrize("seed", range(40, 44))
def test_each_date_in_the_report_is_one_of_the_periods(seed: int) -> None:
    """The periods follow each other without a gap; the first begins at the birth."""
    reckoning = reckon(ASTROLOGY, random_details(seed), TODAY)
    report, words = in_keys(reckoning), Wording(library(), "en")
    rows = table(report.chapters[DASHA])
    assert [row[0] for row in rows] == [period.lord.value for period in reckoning.dashas.periods[:9]]
    assert rows[0][1] == words.date(reckoning.details.born)
    assert [row[2] for row in rows[:-1]] == [row[1] for row in rows[1:]]
    now = next(period for period in reckoning.dashas.periods if period.start <= reckoning.now < period.end)
    assert now is reckoning.maha
    antars = table(report.chapters[ANTAR])
    assert antars[-1][2] == next(row[2] for row in rows if row[0] == now.lord.value)


@pytest.mark.parametrize("born", ["1906-12-31", "1912-05-20", "1922-03-10"])
def test_who_outlives_the_nine_periods_has_the_first_again(born: str) -> None:
    """With the period that runs in the table, its dates, and Saturn of these years."""
    reckoning = reckon(ASTROLOGY, details(born), TODAY)
    report, words = in_keys(reckoning), Wording(library(), "en")
    rows = table(report.chapters[DASHA])
    assert len(rows) > 9
    assert "[Paragraph] report.dasha_again" in lines_of(report)
    assert (rows[9][0], rows[9][1]) == (rows[0][0], rows[8][2])
    assert (reckoning.maha.lord.value, words.date(reckoning.day_of(reckoning.maha.end))) in [(r[0], r[2]) for r in rows]
    assert reckoning.saturn.stays[-1].end > reckoning.now


@pytest.mark.parametrize("seed", range(60, 63))
def test_each_month_is_counted_from_its_own_sky(seed: int) -> None:
    """The first begins with the day, twelve whole ones follow; the slow ones are followed all through them."""
    reckoning = reckon(ASTROLOGY, random_details(seed), TODAY)
    months = reckoning.months
    assert len(months) == MONTHS + 1
    assert reckoning.day_of(months[0].start) == TODAY
    assert months[-1].end - months[0].end >= timedelta(days=364)
    assert months[-1].end - months[0].start >= timedelta(days=365)
    assert all(one.end == other.start for one, other in pairwise(months))
    for month, row in zip(months, table(in_keys(reckoning).chapters[YEAR]), strict=True):
        middle = month.start + (month.end - month.start) / 2
        sky = ASTROLOGY.transits(reckoning.chart.moon_sign, middle, reckoning.chart.basis.ayanamsa)
        good = sky.score - sky.grahas[Graha.MOON].is_good
        assert row[2] == f"{good} / 8"
        sun, *_ = month.stays
        assert (sun.start, sun.end, sun.sign) == (month.start, month.end, sky.grahas[Graha.SUN].sign)
    for graha in SLOW:
        stays = [stay for stay in reckoning.year if stay.graha is graha]
        assert (stays[0].start, stays[-1].end) == (months[0].start, months[-1].end)
        assert all(one.end == other.start and one.sign != other.sign for one, other in pairwise(stays))


def test_every_planet_is_drawn_once_in_each_chart() -> None:
    """In the sign it stands in, in both styles; the lagna is the sign of the first house."""
    reckoning = reckoned()
    drawn = [block for block in in_keys(reckoning).chapters[CHARTS].blocks if isinstance(block, Drawings)]
    rashi, navamsa = (block.wheels for block in drawn)
    for wheels, lagna in ((rashi, reckoning.chart.lagna.sign), (navamsa, reckoning.chart.lagna.navamsa)):
        assert all(wheel.lagna is lagna for wheel in wheels)
        shorts = [short for wheel in wheels for shorts in wheel.bodies.values() for short in shorts]
        assert len(shorts) == 18
    for graha in Graha:
        sign = reckoning.chart[graha].sign
        assert any(short.startswith(f"graha_short.{graha.value}") for short in rashi[0].bodies[sign])


def test_no_key_is_missing_whatever_the_chart() -> None:
    """Over two hundred random births, at many days of a life."""
    words = Wording(library(), "en")
    for seed in range(1_000, 1_200):
        told = random_details(seed)
        reckoning = under_another_sky(told, told.born + timedelta(days=random.Random(seed).randrange(30_000)))
        assert all("{" not in text and text == text.strip() for text in texts_of(compose(reckoning, words)))
        assert len(summary(reckoning, words)) <= 900
        card(reckoning, words)


def under_another_sky(told: BirthDetails, day: date) -> Reckoning:
    """A birth with the year and the Saturn of somebody else who has the same Moon sign: those take the longest."""
    now = datetime.combine(day, time(12), UTC)
    chart = ASTROLOGY.chart(told.moment(), Ayanamsa.LAHIRI)
    dashas = ASTROLOGY.dashas(chart)
    running = dashas.at(now)
    assert running
    assert told.place
    return replace(
        of_moon_sign(chart.moon_sign), details=told, place=told.place, day=day, now=now, chart=chart, dashas=dashas,
        maha=running[0], antar=running[1], yogas=ASTROLOGY.yogas(chart), doshas=ASTROLOGY.doshas(chart),
        panchang=ASTROLOGY.panchang(told.born, told.place, Ayanamsa.LAHIRI),
    )  # fmt: skip


@cache
def of_moon_sign(sign: Sign) -> Reckoning:
    """Somebody born in a certain month, when the Moon stood there."""
    days = (details((date(1990, 8, 1) + timedelta(days=number)).isoformat()) for number in range(30))
    told = next(each for each in days if ASTROLOGY.chart(each.moment(), Ayanamsa.LAHIRI).moon_sign is sign)
    return reckon(ASTROLOGY, told, TODAY)


@pytest.mark.parametrize("lagna", Sign, ids=lambda sign: sign.key)
def test_every_lagna_has_its_report(lagna: Sign) -> None:
    """All twelve rise within a day."""
    clocks = (details("1990-08-15", f"{hour:02d}:{minute:02d}") for hour in range(24) for minute in (0, 20, 40))
    told = next(each for each in clocks if ASTROLOGY.chart(each.moment(), Ayanamsa.LAHIRI).lagna.sign is lagna)
    reckoning = reckon(ASTROLOGY, told, TODAY)
    report, chart = in_keys(reckoning), reckoning.chart
    assert f"[Paragraph] lagna_in.{lagna.key}" in lines_of(report)
    said = [block.text for block in report.chapters[HOUSES].blocks if isinstance(block, Paragraph)][1:]
    for house, text in enumerate(said, 1):
        lord = chart[lord_of(lagna.ahead(house))]
        ground, strength = ground_of(house, lord.house).value, strength_of(lord.dignity, lord.house).value
        assert text == f"lord_in.{house}.{ground} lord_stands.{house}.{strength}"


def test_a_birth_near_an_edge_is_told_so() -> None:
    """With what else it may be, once for each body."""
    clocks = (details("1990-08-15", f"10:{minute:02d}") for minute in range(60))
    told = next(each for each in clocks if ASTROLOGY.chart(each.moment(), Ayanamsa.LAHIRI).near_edges)
    reckoning = reckon(ASTROLOGY, told, TODAY)
    said = [line for line in lines_of(in_keys(reckoning)) if "report.near_edge" in line]
    assert len(said) == len({edge.graha for edge in reckoning.chart.near_edges})


def test_before_sunrise_it_is_still_the_day_before() -> None:
    """The weekday of the calendar and that of the almanac differ for a birth after midnight."""
    early, late = (reckoned("1990-08-15", clock).panchang for clock in ("05:00", "09:00"))
    assert early
    assert late
    assert (early.day, late.day) == (date(1990, 8, 14), date(1990, 8, 15))


def test_a_town_with_clocks_of_its_own_is_remarked() -> None:
    """Where the birth may have been written down by another time."""
    old, new = (lines_of(in_keys(reckoned(born, "10:00", KOLKATA, day=TODAY))) for born in ("1947-08-15", "1950-08-15"))
    assert "[Remark] report.old_clock" in old
    assert "[Remark] report.old_clock" not in new


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (details(place=None), PlaceNeeded), (details(time=None), TimeNeeded), (details(accuracy="rough"), TimeNeeded),
        (details("2026-07-02"), InvalidMoment), (details("1890-01-01"), InvalidMoment),
        (details("1990-06-21", "12:00", TROMSO), InvalidMoment),
    ],
)  # fmt: skip
def test_what_cannot_be_computed_is_an_error(wrong: BirthDetails, error: type[Exception]) -> None:
    """Nothing is made up in its place."""
    with pytest.raises(error):
        reckon(ASTROLOGY, wrong, TODAY)


def test_rounds_of_sade_sati_hold_their_returns() -> None:
    """Saturn goes back across an edge within a year; the next round is more than twenty years later."""
    reckoning = reckoned()
    rounds = sade_satis(reckoning.saturn.stays)
    assert all(timedelta(days=365 * 6.5) < end - start < timedelta(days=365 * 8.5) for start, end in rounds[:-1])
    assert next_sade_sati(reckoning.saturn.stays, reckoning.now) == rounds[1]
    away = datetime(2028, 1, 1, tzinfo=UTC)  # it has gone back out of the first sign
    assert reckoning.saturn.at(away) is None
    rest = next_sade_sati(reckoning.saturn.stays, away)
    assert rest is not None
    assert away < rest[0] < datetime(2028, 3, 1, tzinfo=UTC)
    assert rest[1] == rounds[1][1]
    assert next_sade_sati(reckoning.saturn.stays, datetime(2029, 1, 1, tzinfo=UTC)) == rounds[2]
