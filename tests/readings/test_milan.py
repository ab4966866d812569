"""The match report says what was computed, calmly, and nothing of what is not known."""

from __future__ import annotations

import os
from datetime import date
from functools import cache
from itertools import product

import pytest
from syrupy.assertion import SnapshotAssertion

from engine.charts.library import Library
from engine.domain.astrology.matching import MOST_POINTS, Kuta, MangalBalance, Remark, SubScore
from engine.domain.astrology.zodiac import Graha
from engine.domain.reports import Drawings, Report, Style, Table
from engine.errors import InvalidMoment, PlaceNeeded, TimeNeeded
from engine.services.readings.milan import TERMS, compose_match
from engine.services.readings.milan_chat import certain, match_card, match_summary
from engine.services.readings.milan_couple import READINGS, Couple, Range, is_weak, reading_of
from engine.services.readings.milan_mars import balance
from engine.services.readings.milan_points import points
from engine.services.readings.milan_reckoning import open_births
from engine.services.readings.wording import Wording
from tests.readings.calm import alarming
from tests.readings.couples import ASTROLOGY, LAST, PADAS, asha, compared, lines, of_padas, ravi
from tests.readings.people import details, library

PROOF = os.environ.get("BOLOASTRO_PROOF") == "1"
# A prime, so that all padas and all distances between two of them are met.
STEP = 1 if PROOF else 29
LONGEST_CAPTION = 1024
LANGUAGES = sorted(code for (flow, code) in library().words if flow == "milan")

each_language = pytest.mark.parametrize("language", LANGUAGES)


def english() -> Wording:
    return Wording(library(), "en")


def report_of(couple: Couple, language: str = "en") -> Report:
    return compose_match(couple, Wording(library(), language))


def text_of(couple: Couple, language: str = "en") -> str:
    return "\n".join(lines(report_of(couple, language)))


def milan_texts(found: Library, language: str) -> dict[str, str]:
    """What stands in the file of the flow for the report."""
    texts = found.readings[language].texts
    return {key: str(entry.say and entry.say.written) for key, entry in texts.items() if key.startswith("milan.")}


def test_a_match_report_reads_like_this(snapshot: SnapshotAssertion) -> None:
    """All chapters of one couple, as they are read."""
    assert text_of(compared(asha(), ravi())) == snapshot


def test_the_chat_text_reads_like_this(snapshot: SnapshotAssertion) -> None:
    """What stands under the picture."""
    assert match_summary(compared(asha(), ravi()), english()) == snapshot


def test_the_same_couple_has_the_same_report() -> None:
    """Whoever asks again gets the same pages."""
    assert report_of(compared(asha(), ravi())) == report_of(compared(asha(), ravi()))


def test_points_are_those_of_the_tables_for_all_pairs() -> None:
    """From 2 to 36, 20.55 in the mean, read off the rows of the report itself, which add up to its last line."""
    pairs = list(product(PADAS, PADAS))[::STEP]
    totals = [_total_of(of_padas(*pair)) for pair in pairs]
    assert sum(totals) / len(totals) == pytest.approx(20.55, abs=0.02 if PROOF else 0.5)
    assert min(totals) >= 2
    assert max(totals) <= MOST_POINTS
    if PROOF:
        assert (min(totals), max(totals)) == (2, MOST_POINTS)
    assert {Range.of(total) for total in totals} == set(Range)


@each_language
def test_every_pair_has_its_words(language: str) -> None:
    """No key is missing, nothing alarming is said, whatever the Moons."""
    words, text = Wording(library(), language), set[str]()
    for bride, groom in list(product(PADAS, PADAS))[:: 97 if PROOF else 331]:
        couple = of_padas(bride, groom, at=LAST)
        text |= set(lines(compose_match(couple, words)))
        assert len(match_summary(couple, words)) <= LONGEST_CAPTION
    assert [(line, found) for line in text - {words.say("report.footer")} if (found := alarming(line, language))] == []


@each_language
def test_no_text_alarms_forbids_or_promises(language: str) -> None:
    """Also those that no pair of the tests above came to."""
    texts = milan_texts(library(), language)
    assert [(key, found) for key, text in texts.items() if (found := alarming(text, language))] == []
    assert [key for key, text in texts.items() if "%" in text.replace("{%", "").replace("%}", "")] == []


@each_language
def test_everything_that_may_be_computed_has_words(language: str) -> None:
    """By the values of the enums, each in its own file and not in the fallback."""
    texts = milan_texts(library(), language)
    expected = {f"milan.range.{each.value}" for each in Range} | {f"milan.range_name.{each.value}" for each in Range}
    expected |= {f"milan.remark.{each.value}" for each in Remark}
    expected |= {f"milan.mars.{each.value}" for each in MangalBalance} | {"milan.mars.unknown"}
    expected |= {f"milan.read.{kuta.value}.{reading}" for kuta, readings in READINGS.items() for reading in readings}
    expected |= {f"milan.{kind}.{kuta.value}" for kind in ("kuta", "talk", "meaning") for kuta in Kuta}
    expected |= {f"milan.{kind}.{term}" for kind in ("term", "glossary") for term in TERMS}
    assert expected - texts.keys() == set()
    assert texts.keys() == milan_texts(library(), "en").keys()


