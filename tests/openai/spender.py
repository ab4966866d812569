"""A process that spends as much of a budget as it gets, and tells how often it got some; run by `test_budget.py`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from engine.domain.budget import Bounds, Cost
from engine.errors import BudgetSpent
from integrations.openai.budget import Budget
from integrations.sql.engine import open_engine
from integrations.sql.unit_of_work import SqlStorage
from integrations.system import ManualClock


def main(url: str) -> None:
    """Ready, go, and the number."""
    clock = ManualClock(datetime(2026, 11, 29, 18, 0, tzinfo=UTC))
    budget = Budget(SqlStorage(open_engine(url)), clock, ZoneInfo("Asia/Kolkata"), Bounds(1000, 9000))
    print("ready", flush=True)
    sys.stdin.readline()
    calls = 0
    try:
        while True:
            budget.take(Cost(10, 90))
            calls += 1
    except BudgetSpent:
        print(calls)


if __name__ == "__main__":
    main(sys.argv[1])
