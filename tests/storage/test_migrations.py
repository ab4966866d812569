"""Migrations with rows: what was stored in an older shape is there in the newer one, and the other way round."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from engine.domain.records import InboxStatus, OutboxStatus
from engine.domain.sessions import Status
from engine.interfaces.unit_of_work import UnitOfWork
from integrations.sql.engine import open_engine
from integrations.sql.schema import migrate
from tests.databases import OpenStorage
from tests.storage.purchases import full, hook, order, stored, transfer
from tests.storage.samples import NOON, at, contact, fill, frame, item, job, message, session, timer, turn

OLDEST = """
INSERT INTO contacts (id, channel, address, language, data, last_inbound_at) VALUES
    ('c1', 'test', 'address of c1', 'hi', '{"name":"आशा"}', NOON),
    ('c2', 'test', '+912', 'en', '{}', NULL);
INSERT INTO sessions
    (id, subject, flow, version, structure_hash, configuration, history, data, stack, counter, status, revision) VALUES
    ('s1', 'c1', 'welcome', 3, 'abc', '["hello"]', '{}', '{}', '{"top":[1,"root",0,"",{}],"below":[]}', 0, 'open', 4),
    ('s2', 'c2', '', 0, '', '[]', '{}', '{}', '{"top":null,"below":[]}', 0, 'done', 1);
INSERT INTO inbox
    (id, provider_id, subject, kind, name, payload, received_at, due_at, status, attempts) VALUES
    ('i1', 'test:i1', 'c1', 'message', 'message', '{"message":{"text":"hi"}}', NOON, NOON, 'new', 0),
    ('i2', 'test:i2', 'c1', 'message', 'message', '{}', NOON, NOON, 'dead', 3);
INSERT INTO outbox
    (id, contact, session, key, body, created_at, due_at, status, attempts, provider_id, error) VALUES
    ('o1', 'c1', 's1', 'k', '{}', NOON, NOON, 'sent', 1, 'SM1', NULL),
    ('o2', 'c1', 's1', 'k', '{}', NOON, NOON, 'failed', 5, NULL, 'gone'),
    ('o3', 'c1', 's1', 'k', '{}', NOON, NOON, 'pending', 2, NULL, NULL),
    ('o4', 'c1', 's1', 'k', '{}', NOON, NOON, 'pending', 0, NULL, NULL);
INSERT INTO jobs
    (id, subject, session, action, arguments, frame, state, token, created_at, due_at, timeout_at, status, attempts)
    VALUES ('j1', 'c1', 's1', 'places.find', '{"text":"Pune"}', 1, 'looking', 7, NOON, NOON, NOON + 20000000,
        'pending', 0);
INSERT INTO timers (id, subject, session, timer, due_at, event, data, frame, state, token) VALUES
    ('t1', 'c1', 's1', '1:hello:remind', NOON + 60000000, 'remind.hello.0', '{}', 1, 'hello', 4);
INSERT INTO turns (session, revision, event, inbox, from_configuration, to_configuration, trace, at) VALUES
    ('s1', 1, 'message', 'i1', '["welcome.hello"]', '["welcome.menu"]', '[["welcome","message","hello",["menu"]]]',
        NOON)