@cache
def scores() -> frozenset[tuple[Kuta, SubScore]]:
    """What each kuta gives to all pairs of padas."""
    pairs = (of_padas(*pair).match.ashtakoot.kutas for pair in product(PADAS, PADAS))
    return frozenset(score for kutas in pairs for score in kutas.items())


def test_readings_are_what_the_tables_can_give() -> None:
    """Every reading has a pair, and no pair has another one."""
    found: dict[Kuta, set[str]] = {kuta: set() for kuta in Kuta}
    for kuta, score in scores():
        found[kuta].add(reading_of(kuta, score))
    assert found == {kuta: set(readings) for kuta, readings in READINGS.items()}


_TEMPERS = {
    "en": ("gentle", "practical", "strong"),
    "hi": ("कोमल", "व्यावहारिक", "दृढ़"),
    "mr": ("मृदू", "व्यवहारी", "ठाम"),
    "ta": ("மென்மை", "நடைமுறை", "மன உறுதி"),
    "te": ("మెత్త", "లౌక్య", "పట్టుదల"),
    "bn": ("কোমল", "বাস্তববাদী", "দৃঢ়"),
}


@each_language
def test_of_two_ganas_both_are_told_and_no_third(language: str) -> None:
    """By the words that stand just above, where the three are told apart."""
    words = Wording(library(), language)
    tempers = dict(zip(("deva", "manushya", "rakshasa"), _TEMPERS[language], strict=True))
    assert all(temper in words.say("milan.kuta.gana") for temper in tempers.values())
    for kuta, score in scores():
        if kuta is Kuta.GANA:
            text = words.say(f"milan.read.gana.{reading_of(kuta, score)}").casefold()
            both = set() if score.bride == score.groom else {score.bride, score.groom}
            assert {gana for gana, temper in tempers.items() if temper in text} == both, (score, text)


@each_language
def test_one_text_stands_for_one_kind_of_pair(language: str) -> None:
    """No two of them are the same; one point of yoni is not two animals that get along, and no points no strangers."""
    words = Wording(library(), language)
    for kuta, readings in READINGS.items():
        assert len({words.say(f"milan.read.{kuta.value}.{reading}") for reading in readings}) == len(readings)
    points = {score.points: reading_of(kuta, score) for kuta, score in scores() if kuta is Kuta.YONI}
    assert points == {0: "none", 1: "little", 2: "part", 3: "part", 4: "full"}


def test_lords_that_give_nothing_are_at_odds() -> None:
    """Strangers on both sides would give three points."""
    pairs = {(score.bride, score.groom) for kuta, score in scores() if kuta is Kuta.MAITRI and not score.points}
    assert pairs == {("sun", "saturn"), ("saturn", "sun"), ("sun", "venus"), ("venus", "sun")}
    assert "do not get on" in english().say("milan.read.maitri.none")


@pytest.mark.parametrize(
    ("total", "expected"),
    [(0, "low"), (17.5, "low"), (18, "fair"), (24.5, "fair"), (25, "good"), (32.5, "good"), (33, "high"), (36, "high")],
)
def test_ranges_begin_where_they_should(total: float, expected: str) -> None:
    """At 18, 25 and 33."""
    assert Range.of(total).value == expected


@pytest.mark.parametrize("total", [-0.5, 36.5])
def test_what_is_no_total_has_no_range(total: float) -> None:
    """Nothing is said of it."""
    with pytest.raises(ValueError, match="no points"):
        Range.of(total)


@each_language
def test_few_points_never_tell_people_not_to_marry(language: str) -> None:
    """They say what to talk about: each weak kuta has its question, and the last word is the couple's."""
    couple = min((of_padas(bride, groom) for bride, groom in product(PADAS[::5], PADAS)), key=lambda each: each.total)
    assert Range.of(couple.total) is Range.LOW
    words, text = Wording(library(), language), text_of(couple, language)
    assert not alarming(words.say("milan.range.low"), language)
    weak = [kuta for kuta, score in couple.match.ashtakoot.kutas.items() if is_weak(score)]
    assert weak
    assert all(words.say(f"milan.talk.{kuta.value}") in text for kuta in weak)
    assert words.say("milan.talk_rule") in text


