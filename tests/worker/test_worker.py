"""A worker does what waits, wakes up for it, stops cleanly, and outlives every trouble but its own end."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
import structlog

from engine.actions.catalogue import Outcome
from engine.domain.records import OutboxStatus
from engine.errors import StorageError
from tests.worker.bot import Bot, until

GREETED = ("Go on.", "Heard hi.", "Go on.")
"""What one gets for `hi`, which begins the conversation."""
LONG = 60.0
"""A look that never comes within a test: whatever happens, a bell has rung for it."""


def test_a_message_is_answered(bot: Bot) -> None:
    """From the door to the channel, without a look at the tables in between."""
    bot.worker(bot.door, poll=LONG).start()
    bot.hear("hi")
    assert bot.has_said(*GREETED)
    bot.hear("one")
    assert bot.has_said(*GREETED, "Heard one.", "Go on.")


def test_what_nobody_rang_for_is_found_all_the_same(bot: Bot) -> None:
    """A ring may get lost; the look at the tables is the net."""
    bot.worker(poll=0.05).start()
    bot.hear("hi", rings=False)
    assert bot.has_said(*GREETED)


def test_work_that_was_left_is_taken_up_at_the_start(bot: Bot) -> None:
    """Whatever a dead process has left waits in the tables."""
    bot.hear("hi")
    bot.hear("one")
    bot.worker(bot.door, poll=LONG).start()
    assert bot.has_said(*GREETED, "Heard one.", "Go on.")


def test_a_timer_goes_off_in_time(bot: Bot) -> None:
    """Nobody rings for it."""
    bot.worker(bot.door, poll=0.5).start()
    bot.hear("hi")
    bot.hear("nap")
    assert bot.has_said(*GREETED, "Asleep.", "Awake.", "Go on.")
    asleep, awake = (next(item for item in bot.outbox() if item.key == key) for key in ("main.nap", "main.awake"))
    assert timedelta(seconds=1) <= awake.created_at - asleep.created_at < timedelta(seconds=3)


def test_a_job_is_run_and_its_outcome_heard(bot: Bot) -> None:
    """The turn rings for the job, the job for the turn."""
    bot.worker(bot.door, poll=LONG).start()
    bot.hear("hi")
    bot.hear("look")
    assert bot.has_said(*GREETED, "Seen LOOK.", "Go on.")


def test_a_job_that_hangs_does_not_keep_the_person_waiting(bot: Bot) -> None:
    """Its time is up while it runs; what it brings afterwards is nobody's any more."""
    may_go_on = threading.Event()
    bot.find = lambda text: Outcome("found", f"{text} {may_go_on.wait(30)}")
    bot.worker(bot.door).start()
    bot.hear("hi")
    bot.hear("look")
    assert bot.has_said(*GREETED, "Too late.", "Go on.")
    may_go_on.set()
    bot.hear("still here")
    assert bot.has_said(*GREETED, "Too late.", "Go on.", "Heard still here.", "Go on.")


def test_a_job_that_hangs_does_not_hold_up_another(bot: Bot) -> None:
    """Three hang, and the fourth thread does what everybody else waits for, such as a link to pay with."""
    hanging, may_go_on = threading.Semaphore(0), threading.Event()

    def find(text: str) -> Outcome:
        if not may_go_on.is_set() and text.startswith("look") and bot.clock.seconds == 0:
            hanging.release()
            may_go_on.wait(30)
        return Outcome("found", text.upper())

    bot.find = find
    bot.worker(bot.door, poll=LONG, jobs=4).start()
    for address in ("b", "c", "d"):
        bot.hear("hi", address)
        bot.hear("look", address)
        assert hanging.acquire(timeout=30)
    bot.clock.seconds = 1
    bot.hear("hi")
    bot.hear("look")
    assert bot.has_said(*GREETED, "Seen LOOK.", "Go on.")
    assert not may_go_on.is_set()
    may_go_on.set()


def test_stopping_waits_for_a_job_in_hand(bot: Bot) -> None:
    """Its outcome is written down, and what waits is not begun."""
    is_running, may_go_on, ran = threading.Event(), threading.Event(), list[str]()

    def find(text: str) -> Outcome:
        ran.append(text)
        is_running.set()
        may_go_on.wait(30)
        return Outcome("found", text.upper())

    bot.find = find
    worker = bot.worker(bot.door, jobs=1)
    worker.start()
    for address in ("a", "b"):
        bot.hear("hi", address)
        bot.hear("look", address)
    assert is_running.wait(30)
    assert worker.stop(0.1) is False
    may_go_on.set()
    assert worker.stop() is True
    assert ran == ["look"]


def test_a_ring_is_heard_in_another_process(large_bot: Bot) -> None:
    """PostgreSQL passes it on: the door has no worker of its own."""
    large_bot.worker(poll=LONG).start()
    large_bot.hear("hi")
    assert large_bot.has_said(*GREETED)


