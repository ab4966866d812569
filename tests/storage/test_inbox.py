"""The inbox: recorded once, handled in order, by one worker."""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import pytest

from engine.domain.events import EventKind
from engine.domain.records import InboxStatus
from engine.errors import Unstorable
from engine.interfaces.unit_of_work import Storage
from tests.databases import OpenStorage
from tests.storage.samples import NOON, PATIENCE, at, item, together


def record(storage: Storage, *identities: str, subject: str = "c1") -> None:
    with storage.begin() as work:
        for identity in identities:
            work.inbox.record(item(identity, subject=subject))
        work.commit()


def test_an_item_comes_back_as_it_was_recorded(storage: Storage) -> None:
    """With its place in the sequence and the time from which it may be handled."""
    with storage.begin() as work:
        assert work.inbox.record(item("i1", kind=EventKind.JOB, name="found", payload={"frame": 1, "token": 2}))
        work.commit()
    with storage.read() as work:
        stored = work.inbox.get("i1")
    assert stored is not None
    assert stored.sequence > 0
    assert stored == item(
        "i1",
        kind=EventKind.JOB,
        name="found",
        payload={"frame": 1, "token": 2},
        due_at=NOON,
        sequence=stored.sequence,
    )


def test_a_repeat_of_a_provider_id_is_not_recorded(storage: Storage) -> None:
    """Neither in the same nor in a later unit of work; the first one stays as it was."""
    record(storage, "i1")
    with storage.begin() as work:
        assert not work.inbox.record(item("i2", provider_id="test:i1", name="other"))
        assert work.inbox.record(item("i3"))
        work.commit()
    with storage.read() as work:
        assert work.inbox.get("i2") is None
        assert [work.inbox.get(i) is not None for i in ("i1", "i3")] == [True, True]


def test_a_repeat_is_known_after_the_first_was_handled(storage: Storage) -> None:
    """Providers repeat for days."""
    record(storage, "i1")
    with storage.begin() as work:
        work.inbox.handled("i1")
        work.commit()
    with storage.begin() as work:
        assert not work.inbox.record(item("i2", provider_id="test:i1"))


def test_of_many_records_at_once_one_is_the_first(storage: Storage) -> None:
    """Eight deliveries of one message at the same moment are one item."""

    def deliver(number: int) -> bool:
        with storage.begin() as work:
            is_new = work.inbox.record(item(f"i{number}", provider_id="test:once"))
            work.commit()
        return is_new

    answers = together(*(lambda n=n: deliver(n) for n in range(8)))
    assert sorted(answers) == [False] * 7 + [True]


def test_items_of_a_subject_come_in_the_order_of_recording(storage: Storage) -> None:
    """Whatever their times say."""
    with storage.begin() as work:
        for number in (3, 1, 2):
            work.inbox.record(item(f"i{number}", received_at=at(-number)))
        work.inbox.record(item("other", subject="c2", received_at=at(-9)))
        work.commit()
    seen = []
    with storage.begin() as work:
        while found := work.inbox.next_unhandled("c1", NOON):
            seen.append(found.id)
            work.inbox.handled(found.id)
    assert seen == ["i3", "i1", "i2"]


def test_a_delayed_item_waits_and_lets_others_pass(storage: Storage) -> None:
    """It is offered from its time on."""
    with storage.begin() as work:
        work.inbox.record(item("later", kind=EventKind.FACT, due_at=at(60)))
        work.inbox.record(item("now"))
        assert work.inbox.next_due() == NOON
        assert [i.id for i in (work.inbox.next_unhandled("c1", NOON), work.inbox.claim(NOON)) if i] == ["now", "now"]
        work.inbox.handled("now")
        assert work.inbox.next_unhandled("c1", at(59.999)) is None
        assert work.inbox.claim(at(59.999)) is None
        found = work.inbox.claim(at(60))
        assert found is not None
        assert found.id == "later"


def test_a_postponed_message_is_waited_for(storage: Storage) -> None:
    """By all that was recorded after it: what a person says keeps its order. Others are not held up."""
    record(storage, "i1", "i2")
    record(storage, "b1", subject="c2")
    with storage.begin() as work:
        work.inbox.postpone(["i1"], at(3))
        assert work.inbox.next_unhandled("c1", NOON) is None
        assert [i.id for i in (work.inbox.claim(NOON),) if i] == ["b1"]
        work.inbox.handled("b1")
        assert work.inbox.claim(NOON) is None
        assert work.inbox.next_due() == at(3)
        assert [i.id for i in (work.inbox.next_unhandled("c1", at(3)), work.inbox.claim(at(3))) if i] == ["i1", "i1"]
        work.inbox.handled("i1")
        assert work.inbox.next_due() == NOON


