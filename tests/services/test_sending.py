"""Sending on both databases: what a channel answers, or fails to answer, and what becomes of the message then."""

from __future__ import annotations

import threading
from collections.abc import MutableMapping
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from engine.domain.deliveries import Answer, Progress, Verdict
from engine.domain.records import OutboxStatus
from engine.domain.sessions import MOVED
from engine.domain.settling import MOST_ATTEMPTS, MOST_FAILURES, backoff
from engine.errors import Conflict
from engine.interfaces.rates import Rate
from engine.interfaces.unit_of_work import Storage
from engine.services.sending import CLAIM
from tests.services.channel import Mishap
from tests.services.faults import Broken, FaultyStorage
from tests.services.post import AGAIN, APPROVED, LATE, Post, answer
from tests.storage.samples import NOON, PATIENCE, at, message, together

Logs = list[MutableMapping[str, Any]]
DAY = 24 * 3600.0


def names(logs: Logs) -> list[str]:
    """What became of messages, in the log."""
    return [line["event"] for line in logs]


def test_a_message_is_sent_once(storage: Storage, logs: Logs) -> None:
    """With its id, its time, and one line of the log that says no word of it."""
    post = Post(storage)
    post.meet()
    post.write("hello")
    assert post.sending.send_next()
    assert not post.sending.send_next()
    item = post.item("hello")
    assert (item.status, item.provider_id, item.sent_at, item.attempts) == (OutboxStatus.SENT, "SM1", NOON, 1)
    (line,) = logs
    assert line == {
        "event": "message.sent", "log_level": "info", "message": "hello", "contact": "c1", "key": "f.k",
        "verdict": "sent", "code": "", "by": "sender", "attempts": 1, "seconds": 0.0, "template": False,
    }  # fmt: skip


def test_the_next_message_waits_until_the_one_before_has_left_the_channel(storage: Storage) -> None:
    """Or for two seconds; the messages of others do not."""
    post = Post(storage)
    post.meet("c1", "c2")
    post.write("one", "two", "three")
    post.write("other", person="c2")
    assert post.sending.send_messages() == 2
    post.deliveries.report(post.channel.taken[0].report(Progress.QUEUED))
    assert post.sending.send_messages() == 0
    post.deliveries.report(post.channel.taken[0].report(Progress.SENT))
    assert post.sending.send_messages() == 1
    post.clock.advance(1.9)
    assert post.sending.send_messages() == 0
    post.clock.advance(0.1)
    assert post.sending.send_messages() == 1
    assert post.texts() == ["one", "other", "two", "three"]


def test_a_message_is_tried_again_later_each_time_and_given_up(storage: Storage, logs: Logs) -> None:
    """After 1, 2, 4, ... seconds and a bit, in the end every two minutes, for hours; what comes after it waits."""
    post = Post(storage)
    post.meet()
    post.write("one", "two")
    post.channel.plan += [AGAIN] * MOST_ATTEMPTS
    tried = []
    while (item := post.item("one")).status is OutboxStatus.PENDING:
        wait = (item.due_at - post.clock.now()).total_seconds()
        post.clock.advance(wait - 0.25)
        assert not tried or not post.sending.send_next()
        post.clock.advance(0.25)
        assert post.sending.send_next()
        tried.append(post.clock.now())
    waits = [(later - earlier).total_seconds() for earlier, later in pairwise(tried)]
    longest = [min(2.0**n, 80) for n in range(len(waits))]
    assert all(least <= wait <= 1.5 * least for least, wait in zip(longest, waits, strict=True))
    assert tried[-1] - tried[0] > timedelta(hours=3)
    assert len(tried) == MOST_ATTEMPTS
    assert (post.item("one").status, post.item("one").error) == (OutboxStatus.DEAD, "retry:500")
    post.work()
    assert post.texts() == ["two"]
    assert names(logs) == ["message.retried"] * (MOST_ATTEMPTS - 1) + ["message.dead", "message.sent"]
    assert {line["code"] for line in logs} == {"500", ""}


def test_an_outage_costs_no_message(storage: Storage, logs: Logs) -> None:
    """For a quarter of an hour the channel cannot be reached: then everything goes out, in order."""
    post = Post(storage)
    post.meet("c1", "c2")
    post.write("one", "two")
    post.write("other", person="c2")
    post.channel.plan += [answer(Verdict.RETRY, "connect", wait=5)] * 1000
    post.work(15 * 60)
    assert post.channel.taken == []
    assert post.status("one", "two", "other") == [OutboxStatus.PENDING] * 3
    assert len(post.channel.calls) < 15 * 60 / 5
    post.channel.plan.clear()
    post.work(150)
    assert sorted(post.texts()) == ["one", "other", "two"]
    assert post.texts().index("one") < post.texts().index("two")
    assert "message.dead" not in names(logs)


