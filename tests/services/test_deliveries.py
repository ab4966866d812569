"""Reports of a channel on both databases: in any order, as often as it likes, before and after we have settled."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from engine.domain.deliveries import Answer, Progress, Report, Template, Verdict
from engine.domain.records import OutboxStatus
from engine.domain.settling import MOST_FAILURES
from engine.interfaces.unit_of_work import Storage
from engine.services.deliveries import Deliveries
from engine.services.sending import CLAIM
from tests.services.channel import Killed, Mishap
from tests.services.faults import FaultyStorage
from tests.services.post import AGAIN, APPROVED, LATE, Post, answer, template_of
from tests.storage.samples import together

Logs = list[MutableMapping[str, Any]]
SENT, DELIVERED, READ = Progress.SENT, Progress.DELIVERED, Progress.READ
UNDELIVERED, FAILED = Progress.UNDELIVERED, Progress.FAILED


def sent(storage: Storage, *texts: str, template: str | None = None) -> Post:
    """A message, or several, that the channel has taken."""
    post = Post(storage)
    post.meet()
    post.write(*(texts or ("one",)), template=template)
    post.work()
    return post


def wait(post: Post, minutes: float = 100) -> None:
    """Longer than any wait between two sendings."""
    post.clock.advance(minutes * 60)
    post.work()


def test_reports_come_in_any_order(storage: Storage) -> None:
    """And twice; what has arrived has not failed."""
    for number, order in enumerate(permutations([Progress.QUEUED, Progress.SENDING, SENT, DELIVERED, READ])):
        if number % 12:
            continue
        post = Post(storage)
        person = f"p{number}"
        post.meet(person)
        post.write(person, person=person)
        post.channel.plan = [Answer(verdict=Verdict.SENT, provider_id=f"SM{number}")]
        post.work()
        for progress in (*order, *order):
            assert post.deliveries.report(post.last().report(progress))
        assert post.item(person).progress is READ
        assert post.deliveries.report(post.last().report(FAILED))
        assert (post.item(person).progress, post.item(person).status) == (READ, OutboxStatus.SENT)


def test_what_is_none_of_ours_is_said_so(storage: Storage) -> None:
    """Nothing is stored, whatever reference it brings."""
    post = sent(storage)
    before = post.item("one")
    assert not post.deliveries.report(Report(provider_id="SM99", progress=READ))
    assert not post.deliveries.report(Report(provider_id="SM99", progress=READ, reference="nobody's"))
    assert post.item("one") == before


@pytest.mark.parametrize("progress", [Progress.QUEUED, SENT, READ])
def test_a_report_may_come_before_we_have_settled(storage: Storage, progress: Progress) -> None:
    """While the call is still going on; what it said stays."""
    post = Post(storage)
    post.meet()
    post.write("one")

    def report_first() -> None:
        report = Report(provider_id="SM1", progress=progress, reference="one")
        assert post.deliveries.report(report)
        assert post.deliveries.report(report)

    post.channel.before = report_first
    post.work()
    item = post.item("one")
    assert (item.status, item.provider_id, item.progress) == (OutboxStatus.SENT, "SM1", progress)


def test_a_failure_may_come_before_we_have_settled(storage: Storage) -> None:
    """Then the message is tried again, and is not taken for sent by who has sent it."""
    post = Post(storage)
    post.meet()
    post.write("one")

    def report_first() -> None:
        post.channel.before = None
        post.deliveries.report(Report(provider_id="SM1", progress=FAILED, reference="one", trouble=AGAIN))

    post.channel.before = report_first
    post.work()
    assert post.status("one") == [OutboxStatus.PENDING]
    wait(post)
    assert [one.provider_id for one in post.channel.taken] == ["SM1", "SM2"]
    assert post.item("one").provider_id == "SM2"


@pytest.mark.parametrize("mishap", [Mishap.LOST, Mishap.DIED_AFTER])
@pytest.mark.parametrize("looked", [False, True])
def test_a_report_settles_what_was_uncertain(storage: Storage, mishap: Mishap, looked: bool) -> None:
    """At once, without a look at the channel; what comes after it need not wait."""
    post = Post(storage)
    post.meet()
    post.write("one", "two")
    post.channel.plan += [mishap]
    post.channel.blind = True
    try:
        post.work()
    except Killed:
        post.open()
    post.work(CLAIM.total_seconds() + 1 if looked else 0)
    assert post.texts() == ["one"]
    assert post.deliveries.report(post.last().report(SENT))
    assert (post.item("one").status, post.item("one").provider_id) == (OutboxStatus.SENT, "SM1")
    post.work()
    assert post.texts() == ["one", "two"]


@pytest.mark.parametrize("status", [OutboxStatus.DEAD, OutboxStatus.PENDING])
def test_a_report_proves_that_the_channel_had_it(storage: Storage, status: OutboxStatus) -> None:
    """Also a message that is given up, or that was thought to be refused."""
    post = Post(storage)
    post.meet()
    post.write("one")
    post.channel.plan += [AGAIN if status is OutboxStatus.PENDING else answer(Verdict.REFUSED)]
    post.work()
    assert post.status("one") == [status]
    assert post.deliveries.report(Report(provider_id="SM7", progress=DELIVERED, reference="one"))
    post.work(600)
    assert (post.item("one").status, post.item("one").provider_id) == (OutboxStatus.SENT, "SM7")
    assert post.texts() == []


def test_a_message_that_failed_for_the_moment_is_sent_again(storage: Storage, logs: Logs) -> None:
    """As often as any other, and each failure counts once, however often it is told."""
    post = sent(storage)
    for number in range(MOST_FAILURES):
        assert post.item("one").attempts == number + 1
        for _ in range(3):
            assert post.deliveries.report(post.last().report(UNDELIVERED, AGAIN))
            assert post.deliveries.report(post.channel.taken[0].report(UNDELIVERED, AGAIN))
        wait(post)
    assert len(post.channel.taken) == MOST_FAILURES
    assert post.status("one") == [OutboxStatus.DEAD]
    names = [line["event"] for line in logs if line["event"] in ("message.retried", "message.dead")]
    assert names == ["message.retried"] * (MOST_FAILURES - 1) + ["message.dead"]
    assert {line["by"] for line in logs if line["event"] == "message.dead"} == {"report"}


def failing(post: Post, trouble: Answer, minutes: float) -> int:
    """Everything the channel takes in so many minutes fails a moment later; how much it has taken."""
    before, end = len(post.channel.taken), post.clock.now() + timedelta(minutes=minutes)
    while post.clock.now() < end:
        for one in post.channel.taken[before:]:
            post.deliveries.report(one.report(UNDELIVERED, trouble))
        post.clock.advance(10)
        post.work()
    return len(post.channel.taken) - before


@pytest.mark.parametrize("verdict", [Verdict.RETRY, Verdict.THROTTLED, Verdict.BROKEN])
def test_an_outage_behind_the_channel_costs_no_message(storage: Storage, verdict: Verdict) -> None:
    """It takes all and fails it later, for a quarter of an hour: then everything goes out, in its order."""
    post = sent(storage, "one", "two")
    post.deliveries.report(post.last().report(UNDELIVERED, answer(verdict, "63020")))
    assert failing(post, answer(verdict, "63020"), 15) < MOST_FAILURES
    assert set(post.texts()) == {"one"}
    for _ in range(120):
        post.clock.advance(10)
        post.work()
    assert post.texts()[-2:] == ["one", "two"]
    assert post.status("one", "two") == [OutboxStatus.SENT] * 2


def test_what_fails_for_hours_is_given_up(storage: Storage) -> None:
    """As what is refused at once; each time it was sent may have cost money, so that is seldom."""
    post = sent(storage)
    post.deliveries.report(post.last().report(UNDELIVERED, AGAIN))
    failing(post, AGAIN, 170)
    assert post.status("one") == [OutboxStatus.PENDING]
    failing(post, AGAIN, 130)
    assert post.status("one") == [OutboxStatus.DEAD]
    assert len(post.channel.taken) == MOST_FAILURES


def test_a_day_that_is_used_up_is_waited_for(storage: Storage) -> None:
    """The channel says when to come again: such a failure is none of the message's."""
    post = sent(storage)
    shut = answer(Verdict.BROKEN, "63038", wait=3600)
    for _ in range(23):
        post.deliveries.report(post.last().report(FAILED, shut))
        post.clock.advance(3599)
        post.work()
        assert post.status("one") == [OutboxStatus.PENDING]
        post.work(1)
    assert len(post.channel.taken) == 24
    assert (post.status("one"), post.item("one").failures) == ([OutboxStatus.SENT], 0)


