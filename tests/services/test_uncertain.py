"""Messages nobody knows the fate of, on both databases: looked up, found, and never blindly sent again."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import pytest

from engine.domain.deliveries import Answer, Progress, Verdict
from engine.domain.records import OutboxStatus
from engine.interfaces.unit_of_work import Storage
from engine.services.replays import Replay, Replays
from tests.services.channel import Killed, Mishap
from tests.services.post import AGAIN, APPROVED, LATE, Post
from tests.storage.samples import NOON, at

Logs = list[MutableMapping[str, Any]]
DAY = 24 * 3600.0


def names(logs: Logs) -> list[str]:
    """What became of messages, in the log."""
    return [line["event"] for line in logs]


@pytest.mark.parametrize("mishap", [Mishap.LOST, Mishap.DIED_AFTER])
def test_a_message_that_went_out_is_found(storage: Storage, mishap: Mishap) -> None:
    """And not sent again, however its answer got lost."""
    post = Post(storage)
    post.meet()
    post.write("one", "two")
    post.channel.plan += [mishap]
    work_on(post)
    assert post.texts() == ["one", "two"]
    assert (post.item("one").status, post.item("one").provider_id) == (OutboxStatus.SENT, "SM1")
    assert post.item("one").sent_at == NOON


@pytest.mark.parametrize("mishap", [Mishap.VANISHED, Mishap.DIED_BEFORE])
def test_a_message_that_did_not_go_out_is_sent_when_that_is_certain(storage: Storage, mishap: Mishap) -> None:
    """Not before twenty seconds have passed; the next one waits for it."""
    post = Post(storage)
    post.meet()
    post.write("one", "two")
    post.channel.plan += [mishap]
    work_on(post)
    assert post.texts() == ["one", "two"]
    assert post.channel.calls == ["one", "one", "two"]
    assert post.last().at >= at(22)
    assert post.item("one").sent_at == post.channel.taken[0].at
    assert set(post.channel.searched) == {NOON}


def work_on(post: Post) -> None:
    """Four minutes; a process that dies is started again."""
    while post.clock.now() < at(240):
        try:
            post.work(1)
        except Killed:
            post.open()


def test_what_cannot_be_looked_up_is_not_sent_again(storage: Storage, logs: Logs) -> None:
    """The channel is asked after 5 and 30 seconds, 2 and 10 minutes, and later; ten times, then a person must look."""
    post = Post(storage)
    post.meet()
    post.write("one", "two")
    post.channel.plan += [Mishap.LOST]
    post.channel.blind = True
    looked: list[float] = []
    post.work()
    while post.item("one").status is OutboxStatus.UNCERTAIN:
        if post.sending.look_up():
            looked.append((post.clock.now() - NOON).total_seconds())
        post.clock.advance(5)
    assert looked == [5, 30, 120, 600, 1200, 1800, 2400, 3000, 3600, 4200]
    assert post.item("one").status is OutboxStatus.DEAD
    assert names(logs) == ["message.uncertain"] * 10 + ["message.dead"]
    post.work()
    assert post.texts() == ["one", "two"]


@pytest.mark.parametrize("tells", [Verdict.UNCERTAIN, Verdict.RETRY])
def test_what_was_looked_for_in_vain_stays_named_uncertain(storage: Storage, tells: Verdict) -> None:
    """It is dead, and in the way of nobody; but it may have arrived, so it is sent again only by force."""
    post = Post(storage)
    post.meet()
    post.write("one", "two")
    post.channel.plan += [Mishap.LOST]
    post.work()
    post.channel.find = lambda *_: Answer(verdict=Verdict.UNCERTAIN)  # type: ignore[method-assign]
    for _ in range(9):
        post.clock.advance(601)
        post.work()
    post.channel.find = lambda *_: Answer(verdict=tells, code="similar")  # type: ignore[method-assign]
    post.clock.advance(601)
    post.work(3)
    assert post.status("one", "two") == [OutboxStatus.DEAD, OutboxStatus.SENT]
    assert post.item("one").error == "uncertain:similar"
    assert post.item("one").may_have_arrived
    replays = Replays(storage, post.clock, "ops")
    assert replays.message("one") is Replay.DANGEROUS
    post.work(60)
    assert post.texts() == ["one", "two"]
    assert replays.message("one", is_forced=True) is Replay.DONE


@pytest.mark.parametrize("progress", [Progress.DELIVERED, Progress.UNDELIVERED])
def test_a_report_may_come_after_all(storage: Storage, progress: Progress) -> None:
    """That it arrived is good news at any time, also of a second sending; that it failed changes nothing any more."""
    post = Post(storage)
    post.meet()
    post.write("one")
    post.work()
    post.deliveries.report(post.last().report(Progress.UNDELIVERED, AGAIN))
    post.channel.plan += [Mishap.LOST]
    post.channel.blind = True
    for _ in range(20):
        post.clock.advance(601)
        post.work()
    assert post.status("one") == [OutboxStatus.DEAD]
    post.deliveries.report(post.last().report(progress, AGAIN))
    has_arrived = progress is Progress.DELIVERED
    assert post.status("one") == [OutboxStatus.SENT if has_arrived else OutboxStatus.DEAD]
    assert post.item("one").may_have_arrived is not has_arrived
    assert post.item("one").provider_id == ("SM2" if has_arrived else "SM1")


def test_what_the_channel_has_refused_has_not_arrived(storage: Storage) -> None:
    """Then nobody needs force."""
    post = Post(storage)
    post.meet()
    post.write("one")
    post.channel.plan += [Answer(verdict=Verdict.REFUSED, code="63021")]
    post.work()
    assert post.status("one") == [OutboxStatus.DEAD]
    assert Replays(storage, post.clock, "ops").message("one") is Replay.DONE


def test_a_late_look_is_not_the_last(storage: Storage) -> None:
    """The worker was away for a day: its first look is in vain, and it goes on looking."""
    post = Post(storage)
    post.meet()
    post.write("one")
    post.channel.plan += [Mishap.DIED_AFTER]
    with pytest.raises(Killed):
        post.work()
    post.clock.advance(DAY)
    post.channel.blind = True
    post.work()
    assert post.status("one") == [OutboxStatus.UNCERTAIN]
    post.channel.blind = False
    post.work(601)
    assert post.status("one") == [OutboxStatus.SENT]


def test_a_look_may_tell_why_it_failed(storage: Storage) -> None:
    """Then that counts as if it had been answered at once."""
    post = Post(storage)
    post.meet()
    post.write("one", template="approved")
    post.write("two")
    post.channel.plan += [Mishap.VANISHED]
    post.channel.find = lambda *_: LATE  # type: ignore[method-assign]
    post.work(10)
    assert [(one.text, one.template) for one in post.channel.taken] == [("one", APPROVED), ("two", None)]


def test_a_template_is_looked_for_as_such(storage: Storage) -> None:
    """Its sender died before it could write down that the window was closed."""
    post = Post(storage)
    post.meet(wrote=at(-DAY))
    post.write("late", template="approved")
    post.channel.plan += [Mishap.DIED_AFTER]
    with pytest.raises(Killed):
        post.work()
    post.open()
    post.work(200)
    assert set(post.channel.sought) == {APPROVED}
    assert [(one.text, one.template) for one in post.channel.taken] == [("late", APPROVED)]
    assert post.status("late") == [OutboxStatus.SENT]


def test_a_message_that_says_the_same_is_not_taken_for_it(storage: Storage) -> None:
    """The id the channel found belongs to another: nobody knows, and nobody sends again."""
    post = Post(storage)
    post.meet("c1", "c2")
    post.write("one")
    post.write("two", person="c2")
    post.channel.plan += [Mishap.VANISHED]
    post.work()
    post.channel.find = lambda *_: Answer(verdict=Verdict.SENT, provider_id="SM1")  # type: ignore[method-assign]
    post.work(60)
    assert post.status("one", "two") == [OutboxStatus.UNCERTAIN, OutboxStatus.SENT]