def test_an_outage_leaves_its_tries_to_what_fails_later(storage: Storage) -> None:
    """What the channel did not take has cost nothing."""
    post = Post(storage)
    post.meet()
    post.write("one")
    post.channel.plan += [AGAIN] * (MOST_FAILURES + 2)
    post.work(900)
    assert post.texts() == ["one"]
    post.deliveries.report(post.last().report(Progress.FAILED, AGAIN))
    assert post.status("one") == [OutboxStatus.PENDING]
    post.work(150)
    assert post.texts() == ["one", "one"]


def test_what_failed_together_is_not_tried_together() -> None:
    """The waits of different messages differ, and those of one are always the same."""
    waits = {backoff(message(f"m{number}", attempts=3)) for number in range(50)}
    assert len(waits) > 20
    assert all(timedelta(seconds=4) <= wait < timedelta(seconds=6) for wait in waits)
    assert backoff(message("m", attempts=3)) == backoff(message("m", attempts=3))


def test_a_channel_that_wants_to_be_left_alone_is(storage: Storage) -> None:
    """For as long as it says, but a message of another is not lost for it; a day is for that message alone."""
    post = Post(storage)
    post.meet("c1", "c2")
    post.write("one")
    post.write("two", person="c2")
    post.channel.plan += [answer(Verdict.THROTTLED, "63038", wait=DAY)]
    post.work()
    assert post.texts() == []
    assert post.sending.pause() == 60
    post.work(61)
    assert post.texts() == ["two"]
    assert post.item("one").due_at == at(DAY)


def test_a_channel_that_is_not_in_order_costs_no_message(storage: Storage, logs: Logs) -> None:
    """It is tried once a minute for as long as it takes, with an alert each time."""
    post = Post(storage)
    post.meet("c1", "c2")
    post.write("one")
    post.write("two", person="c2")
    post.channel.plan += [answer(Verdict.BROKEN, "20003")] * 20
    post.work(25 * 60)
    assert sorted(post.texts()) == ["one", "two"]
    assert len(post.channel.calls) == 22
    assert names(logs).count("channel.broken") == 20
    assert all(line["log_level"] == "error" and line["code"] == "20003" for line in logs[:20])
    assert post.item("one").attempts == 1


@pytest.mark.parametrize("verdict", [Verdict.UNREACHABLE, Verdict.REFUSED, Verdict.STOPPED])
def test_a_message_that_will_never_be_taken_is_dead(storage: Storage, logs: Logs, verdict: Verdict) -> None:
    """At once, and not in the way of the next."""
    post = Post(storage)
    post.meet()
    post.write("one", "two")
    post.channel.plan += [answer(verdict, "63024")]
    post.work()
    assert post.status("one", "two") == [OutboxStatus.DEAD, OutboxStatus.SENT]
    assert names(logs) == ["message.dead", "message.sent"]
    assert post.person().silent is (verdict is Verdict.STOPPED)


def test_who_has_blocked_us_is_silent_with_a_record_of_it(storage: Storage) -> None:
    """As if they had written STOP; only once."""
    post = Post(storage)
    post.meet()
    post.write("one", "two")
    post.channel.plan += [answer(Verdict.STOPPED, "21610")] * 2
    post.work()
    with storage.read() as work:
        (consent,) = work.consents.of_contact("c1")
    assert (consent.purpose, consent.given, consent.wording, consent.at) == ("messages", False, "blocked 21610", NOON)


def test_nothing_unasked_goes_to_who_wants_no_messages(storage: Storage, logs: Logs) -> None:
    """Looked at when it is about to be sent; what they asked for goes out."""
    post = Post(storage)
    post.meet("c1", "c2")
    post.write("reminder", asked=False)
    post.write("answer")
    post.write("gone", person="c2", asked=False)
    post.write("goodbye", person="c2")
    post.change("c1", silent=True)
    post.change("c2", leaving_at=NOON)
    post.work()
    assert sorted(post.texts()) == ["answer", "goodbye"]
    assert post.status("reminder", "gone") == [OutboxStatus.WITHHELD] * 2
    assert names(logs).count("message.withheld") == 2
    assert post.item("reminder").attempts == 0


def test_who_was_found_to_be_another_is_not_written_to(storage: Storage, logs: Logs) -> None:
    """The channel is not called: nobody is there. What may have gone out before is not looked for there, either."""
    post = Post(storage)
    post.meet("c1", "c2", "c3")
    post.write("answer", person="c1")
    post.write("lost", person="c3")
    post.channel.plan += [Mishap.LOST]
    post.sending.send_next()
    for person in ("c1", "c3"):
        post.change(person, address=f"{MOVED}c2")
    post.clock.advance(30)
    calls = len(post.channel.calls)
    post.work(60)
    assert post.status("answer", "lost") == [OutboxStatus.WITHHELD] * 2
    assert (len(post.channel.calls), post.channel.searched) == (calls, [])
    assert [line["code"] for line in logs if line["event"] == "message.withheld"] == ["moved"] * 2