def test_a_failed_message_that_has_arrived_after_all_is_not_sent_again(storage: Storage) -> None:
    """Reports come in any order: this one was late. An earlier step on the way proves nothing."""
    post = sent(storage)
    post.deliveries.report(post.last().report(FAILED, AGAIN))
    post.deliveries.report(post.last().report(SENT))
    assert post.status("one") == [OutboxStatus.PENDING]
    post.deliveries.report(post.last().report(DELIVERED))
    post.work(60)
    assert post.texts() == ["one"]
    assert (post.item("one").status, post.item("one").progress) == (OutboxStatus.SENT, DELIVERED)


def test_reports_of_an_earlier_sending_do_not_count_for_the_next(storage: Storage) -> None:
    """The message was sent again: what is told of the first one is old."""
    post = sent(storage)
    first = post.last()
    post.deliveries.report(first.report(FAILED, AGAIN))
    wait(post)
    assert post.deliveries.report(first.report(FAILED, AGAIN))
    assert post.deliveries.report(first.report(UNDELIVERED, answer(Verdict.REFUSED)))
    post.deliveries.report(post.last().report(DELIVERED))
    item = post.item("one")
    assert (item.status, item.provider_id, item.progress) == (OutboxStatus.SENT, "SM2", DELIVERED)
    assert len(post.channel.taken) == 2


