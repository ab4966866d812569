"""The jobs of matching, on a real database and with the real typesetter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.actions.catalogue import Outcome
from engine.domain.records import StoredFile
from engine.domain.values import Json
from engine.services.files import Files
from engine.services.readings.jobs import Readings
from engine.services.readings.milan_jobs import match_actions
from integrations.astrology.embedded import EmbeddedAstrologyGateway
from integrations.sql.database import Database
from integrations.sql.engine import open_engine
from integrations.sql.unit_of_work import SqlStorage
from integrations.system import ManualClock, RandomIdentifiers
from integrations.typst.fonts import installed
from integrations.typst.gateway import TypstReportGateway
from tests.readings.people import DELHI, LONDON, TROMSO, library, person

NOW = datetime(2026, 7, 1, 6, 30, tzinfo=UTC)
ASHA = person(name="Asha Rao")
RAVI = person("1988-02-03", "21:05", DELHI, name="Ravi Kumar")


@pytest.fixture
def readings(tmp_path: Path) -> Readings:
    """On a database of its own."""
    url = f"sqlite:///{tmp_path}/match.db"
    Database(url).migrate()
    clock = ManualClock(NOW)
    return Readings(
        library=library, astrology=EmbeddedAstrologyGateway(), reports=TypstReportGateway(installed()), clock=clock,
        files=Files(SqlStorage(open_engine(url)), clock, RandomIdentifiers()),
    )  # fmt: skip


def made(readings: Readings, first: Json = ASHA, second: Json = RAVI, language: str = "en") -> Outcome:
    return action(readings, "readings.milan")(first, second, language)


def ready(readings: Readings, first: Json = ASHA, second: Json = RAVI, language: str = "en") -> Outcome:
    return action(readings, "readings.milan_ready")(first, second, language)


def action(readings: Readings, name: str) -> Callable[..., Outcome]:
    ready, milan = match_actions(lambda: readings)
    return {"readings.milan_ready": ready, "readings.milan": milan}[name]


def value_of(outcome: Outcome) -> dict[str, Json]:
    assert isinstance(outcome.value, dict)
    return outcome.value


def file_of(readings: Readings, outcome: Outcome, name: str) -> StoredFile:
    found = readings.files.fetch(str(value_of(outcome)[name]))
    assert found is not None
    return found


def test_a_match_is_made_and_kept_for_a_week(readings: Readings) -> None:
    """The report, the picture, what is said with them, and by which versions it was computed."""
    outcome = made(readings)
    assert outcome.name == "made"
    pdf, picture = file_of(readings, outcome, "pdf"), file_of(readings, outcome, "picture")
    assert (pdf.content_type, picture.content_type) == ("application/pdf", "image/png")
    assert pdf.expires_at == picture.expires_at == NOW + timedelta(days=7)
    told = value_of(outcome)
    assert (told["total"], told["language"]) == (12.0, "en")
    assert "*12 of 36 points*" in str(told["summary"])
    assert told["versions"] == {"provider": "embedded 1", "tables": "north-v1"}
    assert isinstance(told["pages"], int)
    assert told["pages"] >= 6


def test_a_match_made_again_has_the_same_bytes(readings: Readings) -> None:
    """Also after its files are gone: whoever bought it is given it again."""
    first = made(readings)
    contents = [file_of(readings, first, name).content for name in ("pdf", "picture")]
    assert isinstance(readings.clock, ManualClock)
    readings.clock.advance(timedelta(days=30).total_seconds())
    assert readings.files.fetch(str(value_of(first)["pdf"])) is None
    second = made(readings)
    assert [file_of(readings, second, name).content for name in ("pdf", "picture")] == contents


def test_before_paying_it_is_told_whether_everything_is_there(readings: Readings) -> None:
    """With both times exact Mars is in it, too; nothing that is paid for is given away."""
    outcome = ready(readings)
    assert (outcome.name, outcome.value) == ("ready", {"mars": True})


def test_a_couple_whose_points_hold_all_day_can_be_made_without_a_time(readings: Readings) -> None:
    """Then Mars is not in it."""
    days = (person(f"1990-08-{day:02}", time=None) for day in range(1, 29))
    someone = next(each for each in days if ready(readings, each).name == "ready")
    assert ready(readings, someone).value == {"mars": False}
    assert made(readings, someone).name == "made"


def test_a_time_that_decides_is_asked_for(readings: Readings) -> None:
    """With what is certain without it; and both jobs say the same."""
    days = (person(f"1990-08-{day:02}", time=None) for day in range(1, 29))
    someone = next(each for each in days if ready(readings, each).name == "time_needed")
    told = value_of(ready(readings, someone))
    assert told["names"] == ["Asha Rao"]
    assert str(told["certain"]).startswith("*Asha Rao*: Moon in ")
    assert made(readings, someone) == ready(readings, someone)


def test_a_time_that_came_twice_is_asked_for(readings: Readings) -> None:
    """Nothing is certain of it that could be told; a time that never came is asked for like it."""
    for born in ("1995-10-22", "1995-03-26"):
        outcome = ready(readings, person(born, "01:30", LONDON))
        assert outcome == Outcome("time_needed", {"names": ["Asha Rao"], "certain": "", "clocks": ["Asha Rao"]})
    outcome = ready(readings, person("1995-10-22", "01:30", LONDON), person(place=None, time=None, name="Ravi Kumar"))
    assert outcome == Outcome("place_needed", {"names": ["Ravi Kumar"]})


def test_a_place_that_is_missing_is_asked_for(readings: Readings) -> None:
    """By the names of those it is missing for."""
    outcome = ready(readings, ASHA, person(place=None, name="Ravi Kumar"))
    assert outcome == Outcome("place_needed", {"names": ["Ravi Kumar"]})
    assert made(readings, ASHA, person(place=None, name="Ravi Kumar")).name == "place_needed"


@pytest.mark.parametrize("someone", [person(place=TROMSO), {}, None, person("1750-01-01")])
def test_births_nothing_can_be_computed_for_are_told(readings: Readings, someone: Json) -> None:
    """Near the pole, or no birth at all."""
    for job in (ready, made):
        outcome = job(readings, someone)
        assert outcome.name == "not_computable"
        assert value_of(outcome)["reason"]


def test_nothing_is_sold_in_a_language_that_is_not_complete(readings: Readings) -> None:
    """And what was bought is made in the fallback rather than not at all."""
    assert ready(readings, language="xx").name == "language_needed"
    assert value_of(made(readings, language="xx"))["language"] == "en"
