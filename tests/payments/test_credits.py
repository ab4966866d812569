"""Credits in any order, repeated, at once, the database failing anywhere: never below zero, never paid twice."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.domain.payments.records import Books, EntitlementStatus, OrderStatus
from engine.domain.payments.spending import FORGOTTEN, Ending
from engine.domain.payments.violations import Broken
from engine.domain.records import OutboxStatus
from engine.interfaces.unit_of_work import Storage
from engine.services.payments.credits import Credits, Reserved, Reserving
from integrations.sql.engine import open_engine
from integrations.sql.unit_of_work import SqlStorage
from integrations.system import ManualClock
from tests.databases import OpenStorage, in_memory
from tests.services.faults import Broken as DatabaseDown
from tests.services.faults import FaultyStorage
from tests.storage.purchases import entitlement, order, payment, stored
from tests.storage.samples import NOON, at, message, together

DONE, NONE_LEFT, CLOSED = Reserved.DONE, Reserved.NONE_LEFT, Reserved.CLOSED
PACK = 2


def pack(number: int, *, used: int = 0, **changed: object) -> Books:
    """A paid order of the person, and what it allows: two questions."""
    name = f"or{number}"
    right = entitlement(f"en{number}", order=name, kind="question", quantity=PACK, used=used)
    return Books(
        order=order(name, status=OrderStatus.PAID, paid_at=NOON, quantity=PACK, grants="question"),
        payments=(payment(f"pay_{number}", order=name, paid_at=NOON),),
        entitlement=replace(right, **changed),  # type: ignore[arg-type]
    )  # fmt: skip


def bought(storage: Storage, *packs: Books) -> None:
    """Each stored as an order that was paid."""
    for books in packs:
        stored(storage, Books(order=books.order), books)


def used(storage: Storage) -> list[int]:
    """How much of each entitlement is used."""
    with storage.read() as work:
        return [each.used for each in work.orders.entitlements("c1")]


def violations(storage: Storage) -> list[str]:
    """Entitlements that say something else than the reservations."""
    with storage.read() as work:
        return [each.id for each in work.checks.found(Broken.CREDITS, NOON, is_recent=False, limit=9)]


@pytest.fixture
def credits(storage: Storage) -> Credits:
    """Of a person with two packs."""
    bought(storage, pack(1), pack(2))
    return Credits(storage, ManualClock(NOON))


def test_a_question_takes_one_credit_and_keeps_it(storage: Storage, credits: Credits) -> None:
    """The oldest pack first; once, however often it is asked for and answered."""
    for _ in range(3):
        assert credits.reserve("c1", "q1", "question") == Reserving(DONE, 3)
    for _ in range(3):
        assert credits.commit("q1") is Ending.COMMITTED
    assert credits.reserve("c1", "q1", "question") == Reserving(CLOSED, 3)
    assert credits.release("q1") is Ending.COMMITTED
    assert used(storage) == [1, 0]


def test_what_is_released_may_be_used_again(storage: Storage, credits: Credits) -> None:
    """By another question; this one is over."""
    assert credits.reserve("c1", "q1", "question").what is DONE
    for _ in range(3):
        assert credits.release("q1") is Ending.RELEASED
    assert credits.commit("q1") is Ending.RELEASED
    assert credits.reserve("c1", "q1", "question") == Reserving(CLOSED, 4)
    assert used(storage) == [0, 0]


def test_when_all_are_used_there_is_none(storage: Storage, credits: Credits) -> None:
    """Of another kind there was none before."""
    assert credits.reserve("c1", "q0", "report").what is NONE_LEFT
    answers = [credits.reserve("c1", f"q{number}", "question") for number in range(1, 7)]
    assert [each.what for each in answers] == [DONE] * 4 + [NONE_LEFT] * 2
    assert [each.left for each in answers] == [3, 2, 1, 0, 0, 0]
    assert used(storage) == [2, 2]
    assert credits.left("c1", "question") == 0


def test_nobody_unknown_has_any(credits: Credits) -> None:
    """Nor is there an ending without a beginning."""
    assert credits.reserve("nobody", "q1", "question") == Reserving(NONE_LEFT, 0)
    assert credits.commit("q9") is None
    assert credits.release("q9") is None


@pytest.mark.parametrize("status", [EntitlementStatus.FROZEN, EntitlementStatus.REVOKED])
def test_what_was_taken_away_is_not_used(storage: Storage, status: EntitlementStatus) -> None:
    """Money has gone back, or a bank wants it."""
    bought(storage, pack(1, status=status))
    credits = Credits(storage, ManualClock(NOON))
    assert credits.left("c1", "question") == 0
    assert credits.reserve("c1", "q1", "question") == Reserving(NONE_LEFT, 0)


def test_what_was_revoked_meanwhile_ends_as_it_would_have(storage: Storage, credits: Credits) -> None:
    """The answer is delivered; what is given back is of no use any more."""
    for name in ("q1", "q2"):
        credits.reserve("c1", name, "question")
    with storage.begin() as work:
        books = work.orders.lock("or1")
        assert books is not None
        assert books.entitlement is not None
        gone = replace(books.entitlement, status=EntitlementStatus.REVOKED)
        work.orders.save(books, replace(books, entitlement=gone))
        work.commit()
    assert credits.commit("q1") is Ending.COMMITTED
    assert credits.release("q2") is Ending.RELEASED
    assert credits.left("c1", "question") == PACK
    assert violations(storage) == []


def test_a_forgotten_reservation_is_given_back(storage: Storage) -> None:
    """Whoever made it has died. It counts as given back before somebody writes that down."""
    bought(storage, pack(1, used=0))
    clock = ManualClock(NOON)
    credits = Credits(storage, clock)
    for name in ("q1", "q2"):
        credits.reserve("c1", name, "question")
    credits.commit("q2")
    clock.advance(FORGOTTEN.total_seconds())
    assert credits.left("c1", "question") == 0
    clock.advance(1)
    assert credits.left("c1", "question") == 1
    assert credits.reserve("c1", "q3", "question") == Reserving(DONE, 0)
    assert credits.commit("q1") is Ending.RELEASED
    assert used(storage) == [2]


def answered(storage: Storage, question: str, status: OutboxStatus, *, asked: bool = True, later: float = 0) -> None:
    """A question that was answered, so much later; and what became of the message."""
    credits = Credits(storage, ManualClock(NOON))
    credits.reserve("c1", question, "question")
    with storage.begin() as work:
        told = message(question, status=status, asked=asked, created_at=at(later))
        work.outbox.add([told])
        work.commit()
    credits.commit(question)


@pytest.fixture
def asking(storage: Storage) -> Storage:
    """Of a person with two packs."""
    bought(storage, pack(1), pack(2))
    return storage


@pytest.mark.parametrize(
    ("status", "back"), [(status, status in ("dead", "parked", "withheld")) for status in OutboxStatus]
)
def test_what_was_spent_on_an_answer_that_never_arrived_is_given_back(
    asking: Storage, status: OutboxStatus, back: bool
) -> None:
    """When its owner asks again, once. What is still tried, or nobody knows anything bad of, may have arrived."""
    answered(asking, "q1", status)
    credits = Credits(asking, ManualClock(NOON))
    assert (credits.left("c1", "question"), used(asking)) == (3 + back, [1, 0])
    for number in (2, 2, 3):
        credits.reserve("c1", f"q{number}", "question")
    assert (credits.left("c1", "question"), sum(used(asking))) == (1 + back, 3 - back)
    assert credits.commit("q1") is (Ending.RELEASED if back else Ending.COMMITTED)
    assert credits.reserve("c1", "q1", "question").what is CLOSED
    assert violations(asking) == []


@pytest.mark.parametrize(("asked", "later", "back"), [(False, 0, 0), (True, 2, 0), (True, -2, 0), (True, 1, 1)])
def test_only_the_answer_counts(asking: Storage, asked: bool, later: float, back: int) -> None:
    """Not what nobody asked for, nor what was said before or after; clocks may be a second apart."""
    answered(asking, "q1", OutboxStatus.DEAD, asked=asked, later=later)
    assert Credits(asking, ManualClock(NOON)).left("c1", "question") == 3 + back


def test_an_answer_that_arrives_in_the_end_is_paid_for(asking: Storage) -> None:
    """If nobody has asked again before somebody sent it once more."""
    answered(asking, "q1", OutboxStatus.DEAD)
    with asking.begin() as work:
        told = work.outbox.get("q1")
        assert told is not None
        work.outbox.save(replace(told, status=OutboxStatus.SENT))
        work.commit()
    assert Credits(asking, ManualClock(NOON)).reserve("c1", "q2", "question").left == 2


def test_what_is_lost_comes_back_once_whoever_asks(asking: Storage) -> None:
    """Several questions at one moment."""
    answered(asking, "q1", OutboxStatus.DEAD)
    answered(asking, "q2", OutboxStatus.SENT)
    credits = Credits(asking, ManualClock(NOON))
    together(*(lambda name=name: credits.reserve("c1", name, "question") for name in ("q3", "q4", "q5", "q6")))
    assert sum(used(asking)) == 4
    assert violations(asking) == []


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("call", ["credits.lost", "orders.lock", "credits.give_back", "orders.save", "commit"])
def test_a_death_while_it_is_given_back_loses_nothing(asking: Storage, call: str, after: bool) -> None:
    """The next try does all of it, or finds it done."""
    answered(asking, "q1", OutboxStatus.DEAD)
    watched = FaultyStorage(asking)
    watched.fail(call, DatabaseDown("away"), after=after)
    with pytest.raises(DatabaseDown):
        Credits(watched, ManualClock(NOON)).reserve("c1", "q2", "question")
    assert violations(asking) == []
    assert Credits(asking, ManualClock(NOON)).reserve("c1", "q2", "question") == Reserving(DONE, 3)
    assert violations(asking) == []


def test_of_several_at_one_moment_as_many_succeed_as_there_are_credits(storage: Storage, credits: Credits) -> None:
    """Different questions and the same one, from several processes."""
    names = ["q1", "q1", "q2", "q3", "q4", "q5", "q5"]
    answers = together(*(lambda name=name: credits.reserve("c1", name, "question").what for name in names))
    assert len({name for name, what in zip(names, answers, strict=True) if what is DONE}) == 4
    assert used(storage) == [2, 2]
    assert violations(storage) == []


def test_whoever_ends_it_first_ends_it(storage: Storage, credits: Credits) -> None:
    """At one moment, from two processes: both are told the same."""
    credits.reserve("c1", "q1", "question")
    endings = together(lambda: credits.commit("q1"), lambda: credits.release("q1"))
    assert len({*endings}) == 1
    assert used(storage) == [1 if endings[0] is Ending.COMMITTED else 0, 0]


STEPS: dict[str, Callable[[Credits], object]] = {
    "reserve": lambda credits: credits.reserve("c1", "q1", "question"),
    "commit": lambda credits: credits.commit("q1"),
    "release": lambda credits: credits.release("q1"),
}


@pytest.mark.parametrize("order_of_steps", [*permutations(STEPS)], ids=" ".join)
def test_every_order_leaves_the_books_in_order(
    sqlite_url: str, open_storage: OpenStorage, order_of_steps: tuple[str, ...]
) -> None:
    """Each step three times."""
    storage = open_storage(sqlite_url)
    bought(storage, pack(1))
    credits = Credits(storage, ManualClock(NOON))
    for step in order_of_steps:
        for _ in range(3):
            STEPS[step](credits)
    first_end = next((step for step in order_of_steps[order_of_steps.index("reserve") :] if step != "reserve"), None)
    assert used(storage) == [0 if first_end == "release" else 1]
    assert violations(storage) == []


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_a_death_anywhere_is_made_good_by_the_next_try(
    storage: Storage, credits: Credits, step: str, after: bool
) -> None:
    """At every call of the database, and around the commit."""
    if step != "reserve":
        credits.reserve("c1", "q1", "question")
    wanted = {"reserve": [1, 0], "commit": [1, 0], "release": [0, 0]}[step]
    for call in _calls_of(storage, step):
        watched = FaultyStorage(storage)
        watched.fail(call, DatabaseDown("away"), after=after)
        with suppress(DatabaseDown):  # what was done before is not done again, and not called
            STEPS[step](Credits(watched, ManualClock(NOON)))
        assert violations(storage) == []
    STEPS[step](Credits(storage, ManualClock(NOON)))
    assert used(storage) == wanted
    assert violations(storage) == []


def _calls_of(storage: Storage, step: str) -> list[str]:
    """What the step calls when it is not done yet; nothing of it is kept."""
    watched = FaultyStorage(storage)
    watched.fail("commit", DatabaseDown("away"))
    with pytest.raises(DatabaseDown):
        STEPS[step](Credits(watched, ManualClock(NOON)))
    assert "orders.save" in watched.calls or step == "commit"
    return [*dict.fromkeys(watched.calls)]


@dataclass
class Model:
    """What must have come of it, in other words: a dictionary."""

    room: int
    ends: dict[str, str] = field(default_factory=dict)

    def used(self) -> int:
        return sum(end != "release" for end in self.ends.values())

    def step(self, name: str, question: str) -> None:
        if name == "reserve":
            if question not in self.ends and self.used() < self.room:
                self.ends[question] = "open"
        elif self.ends.get(question) == "open":
            self.ends[question] = name


@settings(max_examples=40)
@given(
    steps=st.lists(st.tuples(st.sampled_from([*STEPS]), st.sampled_from(["q1", "q2", "q3", "q4", "q5"])), max_size=20),
    packs=st.integers(min_value=0, max_value=2),
)
def test_whatever_is_done_the_count_is_that_of_a_dictionary(
    sqlite_template: Path, steps: list[tuple[str, str]], packs: int
) -> None:
    """Against a model that knows nothing of books, rows and locks."""
    model = Model(room=packs * PACK)
    with tempfile.TemporaryDirectory(dir=in_memory()) as folder:
        path = Path(folder) / "bot.sqlite3"
        shutil.copy(sqlite_template, path)
        engine = open_engine(f"sqlite:///{path}")
        storage = SqlStorage(engine)
        stored(storage, Books(order=order("or9")))
        bought(storage, *(pack(number) for number in range(packs)))
        credits = Credits(storage, ManualClock(NOON))
        for name, question in steps:
            model.step(name, question)
            if name == "reserve":
                credits.reserve("c1", question, "question")
            else:
                (credits.commit if name == "commit" else credits.release)(question)
            assert sum(used(storage)) == model.used()
            assert credits.left("c1", "question") == model.room - model.used()
        assert violations(storage) == []
        engine.dispose()
