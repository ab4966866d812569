"""Jobs, timers and messages on both databases: done by one worker, written down once, tried again, given up."""

from __future__ import annotations

import threading
from collections.abc import MutableMapping
from datetime import timedelta
from typing import Any

import pytest

from engine.actions.catalogue import Outcome
from engine.domain.records import OutboxStatus
from engine.errors import Conflict
from engine.interfaces.unit_of_work import Storage
from engine.services.work import CLAIM
from tests.services.faults import FaultyStorage
from tests.services.house import ChannelDown, House
from tests.storage.samples import PATIENCE, together


def looking(house: House) -> None:
    """A person whose town is to be looked up; the job is stored and not yet run."""
    house.tell("hi")
    house.hear("Pune")
    assert house.turns.take_any() is not None


def test_a_job_is_run_by_one_worker(storage: Storage) -> None:
    """Four workers look at once."""
    house = House(storage)
    looking(house)
    assert sum(together(*[house.work.run_jobs] * 4)) == 1
    assert house.runs == ["Pune"]
    house.settle()
    assert house.phone.texts()[-1] == "Pay for Pune."


def test_a_claim_on_a_job_ends(storage: Storage) -> None:
    """A worker that died with it is replaced when its claim is over; not before."""
    house = House(storage)
    looking(house)
    with storage.begin() as work:
        now = house.clock.now()
        assert work.jobs.claim(now, now + timedelta(seconds=10), 1)
        work.commit()
    house.clock.advance(9)
    assert house.work.run_jobs() == 0
    house.clock.advance(1)
    house.settle()
    assert house.phone.texts()[-1] == "Pay for Pune."


def test_a_slow_job_does_not_use_up_the_claims_of_others(storage: Storage) -> None:
    """Jobs are claimed one by one: while the first takes its time, another worker runs the second, once."""
    house = House(storage)
    for person in "ab":
        house.tell("hi", address=person)
    for person in "ab":
        house.hear(f"Town {person}", address=person)
        house.turns.take_any()
    other = House(storage, clock=house.clock)

    def slow(text: str) -> Outcome:
        other.work.run_jobs()
        return Outcome("found", text)

    house.found = slow
    house.work.run_jobs()
    assert sorted(house.runs + other.runs) == ["Town a", "Town b"]
    assert len(other.runs) == 1


def test_the_outcome_of_a_job_is_written_once(storage: Storage) -> None:
    """Two workers ran it, because the claim of the first ended: the second outcome is not wanted any more."""
    house = House(storage)
    looking(house)
    other = House(storage, clock=house.clock, found=lambda _text: Outcome("found", "Second"))

    def overtaken(text: str) -> Outcome:
        house.clock.advance(10)
        assert other.work.run_jobs() == 1
        return Outcome("found", text)

    house.found = overtaken
    with storage.begin() as work:
        (job,) = work.jobs.claim(house.clock.now(), house.clock.now() + timedelta(seconds=10), 1)
        work.commit()
    house.work._finish(job, house.work._run(job))
    house.settle()
    assert house.phone.texts()[-1] == "Pay for Second."


def test_a_job_that_takes_too_long_times_out_once(storage: Storage) -> None:
    """The worker is still at it when another says so; what it answers then counts no more."""
    house = House(storage)
    other = House(storage, clock=house.clock)

    def slow(text: str) -> Outcome:
        house.clock.advance(301)
        assert other.work.run_jobs() == 1
        return Outcome("found", text)

    house.found = slow
    house.tell("hi", "Pune")
    assert house.phone.texts()[-2:] == ["Sorry about that.", "Town?"]


def test_jobs_whose_time_is_up_are_not_called_any_more(storage: Storage) -> None:
    """However many there are: nobody waits for what they would bring."""
    house = House(storage)
    called: list[str] = []

    def find(text: str) -> Outcome:
        called.append(text)
        return Outcome("found", text)

    house.found = find
    for number in range(25):
        house.hear("hi", address=f"a{number}")
        house.hear("Pune", address=f"a{number}")
    while house.turns.take_any():
        pass
    house.clock.advance(301)
    assert house.work.run_jobs() == 25
    assert called == []


def test_a_job_that_kills_its_worker_is_given_up(storage: Storage) -> None:
    """After three deaths it has failed, and the person hears of it."""
    house = House(storage)

    def deadly(_text: str) -> Outcome:
        raise SystemExit("killed")

    house.found = deadly
    house.hear("hi")
    house.hear("Pune")
    while house.turns.take_any():
        pass
    for _ in range(3):
        with pytest.raises(SystemExit):
            house.work.run_jobs()
        house.clock.advance(61)
    house.settle()
    assert "Sorry about that." in house.phone.texts()


def test_whatever_a_job_does_is_an_outcome(storage: Storage, logs: list[MutableMapping[str, Any]]) -> None:
    """It raises, answers what it never declared or what JSON has no word for: it has failed, and all goes on."""
    house = House(storage)
    house.tell("hi")

    def raising(_text: str) -> Outcome:
        raise ZeroDivisionError

    odd: list[Any] = [
        raising, lambda _text: Outcome("surprise"), lambda _text: "found", lambda _text: Outcome("found", object()),  # type: ignore[arg-type]
        lambda _text: Outcome("found", float("nan")),
    ]  # fmt: skip
    for number, found in enumerate(odd):
        house.found = found
        house.tell(f"Town {number}")
        assert house.phone.texts()[-2:] == ["Sorry about that.", "Town?"]
    names = [line["event"] for line in logs if line["event"].startswith("job.")]
    assert names == ["job.failed", "job.undeclared", "job.undeclared", "job.unstorable", "job.unstorable"]


