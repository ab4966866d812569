"""Rows that somebody or something has damaged are given up, and nobody else waits for them; on both databases."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from engine.domain.records import InboxStatus, JobStatus, OutboxStatus
from engine.interfaces.unit_of_work import Storage
from engine.services.upkeep import GOODBYE, Upkeep
from integrations.sql.engine import open_engine
from tests.services.house import House
from tests.services.post import Post
from tests.services.talks import TALKS, say
from tests.storage.samples import NOON

Logs = list[MutableMapping[str, Any]]
NO_MAPPINGS = ("{", "", "[]", "1", "[" * 100_000)


@pytest.fixture
def by_hand(database_url: str) -> Iterator[sa.Engine]:
    """Another program at the database."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def change(by_hand: sa.Engine, statement: str, **values: str) -> None:
    """Run a statement on all rows it says."""
    with by_hand.begin() as connection:
        assert connection.execute(sa.text(statement), values).rowcount > 0


def found(by_hand: sa.Engine, question: str) -> list[object]:
    """What a column holds."""
    with by_hand.begin() as connection:
        return list(connection.execute(sa.text(question)).scalars())


@pytest.mark.parametrize("text", NO_MAPPINGS)
def test_an_event_that_cannot_be_read_is_buried_and_the_others_go_on(
    storage: Storage, by_hand: sa.Engine, logs: Logs, text: str
) -> None:
    """Of other people, and of the same one."""
    house = House(storage)
    house.tell("hi")
    house.hear("broken")
    house.hear("Asha")
    house.hear("hi", address="b")
    change(by_hand, "UPDATE inbox SET payload = :text WHERE payload LIKE '%broken%'", text=text)
    house.settle()
    assert house.phone.texts() == ["Name?", "Town?", "Pay for Asha."]
    assert house.phone.texts("b") == ["Name?", "Town?"]
    with storage.read() as work:
        dead, *others = work.inbox.listed(InboxStatus.DEAD, 9)
        assert work.inbox.get(dead.id) == dead
        assert work.inbox.listed(InboxStatus.NEW, 9) == others == []
    assert (dead.error, dead.payload) == ("unreadable payload", {})
    assert [line["inbox"] for line in logs if line["event"] == "turn.unreadable"] == [dead.id]
    assert [line.text for line in house.handover.talk(dead.subject, 9) if line.from_person] == ["hi", "", "Asha"]


def test_one_is_buried_too_that_a_burst_comes_upon(storage: Storage, by_hand: sa.Engine) -> None:
    """It is not the first of those that wait."""
    house = House(storage, files=TALKS)
    say(house, "hi")
    house.hear("Asha")
    house.hear("broken")
    house.hear("Rao")
    change(by_hand, "UPDATE inbox SET payload = '{' WHERE payload LIKE '%broken%'")
    house.settle()
    house.clock.advance(4)
    house.settle()
    with storage.read() as work:
        assert [item.error for item in work.inbox.listed(InboxStatus.DEAD, 9)] == ["unreadable payload"]
        assert not work.inbox.listed(InboxStatus.NEW, 9)


def test_a_job_that_cannot_be_read_fails_and_the_others_run(storage: Storage, by_hand: sa.Engine) -> None:
    """The person who waits for it is told, and nothing was called without its arguments."""
    house = House(storage)
    for name in ("a", "b"):
        house.hear("hi", address=name)
        house.turns.take_any()
        house.hear("Pune", address=name)
        house.turns.take_any()
    change(by_hand, "UPDATE jobs SET arguments = '{' WHERE subject = :person", person=house.contact().id)
    house.settle()
    assert house.phone.texts()[-2:] == ["Sorry about that.", "Town?"]
    assert house.phone.texts("b")[-1] == "Pay for Pune."
    assert house.runs == ["Pune"]
    with storage.read() as work:
        assert not work.jobs.claim(house.clock.now(), house.clock.now(), 9)
    assert JobStatus.PENDING not in found(by_hand, "SELECT status FROM jobs")


