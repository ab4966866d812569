"""The audit, and what is done once a day: written once, and by one of many."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from engine.domain.payments.audit import Deed, Entry, Round
from engine.errors import Unstorable
from engine.interfaces.unit_of_work import Storage
from integrations.sql.engine import open_engine
from tests.storage.purchases import stored
from tests.storage.samples import NOON, at, together

DAY = date(2026, 11, 22)


def entry(**changed: Any) -> Entry:
    values: dict[str, Any] = {
        "at": NOON, "by": "asha", "deed": Deed.REFUNDED, "about": "pay_1", "order": "or1", "reason": "वापस",
        "details": {"amount": 100},
    }  # fmt: skip
    return Entry(**(values | changed))


def test_entries_come_back_in_the_order_they_were_written(storage: Storage) -> None:
    """Of an order, or the latest of all."""
    stored(storage)
    first, second, third = entry(), entry(at=at(-5), deed=Deed.RESENT), entry(order=None, deed=Deed.RECONCILED)
    with storage.begin() as work:
        for each in (first, second, third):
            work.audit.add(each)
        work.commit()
    with storage.read() as work:
        assert work.audit.of_order("or1") == [first, second]
        assert work.audit.of_order("or2") == []
        assert work.audit.latest(2) == [third, second]


def test_an_entry_is_about_something_that_is_there(storage: Storage) -> None:
    """Whoever wrote it, and however long their name."""
    stored(storage)
    with storage.begin() as work:
        work.audit.add(entry(by="x" * 300))
        assert work.audit.latest(1)[0].by == "x" * 255
    for wrong in (entry(order="nobody"), entry(about=""), entry(about="x" * 256)):
        with storage.begin() as work, pytest.raises(Unstorable):
            work.audit.add(wrong)


@pytest.mark.parametrize("deed", ["DELETE FROM audit", "UPDATE audit SET reason = 'other'"])
def test_the_database_keeps_every_entry_as_it_was(database_url: str, storage: Storage, deed: str) -> None:
    """Also from who comes past us."""
    stored(storage)
    with storage.begin() as work:
        work.audit.add(entry())
        work.commit()
    engine = open_engine(database_url)
    with pytest.raises(sa.exc.IntegrityError, match="kept as they are"), engine.begin() as connection:
        connection.exec_driver_sql(deed)
    engine.dispose()
    with storage.read() as work:
        assert work.audit.of_order("or1") == [entry()]


def test_a_round_is_remembered(storage: Storage) -> None:
    """A new one is as if it was done before."""
    with storage.begin() as work:
        begun = work.rounds.lock("reconciled", DAY, NOON)
        assert begun == Round(name="reconciled", done_for=DAY, until=NOON)
        work.rounds.save(replace(begun, done_for=date(2026, 11, 23), until=at(60)))
        work.commit()
    with storage.begin() as work:
        again = work.rounds.lock("reconciled", DAY, at(5))
    assert again == Round(name="reconciled", done_for=date(2026, 11, 23), until=at(60))


def test_of_many_who_come_at_once_each_sees_what_the_one_before_has_done(storage: Storage) -> None:
    """The first row, too, is made by one."""

    def take() -> bool:
        with storage.begin() as work:
            round = work.rounds.lock("reconciled", DAY, NOON)
            if round.until > NOON:
                return False
            work.rounds.save(replace(round, until=at(60)))
            work.commit()
        return True

    assert sorted(together(*[take] * 6)) == [False] * 5 + [True]
