"""Credits: one reservation for a question, one ending for a reservation, and the database sees to it by itself."""

from __future__ import annotations

import pytest

from engine.domain.payments.records import Books
from engine.domain.payments.spending import Ending, Reservation
from engine.errors import Conflict, Unstorable
from engine.interfaces.unit_of_work import Storage
from integrations.sql.engine import open_engine
from integrations.sql.statements import Sql, Transaction
from tests.storage.purchases import full, order, stored
from tests.storage.samples import NOON, at, together

RESERVED = Reservation(id="q1", entitlement="or1 en", order="or1", at=NOON)


@pytest.fixture
def filled(storage: Storage) -> Storage:
    """With one reservation that has ended and one that is open."""
    stored(storage, full())
    stored(storage, Books(order=order("or2")))
    with storage.begin() as work:
        assert work.credits.reserve(RESERVED)
        assert work.credits.reserve(Reservation(id="q2", entitlement="or1 en", order="or1", at=at(1)))
        assert work.credits.end("q1", Ending.COMMITTED, at(2))
        work.commit()
    return storage


def test_what_was_reserved_is_there_with_its_ending(filled: Storage) -> None:
    """And with the order it belongs to."""
    with filled.read() as work:
        assert work.credits.get("q1") == Reservation(
            id="q1", entitlement="or1 en", order="or1", at=NOON, ending=Ending.COMMITTED
        )
        assert work.credits.get("q3") is None
        assert [each.id for each in work.credits.open_of("c1")] == ["q2"]
        assert work.credits.open_of("c2") == []


def test_the_second_one_changes_nothing(filled: Storage) -> None:
    """Neither reservation nor ending."""
    with filled.begin() as work:
        assert not work.credits.reserve(RESERVED)
        assert not work.credits.end("q1", Ending.RELEASED, at(3))
        work.commit()
    with filled.read() as work:
        found = work.credits.get("q1")
    assert found is not None
    assert found.ending is Ending.COMMITTED


def test_of_two_endings_at_one_moment_one_counts(filled: Storage) -> None:
    """The other is told so."""

    def end(ending: Ending) -> bool:
        with filled.begin() as work:
            done = work.credits.end("q2", ending, at(3))
            work.commit()
        return done

    answers = together(lambda: end(Ending.COMMITTED), lambda: end(Ending.RELEASED))
    assert sorted(answers) == [False, True]


@pytest.mark.parametrize(
    "wrong",
    [
        "INSERT INTO reservations (id, entitlement, at) VALUES ('', 'or1 en', 1)",
        f"INSERT INTO reservations (id, entitlement, at) VALUES ('{'x' * 256}', 'or1 en', 1)",
        "INSERT INTO reservations (id, entitlement, at) VALUES ('q3', 'nothing', 1)",
        "INSERT INTO endings (reservation, how, at) VALUES ('q3', 'committed', 1)",
        "INSERT INTO endings (reservation, how, at) VALUES ('q2', 'lost', 1)",
        "UPDATE reservations SET at = 2",
        "UPDATE endings SET how = 'released'",
        "DELETE FROM reservations",
        "DELETE FROM endings",
        "INSERT INTO returns (reservation, at) VALUES ('q2', 1)",
        "UPDATE entitlements SET used = used + 3",
        "UPDATE entitlements SET used = -1",
    ],
)
@pytest.mark.usefixtures("filled")
def test_the_database_refuses_what_must_not_be(database_url: str, wrong: str) -> None:
    """Also from who comes past us."""
    with pytest.raises(Unstorable):
        run(database_url, wrong)


@pytest.mark.parametrize(
    "twice",
    [
        "INSERT INTO reservations (id, entitlement, at) VALUES ('q1', 'or1 en', 1)",
        "INSERT INTO endings (reservation, how, at) VALUES ('q1', 'released', 1)",
    ],
)
@pytest.mark.usefixtures("filled")
def test_nothing_is_there_twice(database_url: str, twice: str) -> None:
    """Whatever the code believes."""
    with pytest.raises(Conflict):
        run(database_url, twice)


def run(url: str, statement: str) -> None:
    """One statement, as somebody types it."""
    engine = open_engine(url)
    try:
        with engine.connect() as connection, connection.begin():
            Transaction(connection).change(Sql(statement), {})
    finally:
        engine.dispose()


def test_what_came_back_stays_so(filled: Storage, database_url: str) -> None:
    """Once, and only after it was spent."""
    with filled.begin() as work:
        assert work.credits.give_back("q1", at(3))
        assert not work.credits.give_back("q1", at(4))
        work.commit()
    with filled.read() as work:
        found = work.credits.get("q1")
    assert found is not None
    assert found.ending is Ending.RELEASED
    for wrong in ("DELETE FROM returns", "UPDATE returns SET at = 1"):
        with pytest.raises(Unstorable):
            run(database_url, wrong)
