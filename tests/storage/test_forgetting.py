"""Forgetting: what is done and old is deleted, a few rows at a time; what is not done never is."""

from __future__ import annotations

import pytest

from engine.domain.records import InboxStatus, JobStatus, OutboxStatus
from engine.domain.sessions import Entry, Session, Status
from engine.interfaces.orders import HookStatus
from engine.interfaces.unit_of_work import Storage
from tests.databases import OpenStorage
from tests.storage.purchases import hook
from tests.storage.samples import at, definition, file, fill, frame, item, job, message, session, timer, turn

OLD, YOUNG = at(-100), at(-10)
BEFORE = at(-50)


def forget(storage: Storage, table: str, limit: int = 100) -> int:
    with storage.begin() as work:
        gone = work.upkeep.forget(table, BEFORE, limit)
        work.commit()
    return gone


def test_settled_items_go(storage: Storage) -> None:
    """New ones stay, however old."""
    with storage.begin() as work:
        for time, received_at in {"old": OLD, "young": YOUNG}.items():
            for status in InboxStatus:
                work.inbox.record(item(f"{time} {status}", status=status, received_at=received_at))
        work.commit()
    assert forget(storage, "inbox") == 3
    with storage.read() as work:
        left = {i.id for i in work.inbox.of_subject("c1", 99)}
    assert left == {"old new", "young new", "young handled", "young dead", "young limited"}


def test_settled_messages_go(storage: Storage) -> None:
    """Those that are to be sent or looked up stay, however old."""
    fill(storage)
    with storage.begin() as work:
        for time, created_at in {"old": OLD, "young": YOUNG}.items():
            work.outbox.add([message(f"{time} {s}", status=s, created_at=created_at) for s in OutboxStatus])
        work.commit()
    assert forget(storage, "outbox") == 4
    with storage.read() as work:
        left = {i.id for i in work.outbox.of_session("s1") if i.id.startswith("old")}
    assert left == {"old pending", "old sending", "old uncertain"}


def test_settled_jobs_go(storage: Storage) -> None:
    """One that somebody waits for stays."""
    fill(storage)
    with storage.begin() as work:
        for number, status in enumerate(JobStatus):
            work.jobs.add(job(f"old {status}", token=number, status=status, created_at=OLD))
        work.jobs.add(job("young", token=9, status=JobStatus.DONE, created_at=YOUNG))
        work.commit()
    assert forget(storage, "jobs") == 2
    with storage.read() as work:
        assert [j.id for j in work.jobs.of_session("s1")] == ["old pending"]


def test_settled_hooks_go(storage: Storage) -> None:
    """By themselves or with the others; what waits, or is given up, stays until somebody has seen its money."""
    with storage.begin() as work:
        for time, received_at in {"old": OLD, "young": YOUNG}.items():
            for status in HookStatus:
                work.hooks.record(hook(f"{time} {status}", status=status, received_at=received_at))
        work.commit()
    with storage.begin() as work:
        assert work.hooks.forget(BEFORE, 1) == 1
        work.commit()
    assert forget(storage, "hooks") == 1
    with storage.begin() as work:
        left = {each.id for each in work.hooks.listed(None, 99)}
        assert work.hooks.forget(BEFORE, 9) == 0
    assert left == {f"young {status}" for status in HookStatus} | {"old new", "old parked", "old dead"}


def test_old_turns_go(storage: Storage) -> None:
    """Also of a session that goes on."""
    fill(storage)
    with storage.begin() as work:
        for revision, time in enumerate((OLD, OLD, YOUNG)):
            work.turns.append(turn(revision, at=time))
        work.commit()
    assert forget(storage, "turns") == 2
    with storage.read() as work:
        assert [t.revision for t in work.turns.of_session("s1")] == [2]


def test_expired_files_go(storage: Storage) -> None:
    """Those that expired before the time."""
    with storage.begin() as work:
        work.files.add(file("old", expires_at=OLD))
        work.files.add(file("young", expires_at=YOUNG))
        work.commit()
    assert forget(storage, "files") == 1
    with storage.read() as work:
        assert work.files.get("old") is None
        assert work.files.get("young") is not None


