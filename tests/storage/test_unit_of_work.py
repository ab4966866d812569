"""Units of work: all or nothing, also across threads, processes and mistakes."""

from __future__ import annotations

import threading

import psycopg
import pytest

from engine.domain.values import Json
from engine.errors import Conflict, StorageError, Unstorable
from engine.interfaces.unit_of_work import Storage, UnitOfWork
from tests.databases import OpenStorage
from tests.storage.purchases import hook, order, transfer
from tests.storage.samples import (
    NOON,
    at,
    consent,
    contact,
    definition,
    file,
    fill,
    frame,
    item,
    job,
    message,
    session,
    timer,
    together,
    turn,
)


def write_everything(work: UnitOfWork) -> None:
    work.contacts.add(contact())
    work.sessions.add(session())
    work.inbox.record(item())
    work.outbox.add([message()])
    work.jobs.add(job())
    work.timers.set(timer())
    work.turns.append(turn())
    work.definitions.add(definition())
    work.consents.add(consent())
    work.files.add(file())
    work.orders.open(order())
    work.ledger.book([transfer()])
    work.hooks.record(hook())


def traces(work: UnitOfWork) -> list[bool]:
    """For each kind of row whether it is there."""
    return [
        work.contacts.get("c1") is not None,
        work.sessions.get("s1") is not None,
        work.inbox.get("i1") is not None,
        bool(work.outbox.of_session("s1")),
        bool(work.jobs.of_session("s1")),
        bool(work.timers.of_session("s1")),
        bool(work.turns.of_session("s1")),
        work.definitions.get("hash") is not None,
        bool(work.consents.of_contact("c1")),
        work.files.get("f1") is not None,
        work.orders.get("or1") is not None,
        bool(work.ledger.of_order("or1")),
        work.hooks.get("h1") is not None,
    ]


def test_a_commit_stores_everything_for_the_next_process(database_url: str, open_storage: OpenStorage) -> None:
    """A new engine on the same database reads all of it."""
    with open_storage(database_url).begin() as work:
        write_everything(work)
        work.commit()
    with open_storage(database_url).read() as work:
        assert traces(work) == [True] * 13


def test_leaving_without_a_commit_stores_nothing(storage: Storage) -> None:
    """Of no kind of row."""
    with storage.begin() as work:
        write_everything(work)
        assert traces(work) == [True] * 13
    with storage.read() as work:
        assert traces(work) == [False] * 13


def test_an_error_in_between_stores_nothing_and_frees_the_locks(storage: Storage) -> None:
    """The next unit of work begins at once and finds the old state."""
    fill(storage)

    def broken_turn() -> None:
        with storage.begin() as work:
            work.sessions.lock("c1")
            work.sessions.save(session(counter=5))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken_turn()
    with storage.begin() as work:
        assert work.sessions.lock("c1") == session()


def test_after_a_conflict_the_next_unit_of_work_is_whole(storage: Storage) -> None:
    """What was written before the conflict is gone with it."""
    fill(storage)
    with storage.begin() as work:
        work.inbox.record(item())
        with pytest.raises(Conflict):
            work.sessions.save(session(revision=9))
    with storage.begin() as work:
        assert work.inbox.get("i1") is None
        work.sessions.save(session())
        work.commit()


def test_after_the_commit_the_connection_is_free(storage: Storage) -> None:
    """Others may work while what follows the commit, such as sending, still runs inside the block."""
    with storage.begin() as work:
        work.contacts.add(contact())
        work.commit()
        with storage.begin() as another:
            assert another.contacts.lock("c1") is not None


def test_a_unit_of_work_commits_once(storage: Storage) -> None:
    """A second commit is a mistake, and takes nothing away from whoever is at work now."""
    with storage.begin() as work:
        work.commit()
        with storage.begin() as another:
            with pytest.raises(StorageError, match="has ended"):
                work.commit()
            another.contacts.add(contact())
            another.commit()
    with storage.read() as reading:
        assert reading.contacts.get("c1") == contact()


def test_rows_need_the_session_they_belong_to(storage: Storage) -> None:
    """Foreign keys hold on both databases."""
    with storage.begin() as work, pytest.raises(Unstorable, match=r"(?i)foreign key"):
        work.timers.set(timer(session="nobody"))


