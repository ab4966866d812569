"""Upkeep on both databases: who asked for it is erased, what is old goes in batches, and trouble holds up no other."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from engine.domain.messages import Inbound
from engine.domain.records import OutboxStatus
from engine.domain.sessions import MOVED
from engine.interfaces.unit_of_work import Storage
from engine.services import upkeep as services
from engine.services.upkeep import GOODBYE, Upkeep
from tests.services.faults import Broken, FaultyStorage
from tests.services.house import House
from tests.services.post import Post
from tests.storage.samples import NOON, item, together

Logs = list[MutableMapping[str, Any]]
KEEP = {"inbox": timedelta(days=30), "outbox": timedelta(days=90), "files": timedelta(0)}


def leaving(storage: Storage) -> tuple[Post, Upkeep]:
    """Two people who want to be forgotten: one has still to hear goodbye."""
    post = Post(storage)
    post.meet("c1", "c2", leaving_at=NOON, data={"name": "Asha"})
    post.write("goodbye", person="c2")
    return post, Upkeep(storage, post.clock, KEEP)


def test_who_wants_to_be_forgotten_is_erased_after_the_goodbye(storage: Storage, logs: Logs) -> None:
    """Once; what is left is a name without a person."""
    post, upkeep = leaving(storage)
    assert upkeep.erase_leaving() == 1
    assert (post.person("c1").data, post.person("c1").leaving_at) == ({}, None)
    assert post.person("c2").data == {"name": "Asha"}
    post.work()
    assert post.texts() == ["goodbye"]
    assert upkeep.erase_leaving() == 1
    assert upkeep.erase_leaving() == 0
    assert post.person("c2").data == {}
    assert [line["contact"] for line in logs if line["event"] == "contact.erased"] == ["c1", "c2"]


def test_a_goodbye_that_cannot_be_said_is_not_waited_for_longer_than_an_hour(storage: Storage) -> None:
    """Then it is not sent any more."""
    post, upkeep = leaving(storage)
    upkeep.erase_leaving()
    post.clock.advance(GOODBYE.total_seconds() - 1)
    assert upkeep.erase_leaving() == 0
    post.clock.advance(1)
    assert upkeep.erase_leaving() == 1
    post.work(60)
    assert post.texts() == []
    assert post.status("goodbye") != [OutboxStatus.PENDING]


def test_two_workers_erase_a_person_once(storage: Storage) -> None:
    """Both look at the same moment."""
    _, upkeep = leaving(storage)
    assert sum(together(upkeep.erase_leaving, upkeep.erase_leaving)) == 1


def test_one_person_who_cannot_be_erased_holds_up_no_other(storage: Storage, logs: Logs) -> None:
    """They are erased next time."""
    post = Post(storage)
    post.meet("c1", "c2", leaving_at=NOON)
    faulty = FaultyStorage(storage)
    upkeep = Upkeep(faulty, post.clock, KEEP)
    faulty.fail("upkeep.erase", Broken("away"))
    assert upkeep.erase_leaving() == 1
    assert [line["code"] for line in logs if line["event"] == "upkeep.failed"] == ["storage"]
    assert upkeep.erase_leaving() == 1


def received(storage: Storage, count: int) -> Post:
    """Handled messages, all of noon."""
    post = Post(storage)
    post.meet()
    with storage.begin() as work:
        for number in range(count):
            work.inbox.record(item(f"i{number}"))
            work.inbox.handled(f"i{number}")
        work.inbox.record(item("new"))
        work.commit()
    return post


def test_what_is_old_is_forgotten_table_by_table(storage: Storage, logs: Logs) -> None:
    """Each as long as it is kept; what is not yet done stays, however old it is."""
    post = received(storage, 3)
    post.write("old")
    post.work()
    upkeep = Upkeep(storage, post.clock, KEEP)
    post.clock.advance(30 * 24 * 3600)
    assert upkeep.forget_old() == 0
    post.clock.advance(1)
    assert upkeep.forget_old() == 3
    assert post.status("old") == [OutboxStatus.SENT]
    post.clock.advance(60 * 24 * 3600)
    assert upkeep.forget_old() == 1
    with storage.read() as work:
        assert work.inbox.get("new") is not None
    gone = [(line["table"], line["rows"]) for line in logs if line["event"] == "rows.forgotten"]
    assert gone == [("inbox", 3), ("outbox", 1)]


def test_forgetting_goes_in_batches(storage: Storage, monkeypatch: Any) -> None:
    """So that nobody waits for it; the rest goes next time."""
    monkeypatch.setattr(services, "_BATCH", 2)
    monkeypatch.setattr(services, "_MOST_BATCHES", 3)
    post = received(storage, 10)
    post.clock.advance(31 * 24 * 3600)
    faulty = FaultyStorage(storage)
    upkeep = Upkeep(faulty, post.clock, {"inbox": KEEP["inbox"]})
    assert upkeep.forget_old() == 6
    assert faulty.calls.count("commit") == 3
    assert upkeep.forget_old() == 4


def test_a_table_that_makes_trouble_holds_up_no_other(storage: Storage) -> None:
    """It is tried again next time."""
    post = received(storage, 3)
    post.write("old")
    post.work()
    post.clock.advance(100 * 24 * 3600)
    faulty = FaultyStorage(storage)
    faulty.fail("upkeep.forget", Broken("away"))
    upkeep = Upkeep(faulty, post.clock, KEEP)
    assert upkeep.forget_old() == 1
    assert upkeep.forget_old() == 3


def test_the_backlog_is_counted(storage: Storage) -> None:
    """By status, with the age of what is due."""
    post = received(storage, 0)
    post.write("one", "two")
    post.clock.advance(5)
    backlog = Upkeep(storage, post.clock, KEEP).backlog()
    assert backlog.inbox["new"] == 1
    assert backlog.outbox["pending"] == 2
    assert (backlog.inbox_age, backlog.outbox_age) == (5.0, 5.0)


def test_what_a_person_wrote_under_another_name_is_erased_with_them(storage: Storage, logs: Logs) -> None:
    """A number and a user id turned out to be one person, and before that another number: all of it goes."""
    house = House(storage)
    house.turns.message("test", "test:+911", "1", Inbound(text="Secret Town"))
    house.turns.message("test", "test:+912", "2", Inbound(text="Secret Town"))
    house.turns.message("test", "test:IN.77", "3", Inbound(text="hi"))
    house.settle()
    owner = house.contact("test:IN.77")
    others = [house.contact("test:+911").id, house.contact("test:+912").id]
    for number in ("test:+911", "test:+912"):
        house.turns.message("test", number, f"x{number}", Inbound(text="hi"), user="test:IN.77")
    house.settle()
    with storage.begin() as work:
        before, between = (work.contacts.lock(each) for each in others)
        assert before is not None
        assert between is not None
        work.contacts.save(replace(before, address=f"{MOVED}{between.id}"))  # joined in two steps
        leaver = work.contacts.lock(owner.id)
        assert leaver is not None
        assert [each.id for each in work.contacts.joined(leaver)] == [between.id]
        work.contacts.save(replace(leaver, leaving_at=house.clock.now()))
        work.commit()
    house.clock.advance(GOODBYE.total_seconds())
    assert Upkeep(storage, house.clock, KEEP).erase_leaving() == 1
    with storage.begin() as work:
        for each in (*others, owner.id):
            assert work.sessions.lock(each) is None
            assert not [item for item in work.inbox.of_subject(each, 9) if "Secret" in str(item.payload)]
            assert (work.contacts.get(each) or owner).address == f"erased:{each}"
        assert work.contacts.joined(owner) == []
    assert [line["contacts"] for line in logs if line["event"] == "contact.erased"] == [3]
