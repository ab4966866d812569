"""The order of the outbox: nothing overtakes, but what may."""

from __future__ import annotations

import threading
from collections import defaultdict
from dataclasses import replace

import pytest

from engine.domain.deliveries import Progress
from engine.domain.records import OutboxItem, OutboxStatus
from engine.interfaces.unit_of_work import Storage, UnitOfWork
from tests.storage.samples import NOON, at, fill, message, together

PACE = 2.0


def claimed(work: UnitOfWork, seconds: float = 0, limit: int = 10) -> list[str]:
    """The ids of what a sender takes for a minute."""
    return [i.id for i in work.outbox.claim(at(seconds), at(seconds + 60), at(seconds - PACE), limit)]


def settle(work: UnitOfWork, identity: str, status: OutboxStatus, seconds: float = 0, **changed: object) -> None:
    """Store what became of a message, as who has it."""
    item = work.outbox.get(identity)
    assert item is not None
    if status is OutboxStatus.SENT:
        item = replace(item, sent_at=at(seconds))
    assert work.outbox.save(replace(item, status=status, **changed))  # type: ignore[arg-type]


def test_a_contact_gets_one_message_after_the_other(storage: Storage) -> None:
    """The second is offered when the first has left the channel, or is given up."""
    fill(storage, "1", "2")
    with storage.begin() as work:
        work.outbox.add([message("a1"), message("a2"), message("a3")])
        work.outbox.add([message("b1", contact="c2", session="s2")])
        assert claimed(work) == ["a1", "b1"]
        assert claimed(work) == []
        settle(work, "a1", OutboxStatus.SENT, progress=Progress.SENT)
        assert claimed(work) == ["a2"]
        settle(work, "a2", OutboxStatus.DEAD)
        assert claimed(work) == ["a3"]


@pytest.mark.parametrize("status", [OutboxStatus.PENDING, OutboxStatus.SENDING, OutboxStatus.UNCERTAIN])
def test_an_older_open_message_is_waited_for(storage: Storage, status: OutboxStatus) -> None:
    """However far away its time is: order is worth more than speed."""
    fill(storage)
    with storage.begin() as work:
        work.outbox.add([message("older", status=status, due_at=at(999)), message("newer")])
        assert claimed(work, 5) == []
        assert work.outbox.is_waiting("c1")


@pytest.mark.parametrize("status", [OutboxStatus.SENT, OutboxStatus.PARKED, OutboxStatus.WITHHELD, OutboxStatus.DEAD])
def test_a_settled_message_is_not_waited_for(storage: Storage, status: OutboxStatus) -> None:
    """It is out of the way for good."""
    fill(storage)
    with storage.begin() as work:
        work.outbox.add([message("older", status=status), message("newer")])
        assert claimed(work) == ["newer"]


def test_what_nobody_asked_for_is_overtaken_until_it_is_due(storage: Storage) -> None:
    """A reminder that waits for the morning does not keep a person without an answer."""
    fill(storage)
    with storage.begin() as work:
        work.outbox.add([message("reminder", asked=False, due_at=at(60)), message("answer")])
        assert claimed(work, 0) == ["answer"]
        settle(work, "answer", OutboxStatus.SENT, 0)
        work.outbox.add([message("next")])
        assert claimed(work, 60) == ["reminder"]
        assert claimed(work, 61) == []


@pytest.mark.parametrize("status", [OutboxStatus.SENDING, OutboxStatus.UNCERTAIN])
def test_what_nobody_asked_for_is_waited_for_once_it_is_in_the_air(storage: Storage, status: OutboxStatus) -> None:
    """Its time is then the end of a claim, and no longer when it is due."""
    fill(storage)
    with storage.begin() as work:
        work.outbox.add([message("reminder", asked=False, status=status, due_at=at(60)), message("answer")])
        assert claimed(work) == []


def test_a_message_that_was_asked_for_is_waited_for_while_it_rests(storage: Storage) -> None:
    """Between two attempts."""
    fill(storage)
    with storage.begin() as work:
        work.outbox.add([message("o1"), message("o2")])
        assert claimed(work) == ["o1"]
        settle(work, "o1", OutboxStatus.PENDING, due_at=at(30))
        assert claimed(work, 29) == []
        assert claimed(work, 30) == ["o1"]


@pytest.mark.parametrize("progress", [None, Progress.QUEUED, Progress.SENDING])
def test_a_message_that_has_not_left_the_channel_is_waited_for_a_moment(
    storage: Storage, progress: Progress | None
) -> None:
    """Two that are handed over at once may arrive the wrong way round."""
    fill(storage)
    with storage.begin() as work:
        work.outbox.add([message("o1"), message("o2")])
        assert claimed(work) == ["o1"]
        settle(work, "o1", OutboxStatus.SENT, 10, progress=progress)
        assert claimed(work, 10 + PACE - 0.001) == []
        assert claimed(work, 10 + PACE) == ["o2"]


@pytest.mark.parametrize(
    "progress", [Progress.SENT, Progress.DELIVERED, Progress.READ, Progress.UNDELIVERED, Progress.FAILED]
)
def test_a_message_that_has_left_the_channel_is_not_waited_for(storage: Storage, progress: Progress) -> None:
    """The next one follows at once."""
    fill(storage)
    with storage.begin() as work:
        work.outbox.add([message("o1"), message("o2")])
        assert claimed(work) == ["o1"]
        settle(work, "o1", OutboxStatus.SENT, 10)
        item = work.outbox.get("o1")
        assert item is not None
        work.outbox.progress(replace(item, progress=progress))
        assert claimed(work, 10) == ["o2"]


def test_a_message_that_is_sent_again_late_holds_nobody_up_that_went_before(storage: Storage) -> None:
    """An older one is tried again after newer ones were sent a moment ago."""
    fill(storage)
    with storage.begin() as work:
        work.outbox.add([message("old"), message("new", status=OutboxStatus.SENT, sent_at=at(0))])
        assert claimed(work) == ["old"]


def test_a_claim_is_bounded(storage: Storage) -> None:
    """By the limit, the earliest due first."""
    fill(storage, "1", "2", "3")
    with storage.begin() as work:
        for number in (3, 1, 2):
            work.outbox.add([message(f"o{number}", contact=f"c{number}", session=f"s{number}", due_at=at(number))])
        assert claimed(work, 5, limit=2) == ["o1", "o2"]
        assert claimed(work, 5, limit=2) == ["o3"]


def test_many_senders_keep_the_order_of_each_contact(storage: Storage) -> None:
    """Four senders empty the outbox of five people; each message goes out once."""
    people = "12345"
    fill(storage, *people)
    with storage.begin() as work:
        for number in range(5):
            work.outbox.add([message(f"{p}-{number}", contact=f"c{p}", session=f"s{p}") for p in people])
        work.commit()
    lock, seen = threading.Lock(), defaultdict[str, list[str]](list)

    def deliver(item: OutboxItem) -> None:
        with lock:
            seen[item.contact].append(item.id)
        with storage.begin() as work:
            assert work.outbox.save(replace(item, status=OutboxStatus.SENT, progress=Progress.SENT))
            work.commit()

    def work_off() -> None:
        while True:
            with storage.begin() as work:
                items = work.outbox.claim(NOON, at(60), NOON, 2)
                work.commit()
            if not items:
                return
            for item in items:
                deliver(item)

    together(work_off, work_off, work_off, work_off)
    work_off()  # a sender stops when the others have all that is left; what came after is sent here
    assert seen == {f"c{p}": [f"{p}-{number}" for number in range(5)] for p in people}
