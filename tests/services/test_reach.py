"""Somebody whom the channel cannot reach: what they did not ask for is not tried again and again."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

import pytest

from engine.domain.deliveries import Progress, Verdict
from engine.domain.records import OutboxStatus
from engine.interfaces.unit_of_work import Storage
from tests.services.post import Post, answer

Logs = list[MutableMapping[str, Any]]
HOUR = 3600.0
GONE = answer(Verdict.UNREACHABLE, "63024")
SENT, DEAD, WITHHELD = OutboxStatus.SENT, OutboxStatus.DEAD, OutboxStatus.WITHHELD


@pytest.fixture
def post(storage: Storage) -> Post:
    """Two people; the message to the first could not be delivered."""
    post = Post(storage)
    post.meet("c1", "c2")
    post.clock.advance(60)
    post.write("first")
    post.work()
    post.deliveries.report(post.last().report(Progress.UNDELIVERED, GONE))
    assert post.status("first") == [DEAD]
    return post


def test_what_nobody_asked_for_is_not_tried(post: Post, logs: Logs) -> None:
    """Whoever is reached gets theirs; somebody was woken once, for the first."""
    for text in ("a", "b"):
        post.clock.advance(HOUR)
        post.write(text, asked=False)
        post.work()
    post.write("other", person="c2", asked=False)
    post.work()
    assert post.status("a", "b", "other") == [WITHHELD, WITHHELD, SENT]
    assert [line["code"] for line in logs if line["event"] == "message.withheld"] == ["unreachable"] * 2
    assert len([line for line in logs if line["log_level"] == "error"]) == 1


def test_what_they_asked_for_is_tried(post: Post) -> None:
    """And if it goes, so does the rest."""
    post.write("asked")
    post.work(5)
    post.write("unasked", asked=False)
    post.work(5)
    assert post.status("asked", "unasked") == [SENT, SENT]


def test_who_writes_can_be_reached(post: Post) -> None:
    """From that moment on."""
    post.clock.advance(1)
    post.change(last_inbound_at=post.clock.now())
    post.write("unasked", asked=False)
    post.work()
    assert post.status("unasked") == [SENT]


def test_after_a_day_it_is_tried_again(post: Post) -> None:
    """They may have come back; with a template, as the window has closed."""
    post.clock.advance(23 * HOUR)
    post.write("soon", asked=False, template="approved")
    post.work()
    post.clock.advance(HOUR)
    post.write("later", asked=False, template="approved")
    post.work()
    assert post.status("soon", "later") == [WITHHELD, SENT]


def test_what_was_refused_for_another_reason_says_nothing(post: Post) -> None:
    """The address is in order."""
    post.write("bad")
    post.channel.plan += [answer(Verdict.REFUSED, "63013")]
    post.work()
    post.write("unasked", asked=False)
    post.work()
    assert post.status("bad", "unasked") == [DEAD, SENT]
