"""The backlog: how much waits, and how long what is due has waited."""

from __future__ import annotations

from engine.domain.records import Backlog, InboxStatus, JobStatus, OutboxStatus
from engine.interfaces.orders import HookStatus
from engine.interfaces.unit_of_work import Storage
from tests.storage.purchases import hook
from tests.storage.samples import NOON, at, fill, item, job, message, timer

NOTHING = Backlog(
    inbox={"new": 0, "dead": 0, "limited": 0},
    outbox={"pending": 0, "sending": 0, "uncertain": 0, "parked": 0, "dead": 0},
    hooks={"new": 0, "parked": 0, "dead": 0},
    jobs=0,
    timers=0,
    inbox_age=0.0,
    outbox_age=0.0,
    hooks_age=0.0,
)


def test_an_empty_storage_has_none(storage: Storage) -> None:
    """Every status is named, for those who draw it."""
    with storage.read() as work:
        assert work.upkeep.backlog(NOON) == NOTHING


def test_all_that_waits_is_counted(storage: Storage) -> None:
    """By status; what is done is not."""
    fill(storage)
    with storage.begin() as work:
        for number, inbox in enumerate(InboxStatus):
            for n in range(number + 1):
                work.inbox.record(item(f"{inbox}{n}", status=inbox))
        for number, outbox in enumerate(OutboxStatus):
            work.outbox.add([message(f"{outbox}{n}", status=outbox) for n in range(number + 1)])
        for number, hooks in enumerate(HookStatus):
            for n in range(number + 1):
                work.hooks.record(hook(f"{hooks}{n}", status=hooks))
        for number, status in enumerate(JobStatus):
            work.jobs.add(job(status, token=number, status=status))
        work.timers.set(timer("due", timer="due", due_at=NOON))
        work.timers.set(timer("later", timer="later", due_at=at(1)))
        found = work.upkeep.backlog(NOON)
    assert found.inbox == {"new": 1, "dead": 3, "limited": 4}
    assert found.outbox == {"pending": 1, "sending": 2, "uncertain": 3, "parked": 5, "dead": 7}
    assert found.hooks == {"new": 1, "parked": 4, "dead": 5}
    assert (found.jobs, found.timers) == (1, 1)


def test_an_item_waits_since_it_is_due(storage: Storage) -> None:
    """What is not yet due waits for its time, not for us."""
    with storage.begin() as work:
        work.inbox.record(item("later", due_at=at(60)))
        assert work.upkeep.backlog(at(9)).inbox_age == 0
        work.inbox.record(item("i1"))
        assert work.upkeep.backlog(at(9.5)).inbox_age == 9.5
        work.inbox.handled("i1")
        assert work.upkeep.backlog(at(61)).inbox_age == 1


def test_a_webhook_waits_since_it_is_due(storage: Storage) -> None:
    """Parked for a while it waits for its order, not for us."""
    with storage.begin() as work:
        work.hooks.record(hook())
        assert work.upkeep.backlog(at(3)).hooks_age == 3
        work.hooks.put_off("h1", at(60), event="payment.captured", error="unknown")
        assert work.upkeep.backlog(at(9)).hooks_age == 0
        assert work.upkeep.backlog(at(62)).hooks_age == 2
        work.hooks.settle("h1", HookStatus.DEAD, event="payment.captured", order=None, error="unknown")
        assert work.upkeep.backlog(at(99)).hooks_age == 0


def test_a_message_that_was_asked_for_waits_since_it_was_written(storage: Storage) -> None:
    """However often its time was moved by another attempt."""
    fill(storage)
    with storage.begin() as work:
        work.outbox.add([message(due_at=at(3600), attempts=5, error="broken:20003")])
        assert work.upkeep.backlog(at(60)).outbox_age == 60


def test_a_message_nobody_asked_for_waits_since_it_is_due(storage: Storage) -> None:
    """In quiet hours it is not late."""
    fill(storage)
    with storage.begin() as work:
        work.outbox.add([message(asked=False, due_at=at(3600))])
        assert work.upkeep.backlog(at(3599)).outbox_age == 0
        assert work.upkeep.backlog(at(3610)).outbox_age == 10