def test_every_number_is_that_of_the_match() -> None:
    """Points, houses of Mars, stars and places are looked up again in what was computed."""
    couple, words = compared(asha(), ravi()), english()
    text = text_of(couple)
    for kuta, score in couple.match.ashtakoot.kutas.items():
        given = words.say("milan.points", points=score.points, most=score.most)
        assert f"### {words.name(kuta)} · {given}" in text
    for side, moon, mangal in (
        (couple.bride, couple.match.bride, couple.match.bride_mangal),
        (couple.groom, couple.match.groom, couple.match.groom_mangal),
    ):
        assert side.chart is not None
        assert mangal is not None
        assert side.chart[Graha.MOON].longitude == pytest.approx(moon.longitude)
        assert f"{words.name(moon.nakshatra)}, pada {moon.pada}" in text
        for place, house in mangal.houses.items():
            assert f"{words.say(f'milan.mars_from.{place.value}')}: {house}" in text


def test_both_ways_round_are_told() -> None:
    """Whoever does not want these roles sees that they decide little, or how much."""
    one, other = compared(asha(), ravi()), compared(ravi(), asha())
    assert (one.total, one.other_way) == (other.other_way, other.total)
    words = english()
    key = "milan.same_way" if one.total == one.other_way else "milan.other_way"
    assert words.say(key, points=one.other_way) in text_of(one)
    unlike = next(couple for pada in PADAS if (couple := of_padas(0, pada)).total != couple.other_way)
    assert words.say("milan.other_way", points=unlike.other_way) in text_of(unlike)


def test_the_picture_shows_both_charts_as_the_language_draws_them() -> None:
    """Northern, or southern in Tamil and Telugu."""
    couple = compared(asha(), ravi())
    card = match_card(couple, english())
    assert [(wheel.title, wheel.style) for wheel in card.wheels] == [
        ("Asha Rao", Style.NORTH), ("Ravi Kumar", Style.NORTH),
    ]  # fmt: skip
    assert {wheel.style for wheel in match_card(couple, Wording(library(), "ta")).wheels} == {Style.SOUTH}
    assert all(sum(map(len, wheel.bodies.values())) == len(Graha) for wheel in card.wheels)


def test_without_a_time_nothing_is_said_that_needs_one() -> None:
    """Points that hold all day are told; charts, padas and Mars are left out, and it is said why."""
    couple = next(
        found for day in range(1, 29) if (found := _without_time(date(1990, 8, day))) is not None
    )  # fmt: skip
    report, text = report_of(couple), text_of(couple)
    assert not [block for chapter in report.chapters for block in chapter.blocks if isinstance(block, Drawings)]
    assert match_card(couple, english()).wheels == ()
    assert english().say("milan.left_out", names=["Asha Rao"]) in text
    assert balance(couple, english()) == english().say("milan.mars.unknown", names=["Asha Rao"], bride="", groom="")
    assert "Time of birth: not known" in text
    assert f"Birth star: {english().name(couple.match.bride.nakshatra)}\n" in text


def test_where_the_points_are_open_it_is_told_what_is_certain() -> None:
    """The signs and stars the Moon went through; of an exact birth nothing, as nothing is open."""
    unknown = next(
        someone for day in range(1, 29)
        if _without_time(date(1990, 8, day)) is None and (someone := details(f"1990-08-{day:02}", time=None))
    )  # fmt: skip
    with pytest.raises(TimeNeeded):
        compared(unknown, ravi())
    (birth,) = open_births(ASTROLOGY, (unknown, ravi()))
    told = certain((birth,), english())
    assert told.startswith("*Asha Rao*: Moon in ")
    assert all(english().name(star) in told for star in birth[1].moon.nakshatras)


def test_a_rough_time_is_called_rough() -> None:
    """And never drawn as if it were exact."""
    rough = details(born="1990-08-15", time="09:30", accuracy="rough")
    couple = compared(rough, ravi())
    assert couple.bride.chart is None
    assert "Time of birth: about 9:30 am" in text_of(couple)


def test_births_that_cannot_be_compared_are_typed() -> None:
    """Without a place, or longer ago than anything is reckoned."""
    with pytest.raises(PlaceNeeded):
        compared(details(place=None), ravi())
    with pytest.raises(InvalidMoment):
        compared(details(born="1750-01-01"), ravi())


def _without_time(day: date) -> Couple | None:
    try:
        return compared(details(day.isoformat(), time=None), ravi())
    except TimeNeeded:
        return None


def _total_of(couple: Couple) -> float:
    """The last line of the table, which is what the lines above add up to."""
    (table,) = (block for block in points(couple, english()).blocks if isinstance(block, Table))
    *rows, last = (float(row[-1].split(" of ")[0]) for row in table.rows)
    assert sum(rows) == last == couple.total
    assert [row[-1].split(" of ")[1] for row in table.rows] == [*map(str, range(1, 9)), str(MOST_POINTS)]
    return last