def test_after_the_window_only_a_template_goes_out(storage: Storage, logs: Logs) -> None:
    """Without one, or without a value for each of its places, the message is parked with an alert."""
    post = Post(storage)
    post.meet(wrote=NOON - timedelta(days=1))
    post.write("one", template="approved")
    post.write("two", template="not approved")
    post.write("three")
    post.work(10)
    assert [(one.text, one.template) for one in post.channel.taken] == [("one", APPROVED)]
    assert post.status("one", "two", "three") == [OutboxStatus.SENT, OutboxStatus.PARKED, OutboxStatus.PARKED]
    assert [line["code"] for line in logs if line["event"] == "message.parked"] == ["no-template"] * 2
    assert post.item("one").as_template


def test_nobody_is_written_to_first(storage: Storage) -> None:
    """Without any message of theirs there is no window."""
    post = Post(storage)
    post.meet(wrote=None)
    post.write("one")
    post.work()
    assert post.status("one") == [OutboxStatus.PARKED]


def test_a_late_message_goes_once_as_its_template(storage: Storage, logs: Logs) -> None:
    """Although our clock says that the window is open; if that is late too, it is parked."""
    post = Post(storage)
    post.meet()
    post.write("one", "two", template="approved")
    post.write("three")
    post.channel.plan += [LATE, LATE, LATE, answer(Verdict.SENT), LATE]
    post.work(5)
    assert post.status("one", "two", "three") == [OutboxStatus.PARKED, OutboxStatus.SENT, OutboxStatus.PARKED]
    assert [(one.text, one.template) for one in post.channel.taken] == [("two", APPROVED)]
    assert names(logs) == ["message.late", "message.parked", "message.late", "message.sent", "message.parked"]


def test_a_bug_in_the_channel_holds_up_nobody(storage: Storage, logs: Logs) -> None:
    """What it did before is not known, so it is looked up; it is given up after its attempts."""
    post = Post(storage)
    post.meet("c1", "c2")
    post.write("one")
    post.write("two", person="c2")
    post.channel.plan += [ZeroDivisionError("a bug with a text in it")]
    post.work()
    assert post.texts() == ["two"]
    assert (post.item("one").status, post.item("one").error) == (OutboxStatus.UNCERTAIN, "uncertain:ZeroDivisionError")
    assert "bug" not in str(logs)
    post.work(40)
    assert post.texts() == ["two", "one"]


def test_a_poisonous_message_is_given_up(storage: Storage) -> None:
    """Nobody can read it; it never reached the channel."""
    post = Post(storage)
    post.meet()
    post.write("one", body={"odd": True})
    post.write("two")
    post.work(450)
    assert post.status("one", "two") == [OutboxStatus.DEAD, OutboxStatus.SENT]
    assert post.channel.calls == ["two"]


def test_a_message_whose_words_are_erased_is_not_sent(storage: Storage) -> None:
    """There is nothing to say any more."""
    post = Post(storage)
    post.meet()
    post.write("one", body={})
    post.work()
    assert post.status("one") == [OutboxStatus.WITHHELD]


def test_an_id_that_the_channel_repeats_does_not_send_again(storage: Storage, logs: Logs) -> None:
    """It is sent, whatever the channel calls it."""
    post = Post(storage)
    post.meet()
    post.write("one", "two")
    post.channel.plan += [Answer(verdict=Verdict.SENT, provider_id="same")] * 2
    post.work(200)
    assert post.texts() == ["one", "two"]
    assert [post.item(each).provider_id for each in ("one", "two")] == ["same", None]
    assert "message.id_repeated" in names(logs)


@pytest.mark.parametrize("call", ["contacts.lock", "outbox.get", "outbox.save", "commit"])
@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("times", [1, 2])
def test_a_database_that_fails_while_settling_loses_and_doubles_nothing(
    storage: Storage, call: str, after: bool, times: int
) -> None:
    """Once is tried again at once; if it stays away, the channel is asked after the claim."""
    faulty = FaultyStorage(storage)
    post = Post(faulty)
    post.meet()
    post.write("one", "two")

    def break_down() -> None:
        post.channel.before = None
        faulty.fail(call, Broken("away"), times=times, after=after)

    post.channel.before = break_down
    for _ in range(2 * int(CLAIM.total_seconds())):
        with suppress(Broken):
            post.work()
        post.clock.advance(1)
    assert post.texts() == ["one", "two"]
    assert post.status("one", "two") == [OutboxStatus.SENT] * 2