def test_a_timer_fires_once_with_two_workers(storage: Storage) -> None:
    """Both look at the same moment."""
    house = House(storage)
    house.tell("hi", "Pune")
    house.clock.advance(3600)
    assert sum(together(house.work.fire_timers, house.work.fire_timers)) == 1
    house.settle()
    assert house.phone.texts()[-1] == "Go on."
    assert house.phone.texts().count("Go on.") == 1


def test_messages_to_one_contact_are_sent_in_order(storage: Storage) -> None:
    """By several workers, and although the first was refused once."""
    house = House(storage)
    house.chatting()
    house.hear("one")
    house.hear("two")
    house.phone.refuse["Heard one."] = [ChannelDown("not now")]
    for _ in range(2):
        house.turns.take_any()
    before = len(house.phone.sent)
    for _ in range(20):
        together(house.work.send_messages, house.work.send_messages)
        house.clock.advance(1)
    assert [text for _, text in house.phone.sent[before:]] == ["Heard one.", "Go on.", "Heard two.", "Go on."]


def test_a_refused_message_is_tried_again_later_each_time(storage: Storage) -> None:
    """After 2, 4, 8 and 16 seconds; the fifth refusal is the last, and the next message is sent."""
    house = House(storage)
    house.hear("hi")
    house.turns.take_any()
    house.phone.refuse["Name?"] = [ChannelDown("not now")] * 5
    tried: list[float] = []
    start = house.clock.now()
    for _ in range(40):
        if house.work.send_messages():
            tried.append((house.clock.now() - start) / timedelta(seconds=1))
        house.clock.advance(1)
    assert tried[:5] == [0, 2, 6, 14, 30]
    assert house.phone.texts() == ["Town?"]
    with storage.read() as work:
        failed, sent = work.outbox.of_session(house.session().id)
    assert (failed.status, failed.attempts, failed.error) == (OutboxStatus.FAILED, 5, "not now")
    assert sent.status is OutboxStatus.SENT


def test_a_bug_in_the_channel_holds_up_nobody(storage: Storage, logs: list[MutableMapping[str, Any]]) -> None:
    """It counts as a refusal; the messages of others are sent in the same round."""
    house = House(storage)
    for person in "ab":
        house.hear("hi", address=person)
        house.turns.take_any()
    house.phone.refuse["Name?"] = [ZeroDivisionError("a bug")]
    house.work.send_messages()
    assert house.phone.sent == [("b", "Name?")]
    house.clock.advance(2)
    house.settle()
    assert house.phone.texts("a") == ["Name?", "Town?"]
    assert [line["error"] for line in logs if line["event"] == "message.failed"] == ["ZeroDivisionError"]


def test_a_message_is_not_sent_twice_because_the_channel_repeats_an_id(storage: Storage) -> None:
    """It is sent, whatever the channel calls it."""
    house = House(storage)
    send = house.phone.send
    house.phone.send = lambda contact, message, reference: send(contact, message, reference) and "always the same"  # type: ignore[method-assign]
    house.tell("hi", "Pune")
    house.clock.advance(600)
    house.settle()
    assert house.phone.texts() == ["Name?", "Town?", "Pay for Pune."]


def test_a_message_whose_claim_has_ended_is_left_to_others(storage: Storage) -> None:
    """The worker was held up by the first one for longer than its claim."""
    house = House(storage)
    for person in "ab":
        house.hear("hi", address=person)
        house.turns.take_any()
    other = House(storage, clock=house.clock, phone=house.phone)
    send = house.phone.send

    def slow(contact: Any, message: Any, reference: str) -> str | None:
        house.phone.send = send  # type: ignore[method-assign]
        house.clock.advance(CLAIM.total_seconds() + 1)
        return send(contact, message, reference)

    house.phone.send = slow  # type: ignore[method-assign]
    house.work.send_messages()
    assert house.phone.texts("b") == []
    other.settle()
    assert house.phone.texts("b") == ["Name?", "Town?"]


def test_no_two_workers_send_one_message(storage: Storage) -> None:
    """While one is sending, the message is claimed."""
    house = House(storage)
    house.hear("hi")
    house.turns.take_any()
    sending, looked = threading.Event(), threading.Event()
    send = house.phone.send

    def held(contact: Any, message: Any, reference: str) -> str | None:
        sending.set()
        assert looked.wait(PATIENCE)
        return send(contact, message, reference)

    def look() -> int:
        assert sending.wait(PATIENCE)
        found = House(storage, clock=house.clock, phone=house.phone).work.send_messages()
        looked.set()
        return found

    house.phone.send = held  # type: ignore[method-assign]
    assert together(house.work.send_messages, look) == [1, 0]
    assert house.phone.texts() == ["Name?"]


def test_a_message_that_could_not_be_written_down_is_sent_again(storage: Storage) -> None:
    """Sent and not known to be: once more after the claim, never silently lost."""
    faulty = FaultyStorage(storage)
    house = House(faulty)
    house.hear("hi")
    house.turns.take_any()
    faulty.fail("outbox.sent", Conflict("the first"), times=2)
    try:
        house.work.send_messages()
    except Conflict:
        house.clock.advance(CLAIM.total_seconds())
    house.settle()
    assert house.phone.texts() == ["Name?", "Name?", "Town?"]
