"""Jobs: written before they are called, finished once."""

from __future__ import annotations

from dataclasses import replace

from engine.interfaces.unit_of_work import Storage
from tests.databases import OpenStorage
from tests.storage.samples import NOON, at, fill, job


def test_a_job_comes_back_as_it_was_added(storage: Storage) -> None:
    """With or without a timeout."""
    fill(storage)
    endless = job("j2", token=8, timeout_at=None, created_at=at(1))
    with storage.begin() as work:
        work.jobs.add(endless)
        work.jobs.add(job())
        work.commit()
    with storage.read() as work:
        assert work.jobs.of_session("s1") == [job(), endless]


def test_a_claimed_job_is_offered_again_when_its_worker_is_gone(storage: Storage) -> None:
    """Not before the claim has ended."""
    fill(storage)
    with storage.begin() as work:
        work.jobs.add(job())
        assert work.jobs.claim(NOON, at(60), 5) == [replace(job(), due_at=at(60), attempts=1)]
        assert work.jobs.claim(at(59), at(119), 5) == []
        assert work.jobs.claim(at(60), at(120), 5) == [replace(job(), due_at=at(120), attempts=2)]


def test_a_job_is_finished_once(storage: Storage) -> None:
    """The second outcome is too late, be it the timeout or the answer."""
    fill(storage)
    with storage.begin() as work:
        work.jobs.add(job())
        assert work.jobs.finish(job())
        assert not work.jobs.finish(job())
        assert work.jobs.claim(NOON, at(60), 5) == []
        assert work.jobs.overdue(at(100), 5) == []


def test_an_outcome_counts_only_of_the_last_claim(storage: Storage) -> None:
    """A worker that was given up for dead comes back too late."""
    fill(storage)
    with storage.begin() as work:
        work.jobs.add(job())
        (slow,) = work.jobs.claim(NOON, at(60), 5)
        (quick,) = work.jobs.claim(at(60), at(120), 5)
        assert not work.jobs.finish(slow)
        assert work.jobs.finish(quick)


def test_an_overdue_job_can_be_finished_as_it_was_found(storage: Storage) -> None:
    """Whoever has it then cannot."""
    fill(storage)
    with storage.begin() as work:
        work.jobs.add(job())
        (claimed,) = work.jobs.claim(NOON, at(60), 5)
        (late,) = work.jobs.overdue(at(20), 5)
        assert work.jobs.finish(late)
        assert not work.jobs.finish(claimed)


def test_a_job_is_announced_once(storage: Storage) -> None:
    """When it was added before a time, is pending, and nobody has shown that we are typing."""
    fill(storage)
    with storage.begin() as work:
        work.jobs.add(job("j2", token=8, created_at=at(2)))
        work.jobs.add(job("j1"))
        work.jobs.add(job("done", token=9))
        work.jobs.finish(job("done", token=9))
        work.jobs.add(job("told", token=10, announced=True))
        assert work.jobs.unannounced(NOON, 5) == []
        assert work.jobs.unannounced(at(3), 1) == [job("j1", announced=True)]
        assert [j.id for j in work.jobs.unannounced(at(3), 5)] == ["j2"]
        assert work.jobs.unannounced(at(3), 5) == []
        assert all(j.announced for j in work.jobs.of_session("s1"))


def test_to_announce_a_job_leaves_its_claim_alone(storage: Storage) -> None:
    """The worker that runs it meanwhile can finish it."""
    fill(storage)
    with storage.begin() as work:
        work.jobs.add(job())
        (claimed,) = work.jobs.claim(NOON, at(60), 5)
        work.jobs.unannounced(at(3), 5)
        assert work.jobs.finish(claimed)


def test_a_cancelled_job_is_not_run_and_not_finished(storage: Storage) -> None:
    """Only the job of that very entry into the state."""
    fill(storage)
    with storage.begin() as work:
        work.jobs.add(job())
        work.jobs.add(job("j2", token=8))
        work.jobs.cancel("s1", 7)
        work.jobs.cancel("s2", 8)
        assert [j.id for j in work.jobs.claim(NOON, at(60), 5)] == ["j2"]
        assert not work.jobs.finish(job())


def test_jobs_whose_time_is_up_are_overdue(storage: Storage) -> None:
    """Also while a worker has them; those without a timeout never."""
    fill(storage)
    with storage.begin() as work:
        work.jobs.add(job("j1", timeout_at=at(20)))
        work.jobs.add(job("j2", token=8, timeout_at=at(10)))
        work.jobs.add(job("j3", token=9, timeout_at=None))
        work.jobs.claim(NOON, at(60), 5)
        assert [j.id for j in work.jobs.overdue(at(9), 5)] == []
        assert [j.id for j in work.jobs.overdue(at(20), 5)] == ["j2", "j1"]
        assert [j.id for j in work.jobs.overdue(at(20), 1)] == ["j2"]


def test_two_workers_never_have_the_same_job(postgres_url: str, open_storage: OpenStorage) -> None:
    """On PostgreSQL a worker passes by what another is just taking."""
    storage = open_storage(postgres_url)
    fill(storage)
    with storage.begin() as work:
        work.jobs.add(job())
        work.jobs.add(job("j2", token=8))
        work.commit()
    with storage.begin() as first, storage.begin() as second:
        assert [j.id for j in first.jobs.claim(NOON, at(60), 1)] == ["j1"]
        assert [j.id for j in second.jobs.claim(NOON, at(60), 5)] == ["j2"]


def test_the_next_job_is_due_when_it_may_be_taken_or_has_waited_too_long(storage: Storage) -> None:
    """A clock that is turned forward stops there."""
    fill(storage)
    with storage.begin() as work:
        assert work.jobs.next_due() is None
        work.jobs.add(job("late", token=8, due_at=at(90), timeout_at=at(30)))
        assert work.jobs.next_due() == at(30)
        work.jobs.add(job("soon", token=9, due_at=at(5), timeout_at=None))
        assert work.jobs.next_due() == at(5)
        assert work.jobs.finish(job("soon", token=9))
        assert work.jobs.next_due() == at(30)
