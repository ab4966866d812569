"""The job that makes a Kundali, and what is asked before it is paid for, with a real database and typesetter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.actions.catalogue import Outcome
from engine.charts.library import read_library
from engine.domain.records import StoredFile
from engine.domain.values import Json
from engine.services.files import Files
from engine.services.readings.births import BirthDetails
from engine.services.readings.jobs import Readings, pages_of, reading_actions
from integrations.astrology.embedded import EmbeddedAstrologyGateway
from integrations.sql.database import Database
from integrations.sql.engine import open_engine
from integrations.sql.unit_of_work import SqlStorage
from integrations.system import ManualClock, RandomIdentifiers
from integrations.typst.fonts import installed
from integrations.typst.gateway import TypstReportGateway
from tests.readings.people import MUMBAI, NEW_YORK, TROMSO, library, person

NOW = datetime(2026, 7, 1, 6, 30, tzinfo=UTC)


@pytest.fixture
def readings(tmp_path: Path) -> Readings:
    """On a database of its own."""
    url = f"sqlite:///{tmp_path}/readings.db"
    Database(url).migrate()
    clock = ManualClock(NOW)
    return Readings(
        library=library, astrology=EmbeddedAstrologyGateway(), reports=TypstReportGateway(installed()), clock=clock,
        files=Files(SqlStorage(open_engine(url)), clock, RandomIdentifiers()),
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


def test_without_words_no_language_is_offered(readings: Readings) -> None:
    """Not even the fallback."""
    wordless = Readings(
        library=lambda: read_library({})[0], astrology=readings.astrology, reports=readings.reports,
        files=readings.files, clock=readings.clock,
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
