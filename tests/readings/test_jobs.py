"""The job that makes a Kundali, and what is asked before it is paid for, with a real database and typesetter."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.actions.catalogue import Outcome
from engine.charts.library import read_library
from engine.domain.astrology.births import Ayanamsa
from engine.domain.places import Place
from engine.domain.records import StoredFile
from engine.domain.values import Json
from engine.errors import UnsupportedCapability
from engine.services.files import Files
from engine.services.payments.bookkeeping import Bookkeeping
from engine.services.payments.making import Making
from engine.services.readings.births import BirthDetails
from engine.services.readings.jobs import Readings, pages_of, reading_actions
from engine.services.readings.kundali import compose
from engine.services.readings.provider import NEEDED
from engine.services.readings.reckoning import reckon
from engine.services.readings.wording import Wording
from integrations.astrology.embedded import EmbeddedAstrologyGateway
from integrations.sql.database import Database
from integrations.sql.engine import open_engine
from integrations.sql.unit_of_work import SqlStorage
from integrations.system import ManualClock, RandomIdentifiers
from integrations.typst.fonts import installed
from integrations.typst.gateway import TypstReportGateway
from tests.astrology.cases import births
from tests.astrology.having import Having
from tests.astrology.recorded import RecordedAstrologyGateway
from tests.readings.people import LONDON, MUMBAI, NEW_YORK, SYDNEY, TROMSO, details, library, person

NOW = datetime(2026, 7, 1, 6, 30, tzinfo=UTC)


@pytest.fixture
def readings(tmp_path: Path) -> Readings:
    """On a database of its own."""
    url = f"sqlite:///{tmp_path}/readings.db"
    Database(url).migrate()
    clock, storage, identifiers = ManualClock(NOW), SqlStorage(open_engine(url)), RandomIdentifiers()
    return Readings(
        library=library, astrology=EmbeddedAstrologyGateway(), reports=TypstReportGateway(installed()), clock=clock,
        files=Files(storage, clock, identifiers), made=Making(storage, Bookkeeping(storage, clock, identifiers)),
    )  # fmt: skip


def actions(readings: Readings) -> tuple[Callable[..., Outcome], Callable[..., Any]]:
    kundali, can = reading_actions(lambda: readings)
    return kundali, can


def kept(readings: Readings, outcome: Outcome, name: str) -> StoredFile:
    assert isinstance(outcome.value, dict)
    file = readings.files.fetch(str(outcome.value[name]))
    assert file
    return file


def test_a_kundali_is_made_and_kept_for_a_week(readings: Readings) -> None:
    """The report, the picture, and what is said with them."""
    kundali, _ = actions(readings)
    outcome = kundali(person(), "en", "2026-07-01")
    assert outcome.name == "made"
    assert isinstance(outcome.value, dict)
    pdf, picture = kept(readings, outcome, "pdf"), kept(readings, outcome, "picture")
    assert (pdf.content_type, picture.content_type) == ("application/pdf", "image/png")
    assert pdf.expires_at == NOW + timedelta(days=7)
    assert len(pdf.content) < 1_000_000
    assert len(picture.content) < 200_000
    pages, summary = outcome.value["pages"], outcome.value["summary"]
    assert isinstance(pages, int)
    assert pages >= 12
    assert "*Kundali of Asha Rao*" in str(summary)
    assert (outcome.value["language"], outcome.value["day"]) == ("en", "2026-07-01")


def test_a_kundali_says_by_which_ayanamsa_it_was_made(readings: Readings) -> None:
    """Lahiri, or for who has chosen it that of Krishnamurti; each makes another report of the same birth."""
    kundali, _ = actions(readings)
    said: dict[str, str] = {}
    for name in ("lahiri", "kp"):
        report = compose(reckon(readings.astrology, details(), NOW.date(), Ayanamsa(name)), Wording(library(), "en"))
        said[name] = repr(report)
        assert kundali(person(), "en", "2026-07-01", name).name == "made"
    assert "ayanamsa Lahiri" in said["lahiri"]
    assert "ayanamsa KP (Krishnamurti)" in said["kp"]


def test_a_job_that_is_run_again_makes_the_same_bytes(readings: Readings) -> None:
    """Also on another day: it is given the day it is read on."""
    kundali, _ = actions(readings)
    first = kundali(person(), "en", "2026-07-01")
    assert isinstance(readings.clock, ManualClock)
    readings.clock.advance(2 * 86_400)
    second = kundali(person(), "en", "2026-07-01")
    for name in ("pdf", "picture"):
        assert kept(readings, first, name).content == kept(readings, second, name).content
    assert isinstance(second.value, dict)
    assert kundali(person(), "en").value != second.value  # today it is another one


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (person(place=None), Outcome("place_needed")),
        (person(time=None), Outcome("time_needed", {"what": "lagna"})),
        (person(accuracy="rough"), Outcome("time_needed", {"what": "lagna"})),
        (person("2021-11-07", "01:30", NEW_YORK), Outcome("time_needed", {"what": "lagna"})),
        (person("2021-03-14", "02:30", NEW_YORK), Outcome("not_computable", {"reason": "gap"})),
        (person("1990-06-21", place=TROMSO), Outcome("not_computable", {"reason": "polar"})),
        (person("2026-07-05"), Outcome("not_computable", {"reason": "years"})),
        ({"name": "Asha"}, Outcome("not_computable", {"reason": "details"})),
        (None, Outcome("not_computable", {"reason": "details"})),
    ],
)
def test_what_cannot_be_made_has_its_outcome(readings: Readings, told: Json, expected: Outcome) -> None:
    """Nothing is made up, and nothing is kept."""
    kundali, _ = actions(readings)
    assert kundali(told, "en", "2026-07-01") == expected


def test_a_report_bought_in_a_language_without_words_is_made_in_the_fallback(readings: Readings) -> None:
    """Rather than not at all; before it is paid for, `readings.can` says so."""
    kundali, can = actions(readings)
    assert can(person(), "xx", "kundali_report") == "language"
    outcome = kundali(person(), "xx", "2026-07-01")
    assert isinstance(outcome.value, dict)
    assert outcome.value["language"] == "en"


@pytest.mark.parametrize(
    ("told", "product", "expected"),
    [
        (person(), "kundali_report", None),
        (person(time=None), "kundali_report", "time"),
        (person(time=None), "questions", "time"),
        (person(time=None), "match_report", None),
        (person(place=None), "match_report", "place"),
        (person(place=None, time=None), "kundali_report", "place"),
        (person("2021-11-07", "01:30", NEW_YORK), "match_report", "twice"),
        (person("2021-11-07", "01:30", NEW_YORK), "kundali_report", "twice"),
        (person("2021-11-07", "01:30", NEW_YORK, second=True), "kundali_report", None),
        (person("2021-11-07", "01:30", NEW_YORK, "rough"), "kundali_report", "time"),
        (person("2021-03-14", "02:30", NEW_YORK), "kundali_report", "gap"),
        (person("2021-03-14", "02:30", NEW_YORK, "rough"), "kundali_report", "time"),
        (person("1990-06-21", place=TROMSO), "kundali_report", "polar"),
        (person("1700-01-01"), "kundali_report", "moment"),
        ({}, "kundali_report", "moment"),
    ],
)
def test_what_is_missing_is_said_before_it_is_paid_for(
    readings: Readings, told: Json, product: str, expected: str | None
) -> None:
    """By one word, for the flow to choose its sentence."""
    _, can = actions(readings)
    assert can(told, "en", product) == expected


@pytest.mark.parametrize(
    ("first", "place"),
    list(enumerate([MUMBAI, LONDON, NEW_YORK, SYDNEY])),
    ids=("mumbai", "london", "new york", "sydney"),
)
def test_what_is_sold_can_be_made_at_any_age(readings: Readings, first: int, place: Place) -> None:
    """From the day of the birth to the 120th birthday, on which the reader of dates still accepts it.

    Each age at one of the places, those past the nine periods at two.
    """
    today = NOW.date()
    dice, ages = random.Random(place.id), [*range(first, 100, 4), *range(100 + first % 2, 121, 2)]
    births = [today.replace(year=today.year - age) - timedelta(days=dice.randrange(360)) for age in ages]
    sold = 0
    for born in (today, today.replace(year=today.year - 120), *births):
        told = person(born.isoformat(), f"{dice.randrange(24):02d}:{dice.randrange(60):02d}", place)
        if readings.lacks(told, "en", "kundali_report") is None:
            assert reckon(readings.astrology, BirthDetails.of(told), today).maha
            sold += 1
    assert sold >= 35
    assert readings.lacks(person("1900-01-01", place=place), "en", "kundali_report") == "moment"


def test_what_was_sold_to_the_oldest_is_still_made_a_year_later(readings: Readings) -> None:
    """It was right to sell it; a report is made again as often as it is wanted."""
    assert reckon(readings.astrology, details("1906-01-01"), date(2027, 12, 31)).maha


def test_nothing_is_sold_that_the_provider_does_not_answer(readings: Readings) -> None:
    """One that has charts only; and KP is asked for by name."""
    charts_only = replace(readings, astrology=RecordedAstrologyGateway(births()))
    _, can = actions(charts_only)
    for product in NEEDED:
        assert can(person(), "en", product) == "provider"
        assert readings.lacks(person(), "en", product) is None
        without_kp = replace(readings, astrology=Having(NEEDED[product]))
        assert without_kp.lacks(person(), "en", product) is None
        assert without_kp.lacks(person(), "en", product, Ayanamsa.KP) == "provider"
    assert readings.lacks(person(), "en", "a palm") == "provider"


def test_a_kundali_is_made_by_a_provider_that_has_what_is_written_down(readings: Readings) -> None:
    """So nothing is missing from the list; and with any one thing less it is not sold."""
    needed = NEEDED["kundali_report"]
    assert reckon(Having(needed), details(), NOW.date()).yogas
    for one in needed:
        less = replace(readings, astrology=Having(needed - {one}))
        assert less.lacks(person(), "en", "kundali_report") == "provider"
        with pytest.raises(UnsupportedCapability):
            reckon(less.astrology, details(), NOW.date())


def test_without_words_no_language_is_offered(readings: Readings) -> None:
    """Not even the fallback."""
    wordless = Readings(
        library=lambda: read_library({})[0], astrology=readings.astrology, reports=readings.reports,
        files=readings.files, made=readings.made, clock=readings.clock,
    )  # fmt: skip
    assert wordless.lacks(person(), "en", "kundali_report") == "language"


def test_a_person_who_was_read_can_be_read_again() -> None:
    """What a session keeps of a place has a label beside it."""
    assert BirthDetails.of(person()).place == MUMBAI
    assert BirthDetails.of(person()).born == date(1990, 8, 15)


def test_pages_are_counted_from_the_file() -> None:
    """None if it does not say."""
    assert pages_of(b"%PDF-1.7 << /Type /Pages /Count 14 >>") == 14
    assert pages_of(b"%PDF-1.7") is None