def test_an_uncertain_second_sending_is_not_taken_for_the_first(storage: Storage) -> None:
    """The channel lists the first one, which failed: the second is not there, so it is sent again."""
    post = sent(storage)
    post.deliveries.report(post.last().report(FAILED, AGAIN))
    post.clock.advance(100)
    post.channel.plan += [Mishap.VANISHED]
    post.channel.find = lambda *_: Answer(verdict=Verdict.SENT, provider_id="SM1")  # type: ignore[method-assign]
    post.work(60)
    assert [one.provider_id for one in post.channel.taken] == ["SM1", "SM2"]
    assert post.item("one").provider_id == "SM2"


def test_what_was_too_late_goes_once_as_its_template(storage: Storage, logs: Logs) -> None:
    """Told by a report, as it usually is; told again, nothing more happens."""
    post = sent(storage, template="approved")
    for _ in range(2):
        post.deliveries.report(post.channel.taken[0].report(UNDELIVERED, LATE))
        post.work(1)
    assert [one.template for one in post.channel.taken] == [None, APPROVED]
    assert post.status("one") == [OutboxStatus.SENT]
    post.deliveries.report(post.last().report(UNDELIVERED, LATE))
    post.work(60)
    assert post.status("one") == [OutboxStatus.PARKED]
    assert len(post.channel.taken) == 2
    assert [line["event"] for line in logs if line["event"] in ("message.late", "message.parked")] == [
        "message.late",
        "message.parked",
    ]


def test_what_was_too_late_and_has_no_template_is_parked(storage: Storage, logs: Logs) -> None:
    """With an alert; the next message goes out."""
    post = sent(storage, "one", "two")
    post.deliveries.report(post.last().report(UNDELIVERED, LATE))
    post.work()
    assert post.status("one", "two") == [OutboxStatus.PARKED, OutboxStatus.SENT]
    (line,) = [line for line in logs if line["event"] == "message.parked"]
    assert (line["log_level"], line["code"], line["verdict"]) == ("error", "63016", "late")


