"""Erasing a person: nothing they wrote, were told or told us is left; rows that others count on are."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import psycopg
import pytest

from engine.domain.events import EventKind
from engine.domain.messages import Inbound, Outbound
from engine.domain.payloads import body_of, event_of, outbound_of
from engine.domain.payments.records import Books
from engine.domain.records import InboxStatus, JobStatus, OutboxStatus
from engine.domain.sessions import Status
from engine.errors import Conflict
from engine.interfaces.orders import HookStatus
from engine.interfaces.unit_of_work import Storage, UnitOfWork
from tests.storage.purchases import full, hook
from tests.storage.samples import (
    NOON,
    at,
    consent,
    contact,
    file,
    frame,
    item,
    job,
    message,
    session,
    timer,
    turn,
)

SECRET = "Asha Rao, 15 August"
PHONE = "+919812345678"


def live(work: UnitOfWork, identity: str, secret: str, phone: str) -> None:
    """A person's whole life with us, with a secret in every place where one may be."""
    c, s = f"c{identity}", f"s{identity}"
    told = {"told": secret}
    person = contact(
        c, address=phone, data=told, last_inbound=f"SM {phone}", last_inbound_at=NOON, held_at=NOON, leaving_at=NOON
    )
    work.contacts.add(person)
    work.contacts.link(person, f"IN.{phone}")
    work.consents.add(consent(f"k{identity}", contact=c))
    frames = (frame(1, data=told), frame(2, data=told, history={secret: ("x",)}))
    work.sessions.add(session(s, subject=c, frames=frames))
    work.sessions.add(session(f"old {s}", subject=c, frames=frames, status=Status.DONE))
    for number, status in enumerate(InboxStatus):
        one = f"i{identity}{number}"
        work.inbox.record(
            item(one, subject=c, payload={"message": told | {"text": secret}}, status=status, error=secret)
        )
    work.inbox.record(item(f"i{identity}f", subject=c, kind=EventKind.FACT, payload={"data": told}))
    said = Outbound(key="welcome.hello", text=secret, language="hi", variables=(secret,), media=f"f{identity}")
    about = {"contact": c, "session": s, "body": body_of(said), "error": secret}
    work.outbox.add([message(f"o{identity}{status}", status=status, **about) for status in OutboxStatus])
    work.files.add(file(f"f{identity}", content=secret.encode()))
    work.jobs.add(job(f"j{identity}", subject=c, session=s, arguments=told))
    work.jobs.add(job(f"d{identity}", subject=c, session=f"old {s}", arguments=told, status=JobStatus.DONE))
    work.timers.set(timer(f"t{identity}", subject=c, session=s, data=told))
    work.turns.append(turn(session=s, trace=[told]))
    buy(work, identity, secret, phone)


def buy(work: UnitOfWork, identity: str, secret: str, phone: str) -> None:
    """An order of everything, and what the gateway has told of it."""
    name = f"or{identity}"
    bought = full(name, f"c{identity}")
    opened = work.orders.open(replace(bought.order, details={"told": secret}))
    work.orders.save(Books(order=opened), replace(bought, order=opened))
    for status in (HookStatus.HANDLED, HookStatus.IGNORED):
        work.hooks.record(hook(f"h{status}{identity}", body=phone.encode(), status=status, order=name, error=secret))


@pytest.fixture
def lived(storage: Storage) -> Storage:
    """Two people who have told us everything."""
    with storage.begin() as work:
        live(work, "1", SECRET, PHONE)
        live(work, "2", "Ravi", "+912")
        work.commit()
    return storage


def erase(storage: Storage, identity: str = "c1") -> dict[str, int]:
    with storage.begin() as work:
        counts = dict(work.upkeep.erase(identity))
        work.commit()
    return counts