def test_stopping_finishes_what_is_in_hand_and_begins_nothing(bot: Bot) -> None:
    """The sending that has begun is settled; the next message waits for another worker."""
    is_sending, may_go_on = threading.Event(), threading.Event()

    def hold(_text: str) -> None:
        is_sending.set()
        may_go_on.wait(30)

    bot.channel.before = hold
    worker = bot.worker(bot.door)
    worker.start()
    bot.hear("hi")
    assert is_sending.wait(30)
    bot.hear("one")
    assert until(lambda: len(bot.outbox()) == 5)
    stopped: list[bool] = []
    stopping = threading.Thread(target=lambda: stopped.append(worker.stop()))
    stopping.start()
    assert until(lambda: not worker.is_alive())
    bot.hear("two")
    may_go_on.set()
    stopping.join()
    assert stopped == [True]
    assert bot.channel.texts() == ["Go on."]
    assert [item.status for item in bot.outbox()] == [OutboxStatus.SENT, *[OutboxStatus.PENDING] * 4]


def test_who_does_not_finish_in_time_is_named(bot: Bot) -> None:
    """The process ends then, and the claim after it."""
    is_sending, may_go_on = threading.Event(), threading.Event()
    bot.channel.before = lambda _text: (is_sending.set(), may_go_on.wait(30))  # type: ignore[func-returns-value]
    worker = bot.worker(bot.door)
    worker.start()
    bot.hear("hi")
    assert is_sending.wait(30)
    assert worker.stop(0.1) is False
    may_go_on.set()
    assert worker.stop() is True


def test_sqlite_has_room_for_one_worker(small_bot: Bot) -> None:
    """The second is told which file says so, and comes in when the first has gone."""
    first, second = small_bot.worker(), small_bot.worker()
    first.start()
    with pytest.raises(StorageError, match=r"another worker .*\.worker.*PostgreSQL"):
        second.start(patience=0.1)
    first.stop()
    second.start(patience=0.1)
    assert second.is_alive()


def test_postgresql_has_room_for_several(large_bot: Bot) -> None:
    """As many as one likes."""
    workers = [large_bot.worker() for _ in range(2)]
    for worker in workers:
        worker.start()
    assert all(worker.is_alive() for worker in workers)


def test_a_message_whose_sender_died_is_looked_up_and_sent(bot: Bot) -> None:
    """Its claim has ended; the channel does not have it, so it goes out, once."""
    bot.hear("hi")
    bot.door.turns.take_any()
    now = bot.door.clock.now()
    with bot.door.storage.begin() as work:
        assert len(work.outbox.claim(now, now + timedelta(seconds=60), now, 1)) == 1
        work.commit()
    bot.clock.seconds = 61
    bot.worker(bot.door).start()
    assert bot.has_said(*GREETED)
    assert until(lambda: all(item.status is OutboxStatus.SENT for item in bot.outbox()))


def test_a_job_whose_worker_died_is_run_again(bot: Bot) -> None:
    """When the claim of the dead one has ended."""
    for text in ("hi", "look"):
        bot.hear(text)
        bot.door.turns.take_any()
    now = bot.door.clock.now()
    with bot.door.storage.begin() as work:
        assert len(work.jobs.claim(now, now - timedelta(seconds=1), 1)) == 1
        work.commit()
    bot.worker(bot.door).start()
    assert bot.has_said(*GREETED, "Seen LOOK.", "Go on.")


def test_a_dead_thread_is_noticed(bot: Bot, recwarn: pytest.WarningsRecorder) -> None:
    """Nothing but the end of the interpreter can kill one; then the whole process is not ready any more."""

    def die(_text: str) -> None:
        raise SystemExit

    bot.channel.before = die
    worker = bot.worker(bot.door)
    worker.start()
    assert worker.is_alive()
    bot.hear("hi")
    assert until(lambda: not worker.is_alive())
    recwarn.clear()


def test_trouble_is_logged_without_what_was_said(bot: Bot) -> None:
    """An error may quote anything: its kind and its place are enough."""

    def fail(text: str) -> Outcome:
        raise StorageError(f"no room for {text}")

    bot.find = fail
    with structlog.testing.capture_logs() as lines:
        worker = bot.worker(bot.door)
        worker.start()
        bot.hear("hi")
        bot.hear("my secret")
        bot.hear("look")
        assert bot.has_said(*GREETED, "Heard my secret.", "Go on.", "Go on.")
        worker.stop()
    assert {"worker.started", "job.failed", "worker.stopped"} <= {line["event"] for line in lines}
    assert not any(said in str(lines) for said in ("my secret", "no room"))
    assert not [line for line in lines if "secret" in str(line) or "no room" in str(line)]