def test_many_threads_share_one_storage(storage: Storage) -> None:
    """Forty turns of eight people in eight threads; each person's turns are all counted."""
    people = [str(number) for number in range(8)]
    fill(storage, *people)

    def talk(number: str) -> None:
        for _ in range(5):
            with storage.begin() as work:
                loaded = work.sessions.lock(f"c{number}")
                assert loaded is not None
                work.sessions.save(loaded)
                work.commit()

    together(*(lambda n=n: talk(n) for n in people))
    with storage.read() as work:
        revisions = [stored.revision for n in people if (stored := work.sessions.get(f"s{n}"))]
    assert revisions == [5] * 8


def test_two_turns_that_wait_for_each_other_are_told_to_retake(postgres_url: str, open_storage: OpenStorage) -> None:
    """PostgreSQL ends one of two transactions in a deadlock: that one is a Conflict, not an accident."""
    storage = open_storage(postgres_url)
    fill(storage, "1", "2")
    both = threading.Barrier(2, timeout=20)

    def lock(first: str, second: str) -> bool:
        try:
            with storage.begin() as work:
                work.sessions.lock(first)
                both.wait()
                work.sessions.lock(second)
        except Conflict:
            return False
        return True

    assert sorted(together(lambda: lock("c1", "c2"), lambda: lock("c2", "c1"))) == [False, True]


def test_a_lost_connection_is_told_and_replaced(postgres_url: str, open_storage: OpenStorage) -> None:
    """The server ends the connection in the middle; the next unit of work has a new one."""
    storage = open_storage(postgres_url)
    fill(storage)
    with storage.begin() as work:
        end_connections_of(postgres_url)
        with pytest.raises(StorageError, match="the connection was ended"):
            work.sessions.lock("c1")
    with storage.begin() as work:
        assert work.sessions.lock("c1") == session()


def end_connections_of(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


JSONS: list[Json] = [
    None,
    True,
    0,
    -0.0,
    1.0,
    0.1 + 0.2,
    5e-324,
    1.7976931348623157e308,
    2**53 + 1,
    10**100,
    "",
    "नमस्ते தமிழ் తెలుగు বাংলা 🙏🏽 e\u0301",
    "NUL \x00, bell \x07, line \u2028, quote \" ' \\ %s :name ?",
    "half a pair \ud83d and the other \ude4f",
    "x" * 10_000,
    [[], {}, [[[[{"a": [None, False]}]]]]],
    {"": 1, "ключ": {"b": 1, "a": 2}, "z": 1, "a": 2},
]


@pytest.mark.parametrize("value", JSONS, ids=[repr(value)[:20].encode("ascii", "replace").decode() for value in JSONS])
def test_json_comes_back_as_it_was(storage: Storage, value: Json) -> None:
    """Of the same type, to the last digit, in the same order."""
    fill(storage)
    with storage.begin() as work:
        stored = session(frames=(frame(1, data={"below": value}), frame(2, data={"value": value})))
        work.sessions.save(stored)
        work.inbox.record(item(payload={"value": value}))
        work.commit()
    with storage.read() as work:
        loaded, received = work.sessions.get("s1"), work.inbox.get("i1")
    assert loaded is not None
    assert received is not None
    for back in (loaded.frames[0].data["below"], loaded.frames[1].data["value"], received.payload["value"]):
        assert repr(back) == repr(value)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_json_cannot_say_is_refused(storage: Storage, number: float) -> None:
    """Before it reaches the database."""
    with storage.begin() as work, pytest.raises(ValueError, match="JSON compliant"):
        work.inbox.record(item(payload={"value": number}))


def test_a_time_without_a_zone_is_refused(storage: Storage) -> None:
    """Nobody could say later which moment it was."""
    with storage.begin() as work, pytest.raises(TypeError):
        work.inbox.record(item(received_at=NOON.replace(tzinfo=None)))


def test_claims_of_an_empty_storage_are_empty(storage: Storage) -> None:
    """A worker of a new installation finds nothing to do."""
    with storage.begin() as work:
        assert work.inbox.claim(NOON) is None
        assert work.hooks.claim(NOON) is None
        assert work.orders.lock("or1") is None
        assert work.orders.links_to_look_at(NOON, 10) == []
        assert work.orders.refunds_to_look_at(NOON, 10) == []
        assert work.outbox.claim(NOON, at(60), NOON, 10) == []
        assert work.outbox.claim_uncertain(NOON, at(60), 10) == []
        assert work.jobs.unannounced(NOON, 10) == []
        assert work.contacts.leaving(10) == []
        assert work.jobs.claim(NOON, at(60), 10) == []
        assert work.jobs.overdue(NOON, 10) == []
        assert work.timers.due(NOON, 10) == []
        assert work.sessions.lock("c1") is None