def everything(url: str) -> str:
    """All rows of all tables as one text."""
    if url.startswith("sqlite"):
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as connection:
            names = [n for (n,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return str([connection.execute(f"SELECT * FROM {name}").fetchall() for name in names])
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return str([connection.execute(f"SELECT * FROM {name}".encode()).fetchall() for (name,) in rows])


def test_nothing_of_a_person_is_left_in_the_database(lived: Storage, database_url: str) -> None:
    """In no column of no table; the other person's rows are as they were."""
    before = everything(database_url)
    assert SECRET in before
    assert PHONE in before
    others = before.count("Ravi"), before.count("+912")
    erase(lived)
    after = everything(database_url)
    assert SECRET not in after
    assert PHONE not in after
    assert (after.count("Ravi"), after.count("+912")) == others


def test_the_rows_are_counted(lived: Storage) -> None:
    """By table; a second time there is nothing to delete."""
    deleted = {"timers": 1, "files": 1, "identities": 2, "hooks": 2, "orders": 1, "entitlements": 1}
    emptied = {"inbox": 5, "outbox": 7, "sessions": 2, "turns": 1, "jobs": 2, "contacts": 1}
    assert erase(lived) == emptied | deleted
    assert erase(lived) == emptied | dict.fromkeys(deleted, 0)
    assert erase(lived, "nobody") == dict.fromkeys(emptied | deleted, 0)


def test_the_contact_stays_as_a_name_without_a_person(lived: Storage) -> None:
    """It is not waited for again, and found by no address."""
    erase(lived)
    with lived.begin() as work:
        assert work.contacts.get("c1") == contact("c1", address="erased:c1")
        assert work.contacts.identities("c1") == []
        assert [c.id for c in work.contacts.leaving(5)] == ["c2"]
        assert [c.id for c in work.contacts.held(5)] == ["c2"]
        assert work.consents.of_contact("c1") == [consent("k1", contact="c1")]


def test_what_was_received_can_still_be_read_and_is_not_handled(lived: Storage) -> None:
    """A repeat of it is still known, and nobody can replay it."""
    erase(lived)
    with lived.begin() as work:
        left = work.inbox.of_subject("c1", 9)
        assert {i.status for i in left} == {InboxStatus.HANDLED}
        assert {event_of(i).message for i in left if i.kind is EventKind.MESSAGE} == {Inbound()}
        assert [event_of(i).data for i in left if i.kind is EventKind.FACT] == [{}]
        assert work.inbox.next_unhandled("c1", NOON) is None
        assert not work.inbox.replay("i12", NOON)
        assert not work.inbox.record(item("again", provider_id="test:i10"))


def test_what_was_said_can_still_be_read_and_is_not_sent(lived: Storage) -> None:
    """Its key says which words it was; what was sent stays sent."""
    erase(lived)
    silent = Outbound(key="welcome.hello", text="", language="hi")
    with lived.begin() as work:
        left = {i.id.removeprefix("o1"): i for i in work.outbox.of_contact("c1", 9)}
        assert {outbound_of(i.body) for i in left.values()} == {silent}
        assert {i.key for i in left.values()} == {"welcome.hello"}
        ended = {name for name, i in left.items() if i.status is OutboxStatus.DEAD}
        assert ended == {"pending", "sending", "uncertain", "parked", "dead"}
        assert [i.contact for i in work.outbox.claim(at(99), at(199), at(99), 9)] == ["c2"]
        assert not work.outbox.is_waiting("c1")
        assert work.files.get("f1") is None


def test_who_is_just_sending_cannot_bring_it_back(lived: Storage) -> None:
    """Nor who runs a job, nor who takes a turn."""
    with lived.read() as work:
        sending, running = work.outbox.get("o1sending"), work.jobs.of_session("s1")[0]
        talking = work.sessions.get("s1")
    assert sending is not None
    assert talking is not None
    erase(lived)
    with lived.begin() as work:
        assert not work.outbox.save(replace(sending, status=OutboxStatus.SENT))
        assert not work.jobs.finish(running)
        with pytest.raises(Conflict):
            work.sessions.save(talking)


def test_no_session_of_the_person_is_open(lived: Storage) -> None:
    """Each stands nowhere; no timer goes off, no job runs."""
    erase(lived)
    with lived.begin() as work:
        assert work.sessions.lock("c1") is None
        for identity in ("s1", "old s1"):
            stored = work.sessions.get(identity)
            assert stored is not None
            assert (stored.frames, stored.status) == ((), Status.DONE)
        assert [t.id for t in work.timers.due(at(999), 9)] == ["t2"]
        assert [j.id for j in work.jobs.claim(at(999), at(1999), 9)] == ["j2"]
        assert [t.trace for t in work.turns.of_session("s1")] == [[]]
        assert work.turns.of_session("s1")[0].target == ("welcome.menu",)


def test_what_was_bought_is_nobodys_and_the_money_is_there(lived: Storage) -> None:
    """Links, payments and refunds say nothing of a person; a webhook that comes once more is still known."""
    with lived.read() as work:
        before = work.orders.books("or1")
    assert before is not None
    assert before.entitlement is not None
    erase(lived)
    with lived.begin() as work:
        after = work.orders.books("or1")
        assert after is not None
        assert after.order == replace(before.order, contact=None, details={}, revision=before.order.revision + 1)
        assert replace(after, order=before.order, entitlement=before.entitlement) == before
        assert after.entitlement == replace(before.entitlement, contact=None)
        assert [h.body for h in work.hooks.listed(HookStatus.HANDLED, 9)] == [b"+912", b""]
        assert not work.hooks.record(hook("again", key="key of hhandled1"))


@pytest.mark.parametrize("status", [HookStatus.NEW, HookStatus.PARKED, HookStatus.DEAD])
def test_a_webhook_that_is_not_booked_keeps_its_body(lived: Storage, status: HookStatus) -> None:
    """Nobody has seen its money yet: it is forgotten once it is booked, and old."""
    with lived.begin() as work:
        work.hooks.record(hook(status=status, order="or1", body=b"money"))
        work.commit()
    erase(lived)
    with lived.read() as work:
        assert [h.body for h in work.hooks.listed(status, 9)] == [b"money"]
