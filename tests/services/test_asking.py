"""Messages of which the channel tells nothing: it is asked, twice, and what it says counts as a report."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine.domain.deliveries import Progress, Report, Verdict
from engine.domain.records import OutboxStatus
from engine.interfaces.unit_of_work import Storage
from tests.services.channel import Mishap
from tests.services.post import APPROVED, LATE, Post, answer
from tests.storage.samples import NOON

MINUTE = 60


def sent(storage: Storage, template: str | None = None) -> Post:
    """A message the channel has taken."""
    post = Post(storage)
    post.meet()
    post.write("one", template=template)
    post.work()
    return post


def asked(post: Post, hours: int) -> list[int]:
    """After how many minutes the channel is asked, looking every minute."""
    for _ in range(hours * 60):
        post.sending.look_up()
        post.clock.advance(MINUTE)
    return [round((at - NOON) / timedelta(minutes=1)) for at, _ in post.channel.asked]


@pytest.mark.parametrize("progress", [None, Progress.QUEUED, Progress.SENDING])
def test_the_channel_is_asked_twice(storage: Storage, progress: Progress | None) -> None:
    """After ten minutes and after an hour; then it is left at that."""
    post = sent(storage)
    if progress is not None:
        post.deliveries.report(post.last().report(progress))
    assert asked(post, 30) == [10, 60]
    assert post.status("one") == [OutboxStatus.SENT]


def test_what_has_left_the_channel_is_not_asked_for(storage: Storage) -> None:
    """Its reports do come."""
    post = sent(storage)
    post.deliveries.report(post.last().report(Progress.SENT))
    assert asked(post, 2) == []


def test_what_it_says_counts_as_a_report(storage: Storage) -> None:
    """A late one becomes its template, although nobody called us; the template is asked for in its turn."""
    post = sent(storage, template="approved")
    first = post.last()
    post.channel.reports[first.provider_id] = first.report(Progress.UNDELIVERED, LATE)
    post.work(11 * MINUTE)
    assert [one.template for one in post.channel.taken] == [None, APPROVED]
    second = post.last()
    post.channel.reports[second.provider_id] = second.report(Progress.DELIVERED)
    post.work(11 * MINUTE)
    assert (post.item("one").status, post.item("one").progress) == (OutboxStatus.SENT, Progress.DELIVERED)
    assert len(post.channel.asked) == 2


def test_what_was_found_again_is_asked_for(storage: Storage) -> None:
    """Its answer was lost; so may be its reports."""
    post = Post(storage)
    post.meet()
    post.write("one")
    post.channel.plan += [Mishap.LOST]
    post.work(6)
    assert post.status("one") == [OutboxStatus.SENT]
    assert [minute for minute in asked(post, 3) if minute] == [10, 60]


def test_a_channel_that_fails_is_asked_once_more(storage: Storage) -> None:
    """Whatever it does, the others go on."""
    post = sent(storage)

    def failing(provider_id: str) -> Report | None:
        post.channel.asked.append((post.clock.now(), provider_id))
        raise ZeroDivisionError

    post.channel.report = failing  # type: ignore[method-assign]
    assert asked(post, 3) == [10, 60]


def test_a_channel_that_is_to_be_left_alone_is_not_asked(storage: Storage) -> None:
    """Nothing is lost: it is asked when the rest is over."""
    post = sent(storage)
    post.clock.advance(10 * MINUTE)
    post.write("two")
    post.channel.plan += [answer(Verdict.BROKEN, "20003")]
    post.sending.send_next()
    post.sending.look_up()
    assert post.channel.asked == []
    post.clock.advance(60)
    post.sending.look_up()
    assert [provider_id for _, provider_id in post.channel.asked] == [post.channel.taken[0].provider_id]