@pytest.mark.parametrize(
    ("trouble", "status"),
    [
        (answer(Verdict.UNREACHABLE, "63024"), OutboxStatus.DEAD),
        (answer(Verdict.REFUSED, "63013"), OutboxStatus.DEAD),
        (answer(Verdict.STOPPED, "63049"), OutboxStatus.DEAD),
        (answer(Verdict.UNCERTAIN, "odd"), OutboxStatus.DEAD),
        (None, OutboxStatus.DEAD),
        (answer(Verdict.BROKEN, "63007"), OutboxStatus.PENDING),
        (answer(Verdict.THROTTLED, "63018"), OutboxStatus.PENDING),
    ],
)
def test_every_failure_is_what_its_code_means(storage: Storage, trouble: Answer | None, status: OutboxStatus) -> None:
    """By the same table as a refusal at once; who has blocked us is silent."""
    post = sent(storage)
    assert post.deliveries.report(post.last().report(FAILED, trouble))
    assert post.status("one") == [status]
    assert post.person().silent is (trouble is not None and trouble.verdict is Verdict.STOPPED)


def test_a_number_that_does_not_work_does_not_send_for_ever(storage: Storage) -> None:
    """The channel takes the message and fails it later, each time: that costs money, so it ends."""
    post = sent(storage)
    for _ in range(MOST_FAILURES + 2):
        post.deliveries.report(post.last().report(FAILED, answer(Verdict.BROKEN, "63007")))
        wait(post)
    assert len(post.channel.taken) == MOST_FAILURES
    assert post.status("one") == [OutboxStatus.DEAD]


def test_reports_at_one_moment_are_each_heard(storage: Storage) -> None:
    """Four threads tell different things; the furthest counts."""
    post = sent(storage)
    one = post.last()
    for _ in range(5):
        steps = [SENT, DELIVERED, READ, Progress.QUEUED]
        assert together(*[lambda step=step: post.deliveries.report(one.report(step)) for step in steps]) == [True] * 4
        assert post.item("one").progress is READ


def test_a_message_without_an_id_learns_it(storage: Storage) -> None:
    """The channel has repeated an id, so none was kept."""
    post = Post(storage)
    post.meet("c1", "c2")
    post.write("one")
    post.write("two", person="c2")
    post.channel.plan += [Answer(verdict=Verdict.SENT, provider_id="same")] * 2
    post.work()
    assert post.deliveries.report(Report(provider_id="SM5", progress=DELIVERED, reference="two"))
    assert (post.item("two").provider_id, post.item("two").progress) == ("SM5", DELIVERED)


class Overtaken(FaultyStorage):
    """Somebody has claimed the message before the first report of it is stored."""

    def called(self, name: str, call: Callable[[], Any]) -> Any:
        """Make the call, unless it is that one."""
        if name == "outbox.save" and name not in self.calls:
            self.calls.append(name)
            return False
        return super().called(name, call)


def test_a_report_that_meets_a_claim_is_stored_all_the_same(storage: Storage) -> None:
    """The message is read again."""
    post = Post(storage)
    post.meet()
    post.write("one")
    post.channel.plan += [AGAIN]
    post.work()
    deliveries = Deliveries(Overtaken(storage), post.clock, template_of)
    assert deliveries.report(Report(provider_id="SM7", progress=DELIVERED, reference="one"))
    assert post.status("one") == [OutboxStatus.SENT]


def test_a_template_that_cannot_be_told_is_none(storage: Storage, logs: Logs) -> None:
    """The report is stored, and a person looks at the message."""
    post = sent(storage, template="approved")

    def broken(_said: object) -> Template:
        raise KeyError("a bug")

    deliveries = Deliveries(storage, post.clock, broken)
    assert deliveries.report(post.last().report(UNDELIVERED, LATE))
    assert post.status("one") == [OutboxStatus.PARKED]
    assert "template.failed" in [line["event"] for line in logs]
