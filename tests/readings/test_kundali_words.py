"""A Kundali says something of its own in each house and month, and on what it hangs."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest

from engine.domain.astrology.lordship import ground_of
from engine.domain.reports import Listing, Paragraph
from engine.services.readings.kundali import compose
from engine.services.readings.reckoning import MONTHS, reckon
from engine.services.readings.remembering import versions
from engine.services.readings.wording import Wording
from tests.readings.keys import texts_of
from tests.readings.people import library
from tests.readings.test_kundali import ASTROLOGY, HOUSES, TODAY, YEAR, in_keys, random_details, reckoned


@pytest.mark.parametrize("seed", range(80, 90))
def test_each_house_speaks_for_itself(seed: int) -> None:
    """In sentences that no other house has, also where one planet is the lord of two."""
    chapter = compose(reckon(ASTROLOGY, random_details(seed), TODAY), Wording(library(), "en")).chapters[HOUSES]
    said = [block.text for block in chapter.blocks if isinstance(block, Paragraph)][1:]
    sentences = [sentence for text in said for sentence in text.split(". ")]
    assert len(said) == 12
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize(
    ("house", "stands", "ground"),
    [(1, 1, "own"), (12, 12, "own"), (2, 1, "kendra"), (1, 7, "kendra"), (1, 9, "trikona"), (1, 3, "gain"),
     (1, 12, "dusthana"), (7, 6, "dusthana")],
)  # fmt: skip
def test_a_lord_stands_at_home_or_in_one_of_four_kinds_of_houses(house: int, stands: int, ground: str) -> None:
    """Its own comes first, whatever kind that is."""
    assert ground_of(house, stands).value == ground


def test_a_month_that_begins_with_the_day_is_whole() -> None:
    """On the day on which the Sun enters a sign there is no rest of a month before it."""
    assert len(reckoned(day=date(2026, 7, 17)).months) == MONTHS + 1
    sun = reckoned(day=date(2026, 7, 16))  # it enters Karka
    assert len(sun.months) == MONTHS
    assert sun.day_of(sun.months[0].start) == date(2026, 7, 16)
    assert sun.months[-1].end - sun.months[0].start >= timedelta(days=364)


def test_a_month_is_rarely_told_in_one_line() -> None:
    """Venus comes into another sign nearly every month."""
    lines = [
        len(block.items)
        for seed in range(100, 106)
        for block in in_keys(reckon(ASTROLOGY, random_details(seed), TODAY)).chapters[YEAR].blocks
        if isinstance(block, Listing)
    ]
    assert lines.count(1) < len(lines) / 4


def test_sun_and_moon_have_their_article() -> None:
    """The others are names."""
    text = " ".join(texts_of(compose(reckoned(), Wording(library(), "en"))))
    assert "The Sun is in" in text
    assert "The Moon is in" in text
    assert not re.search(r"[.:] (Sun|Moon) is", text)
    assert "The Mars" not in text


@pytest.mark.parametrize("language", ["en", "hi", "mr", "ta", "te", "bn"])
def test_the_report_says_on_what_it_hangs(language: str) -> None:
    """The day on the cover and below, with the conventions and the words."""
    reckoning, words = reckoned(), Wording(library(), language)
    report = compose(reckoning, words)
    assert report.facts.rows[-1][1] == words.date(TODAY)
    for part in (words.date(TODAY), "365.25", words.version, "embedded 3", words.say("report.node_mean")):
        assert part in report.basis
    assert words.version == versions(reckoning.chart.basis, "", library(), language)["words"]
    assert compose(reckoned(day=TODAY + timedelta(days=1)), words) != report