"""
"""Rows of every kind as revision 0001 has them."""


@pytest.fixture
def old_url(empty_database_url: str) -> str:
    """A database of revision 0001 with rows."""
    migrate(empty_database_url, to="0001")
    noon = str(round(NOON.timestamp() * 1_000_000))
    run(empty_database_url, *OLDEST.replace("NOON", noon).split(";"))
    return empty_database_url


def run(url: str, *statements: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def pairs(url: str, query: str) -> dict[str, str]:
    """The rows of a query for two columns."""
    engine = open_engine(url)
    with engine.begin() as connection:
        found = {str(key): str(value) for key, value in connection.execute(sa.text(query))}
    engine.dispose()
    return found


def outbox(work: UnitOfWork) -> dict[str, tuple[OutboxStatus, int, int, bool]]:
    return {i.id: (i.status, i.attempts, i.claims, i.asked) for i in work.outbox.of_session("s1")}


def test_rows_of_the_first_shape_are_there(old_url: str, open_storage: OpenStorage) -> None:
    """Of every kind, as they were."""
    migrate(old_url)
    with open_storage(old_url).read() as work:
        assert work.contacts.get("c1") == contact(data={"name": "आशा"}, last_inbound_at=NOON)
        assert work.sessions.get("s1") == session(revision=4)
        assert work.sessions.get("s2") == session("s2", subject="c2", frames=(), status=Status.DONE, revision=1)
        assert work.inbox.waiting("c1") == [item(due_at=NOON, sequence=1)]
        assert [i.id for i in work.inbox.listed(InboxStatus.DEAD, 9)] == ["i2"]
        assert work.jobs.of_session("s1") == [job(announced=True)]
        assert work.timers.of_session("s1") == [timer()]
        assert work.turns.of_session("s1") == [turn()]


def test_everybody_is_found_by_the_address_they_had(old_url: str, open_storage: OpenStorage) -> None:
    """It is their first identity."""
    migrate(old_url)
    with open_storage(old_url).begin() as work:
        assert work.contacts.identities("c2") == ["+912"]
        assert work.contacts.find("test", "+912") == contact("c2", address="+912", language="en")
        work.contacts.link(contact("c2"), "IN.2")
        assert work.contacts.identities("c2") == ["+912", "IN.2"]


def test_messages_get_the_words_of_the_new_shape(old_url: str, open_storage: OpenStorage) -> None:
    """What failed is dead; of what was tried and not settled nobody knows, so it is looked up."""
    migrate(old_url)
    with open_storage(old_url).begin() as work:
        assert outbox(work) == {
            "o1": (OutboxStatus.SENT, 1, 1, True),
            "o2": (OutboxStatus.DEAD, 5, 5, True),
            "o3": (OutboxStatus.UNCERTAIN, 2, 2, True),
            "o4": (OutboxStatus.PENDING, 0, 0, True),
        }
        assert work.outbox.claim(NOON, at(60), NOON, 9) == []
        assert [i.id for i in work.outbox.claim_uncertain(NOON, at(60), 9)] == ["o3"]


def test_new_rows_come_after_the_old_ones(old_url: str, open_storage: OpenStorage) -> None:
    """The order of recording goes on where it was."""
    migrate(old_url)
    storage = open_storage(old_url)
    with storage.begin() as work:
        work.outbox.add([message("o5")])
        work.inbox.record(item("i3"))
        work.jobs.add(job("j2", token=8))
        assert [i.id for i in work.outbox.of_session("s1")] == ["o1", "o2", "o3", "o4", "o5"]
        assert [i.id for i in work.inbox.waiting("c1")] == ["i1", "i3"]


def test_a_database_in_use_can_go_back_to_the_first_shape(old_url: str, open_storage: OpenStorage) -> None:
    """What that has no word for gets the nearest one; nobody is found by a number that is another's now."""
    migrate(old_url)
    with open_storage(old_url).begin() as work:
        work.contacts.save(contact("c1", address="+912"))
        work.inbox.record(item("i9", status=InboxStatus.LIMITED))
        work.outbox.add([message(f"new {status}", status=status) for status in OutboxStatus])
        work.commit()
    migrate(old_url, to="0001")
    assert pairs(old_url, "SELECT id, address FROM contacts ORDER BY id") == {"c1": "former:c1", "c2": "+912"}
    assert pairs(old_url, "SELECT id, status FROM inbox WHERE id IN ('i1', 'i9')") == {"i1": "new", "i9": "dead"}
    statuses = pairs(old_url, "SELECT id, status FROM outbox WHERE id LIKE 'new%'")
    assert {name.removeprefix("new "): status for name, status in statuses.items()} == {
        "pending": "pending",
        "sending": "pending",
        "uncertain": "pending",
        "sent": "sent",
        "parked": "failed",
        "withheld": "failed",
        "dead": "failed",
    }
    migrate(old_url)
    with open_storage(old_url).read() as work:
        assert work.contacts.identities("c2") == ["+912"]


def test_many_rows_are_migrated(empty_database_url: str, open_storage: OpenStorage) -> None:
    """A thousand people keep their sessions and their frames."""
    migrate(empty_database_url)
    people = [str(number) for number in range(1000)]
    fill(open_storage(empty_database_url), *people)
    migrate(empty_database_url, to="0001")
    migrate(empty_database_url)
    with open_storage(empty_database_url).read() as work:
        found = [work.contacts.find("test", f"address of c{p}") for p in people]
        sessions = [work.sessions.get(f"s{p}") for p in people]
    assert [c.id for c in found if c] == [f"c{p}" for p in people]
    assert [s.frames for s in sessions if s] == [(frame(),)] * 1000


def test_a_database_with_people_gets_room_for_money(old_url: str, open_storage: OpenStorage) -> None:
    """Who was there before may buy; everything else is as it was."""
    migrate(old_url, to="0002")
    with open_storage(old_url).read() as work:
        before = work.contacts.get("c1"), work.sessions.get("s1"), work.inbox.waiting("c1"), outbox(work)
    migrate(old_url)
    storage = open_storage(old_url)
    bought = stored(storage, full())
    with storage.begin() as work:
        assert (work.contacts.get("c1"), work.sessions.get("s1"), work.inbox.waiting("c1"), outbox(work)) == before
        assert bought == replace(full(), order=replace(full().order, revision=1))
        assert work.hooks.record(hook())


def test_a_database_with_money_can_go_back(old_url: str, open_storage: OpenStorage) -> None:
    """Though no row of money is ever deleted, a whole table may go: with the money goes all that is known of it."""
    migrate(old_url)
    storage = open_storage(old_url)
    stored(storage, full())
    with storage.begin() as work:
        work.ledger.book([transfer()])
        work.commit()
    migrate(old_url, to="0002")
    migrate(old_url)
    with open_storage(old_url).begin() as work:
        assert work.orders.listed(None, 9) == []
        assert work.ledger.balances() == []
        assert work.contacts.get("c1") is not None
        work.orders.open(order())
