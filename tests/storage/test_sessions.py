"""Sessions: what is stored is what is loaded, and no turn overwrites another."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from engine.domain.sessions import Entry, Session, Status
from engine.errors import Conflict
from engine.interfaces.unit_of_work import Storage
from tests.databases import OpenStorage
from tests.storage.samples import PATIENCE, fill, frame, session, together

WHOLE = session(
    frames=(
        frame(
            1,
            flow="commands",
            configuration=("idle",),
            history={"deep": ("a", "b")},
            data={"n": 1},
            tokens={"idle": 2},
        ),
        frame(3, flow="profile", entry=Entry.CALL, configuration=("left", "right"), tokens={"left": 4, "right": 5}),
        frame(6, flow="places", entry=Entry.INTERRUPT, history={"h": ("x",)}, data={"typed": "पुणे"}, tokens={"ask": 7}),
    ),
    counter=7,
    revision=12,
)


@pytest.mark.parametrize(
    "stored",
    [WHOLE, session(), session(frames=()), session(frames=(), status=Status.DONE)],
    ids=["three frames", "one frame", "no frame", "done"],
)
def test_a_session_comes_back_equal_in_a_new_process(
    database_url: str, open_storage: OpenStorage, stored: Session
) -> None:
    """Every frame with its configuration, history, data, tokens and serial."""
    with open_storage(database_url).begin() as work:
        work.sessions.add(stored)
        work.commit()
    with open_storage(database_url).read() as work:
        assert work.sessions.get("s1") == stored
        assert work.sessions.lock("c1") == (stored if stored.status is Status.OPEN else None)


def test_saving_raises_the_revision(storage: Storage) -> None:
    """The answer of `save` is what is stored."""
    fill(storage)
    with storage.begin() as work:
        loaded = work.sessions.lock("c1")
        assert loaded is not None
        saved = work.sessions.save(replace(WHOLE, revision=loaded.revision))
        work.commit()
    assert saved.revision == 1
    with storage.read() as work:
        assert work.sessions.get("s1") == saved


def test_saving_an_old_revision_is_a_conflict(storage: Storage) -> None:
    """Who has loaded before another saved does not overwrite it."""
    fill(storage)
    with storage.begin() as work:
        work.sessions.save(session())
        work.commit()
    with storage.begin() as work, pytest.raises(Conflict, match="session s1 is no longer at revision 0"):
        work.sessions.save(session(counter=9))
    with storage.read() as work:
        assert work.sessions.get("s1") == session(revision=1)


def test_a_subject_has_one_open_session(storage: Storage) -> None:
    """A second one is a conflict; after the first is done it is not."""
    fill(storage)
    with storage.begin() as work, pytest.raises(Conflict):
        work.sessions.add(session("s2"))
    with storage.begin() as work:
        work.sessions.save(session(status=Status.DONE))
        work.sessions.add(session("s2"))
        work.commit()
    with storage.read() as work:
        assert work.sessions.lock("c1") == session("s2")
        assert work.sessions.get("s1") == session(status=Status.DONE, revision=1)


def test_two_first_turns_at_once_make_one_session(storage: Storage) -> None:
    """The other one is told to take its turn again."""

    def start(identity: str) -> bool:
        try:
            with storage.begin() as work:
                work.sessions.add(session(identity))
                work.commit()
        except Conflict:
            return False
        return True

    assert sorted(together(*(lambda n=n: start(f"s{n}") for n in range(4)))) == [False, False, False, True]


def test_a_lock_lets_one_turn_after_the_other(storage: Storage) -> None:
    """Sixteen turns in four threads that load, change and save lose none of their changes."""
    fill(storage)

    def turns() -> None:
        for _ in range(4):
            with storage.begin() as work:
                loaded = work.sessions.lock("c1")
                assert loaded is not None
                work.sessions.save(replace(loaded, counter=loaded.counter + 1))
                work.commit()

    together(turns, turns, turns, turns)
    with storage.read() as work:
        assert work.sessions.get("s1") == session(counter=16, revision=16)


def test_who_waited_for_a_lock_sees_what_the_other_stored(storage: Storage) -> None:
    """The lock is taken before the row is read, not after."""
    fill(storage)
    is_locked = threading.Event()

    def first() -> None:
        with storage.begin() as work:
            loaded = work.sessions.lock("c1")
            is_locked.set()
            assert loaded is not None
            work.sessions.save(replace(loaded, counter=41))
            work.commit()

    def second() -> int:
        assert is_locked.wait(PATIENCE)
        with storage.begin() as work:
            loaded = work.sessions.lock("c1")
            assert loaded is not None
            return loaded.counter

    assert together(first, second) == [None, 41]


def test_a_reader_does_not_wait_for_a_writer(storage: Storage) -> None:
    """It sees what was committed before."""
    fill(storage)
    with storage.begin() as writing:
        writing.sessions.save(session(counter=5))
        with storage.read() as work:
            assert work.sessions.get("s1") == session()