def test_a_message_that_cannot_be_read_is_settled_and_the_others_are_sent(storage: Storage, by_hand: sa.Engine) -> None:
    """The next ones to the same person, too."""
    house = House(storage)
    for name in ("a", "b"):
        house.hear("hi", address=name)
        house.turns.take_any()
    house.hear("Asha")
    house.turns.take_any()
    change(by_hand, "UPDATE outbox SET body = '{' WHERE body LIKE '%Name?%' AND contact = :one", one=house.contact().id)
    house.settle()
    assert house.phone.texts() == ["Town?", "Pay for Asha."]
    assert house.phone.texts("b") == ["Name?", "Town?"]
    assert house.outbox()[0].status in (OutboxStatus.WITHHELD, OutboxStatus.DEAD)
    assert house.handover.talk(house.contact().id, 9)


def test_messages_to_somebody_who_cannot_be_read_are_given_up_and_the_others_are_sent(
    storage: Storage, by_hand: sa.Engine, logs: Logs
) -> None:
    """The oldest of all, and those that are to be looked up; an operator may replay them when the row is mended."""
    house = House(storage)
    for name in ("a", "c"):
        house.hear("hi", address=name)
        house.turns.take_any()
    now = house.clock.now()
    with storage.begin() as work:
        work.outbox.claim(now, now, now, 2)
        work.commit()
    house.hear("hi", address="b")
    house.turns.take_any()
    change(by_hand, "UPDATE contacts SET data = '{' WHERE address = 'a'")
    house.settle()
    house.clock.advance(60)
    house.settle()
    assert house.phone.texts("b") == ["Name?", "Town?"]
    assert house.phone.texts() == []
    assert set(
        found(by_hand, "SELECT status FROM outbox WHERE contact IN (SELECT id FROM contacts WHERE data = '{')")
    ) == {OutboxStatus.DEAD}
    assert "contact.unreadable" in [line["event"] for line in logs]


def test_nobody_is_shown_that_we_are_typing_who_cannot_be_read(storage: Storage, by_hand: sa.Engine) -> None:
    """The others are."""
    house = House(storage)
    for name in ("a", "b"):
        house.tell("hi", address=name)
    for name in ("a", "b"):
        house.hear("Pune", address=name)
        house.turns.take_any()
    change(by_hand, "UPDATE contacts SET data = '{' WHERE address = 'a'")
    house.clock.advance(2)
    house.work.show_typing()
    assert house.phone.typed == ["b"]


def test_a_timer_that_cannot_be_read_goes_off_with_the_others(storage: Storage, by_hand: sa.Engine) -> None:
    """What it should have told is lost; when, is not."""
    house = House(storage)
    house.tell("hi", "Pune")
    change(by_hand, "UPDATE timers SET data = '{'")
    house.clock.advance(timedelta(hours=1).total_seconds())
    house.settle()
    assert house.phone.texts()[-1] == "Go on."


def test_who_wants_to_be_forgotten_is_also_with_rows_that_cannot_be_read(storage: Storage, by_hand: sa.Engine) -> None:
    """Everything else of them goes."""
    house = House(storage, files=TALKS)
    say(house, "hi", "delete my data")
    change(by_hand, "UPDATE outbox SET body = '{'")
    change(by_hand, "UPDATE inbox SET payload = '{'")
    house.clock.advance(GOODBYE.total_seconds())
    assert Upkeep(storage, house.clock, {}).erase_leaving() == 1
    assert found(by_hand, "SELECT address FROM identities") == []


def test_somebody_whose_row_is_damaged_is_erased_with_the_others(storage: Storage, by_hand: sa.Engine) -> None:
    """Who asked to be forgotten is forgotten, and nobody waits for them."""
    post = Post(storage)
    post.meet("c1", "c2", leaving_at=NOON, data={"name": "Asha"})
    change(by_hand, "UPDATE contacts SET data = :text WHERE id = 'c1'", text="{")
    assert Upkeep(storage, post.clock, {}).erase_leaving() == 2
    assert found(by_hand, "SELECT data FROM contacts WHERE id IN ('c1', 'c2')") == ["{}", "{}"]
