"""Whatever a channel, a database and a process do: a message is taken once, in its order, and ends somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.deliveries import Answer, Progress, Verdict
from engine.domain.records import OutboxStatus
from engine.interfaces.unit_of_work import Storage
from tests.services.channel import Killed, Mishap
from tests.services.faults import Broken, FaultyStorage
from tests.services.post import AGAIN, LATE, Post, answer

Step: TypeAlias = tuple[str, Any]

OPEN = (OutboxStatus.PENDING, OutboxStatus.SENDING, OutboxStatus.UNCERTAIN)
TEXTS = ("a", "b", "c")
EXAMPLES = 60 if settings().max_examples == 100 else settings().max_examples
ANSWERS = [
    None, AGAIN, LATE, answer(Verdict.THROTTLED, "429", wait=3), answer(Verdict.REFUSED), answer(Verdict.UNREACHABLE),
    answer(Verdict.STOPPED), answer(Verdict.BROKEN), ZeroDivisionError(), *Mishap,
]  # fmt: skip
TROUBLES = [AGAIN, LATE, answer(Verdict.REFUSED), answer(Verdict.THROTTLED), answer(Verdict.STOPPED), None]
FAILURES = (Progress.UNDELIVERED, Progress.FAILED)
REPORTS = st.tuples(st.integers(0, 20), st.sampled_from(list(Progress)), st.sampled_from(TROUBLES))
FAULTS = st.tuples(
    st.sampled_from(["commit", "outbox.save", "outbox.claim", "contacts.lock", "outbox.progress"]),
    st.integers(1, 2),
    st.booleans(),
)
SEND = st.tuples(st.just("send"), st.sampled_from([None, *Mishap, *ANSWERS]))
TOLD = st.tuples(st.just("told"), st.tuples(st.sampled_from([None, *Mishap]), REPORTS))
TICK = st.tuples(st.just("tick"), st.sampled_from([0.5, 3.0, 30.0, 61.0, 700.0]))
LOOK = st.tuples(st.just("look"), st.booleans())
REPORT = st.tuples(st.just("report"), REPORTS)
FAULT = st.tuples(st.just("fault"), FAULTS)
STEPS: st.SearchStrategy[Step] = st.one_of(SEND, SEND, SEND, TOLD, TICK, TICK, REPORT, REPORT, LOOK, FAULT)


class World:
    """Two people, three messages to each, and all that can go wrong."""

    def __init__(self, storage: Storage, number: int) -> None:
        self.faulty = FaultyStorage(storage)
        self.post = Post(self.faulty)
        self.post.channel.prefix = f"SM{number}-"
        self.people = [f"{number}-{person}" for person in "xy"]
        self.post.meet(*self.people)
        for person in self.people:
            self.post.write(*[f"{person}-{text}" for text in TEXTS], person=person, template="approved")
        self.failed: set[str] = set()

    def step(self, name: str, what: Any) -> None:
        """One thing happens."""
        try:
            getattr(self, f"_{name}")(what)
        except Killed:
            self.post.open()
        except Broken:
            pass
        self.check()

    def check(self) -> None:
        """A message is taken again only after its channel told that it failed; the first times keep the order."""
        taken = self.post.channel.taken
        for person in self.people:
            first = list(dict.fromkeys(one.text for one in taken if one.text.startswith(person)))
            assert first == sorted(first)
            for text in first:
                *before, _ = [one.provider_id for one in taken if one.text == text]
                assert set(before) <= self.failed

    def end(self) -> None:
        """Everything is in order again, and time passes until nothing is under way."""
        self.post.channel.plan.clear()
        self.post.channel.blind = False
        everything = [f"{person}-{text}" for person in self.people for text in TEXTS]
        for _ in range(200):
            with suppress(Broken):
                self.post.work()
            self.check()
            if not [item for item in map(self.post.item, everything) if item.status in OPEN]:
                break
            self.post.clock.advance(40)
        else:
            raise AssertionError("something never ends")
        ids = {one.provider_id: one.reference for one in self.post.channel.taken}
        for item in map(self.post.item, everything):
            assert item.status is not OutboxStatus.SENT or item.provider_id is None or ids[item.provider_id] == item.id

    def _send(self, step: Answer | Mishap | Exception | None) -> None:
        self.post.channel.plan = [] if step is None else [step]
        self.post.sending.send_next()

    def _told(self, what: tuple[Mishap | None, tuple[int, Progress, Answer | None]]) -> None:
        """A report comes while the call is still going on."""
        mishap, told = what
        self.post.channel.taking = lambda _one: self._report(told)
        try:
            self._send(mishap)
        finally:
            self.post.channel.taking = None

    def _look(self, blind: bool) -> None:
        self.post.channel.blind = blind
        self.post.sending.look_up()

    def _tick(self, seconds: float) -> None:
        self.post.clock.advance(seconds)

    def _report(self, told: tuple[int, Progress, Answer | None]) -> None:
        which, progress, trouble = told
        taken = self.post.channel.taken
        if taken:
            one = taken[-1 - which % len(taken)]
            if progress in FAILURES:
                self.failed.add(one.provider_id)
            assert self.post.deliveries.report(one.report(progress, trouble))

    def _fault(self, plan: tuple[str, int, bool]) -> None:
        call, times, after = plan
        self.faulty.fail(call, Broken("away"), times=times, after=after)


@pytest.fixture
def numbers() -> Iterator[int]:
    """A new one for each example: they share a database."""
    return count()


@settings(max_examples=EXAMPLES)
@given(steps=st.lists(STEPS, min_size=25, max_size=50))
def test_a_message_is_taken_once_and_in_order(storage: Storage, numbers: Iterator[int], steps: list[Step]) -> None:
    """Answers, deaths, reports in any order and repetition, and a database that goes away, before and after commits."""
    world = World(storage, next(numbers))
    for name, what in steps:
        world.step(name, what)
    world.end()
