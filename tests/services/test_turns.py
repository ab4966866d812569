"""The turn service on both databases: once, in order, all or nothing, and nobody stands in the way of others."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from engine.domain.events import EventKind
from engine.domain.messages import Inbound
from engine.domain.records import InboxStatus
from engine.domain.sessions import Status
from engine.errors import Conflict
from engine.interfaces.unit_of_work import Storage
from engine.services.turns import MOST_ATTEMPTS
from tests.databases import OpenStorage
from tests.services.faults import Broken, FaultyStorage
from tests.services.house import BUG, House
from tests.storage.samples import together


def test_the_same_provider_id_is_one_turn(storage: Storage) -> None:
    """However often the provider delivers it, also from several threads at once."""
    house = House(storage)
    assert sorted(together(*[lambda: house.hear("hi", "1")] * 4)) == [False, False, False, True]
    assert len(house.settle()) == 1
    assert not house.hear("something else", "1")
    assert house.settle() == []
    assert house.phone.texts() == ["Name?", "Town?"]


def test_a_fact_is_a_turn_once_too(storage: Storage) -> None:
    """Webhooks are repeated."""
    house = House(storage)
    house.tell("hi", "Pune")
    subject = house.contact().id
    assert house.turns.fact(subject, "paid", {}, "pay:1")
    assert not house.turns.fact(subject, "paid", {}, "pay:1")
    house.settle()
    assert house.phone.texts()[-1] == "Go on."


def test_two_messages_at_once_are_two_turns_in_order(storage: Storage) -> None:
    """Two threads take the turns of one subject; no update is lost."""
    house = House(storage)
    house.chatting()
    subject = house.contact().id
    for number in range(10):
        house.hear(f"m{number}")
    taken = together(*[lambda: [house.turns.take(subject) for _ in range(5)]] * 2)
    assert all(turn is not None for turns in taken for turn in turns)
    assert house.said() == [f"m{number}" for number in range(10)]


def test_two_first_messages_at_once_make_one_contact_and_one_session(storage: Storage) -> None:
    """Both are recorded, one after the other is handled."""
    house = House(storage)
    together(lambda: house.hear("hi"), lambda: house.hear("Pune"))
    house.settle()
    assert house.session().frames[0].configuration == ("paying",)


def test_eight_threads_lose_and_double_nothing(storage: Storage) -> None:
    """Twelve people write five messages each while all workers take turns; the order of each person is kept."""
    house = House(storage)
    people = [f"p{number}" for number in range(12)]
    for person in people:
        house.chatting(person)
    before = len(house.phone.sent)
    for number in range(5):
        for person in people:
            house.hear(f"m{number}", address=person)

    def worker() -> int:
        count = 0
        while house_is_busy(house):
            count += house.turns.take_any() is not None
            house.send()
        return count

    assert sum(together(*[worker] * 8)) == len(people) * 5
    house.settle()
    for person in people:
        assert house.said(person) == [f"m{number}" for number in range(5)]
        heard = [text for text in house.phone.texts(person)[-10:] if text.startswith("Heard")]
        assert heard == [f"Heard m{number}." for number in range(5)]
    assert len(house.phone.sent) - before == len(people) * 10


def house_is_busy(house: House) -> bool:
    """Whether an item is left; another worker may be at it."""
    with house.storage.read() as work:
        return work.inbox.next_due() is not None


def test_a_conflict_is_retaken_from_the_new_state(storage: Storage) -> None:
    """Four times somebody was first, the fifth attempt holds; five times is one too many, and the event stays."""
    faulty = FaultyStorage(storage)
    house = House(faulty)
    house.chatting()
    house.hear("one")
    faulty.fail("sessions.save", Conflict("somebody was first"), times=4)
    assert house.turns.take_any() is not None
    assert house.said() == ["one"]
    house.hear("two")
    faulty.fail("sessions.save", Conflict("somebody was first"), times=5)
    with pytest.raises(Conflict, match="five times"):
        house.turns.take_any()
    assert house.turns.take_any() is not None
    assert house.said() == ["one", "two"]


def test_a_bug_is_buried_after_some_attempts_and_the_person_is_answered(storage: Storage) -> None:
    """It changes nothing else, and the next message is handled as if it had never come."""
    house = House(storage)
    before = house.chatting()
    house.hear(BUG)
    house.hear("after")
    (turn,) = house.settle()
    assert turn.decision.error is None
    assert house.said() == ["after"]
    assert house.session().revision == before.revision + 1
    assert house.phone.texts()[-3:] == ["Sorry.", "Heard after.", "Go on."]


def test_a_bug_does_not_hold_up_others(storage: Storage) -> None:
    """Many broken events in a row, of many people, and one that is fine."""
    house = House(storage)
    for person in ("a", "b"):
        house.chatting(person)
    for number in range(200):
        house.hear(f"{BUG}{number}")
    house.hear("fine", address="b")
    turn = house.turns.take_any()
    assert turn is not None
    assert house.said("b") == ["fine"]


def test_a_bug_in_the_very_first_message_is_answered(storage: Storage) -> None:
    """There is no session yet; one without frames is made, and the next message begins the conversation."""
    faulty = FaultyStorage(storage)
    house = House(faulty)
    house.hear("hi", "1")
    faulty.fail("turns.append", ZeroDivisionError(), times=MOST_ATTEMPTS)
    assert house.settle() == []
    assert house.phone.texts() == ["Sorry."]
    house.tell("hi")
    assert house.phone.texts() == ["Sorry.", "Name?", "Town?"]


def test_who_cannot_even_be_told_holds_up_nobody(storage: Storage) -> None:
    """What is in the way of the turn is in the way of the apology too: the event is dead all the same."""
    faulty = FaultyStorage(storage)
    house = House(faulty)
    for person in ("a", "b"):
        house.chatting(person)
    house.hear("broken")
    house.clock.advance(1)
    house.hear("fine", address="b")
    faulty.fail("contacts.lock", ValueError("a row nobody can read"), times=MOST_ATTEMPTS + 1)
    turn = house.turns.take_any()
    assert turn is not None
    assert house.said("b") == ["fine"]
    with storage.read() as work:
        (dead,) = work.inbox.listed(InboxStatus.DEAD, 10)
    assert (dead.subject, dead.attempts) == (house.contact().id, MOST_ATTEMPTS)


def test_a_passing_bug_is_tried_again(storage: Storage) -> None:
    """It failed twice and then worked: the person notices nothing."""
    faulty = FaultyStorage(storage)
    house = House(faulty)
    house.chatting()
    house.hear("one")
    faulty.fail("outbox.add", ZeroDivisionError(), times=MOST_ATTEMPTS - 1)
    (turn,) = house.settle()
    (item,) = house.inbox(turn.item.id)
    assert (item.status, item.attempts) == (InboxStatus.HANDLED, MOST_ATTEMPTS - 1)
    assert house.phone.texts()[-2:] == ["Heard one.", "Go on."]


def test_a_failed_attempt_does_not_bury_what_another_worker_has_handled(storage: Storage) -> None:
    """Between the failure and the counting of it somebody else was quicker, and it worked."""
    faulty = FaultyStorage(storage)
    house, other = House(faulty), House(storage)
    house.chatting()
    house.hear("one")
    faulty.fail("turns.append", ZeroDivisionError(), times=1, then=lambda: other.turns.take_any())
    assert house.turns.take_any() is None
    assert house.said() == ["one"]


def test_an_event_for_a_subject_nobody_knows_is_buried(storage: Storage) -> None:
    """It is not in the way of others."""
    house = House(storage)
    house.turns.fact("nobody", "paid", {}, "pay:0")
    house.tell("hi")
    assert house.phone.texts() == ["Name?", "Town?"]
    assert not house_is_busy(house)


def _points(storage: Storage) -> list[str]:
    """Every repository call of one turn with messages, a job cancelled and a job started."""
    faulty = FaultyStorage(storage)
    house = House(faulty)
    house.tell("hi", address="z")
    house.hear("Pune", address="z")
    faulty.calls.clear()
    house.turns.take_any()
    return list(faulty.calls)


POINTS = (
    "inbox.claim", "sessions.lock", "contacts.lock", "sessions.save", "contacts.save", "jobs.add", "turns.append",
    "inbox.handled", "commit",
)  # fmt: skip


def test_the_points_where_a_turn_can_fail_are_all_tried(storage: Storage) -> None:
    """The next test breaks each of them."""
    assert tuple(_points(storage)) == POINTS


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_turn_is_stored_wholly_or_not_at_all(storage: Storage, point: str, when: str) -> None:
    """The database fails at each call, before or after it took effect; the next attempt finds all or nothing."""
    faulty = FaultyStorage(storage)
    house, sane = House(faulty), House(storage)
    house.tell("hi")
    before = sane.session()
    house.hear("Pune")
    faulty.fail(point, Broken("the line is cut"), after=when == "after")
    with pytest.raises(Broken):
        house.turns.take_any()
    is_stored = (point, when) == ("commit", "after")
    session = sane.session()
    with storage.read() as work:
        jobs, turns = work.jobs.of_session(session.id), work.turns.of_session(session.id)
        waiting = work.inbox.next_due() is not None
    assert (session != before) is is_stored
    assert (len(jobs) == 1) is is_stored
    assert (turns[-1].revision == before.revision + 1) is is_stored
    assert waiting is not is_stored
    sane.settle()
    assert sane.phone.texts() + house.phone.texts() == ["Pay for Pune.", "Name?", "Town?"]


def test_a_late_outcome_of_a_session_that_has_ended_begins_nothing(storage: Storage) -> None:
    """Frames and entries are numbered anew in each session; only its own timers and jobs mean anything to it."""
    house = House(storage)
    house.tell("hi")
    house.hear("Pune")
    house.turns.take_any()
    house.work.run_jobs()
    with storage.begin() as work:
        session = work.sessions.lock(house.contact().id)
        assert session is not None
        work.sessions.save(replace(session, status=Status.DONE))
        work.commit()
    (turn,) = house.settle()
    assert turn.item.kind is EventKind.JOB
    assert not turn.decision.handled
    with storage.begin() as work:
        assert work.sessions.lock(turn.item.subject) is None
    house.tell("again")
    assert house.session().id != session.id


def test_workers_in_several_processes_share_one_database(database_url: str, open_storage: OpenStorage) -> None:
    """Two storages with their own connections, as two programs have; each event is handled once."""
    houses = [House(open_storage(database_url)) for _ in range(2)]
    for person in "abcd":
        houses[0].chatting(person)
    for number in range(5):
        for person in "abcd":
            houses[number % 2].hear(f"m{number}", address=person)

    def drain(house: House) -> int:
        count = 0
        while house_is_busy(house):
            count += house.turns.take_any() is not None
        return count

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(drain, houses)) == 20
    for person in "abcd":
        assert houses[0].said(person) == [f"m{number}" for number in range(5)]


def test_a_person_may_send_what_no_database_likes(storage: Storage) -> None:
    """The character NUL, half a surrogate pair, ten thousand letters: stored, handled, answered."""
    house = House(storage)
    house.chatting()
    for number, text in enumerate(("a\x00b", "\ud83d x", "y" * 10_000, "\x00")):
        house.turns.message("test", "a", f"odd:{number}", Inbound(text=text))
        (turn,) = house.settle()
        assert turn.decision.error is None
    assert house.said()[0] == "ab"  # what cannot be seen is not part of an answer