def test_a_conflict_while_settling_is_tried_again(storage: Storage, logs: Logs) -> None:
    """Two transactions waited for each other; the message is sent, with its id."""
    faulty = FaultyStorage(storage)
    post = Post(faulty)
    post.meet()
    post.write("one")
    faulty.fail("outbox.save", Conflict("deadlock"))
    post.work()
    assert (post.item("one").status, post.item("one").provider_id) == (OutboxStatus.SENT, "SM1")
    assert names(logs) == ["message.sent"]


def test_a_stale_sender_settles_nothing(storage: Storage, logs: Logs) -> None:
    """It was held up for longer than its claim; somebody else has looked, and what they found stays."""
    post = Post(storage)
    other = Post(storage, clock=post.clock)
    other.channel = post.channel
    other.open()
    post.meet()
    post.write("one")

    def held_up() -> None:
        post.channel.before = None
        post.clock.advance(CLAIM.total_seconds() + 1)
        assert other.sending.look_up() == 1  # not there: it was not taken yet

    post.channel.before = held_up
    post.channel.plan += [AGAIN]
    post.sending.send_messages()
    assert "message.overtaken" in names(logs)
    assert post.status("one") == [OutboxStatus.UNCERTAIN]
    post.work(30)  # still not there, and now it may be sent again
    assert post.texts() == ["one"]
    assert post.item("one").attempts == 2


def test_a_message_whose_claim_has_ended_is_not_sent(storage: Storage) -> None:
    """The process stood still between the claim and the call: somebody else may be at it by now."""
    post = Post(storage)
    post.meet(wrote=NOON - timedelta(days=2))
    post.write("one", template="approved")
    standing_still = post.sending._template_of

    def slow(said: Any) -> Any:
        post.clock.advance(CLAIM.total_seconds())
        return standing_still(said)

    post.sending._template_of = slow
    post.sending.send_next()
    assert post.texts() == []
    assert post.status("one") == [OutboxStatus.UNCERTAIN]
    post.open()
    post.work(60)
    assert post.texts() == ["one"]


def test_no_two_workers_send_one_message(storage: Storage) -> None:
    """While one is sending, the message is claimed."""
    post = Post(storage)
    post.meet()
    post.write("one")
    sending, looked = threading.Event(), threading.Event()

    def held() -> None:
        sending.set()
        assert looked.wait(PATIENCE)

    def look() -> int:
        assert sending.wait(PATIENCE)
        found = post.sending.send_messages() + post.sending.look_up()
        looked.set()
        return found

    post.channel.before = held
    assert together(post.sending.send_messages, look) == [1, 0]
    assert post.texts() == ["one"]


def test_many_workers_keep_the_order_of_each_contact(storage: Storage) -> None:
    """Four senders, six people, five messages each; some are refused at first."""
    post = Post(storage)
    people = [f"c{number}" for number in range(6)]
    post.meet(*people)
    for person in people:
        post.write(*[f"{person}-{number}" for number in range(5)], person=person)
    post.channel.plan += [AGAIN] * 7
    for _ in range(60):
        together(*[post.sending.send_messages] * 4)
        for one in list(post.channel.taken):
            post.deliveries.report(one.report(Progress.SENT))
        post.clock.advance(1)
    assert sorted(post.texts()) == [f"{person}-{number}" for person in people for number in range(5)]
    for person in people:
        assert [text for text in post.texts() if text.startswith(person)] == [f"{person}-{n}" for n in range(5)]


class Few:
    """Allows one a second."""

    def __init__(self, clock: Any) -> None:
        self.clock = clock
        self.last = NOON - timedelta(days=1)

    def take(self, rate: Rate, key: str) -> bool:
        """Count one, if there is room."""
        if self.wait(rate, key) > 0:
            return False
        self.last = self.clock.now()
        return True

    def wait(self, rate: Rate, key: str) -> float:
        """Until the second is over."""
        assert (rate, key) == (Rate("sending", 80, 1), "sender")
        return max(0.0, 1.0 - float((self.clock.now() - self.last).total_seconds()))


def test_too_fast_is_later_not_never(storage: Storage) -> None:
    """What our number may not send now stays in the outbox, with no attempt counted."""
    post = Post(storage)
    post.rates = Few(post.clock)
    post.open()
    people = [f"c{number}" for number in range(5)]
    post.meet(*people)
    for person in people:
        post.write(person, person=person)
    assert post.sending.send_messages() == 1
    assert post.sending.pause() == 1
    assert post.item("c1").attempts == 0
    assert post.item("c1").status is OutboxStatus.PENDING
    post.work(4)
    assert post.texts() == people
    assert [one.at for one in post.channel.taken] == [at(number) for number in range(5)]
