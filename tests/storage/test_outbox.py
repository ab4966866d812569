"""The outbox: nothing is lost, and only who has a message may say what became of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.domain.deliveries import Progress
from engine.domain.records import OutboxItem, OutboxStatus
from engine.errors import Conflict, Unstorable
from engine.interfaces.unit_of_work import Storage, UnitOfWork
from tests.databases import OpenStorage
from tests.storage.samples import NOON, at, fill, message, together

EVERYTHING = message(
    body={"key": "welcome.hello", "text": "नमस्ते 🙏", "language": "hi"},
    status=OutboxStatus.SENT,
    attempts=2,
    claims=3,
    asked=False,
    as_template=True,
    provider_id="SM1",
    sent_at=at(5),
    progress=Progress.READ,
    error="late:63016",
)


def sent(item: OutboxItem, provider_id: str | None = None, seconds: float = 0) -> OutboxItem:
    """The message as a sender settles it when the channel took it."""
    return replace(item, status=OutboxStatus.SENT, provider_id=provider_id, sent_at=at(seconds))


def claim_one(work: UnitOfWork, seconds: float = 0) -> OutboxItem:
    """What a sender takes for a minute."""
    (item,) = work.outbox.claim(at(seconds), at(seconds + 60), at(seconds - 2), 1)
    return item


def test_messages_come_back_in_their_order(storage: Storage) -> None:
    """Equal to what was added, with a growing sequence."""
    fill(storage)
    added = [EVERYTHING, message("o0"), message("o2")]
    with storage.begin() as work:
        work.outbox.add(added)
        work.commit()
    with storage.read() as work:
        stored = work.outbox.of_session("s1")
        assert work.outbox.get("o1") == work.outbox.find("SM1") == stored[0]
        assert work.outbox.get("none") is work.outbox.find("none") is None
    assert [replace(i, sequence=0) for i in stored] == added
    assert [i.sequence for i in stored] == sorted(i.sequence for i in stored)


def test_a_claim_is_counted_and_begins_a_sending(storage: Storage) -> None:
    """So that whoever finds it after a crash knows since when it may have gone out."""
    fill(storage)
    with storage.begin() as work:
        work.outbox.add([message()])
        item = claim_one(work, 7)
        assert item == work.outbox.get("o1")
    assert (item.status, item.attempts, item.claims) == (OutboxStatus.SENDING, 1, 1)
    assert (item.sent_at, item.due_at) == (at(7), at(67))


def test_what_became_of_a_message_is_stored_whole(storage: Storage) -> None:
    """All that may change, and nothing else."""
    fill(storage)
    with storage.begin() as work:
        work.outbox.add([message()])
        item = claim_one(work)
        changed = replace(EVERYTHING, claims=item.claims, sequence=item.sequence, due_at=at(99))
        assert work.outbox.save(replace(changed, body={}, key="other", contact="c9"))
        assert work.outbox.get("o1") == replace(changed, body=item.body)


def test_only_the_last_claim_settles(storage: Storage) -> None:
    """A sender that was given up for dead comes back, and changes nothing."""
    fill(storage)
    with storage.begin() as work:
        work.outbox.add([message()])
        slow = claim_one(work)
        (looked_up,) = work.outbox.claim_uncertain(at(60), at(120), 5)
        assert not work.outbox.save(sent(slow, "SM1"))
        assert work.outbox.get("o1") == looked_up
        assert work.outbox.save(sent(looked_up, "SM2"))
        assert work.outbox.find("SM1") is None
        assert not work.outbox.save(replace(sent(slow), id="none"))


def test_a_claim_that_ends_leaves_an_uncertain_message(storage: Storage) -> None:
    """It is never offered to be sent again; who looks it up has it for a time, and counts as a claim."""
    fill(storage)
    with storage.begin() as work:
        work.outbox.add([message()])
        claim_one(work)
        assert work.outbox.claim_uncertain(at(59), at(99), 5) == []
        assert work.outbox.claim(at(60), at(120), at(60), 5) == []
        (found,) = work.outbox.claim_uncertain(at(60), at(90), 5)
        assert found == work.outbox.get("o1")
        assert (found.status, found.attempts, found.claims, found.due_at) == (OutboxStatus.UNCERTAIN, 1, 2, at(90))
        assert found.sent_at == NOON
        assert work.outbox.claim_uncertain(at(89), at(99), 5) == []
        assert [i.claims for i in work.outbox.claim_uncertain(at(90), at(99), 5)] == [3]
        assert work.outbox.claim(at(999), at(1000), at(999), 5) == []


def test_uncertain_messages_are_looked_up_in_the_order_they_are_due(storage: Storage) -> None:
    """Of any contact, also several of one; a few at a time."""
    fill(storage, "1", "2")
    with storage.begin() as work:
        work.outbox.add(
            [
                message("late", status=OutboxStatus.UNCERTAIN, due_at=at(9)),
                message("first", status=OutboxStatus.UNCERTAIN, due_at=at(1)),
                message("lost", status=OutboxStatus.SENDING, due_at=at(2), contact="c2", session="s2"),
                message("never", status=OutboxStatus.DEAD, due_at=at(0)),
                message("fresh", due_at=at(0)),
            ]
        )
        assert [i.id for i in work.outbox.claim_uncertain(at(9), at(60), 2)] == ["first", "lost"]
        assert [i.id for i in work.outbox.claim_uncertain(at(9), at(60), 2)] == ["late"]


def test_progress_is_stored_by_itself(storage: Storage) -> None:
    """With its error; who reports has no claim, and needs none."""
    fill(storage)
    with storage.begin() as work:
        work.outbox.add([message()])
        item = sent(claim_one(work), "SM1")
        work.outbox.save(item)
        work.outbox.progress(replace(item, progress=Progress.FAILED, error="63024\x00", status=OutboxStatus.DEAD))
        assert work.outbox.get("o1") == replace(item, progress=Progress.FAILED, error="63024")


def test_one_message_of_the_channel_is_one_of_ours(storage: Storage) -> None:
    """The id a channel gave is never given to a second row."""
    fill(storage)
    with storage.begin() as work:
        work.outbox.add([message("o1", provider_id="SM1", status=OutboxStatus.SENT), message("o2")])
        item = claim_one(work)
        with pytest.raises(Conflict):
            work.outbox.save(sent(item, "SM1"))


def test_a_contact_is_waiting_as_long_as_something_may_still_go_out(storage: Storage) -> None:
    """What is sent, parked, withheld or dead is not waited for."""
    fill(storage, "1", "2")
    waiting = (OutboxStatus.PENDING, OutboxStatus.SENDING, OutboxStatus.UNCERTAIN)
    with storage.begin() as work:
        work.outbox.add([message()])
        for status in OutboxStatus:
            item = work.outbox.get("o1")
            assert item is not None
            work.outbox.save(replace(item, status=status))
            assert work.outbox.is_waiting("c1") is (status in waiting)
            assert not work.outbox.is_waiting("c2")


def test_the_next_message_is_due_when_it_may_be_taken(storage: Storage) -> None:
    """To be sent, or to be looked up; one that waits for an older one does not count."""
    fill(storage)
    with storage.begin() as work:
        assert work.outbox.next_due() is None
        work.outbox.add([message("o1"), message("o2")])
        assert work.outbox.next_due() == NOON
        item = claim_one(work)
        assert work.outbox.next_due() == at(60)
        work.outbox.save(replace(item, status=OutboxStatus.PENDING, due_at=at(8)))
        assert work.outbox.next_due() == at(8)
        work.outbox.save(replace(item, status=OutboxStatus.UNCERTAIN, due_at=at(5)))
        assert work.outbox.next_due() == at(5)
        work.outbox.save(sent(item))
        assert work.outbox.next_due() == NOON


def test_messages_are_listed_with_the_latest_first(storage: Storage) -> None:
    """Those of a status, and those of a contact; no more than asked for."""
    fill(storage, "1", "2")
    with storage.begin() as work:
        for number, status in enumerate(OutboxStatus):
            work.outbox.add([message(f"{status}{n}", created_at=at(number), status=status) for n in range(3)])
        work.outbox.add([message("other", contact="c2", session="s2", created_at=at(99))])
        for status in (s for s in OutboxStatus if s is not OutboxStatus.PENDING):
            assert [i.id for i in work.outbox.listed(status, 2)] == [f"{status}2", f"{status}1"]
        assert [i.id for i in work.outbox.listed(OutboxStatus.PENDING, 2)] == ["other", "pending2"]
        assert [i.id for i in work.outbox.of_contact("c1", 4)] == ["dead2", "dead1", "dead0", "withheld2"]
        assert [i.id for i in work.outbox.of_contact("c2", 4)] == ["other"]


@pytest.mark.parametrize("wrong", [message(claims=-1), message(attempts=-1), message("x" * 256)])
def test_the_database_refuses_what_is_out_of_bounds(storage: Storage, wrong: OutboxItem) -> None:
    """A mistake in the code cannot store nonsense."""
    fill(storage)
    with storage.begin() as work, pytest.raises(Unstorable, match="ck_outbox_"):
        work.outbox.add([wrong])


def test_of_many_who_settle_at_once_one_does(storage: Storage) -> None:
    """A sender whose claim has ended, and three that look the message up, one after the other."""
    fill(storage)
    with storage.begin() as work:
        work.outbox.add([message()])
        claims = [claim_one(work)]
        claims += [work.outbox.claim_uncertain(at(60 * n), at(60 * n + 60), 5)[0] for n in (1, 2, 3)]
        work.commit()

    def settle(item: OutboxItem) -> bool:
        with storage.begin() as work:
            is_ours = work.outbox.save(sent(item, f"SM{item.claims}"))
            work.commit()
        return is_ours

    answers = together(*(lambda c=c: settle(c) for c in claims))
    assert answers == [False, False, False, True]


def test_two_senders_never_have_the_same_message(postgres_url: str, open_storage: OpenStorage) -> None:
    """Nor may the second sender overtake the first with the next message of the contact."""
    storage = open_storage(postgres_url)
    fill(storage, "1", "2")
    with storage.begin() as work:
        work.outbox.add([message("a1"), message("a2"), message("b1", contact="c2", session="s2")])
        work.commit()
    with storage.begin() as first, storage.begin() as second:
        assert [i.id for i in first.outbox.claim(NOON, at(60), NOON, 1)] == ["a1"]
        assert [i.id for i in second.outbox.claim(NOON, at(60), NOON, 9)] == ["b1"]
        first.commit()
        assert second.outbox.claim(NOON, at(60), NOON, 9) == []


def test_two_who_look_up_never_have_the_same_message(postgres_url: str, open_storage: OpenStorage) -> None:
    """Each passes by what the other is just taking."""
    storage = open_storage(postgres_url)
    fill(storage)
    with storage.begin() as work:
        work.outbox.add([message(f"o{n}", status=OutboxStatus.UNCERTAIN) for n in range(3)])
        work.commit()
    with storage.begin() as first, storage.begin() as second:
        assert [i.id for i in first.outbox.claim_uncertain(NOON, at(60), 2)] == ["o0", "o1"]
        assert [i.id for i in second.outbox.claim_uncertain(NOON, at(60), 2)] == ["o2"]


def test_a_message_is_not_looked_up_while_it_is_settled(postgres_url: str, open_storage: OpenStorage) -> None:
    """Whoever comes between finds either the row taken, or settled."""
    storage = open_storage(postgres_url)
    fill(storage)
    with storage.begin() as work:
        work.outbox.add([message()])
        item = claim_one(work)
        work.commit()
    with storage.begin() as sender, storage.begin() as other:
        assert sender.outbox.save(sent(item, "SM1"))
        assert other.outbox.claim_uncertain(at(60), at(120), 5) == []
        sender.commit()
        assert other.outbox.claim_uncertain(at(60), at(120), 5) == []
