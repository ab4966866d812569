"""The outbox: nothing is lost, nothing overtakes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.domain.records import OutboxStatus
from engine.errors import Conflict
from engine.interfaces.unit_of_work import Storage, UnitOfWork
from tests.databases import OpenStorage
from tests.storage.samples import NOON, at, fill, message


def claimed(work: UnitOfWork, seconds: float = 0, limit: int = 10) -> list[str]:
    """The ids of what a sender takes for a minute."""
    return [i.id for i in work.outbox.claim(at(seconds), at(seconds + 60), limit)]


def test_messages_come_back_in_their_order(storage: Storage) -> None:
    """Equal to what was added, with a growing sequence."""
    fill(storage)
    added = [message("o1", body={"text": "नमस्ते 🙏"}), message("o0"), message("o2")]
    with storage.begin() as work:
        work.outbox.add(added)
        work.commit()
    with storage.read() as work:
        stored = work.outbox.of_session("s1")
    assert [replace(i, sequence=0) for i in stored] == added
    assert [i.sequence for i in stored] == sorted(i.sequence for i in stored)


def test_a_contact_gets_one_message_after_the_other(storage: Storage) -> None:
    """The second is offered when the first is sent or given up."""
    fill(storage, "1", "2")
    with storage.begin() as work:
        work.outbox.add([message("a1"), message("a2"), message("a3")])
        work.outbox.add([message("b1", contact="c2", session="s2")])
        assert claimed(work) == ["a1", "b1"]
        assert claimed(work) == []
        work.outbox.sent("a1", "SM1")
        assert claimed(work) == ["a2"]
        work.outbox.failed("a2", "refused", None)
        assert claimed(work) == ["a3"]
        stored = {i.id: i for i in work.outbox.of_session("s1")}
    assert (stored["a1"].status, stored["a1"].provider_id, stored["a1"].attempts) == (OutboxStatus.SENT, "SM1", 1)
    assert (stored["a2"].status, stored["a2"].error) == (OutboxStatus.FAILED, "refused")


def test_a_claim_ends_when_its_sender_is_gone(storage: Storage) -> None:
    """A killed process loses no message: it is offered again, and its attempts are counted."""
    fill(storage)
    with storage.begin() as work:
        work.outbox.add([message("o1")])
        assert claimed(work, 0) == ["o1"]
        assert claimed(work, 59) == []
        (again,) = work.outbox.claim(at(60), at(120), 1)
    assert (again.attempts, again.due_at) == (2, at(120))


def test_a_message_to_be_retried_rests_and_holds_the_others_back(storage: Storage) -> None:
    """Order is worth more than speed."""
    fill(storage)
    with storage.begin() as work:
        work.outbox.add([message("o1"), message("o2")])
        claimed(work)
        work.outbox.failed("o1", "busy", at(30))
        assert claimed(work, 29) == []
        assert work.outbox.is_waiting("c1")
        assert claimed(work, 30) == ["o1"]
        work.outbox.sent("o1", None)
        work.outbox.failed("o2", "gone", None)
        assert not work.outbox.is_waiting("c1")


def test_a_claim_is_bounded(storage: Storage) -> None:
    """By the limit, the earliest due first."""
    fill(storage, "1", "2", "3")
    with storage.begin() as work:
        for number in (3, 1, 2):
            work.outbox.add([message(f"o{number}", contact=f"c{number}", session=f"s{number}", due_at=at(number))])
        assert claimed(work, 5, limit=2) == ["o1", "o2"]
        assert claimed(work, 5, limit=2) == ["o3"]


def test_one_message_of_the_channel_is_one_of_ours(storage: Storage) -> None:
    """The id a channel gave is never given to a second row."""
    fill(storage)
    with storage.begin() as work:
        work.outbox.add([message("o1"), message("o2")])
        work.outbox.sent("o1", "SM1")
        with pytest.raises(Conflict):
            work.outbox.sent("o2", "SM1")


def test_two_senders_never_have_the_same_message(postgres_url: str, open_storage: OpenStorage) -> None:
    """Nor may the second sender overtake the first with the next message of the contact."""
    storage = open_storage(postgres_url)
    fill(storage, "1", "2")
    with storage.begin() as work:
        work.outbox.add([message("a1"), message("a2"), message("b1", contact="c2", session="s2")])
        work.commit()
    with storage.begin() as first, storage.begin() as second:
        assert [i.id for i in first.outbox.claim(NOON, at(60), 1)] == ["a1"]
        assert claimed(second) == ["b1"]


def test_the_next_message_is_due_when_it_may_be_taken(storage: Storage) -> None:
    """A message that is being sent is due again when the claim ends."""
    fill(storage)
    with storage.begin() as work:
        assert work.outbox.next_due() is None
        work.outbox.add([message()])
        work.outbox.claim(NOON, at(60), 5)
        assert work.outbox.next_due() == at(60)
