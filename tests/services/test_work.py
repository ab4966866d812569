"""Jobs and timers on both databases: done by one worker, written down once, tried again, given up."""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from engine.actions.catalogue import Outcome
from engine.domain.messages import Inbound
from engine.interfaces.unit_of_work import Storage
from integrations.redis.memory import MemoryRates
from tests.services.faults import Broken, FaultyStorage
from tests.services.house import House
from tests.services.talks import TALKS, say
from tests.storage.samples import together


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


def test_a_job_is_told_with_its_outcome(storage: Storage, logs: list[MutableMapping[str, Any]]) -> None:
    """For those who count; once, and without what it was given or has found."""
    house = House(storage)
    looking(house)
    house.settle()
    house.chatting("b")
    first, _ = [line for line in logs if line["event"] == "job"]
    assert (first["contact"], first["action"], first["outcome"]) == (house.contact().id, "test.find", "found")
    assert "Pune" not in str(first)


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


def test_a_stale_worker_brings_no_outcome(storage: Storage) -> None:
    """Its claim ended and another has the job now, who has not come to an end yet: only the last claim counts."""
    house = House(storage)
    looking(house)
    other = House(storage, clock=house.clock)
    with storage.begin() as work:
        (stale,) = work.jobs.claim(house.clock.now(), house.clock.now() + timedelta(seconds=10), 1)
        work.commit()
    house.clock.advance(10)

    def overtaken(text: str) -> Outcome:
        house.work._finish(stale, Outcome("found", "Stale"))
        return Outcome("found", text)

    other.found = overtaken
    assert other.work.run_next()
    assert not other.work.run_next()
    house.settle()
    assert house.phone.texts()[-1] == "Pay for Pune."


def test_an_outcome_that_cannot_be_stored_is_brought_after_the_claim(storage: Storage) -> None:
    """The database went away while the job ran: it is run again, and its outcome is told once."""
    faulty = FaultyStorage(storage)
    house = House(faulty)
    looking(house)
    faulty.fail("jobs.finish", Broken("away"))
    with pytest.raises(Broken):
        house.work.run_jobs()
    house.clock.advance(60)
    house.settle()
    assert house.phone.texts().count("Pay for Pune.") == 1
    assert house.runs == ["Pune", "Pune"]


def test_who_waits_for_a_job_is_shown_that_we_are_typing(storage: Storage) -> None:
    """After a moment and a half, once for each job; not who wrote long ago, nor whom people answer."""
    house = House(storage)
    for person in "abc":
        house.tell("hi", address=person)
    for person in "abc":
        house.hear("Pune", address=person)
        house.turns.take_any()
    with storage.begin() as work:
        held = work.contacts.lock(house.contact("b").id)
        long_ago = work.contacts.lock(house.contact("c").id)
        assert held is not None
        assert long_ago is not None
        work.contacts.save(replace(held, held_at=house.clock.now()))
        work.contacts.save(replace(long_ago, last_inbound_at=house.clock.now() - timedelta(hours=1)))
        work.commit()
    house.clock.advance(1.4)
    assert house.work.show_typing() == 0
    house.clock.advance(0.2)
    assert sum(together(house.work.show_typing, house.work.show_typing)) == 1
    assert house.phone.typed == ["a"]
    house.clock.advance(60)
    assert house.work.show_typing() == 0


def test_a_channel_that_cannot_show_it_stops_nothing(storage: Storage, logs: list[MutableMapping[str, Any]]) -> None:
    """It is a nicety."""
    house = House(storage)
    looking(house)
    house.clock.advance(2)

    def broken(_contact: object) -> None:
        raise ZeroDivisionError("a bug")

    house.phone.typing = broken  # type: ignore[assignment, method-assign]
    assert house.work.show_typing() == 1
    assert [line["error"] for line in logs if line["event"] == "typing.failed"] == ["ZeroDivisionError"]


def test_who_waits_for_their_turn_is_shown_that_somebody_is_typing(storage: Storage) -> None:
    """Once for each message, by one of all workers; the person's latest is the one that is marked as read."""
    rates = MemoryRates()
    house, other = House(storage, rates=rates), House(storage, rates=rates)
    house.hear("one")
    house.clock.advance(1.4)
    assert house.work.show_typing() == 0
    house.hear("two")
    house.clock.advance(0.2)
    other.clock.advance(1.6)
    assert house.work.show_typing() + other.work.show_typing() == 1
    assert house.work.show_typing() + other.work.show_typing() == 0
    assert house.phone.typed + other.phone.typed == ["a"]
    house.clock.advance(1.5)
    assert house.work.show_typing() == 1
    house.clock.advance(1)
    house.hear("three", address="b")
    house.hear("four", address="b")
    house.clock.advance(2)
    seen: list[str | None] = []
    house.phone.typing = lambda contact: seen.append(contact.last_inbound)  # type: ignore[method-assign]
    assert house.work.show_typing() == 1
    assert seen == ["test:b:four"]


def test_nobody_is_shown_typing_who_gets_no_answer_now(storage: Storage) -> None:
    """A person answers them, they are too many, they said nothing, they are still writing, or it was long ago."""
    house = House(storage, files=TALKS)
    for person in ("held", "writing"):
        say(house, "hi", "start", address=person)
    with storage.begin() as work:
        held = work.contacts.lock(house.contact("held").id)
        assert held is not None
        work.contacts.save(replace(held, held_at=house.clock.now()))
        work.commit()
    house.hear("long ago", address="waiting")
    house.clock.advance(200)
    house.hear("hello?", address="held")
    house.turns.message("test", "many", "much", Inbound(text="again"), is_limited=lambda: True)
    house.get(Inbound(reaction="x"), "reaction", "smiling")
    house.hear("one", address="writing")
    house.turns.take(house.contact("writing").id)
    house.clock.advance(0.5)
    house.hear("two", address="writing")
    house.clock.advance(1.6)
    assert house.work.show_typing() == 0
    assert house.phone.typed == []
