"""The jobs of matching, on a real database and with the real typesetter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from engine.actions.catalogue import Outcome
from engine.domain.astrology.births import Ayanamsa, BirthMoment
from engine.domain.astrology.matching import Match
from engine.domain.records import StoredFile
from engine.domain.values import Json
from engine.services.files import Files
from engine.services.payments.bookkeeping import Bookkeeping
from engine.services.payments.making import Making
from engine.services.readings.births import BirthDetails
from engine.services.readings.jobs import Readings, reading_actions
from engine.services.readings.milan import compose_match
from engine.services.readings.milan_chat import match_card
from engine.services.readings.milan_jobs import match_actions
from engine.services.readings.milan_reckoning import compare
from engine.services.readings.provider import NEEDED
from engine.services.readings.remembering import as_before, match_of
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
from tests.payments.shop import Shop
from tests.readings.couples import lines
from tests.readings.people import DELHI, LONDON, TROMSO, library, person

NOW = datetime(2026, 7, 1, 6, 30, tzinfo=UTC)
ASHA = person(name="Asha Rao")
RAVI = person("1988-02-03", "21:05", DELHI, name="Ravi Kumar")


@pytest.fixture
def readings(tmp_path: Path) -> Readings:
    """On a database of its own."""
    url = f"sqlite:///{tmp_path}/match.db"
    Database(url).migrate()
    clock, storage, identifiers = ManualClock(NOW), SqlStorage(open_engine(url)), RandomIdentifiers()
    return Readings(
        library=library, astrology=EmbeddedAstrologyGateway(), reports=TypstReportGateway(installed()), clock=clock,
        files=Files(storage, clock, identifiers), made=Making(storage, Bookkeeping(storage, clock, identifiers)),
    )  # fmt: skip


def made(readings: Readings, first: Json = ASHA, second: Json = RAVI, language: str = "en") -> Outcome:
    return action(readings, "readings.milan")(first, second, language)


def ready(readings: Readings, first: Json = ASHA, second: Json = RAVI, language: str = "en") -> Outcome:
    return action(readings, "readings.milan_ready")(first, second, language)


def action(readings: Readings, name: str) -> Callable[..., Outcome]:
    ready, milan = match_actions(lambda: readings)
    kundali, _can = reading_actions(lambda: readings)
    return {"readings.milan_ready": ready, "readings.milan": milan, "readings.kundali": kundali}[name]


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
    assert told["versions"] == {"provider": "embedded 3", "tables": "north-v1"}
    assert isinstance(told["pages"], int)
    assert told["pages"] >= 6


def test_no_match_is_sold_that_the_provider_does_not_answer(readings: Readings) -> None:
    """One that has charts only; one that has matches and can say of an open birth what is certain is enough."""
    charts_only = replace(readings, astrology=RecordedAstrologyGateway(births()))
    assert ready(charts_only) == Outcome("not_computable", {"reason": "provider", "names": []})
    enough = replace(readings, astrology=Having(NEEDED["match_report"]))
    assert ready(enough).name == "ready"
    assert made(enough).name == "made"
    assert ready(enough, person("1990-08-14", None)).name == "time_needed"


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


@pytest.mark.parametrize("someone", [{}, None, person("1750-01-01", name="Asha Rao")])
def test_births_nothing_can_be_computed_for_are_told(readings: Readings, someone: Json) -> None:
    """Too long ago, with whose it is, or no birth at all."""
    for job in (ready, made):
        outcome = job(readings, someone)
        assert outcome.name == "not_computable"
        assert value_of(outcome)["reason"]
        assert value_of(outcome)["names"] == (["Asha Rao"] if someone else [])


@pytest.mark.parametrize("told", [{}, {"accuracy": "rough"}])
def test_where_no_sign_may_rise_there_are_points_without_mars(readings: Readings, told: dict[str, str]) -> None:
    """Whether the time is exact or rough: the same is told before anybody pays, and the same is made."""
    someone = person("1990-08-03", place=TROMSO, name="Asha Rao", **told)
    assert ready(readings, someone) == Outcome("ready", {"mars": False, "polar": ["Asha Rao"]})
    assert made(readings, someone).name == "made"
    words = Wording(library(), "en")
    couple = compare(readings.astrology, BirthDetails.of(someone), BirthDetails.of(RAVI))
    text = "\n".join(lines(compose_match(couple, words)))
    assert words.say("milan.no_lagna", names=["Asha Rao"]) in text
    assert "exact time of birth is missing" not in text
    assert match_card(couple, words).wheels == ()


def test_nothing_is_sold_in_a_language_that_is_not_complete(readings: Readings) -> None:
    """And what was bought is made in the fallback rather than not at all."""
    assert ready(readings, language="xx").name == "language_needed"
    assert value_of(made(readings, language="xx"))["language"] == "en"


def test_what_was_bought_is_told_again_as_it_was(readings: Readings, shop: Shop) -> None:
    """The points, though the tables have changed since, and that they have; other births are reckoned anew."""
    order = shop.paid()
    at = replace(readings, made=Making(shop.application.storage, shop.application.payments.bookkeeping))
    milan = action(at, "readings.milan")
    first, again = (value_of(milan(ASHA, RAVI, "en", order)) for _ in range(2))
    assert (first["older"], again["pdf"] is not None, again["summary"]) == (False, True, first["summary"])
    [kept] = kept_of(shop, order)
    assert kept["match"]["total"] == first["total"]
    assert kept["versions"]["tables"] == "north-v1"
    elder = replace(at, astrology=Elder())
    told = value_of(action(elder, "readings.milan")(ASHA, RAVI, "en", order))
    assert (told["older"], told["total"], told["summary"]) == (True, first["total"], first["summary"])
    assert len(kept_of(shop, order)) == 1
    corrected = person("1990-08-16", name="Asha Rao")
    other = value_of(action(elder, "readings.milan")(corrected, RAVI, "en", order))
    assert (other["older"], other["versions"]["tables"]) == (False, "later")  # type: ignore[index,call-overload]
    assert [each["versions"]["tables"] for each in kept_of(shop, order)] == ["north-v1", "later"]


def test_without_an_order_nothing_is_kept(readings: Readings) -> None:
    """And it is made all the same."""
    made_ = value_of(action(readings, "readings.milan")(ASHA, RAVI, "en"))
    assert made_["older"] is False


@pytest.mark.parametrize("name", ["readings.milan", "readings.kundali"])
def test_nothing_is_made_of_what_is_not_theirs(readings: Readings, shop: Shop, name: str) -> None:
    """The money is on its way back, has gone, or never came: whoever waits for it is not handed it besides."""
    order, payments = shop.paid(), shop.application.payments
    at = replace(readings, made=Making(shop.application.storage, payments.bookkeeping))
    make = action(at, name)
    whom = (ASHA, RAVI, "en") if name == "readings.milan" else (ASHA, "en", "2026-01-05", None)
    assert make(*whom, order).name == "made"
    payments.refunds.want(order, payment=None, amount=None, by="operator", reason="asked", key="asked_by_her")
    assert make(*whom, order).name == "not_yours"
    assert make(*whom, "nowhere").name == "not_yours"
    assert len(kept_of(shop, order)) == 1


def test_what_is_kept_and_cannot_be_read_is_not_there(readings: Readings) -> None:
    """It is reckoned anew."""
    births = BirthDetails.of(ASHA), BirthDetails.of(RAVI)
    couple = compare(readings.astrology, *births)
    kept: dict[str, Json] = {"match": match_of(couple), "versions": {"tables": "old"}}
    assert as_before(couple, kept).match.ashtakoot.tables == "old"
    assert as_before(couple, kept).total == couple.total
    unread: list[dict[str, Json]] = [{}, {**kept, "match": None}, {**kept, "match": {**match_of(couple), "kutas": {}}}]
    for odd in unread:
        assert as_before(couple, odd) == couple


def test_exceptions_that_hang_on_the_time_are_neither_told_nor_denied(readings: Readings) -> None:
    """Not in the report, and not when it is made again of what was kept."""
    hers, his = person("1990-08-01", "05:30"), person("1990-08-01", "08:30", accuracy="rough", name="Ravi Kumar")
    words = Wording(library(), "en")
    couple = compare(readings.astrology, BirthDetails.of(hers), BirthDetails.of(his))
    again = as_before(couple, {"match": match_of(couple), "versions": {"tables": "old"}})
    for each in (couple, again):
        assert each.match.ashtakoot.open_remarks
        told = list(lines(compose_match(each, words)))
        assert any(words.say("milan.open_remarks") in line for line in told)
        assert not any(words.say("milan.no_remarks") in line for line in told)
    assert again.match.ashtakoot.tables == "old"


class Elder(EmbeddedAstrologyGateway):
    """The same sky, with tables in which everything gives all its points."""

    def match(self, bride: BirthMoment, groom: BirthMoment, ayanamsa: Ayanamsa) -> Match:
        found = super().match(bride, groom, ayanamsa)
        kutas = {kuta: replace(score, points=float(score.most)) for kuta, score in found.ashtakoot.kutas.items()}
        return replace(found, ashtakoot=replace(found.ashtakoot, tables="later", kutas=kutas))


@pytest.fixture
def shop(sqlite_url: str) -> Iterator[Shop]:
    """In which something can be bought."""
    with Shop(sqlite_url) as running:
        yield running


def kept_of(shop: Shop, order: str) -> list[Any]:
    """What is kept with an order."""
    right = shop.books(order).entitlement
    assert right is not None
    return list(right.made)
