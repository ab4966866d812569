"""The budget of the model: counted for all processes together, and never more than the day may cost."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from structlog.testing import capture_logs

from engine.domain.budget import Bounds, Cost
from engine.errors import AnswerUnavailable, BudgetSpent, StorageError
from engine.interfaces.unit_of_work import Storage
from integrations.openai.budget import Budget
from integrations.system import ManualClock
from tests.architecture.code import ROOT
from tests.databases import OpenStorage
from tests.services.faults import FaultyStorage
from tests.storage.samples import together

EVENING = datetime(2026, 11, 29, 18, 0, tzinfo=UTC)
"""Half past eleven at night in India."""
INDIA = ZoneInfo("Asia/Kolkata")
TODAY, TOMORROW = date(2026, 11, 29), date(2026, 11, 30)
BOUNDS = Bounds(tokens=100, price=1000)
CALL = Cost(10, 90)


def budget(storage: Storage, clock: ManualClock | None = None, bounds: Bounds = BOUNDS) -> Budget:
    """As a process has it."""
    return Budget(storage, clock or ManualClock(EVENING), INDIA, bounds)


def spent(storage: Storage, day: date = TODAY) -> Cost:
    """What a day has cost until now."""
    with storage.read() as work:
        return work.costs.of(day)


def takes(budget: Budget, most: Cost) -> bool:
    """Whether so much was left."""
    try:
        budget.take(most)
    except BudgetSpent:
        return False
    return True


@pytest.mark.parametrize(
    ("bounds", "calls"), [(Bounds(100), 10), (Bounds(99), 9), (Bounds(1000, 1000), 11), (Bounds(9), 0)]
)
def test_not_one_more_than_tokens_and_money_allow(storage: Storage, bounds: Bounds, calls: int) -> None:
    """Whichever is used up first."""
    ours = budget(storage, bounds=bounds)
    assert [takes(ours, CALL) for _ in range(calls + 3)] == [True] * calls + [False] * 3
    assert spent(storage) == Cost(10 * calls, 90 * calls)


def test_what_a_call_has_not_cost_is_there_again(storage: Storage) -> None:
    """And what it has cost beyond the most is counted, too."""
    ours = budget(storage)
    ours.settle(ours.take(Cost(100, 1000)), Cost(20, 30))
    ours.settle(ours.take(Cost(1, 1)), Cost(70, 900))
    assert spent(storage) == Cost(90, 930)
    assert not takes(ours, Cost(1, 71))
    assert takes(ours, Cost(1, 70))


def test_a_restart_forgets_nothing(database_url: str, open_storage: OpenStorage) -> None:
    """Who died before it was settled has spent the most."""
    budget(open_storage(database_url)).take(Cost(90, 900))
    again = budget(open_storage(database_url))
    assert spent(open_storage(database_url)) == Cost(90, 900)
    assert not takes(again, Cost(11, 0))


def test_the_day_begins_at_midnight_in_india(storage: Storage) -> None:
    """A call that is settled after it belongs to the day on which it began."""
    clock = ManualClock(EVENING)
    ours = budget(storage, clock)
    share = ours.take(Cost(100, 1000))
    assert not takes(ours, CALL)
    clock.advance(31 * 60)
    assert takes(ours, CALL)
    ours.settle(share, Cost(1, 2))
    assert (spent(storage), spent(storage, TOMORROW)) == (Cost(1, 2), CALL)


def test_workers_together_spend_no_more_than_one(storage: Storage) -> None:
    """Twelve threads at one moment, each with its own view, for ten calls; some settle and leave room."""
    taken = together(*(lambda: takes(budget(storage), CALL) for _ in range(12)))
    assert sorted(taken) == [False] * 2 + [True] * 10
    assert spent(storage) == Cost(100, 900)


def test_what_threads_settle_at_one_moment_is_all_given_back(storage: Storage) -> None:
    """No one writes over another."""
    ours = budget(storage)
    shares = [ours.take(CALL) for _ in range(8)]
    together(*(lambda share=share: ours.settle(share, Cost(3, 7)) for share in shares))
    assert spent(storage) == Cost(24, 56)


def test_two_processes_spend_no_more_than_one(database_url: str, open_storage: OpenStorage) -> None:
    """Real ones, at one moment, for a hundred calls of which each wants all."""
    lives = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.openai.spender", database_url], cwd=ROOT, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, text=True,
        )
        for _ in range(2)
    ]  # fmt: skip
    for life in lives:  # both are ready before one begins
        assert life.stdout is not None
        assert life.stdout.readline() == "ready\n"
    told = [life.communicate("go\n", timeout=60)[0] for life in lives]
    assert [life.returncode for life in lives] == [0, 0]
    calls = [int(each) for each in told]
    assert sum(calls) == 100
    assert spent(open_storage(database_url)) == Cost(1000, 9000)


def test_what_nobody_can_count_is_not_asked(storage: Storage) -> None:
    """Without the database the house answers."""
    away = FaultyStorage(storage)
    away.fail("costs.lock", StorageError("away"))
    with pytest.raises(AnswerUnavailable):
        budget(away).take(CALL)
    assert spent(storage) == Cost()


@pytest.mark.parametrize("call", ["costs.lock", "costs.save", "commit"])
def test_an_answer_is_not_lost_because_it_cannot_be_settled(storage: Storage, call: str) -> None:
    """It has cost the most then, and the log says what it really was."""
    away = FaultyStorage(storage)
    ours = budget(away)
    share = ours.take(CALL)
    away.fail(call, StorageError("away"))
    with capture_logs() as lines:
        ours.settle(share, Cost(3, 7))
    assert [(line["event"], line["tokens"]) for line in lines] == [("answers.unsettled", 3)]
    assert spent(storage) == CALL