def test_what_was_begun_is_waited_for(storage: Storage) -> None:
    """Whatever it is, and by all that came after it; who has begun it finds it, and may give it back."""
    with storage.begin() as work:
        work.inbox.record(item("i1", kind=EventKind.FACT))
        work.inbox.record(item("i2"))
        work.inbox.record(item("b1", subject="c2"))
        work.inbox.begin("i1", at(5))
        assert work.inbox.next_unhandled("c1", NOON) is None
        assert [i.id for i in (work.inbox.claim(NOON),) if i] == ["b1"]
        work.inbox.handled("b1")
        assert (work.inbox.claim(NOON), work.inbox.next_due()) == (None, at(5))
        begun = work.inbox.lock("i1")
        assert begun is not None
        assert (begun.attempts, begun.due_at) == (1, at(5))
        work.inbox.give_back(replace(begun, attempts=0, due_at=NOON))
        assert [(i.id, i.attempts) for i in (work.inbox.claim(NOON),) if i] == [("i1", 0)]
        work.inbox.handled("i1")
        assert work.inbox.lock("i1") is None


def test_several_messages_are_postponed_at_once(storage: Storage) -> None:
    """They stay new, and in their order."""
    record(storage, "i1", "i2", "i3")
    with storage.begin() as work:
        work.inbox.postpone(["i2", "i3"], at(5))
        assert [i.id for i in work.inbox.waiting("c1")] == ["i1", "i2", "i3"]
        assert [i.due_at for i in work.inbox.waiting("c1")] == [NOON, at(5), at(5)]
        work.inbox.handled("i1")
        assert [i.id for i in work.inbox.waiting("c1")] == ["i2", "i3"]
        assert work.inbox.waiting("c2") == []


def test_a_limited_message_is_kept_and_not_handled(storage: Storage) -> None:
    """Nor is it in the way of the next."""
    with storage.begin() as work:
        work.inbox.record(item("i1", status=InboxStatus.LIMITED))
        work.inbox.record(item("i2"))
        assert [i.id for i in work.inbox.waiting("c1")] == ["i2"]
        assert [i.id for i in (work.inbox.claim(NOON),) if i] == ["i2"]
        assert [i.id for i in work.inbox.listed(InboxStatus.LIMITED, 5)] == ["i1"]


@pytest.mark.parametrize("status", [InboxStatus.DEAD, InboxStatus.LIMITED])
def test_what_was_given_up_can_be_replayed(storage: Storage, status: InboxStatus) -> None:
    """From now on and as if nothing had been tried; in its old place."""
    with storage.begin() as work:
        work.inbox.record(item("i1", status=status, attempts=3, error="KeyError"))
        work.inbox.record(item("i2"))
        assert work.inbox.replay("i1", at(9))
        assert not work.inbox.replay("i1", at(9))
        found = work.inbox.next_unhandled("c1", at(9))
        assert found is not None
        assert (found.id, found.status, found.attempts, found.error) == ("i1", InboxStatus.NEW, 0, None)
        assert found.due_at == at(9)


def test_what_is_new_or_handled_is_not_replayed(storage: Storage) -> None:
    """A turn that was stored is never taken again."""
    record(storage, "i1", "i2")
    with storage.begin() as work:
        work.inbox.handled("i1")
        assert [work.inbox.replay(identity, NOON) for identity in ("i1", "i2", "none")] == [False] * 3


def test_items_are_listed_with_the_latest_first(storage: Storage) -> None:
    """Those of a status, and those of a subject; no more than asked for."""
    with storage.begin() as work:
        for number, status in enumerate(InboxStatus):
            for n in range(3):
                work.inbox.record(item(f"{status}{n}", status=status, received_at=at(number)))
        work.inbox.record(item("other", subject="c2", received_at=at(99), status=InboxStatus.DEAD))
        for status in (s for s in InboxStatus if s is not InboxStatus.DEAD):
            assert [i.id for i in work.inbox.listed(status, 2)] == [f"{status}2", f"{status}1"]
        assert [i.id for i in work.inbox.listed(InboxStatus.DEAD, 2)] == ["other", "dead2"]
        assert [i.id for i in work.inbox.of_subject("c1", 4)] == ["limited2", "limited1", "limited0", "dead2"]
        assert [i.id for i in work.inbox.of_subject("c2", 4)] == ["other"]