def test_few_go_at_a_time(storage: Storage) -> None:
    """So that nobody waits for long."""
    fill(storage)
    with storage.begin() as work:
        for number in range(5):
            work.inbox.record(item(f"i{number}", status=InboxStatus.HANDLED, received_at=OLD))
            work.turns.append(turn(number, at=OLD))
            work.sessions.add(session(f"d{number}", subject=f"d{number}", status=Status.DONE))
        work.commit()
    for table in ("inbox", "turns", "sessions"):
        assert [forget(storage, table, 2) for _ in range(4)] == [2, 2, 1, 0]


def test_a_table_that_is_never_old_is_told(storage: Storage) -> None:
    """A mistake in the settings."""
    with storage.begin() as work, pytest.raises(ValueError, match="'contacts' is ever old: name one of inbox, outbox"):
        work.upkeep.forget("contacts", BEFORE, 1)


def test_two_workers_forget_at_once(postgres_url: str, open_storage: OpenStorage) -> None:
    """Each passes by what the other is at."""
    storage = open_storage(postgres_url)
    with storage.begin() as work:
        for number in range(4):
            work.inbox.record(item(f"i{number}", status=InboxStatus.HANDLED, received_at=OLD))
        work.commit()
    with storage.begin() as first, storage.begin() as second:
        assert first.upkeep.forget("inbox", BEFORE, 3) == 3
        assert second.upkeep.forget("inbox", BEFORE, 3) == 1


# -- sessions


def ended(storage: Storage, identity: str = "s1") -> None:
    with storage.begin() as work:
        work.sessions.add(session(identity, subject=f"of {identity}", status=Status.DONE))
        work.commit()


def is_there(storage: Storage, identity: str = "s1") -> bool:
    with storage.read() as work:
        return work.sessions.get(identity) is not None


def test_a_session_that_ended_long_ago_goes_with_all_that_belongs_to_it(storage: Storage) -> None:
    """Only done ones are counted."""
    fill(storage)
    ended(storage, "gone")
    with storage.begin() as work:
        work.outbox.add([message("o1", session="gone", status=OutboxStatus.SENT, created_at=OLD)])
        work.jobs.add(job("j1", session="gone", status=JobStatus.CANCELLED, created_at=OLD))
        work.timers.set(timer("t1", session="gone"))
        work.turns.append(turn(session="gone", at=OLD))
        work.turns.append(turn(session="s1", at=OLD))
        work.commit()
    assert forget(storage, "sessions") == 1
    assert not is_there(storage, "gone")
    assert is_there(storage, "s1")
    with storage.read() as work:
        assert work.outbox.get("o1") is None
        assert len(work.turns.of_session("s1")) == 1


@pytest.mark.parametrize("row", ["turn", "message", "job", "pending message", "pending job"])
def test_a_session_with_something_young_or_open_stays(storage: Storage, row: str) -> None:
    """Whole, until that is old and done as well."""
    fill(storage)
    ended(storage, "kept")
    with storage.begin() as work:
        work.turns.append(turn(1, session="kept", at=OLD))
        match row:
            case "turn":
                work.turns.append(turn(2, session="kept", at=YOUNG))
            case "message":
                work.outbox.add([message(session="kept", status=OutboxStatus.SENT, created_at=YOUNG)])
            case "pending message":
                work.outbox.add([message(session="kept", created_at=OLD)])
            case "job":
                work.jobs.add(job(session="kept", status=JobStatus.DONE, created_at=YOUNG))
            case _:
                work.jobs.add(job(session="kept", created_at=OLD))
        work.commit()
    assert [forget(storage, "sessions") for _ in range(2)] == [0, 0]
    assert is_there(storage, "kept")
    with storage.begin() as work:
        assert work.turns.of_session("kept")
        assert work.upkeep.forget("sessions", at(-9), 5) == ("pending" not in row)


