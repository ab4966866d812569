"""A text too long for one message: when its template says it all, the parts after the first are not missed."""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import timedelta
from typing import Any

import pytest

from engine.domain.deliveries import Answer, Progress, Verdict
from engine.domain.messages import Outbound
from engine.domain.records import OutboxStatus
from engine.domain.windows import closes_at
from engine.interfaces.unit_of_work import Storage
from engine.services.storing import Storing
from integrations.system import CountingIdentifiers
from tests.services.post import APPROVED, LATE, Post
from tests.storage.samples import NOON, contact, session

Logs = list[MutableMapping[str, Any]]
SENTENCES = [" ".join([word] * 200) + "." for word in ("first", "second", "third")]
PARTS = ["p-1", "p-2", "p-3"]
SENT, PARKED, WITHHELD = OutboxStatus.SENT, OutboxStatus.PARKED, OutboxStatus.WITHHELD
LONG_AGO = NOON - timedelta(days=2)


def long(storage: Storage, template: str = "approved", media: str | None = None, **met: Any) -> Post:
    """A person, and three parts of one message to them."""
    post = Post(storage)
    post.meet(**met)
    said = Outbound("f.k", " ".join(SENTENCES), "en", template=template, variables=("Asha",), media=media)
    items = Storing(CountingIdentifiers("p"), None).messages(
        session("s-c1", subject="c1"), contact("c1"), said, NOON, asked=True
    )
    with storage.begin() as work:
        work.outbox.add(items)
        work.commit()
    return post


def alerts(logs: Logs) -> list[str]:
    """What somebody is woken for."""
    return [line["message"] for line in logs if line["log_level"] == "error"]


def test_what_the_template_says_is_not_said_again(storage: Storage, logs: Logs) -> None:
    """Outside of the window only the first part goes, as the template of all; nobody is woken."""
    post = long(storage, wrote=LONG_AGO)
    post.work(10)
    assert [one.template for one in post.channel.taken] == [APPROVED]
    assert post.status(*PARTS) == [SENT, WITHHELD, WITHHELD]
    assert not alerts(logs)
    assert [line["code"] for line in logs if line["event"] == "message.withheld"] == ["in-template"] * 2


@pytest.mark.parametrize("order", [[0, 1, 2], [2, 1, 0]])
def test_what_turns_out_to_be_too_late_goes_as_the_template_once(storage: Storage, order: list[int]) -> None:
    """The channel took all parts as text, and tells of each that it came too late, in any order."""
    post = long(storage)
    post.work(10)
    assert post.status(*PARTS) == [SENT] * 3
    taken = list(post.channel.taken)
    for number in order:
        post.deliveries.report(taken[number].report(Progress.UNDELIVERED, LATE))
    post.work(10)
    assert [one.template for one in post.channel.taken] == [None] * 3 + [APPROVED]
    assert post.status(*PARTS) == [SENT, WITHHELD, WITHHELD]


def test_a_channel_that_says_at_once_that_it_is_too_late(storage: Storage, logs: Logs) -> None:
    """Is heard for all parts, too."""
    post = long(storage)
    post.channel.plan += [LATE]
    post.work(10)
    assert post.status(*PARTS) == [SENT, WITHHELD, WITHHELD]
    assert not alerts(logs)


def test_what_no_template_says_is_parked(storage: Storage, logs: Logs) -> None:
    """The person has none of it, or only the beginning: somebody is told."""
    post = long(storage, template="unapproved", wrote=LONG_AGO)
    post.work(10)
    assert post.status(*PARTS) == [PARKED] * 3
    assert alerts(logs) == PARTS


def test_a_rest_whose_beginning_has_arrived_is_parked(storage: Storage, logs: Logs) -> None:
    """The window has closed in between."""
    post = long(storage, wrote=NOON - (closes_at(NOON) - NOON) + timedelta(seconds=1))
    post.work()
    post.deliveries.report(post.last().report(Progress.DELIVERED))
    post.clock.advance(2)
    post.work(10)
    assert post.status(*PARTS) == [SENT, PARKED, PARKED]
    assert alerts(logs) == PARTS[1:]


def test_a_template_that_did_not_arrive_has_said_nothing(storage: Storage, logs: Logs) -> None:
    """Nobody has the rest, either."""
    post = long(storage, wrote=LONG_AGO)
    post.channel.plan += [Answer(verdict=Verdict.REFUSED, code="63028")]
    post.work(10)
    assert post.status(*PARTS) == [OutboxStatus.DEAD, PARKED, PARKED]
    assert alerts(logs) == PARTS


def test_a_file_before_the_text_is_in_no_template(storage: Storage) -> None:
    """It waits for the person to write."""
    post = long(storage, media="file", wrote=LONG_AGO)
    post.work(10)
    assert post.status("p-1", "p-2", "p-3", "p-4") == [PARKED, SENT, WITHHELD, WITHHELD]