def test_a_failed_item_stays_the_next_and_a_dead_one_does_not(storage: Storage) -> None:
    """Attempts and the last error are kept."""
    record(storage, "i1", "i2")
    with storage.begin() as work:
        work.inbox.failed("i1", "first\x00 \ud800")
        found = work.inbox.next_unhandled("c1", NOON)
        assert found is not None
        assert (found.id, found.attempts, found.error) == ("i1", 1, "first ?")
        work.inbox.bury("i1", "second")
        found = work.inbox.claim(NOON)
        assert found is not None
        assert found.id == "i2"
        work.commit()
    with storage.read() as work:
        dead = work.inbox.get("i1")
    assert dead is not None
    assert (dead.status, dead.attempts, dead.error) == (InboxStatus.DEAD, 2, "second")


def test_workers_claim_different_subjects_and_keep_the_order_of_each(
    postgres_url: str, open_storage: OpenStorage
) -> None:
    """On PostgreSQL, where several work at once: nobody gets the second item while the first is in work."""
    storage = open_storage(postgres_url)
    record(storage, "a1", "a2", subject="a")
    record(storage, "b1", subject="b")
    with storage.begin() as first, storage.begin() as second, storage.begin() as third:
        claimed = [work.inbox.claim(NOON) for work in (first, second, third)]
        assert [i and i.id for i in claimed] == ["a1", "b1", None]
        first.inbox.handled("a1")
        first.commit()
        assert [i and i.id for i in (third.inbox.claim(NOON),)] == ["a2"]


def test_every_item_is_claimed_by_one_worker_and_in_order(storage: Storage) -> None:
    """Four workers empty the inbox of five subjects."""
    for subject in "abcde":
        record(storage, *(f"{subject}{number}" for number in range(5)), subject=subject)
    lock, seen = threading.Lock(), list[str]()

    def work_off() -> None:
        while True:
            with storage.begin() as work:
                found = work.inbox.claim(NOON)
                if found is None:
                    return
                with lock:
                    seen.append(found.id)
                work.inbox.handled(found.id)
                work.commit()

    together(work_off, work_off, work_off, work_off)
    work_off()  # a worker stops when the others have all that is left; what came after is done here
    assert sorted(seen) == sorted(f"{subject}{number}" for subject in "abcde" for number in range(5))
    for subject in "abcde":
        own = [i for i in seen if i.startswith(subject)]
        assert own == sorted(own)


def test_next_unhandled_waits_for_the_turn_that_has_the_item(storage: Storage) -> None:
    """And then takes the one after it, without a conflict."""
    record(storage, "i1", "i2")
    has_first = threading.Event()

    def first() -> str:
        with storage.begin() as work:
            found = work.inbox.next_unhandled("c1", NOON)
            has_first.set()
            assert found is not None
            work.inbox.handled(found.id)
            work.commit()
        return found.id

    def second() -> str:
        assert has_first.wait(PATIENCE)
        with storage.begin() as work:
            found = work.inbox.next_unhandled("c1", NOON)
            assert found is not None
            return found.id

    assert together(first, second) == ["i1", "i2"]


@pytest.mark.parametrize("changed", [{"subject": ""}, {"provider_id": "x" * 256}, {"attempts": -1}])
def test_the_database_refuses_what_is_out_of_bounds(storage: Storage, changed: dict[str, Any]) -> None:
    """A mistake in the code cannot store nonsense."""
    with storage.begin() as work, pytest.raises(Unstorable, match="ck_inbox_"):
        work.inbox.record(item(**changed))


def test_the_next_item_is_due_at_its_own_time(storage: Storage) -> None:
    """What was handled does not count."""
    with storage.begin() as work:
        work.inbox.record(item("later", provider_id="p:later", due_at=at(60)))
        assert work.inbox.next_due() == at(60)
        work.inbox.handled("later")
        assert work.inbox.next_due() is None
