"""Timers: one of a name in a session, due at a time, gone when they have gone off."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from engine.interfaces.unit_of_work import Storage
from tests.databases import OpenStorage
from tests.storage.samples import at, fill, timer


def test_a_timer_comes_back_as_it_was_set(storage: Storage) -> None:
    """With the event it raises and the entry it belongs to."""
    fill(storage)
    with storage.begin() as work:
        work.timers.set(timer(data={"n": 1}))
        work.commit()
    with storage.read() as work:
        assert work.timers.of_session("s1") == [timer(data={"n": 1})]
        assert work.timers.next_due() == at(60)


def test_setting_a_timer_again_replaces_it(storage: Storage) -> None:
    """Its new id, time and token count; the same name in another session is another timer."""
    fill(storage, "1", "2")
    other = timer("t9", session="s2", subject="c2")
    with storage.begin() as work:
        work.timers.set(timer())
        work.timers.set(other)
        work.timers.set(timer("t2", due_at=at(90), token=5))
        assert work.timers.of_session("s1") == [timer("t2", due_at=at(90), token=5)]
        assert work.timers.of_session("s2") == [other]


def test_a_cancelled_timer_never_goes_off(storage: Storage) -> None:
    """Cancelling what is not set does nothing."""
    fill(storage)
    with storage.begin() as work:
        work.timers.set(timer())
        work.timers.set(timer("t2", timer="other"))
        work.timers.cancel("s1", "1:hello:remind")
        work.timers.cancel("s1", "unknown")
        assert [t.id for t in work.timers.due(at(3600), 10)] == ["t2"]
        work.timers.clear("s1")
        assert work.timers.due(at(3600), 10) == []
        assert work.timers.next_due() is None


def test_due_timers_come_the_earliest_first_and_bounded(storage: Storage) -> None:
    """A timer is due at its very microsecond, not before."""
    fill(storage)
    with storage.begin() as work:
        for number, name in ((30, "c"), (10, "a"), (20, "b")):
            work.timers.set(timer(name, timer=name, due_at=at(number)))
        assert [t.id for t in work.timers.due(at(20), 10)] == ["a", "b"]
        assert [t.id for t in work.timers.due(at(30), 2)] == ["a", "b"]
        assert [t.id for t in work.timers.due(at(20) - timedelta(microseconds=1), 10)] == ["a"]
        work.timers.remove("a")
        assert work.timers.next_due() == at(20)


def test_a_time_of_another_zone_is_the_same_moment(storage: Storage) -> None:
    """It comes back in UTC."""
    fill(storage)
    kolkata = timezone(timedelta(hours=5, minutes=30))
    with storage.begin() as work:
        work.timers.set(timer(due_at=at(60).astimezone(kolkata)))
        (found,) = work.timers.of_session("s1")
    assert found.due_at == at(60)
    assert found.due_at.utcoffset() == timedelta(0)


def test_every_microsecond_is_kept(storage: Storage) -> None:
    """Before 1970 and far in the future as well."""
    fill(storage)
    for moment in ("1900-01-01T00:00:00.000001+00:00", "2199-12-31T23:59:59.999999+00:00"):
        due_at = datetime.fromisoformat(moment)
        with storage.begin() as work:
            work.timers.set(timer(due_at=due_at))
            assert [t.due_at for t in work.timers.of_session("s1")] == [due_at]


def test_two_workers_never_have_the_same_timer(postgres_url: str, open_storage: OpenStorage) -> None:
    """On PostgreSQL a worker passes by what another is just firing."""
    storage = open_storage(postgres_url)
    fill(storage)
    with storage.begin() as work:
        work.timers.set(timer("t1", timer="a"))
        work.timers.set(timer("t2", timer="b"))
        work.commit()
    with storage.begin() as first, storage.begin() as second:
        assert [t.id for t in first.timers.due(at(60), 1)] == ["t1"]
        assert [t.id for t in second.timers.due(at(60), 5)] == ["t2"]