def test_young_sessions_do_not_hide_old_ones(storage: Storage) -> None:
    """Many that are looked at in vain are not looked at again before their time."""
    names = [f"young{number}" for number in range(5)] + ["zold"]
    for name in names:
        ended(storage, name)
    with storage.begin() as work:
        for name in names:
            work.turns.append(turn(session=name, at=OLD if name == "zold" else YOUNG))
        work.commit()
    assert forget(storage, "sessions", 2) == 1
    assert [name for name in names if is_there(storage, name)] == names[:-1]


# -- definitions


def standing(flow: str, structure: str, *, below: str = "", subject: str = "c1") -> Session:
    """An open session in a flow, and another flow below it."""
    top = frame(2, flow=flow, structure=structure)
    frames = (frame(1, flow="commands", structure=below, entry=Entry.ROOT), top) if below else (top,)
    return session(f"s of {subject}", subject=subject, frames=frames)


def keep(storage: Storage, *contents: str) -> None:
    """Store definitions, a second after one another; `flow/structure` names what is in them."""
    with storage.begin() as work:
        for number, content in enumerate(contents):
            flow, _, structure = content.partition("/")
            shape = structure.partition("#")[0]
            work.definitions.add(definition(content, flow=flow, structure=shape, stored_at=at(number - 100)))
        work.commit()


def kept(storage: Storage, *contents: str) -> list[str]:
    with storage.read() as work:
        return [content for content in contents if work.definitions.get(content)]


def test_definitions_nobody_stands_in_go_but_the_latest_of_each_flow(storage: Storage) -> None:
    """That one may be entered at any moment."""
    contents = ("welcome/a", "welcome/b", "welcome/c", "profile/a")
    keep(storage, *contents)
    assert forget(storage, "definitions") == 2
    assert kept(storage, *contents) == ["welcome/c", "profile/a"]


def test_definitions_open_sessions_stand_in_stay(storage: Storage) -> None:
    """Also those of frames further down; not those of sessions that are done."""
    contents = ("welcome/a", "welcome/b", "welcome/c", "welcome/d", "commands/a", "commands/b", "commands/c")
    keep(storage, *contents)
    with storage.begin() as work:
        work.sessions.add(standing("welcome", "a", below="a"))
        work.sessions.add(standing("welcome", "b", subject="c2"))
        work.sessions.add(session("done", subject="c3", frames=(frame(structure="c"),), status=Status.DONE))
        work.commit()
    assert forget(storage, "definitions") == 2
    assert kept(storage, *contents) == ["welcome/a", "welcome/b", "welcome/d", "commands/a", "commands/c"]


def test_older_words_of_a_shape_go_although_somebody_stands_in_it(storage: Storage) -> None:
    """A frame finds the latest of its shape."""
    contents = ("welcome/a", "welcome/a#other words", "welcome/b")
    keep(storage, *contents)
    with storage.begin() as work:
        work.sessions.add(standing("welcome", "a"))
        work.commit()
    assert forget(storage, "definitions") == 1
    assert kept(storage, *contents) == ["welcome/a#other words", "welcome/b"]


def test_young_definitions_stay(storage: Storage) -> None:
    """Also those that were loaded again lately."""
    keep(storage, "welcome/a", "welcome/b", "welcome/c")
    with storage.begin() as work:
        work.definitions.add(definition("welcome/a", structure="a", stored_at=YOUNG))
        work.commit()
    assert forget(storage, "definitions", 1) == 1
    assert forget(storage, "definitions", 9) == 1
    assert kept(storage, "welcome/a", "welcome/b", "welcome/c") == ["welcome/a"]


def test_all_sessions_are_asked_however_many(storage: Storage, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are read a page at a time."""
    monkeypatch.setattr("integrations.sql.old_definitions._AT_ONCE", 2)
    contents = [f"welcome/{letter}" for letter in "abcdef"]
    keep(storage, *contents, "welcome/z")
    with storage.begin() as work:
        for letter in "abcde":
            work.sessions.add(standing("welcome", letter, subject=f"of {letter}"))
        work.commit()
    assert forget(storage, "definitions") == 1
    assert kept(storage, *contents) == contents[:-1]
