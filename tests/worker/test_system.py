"""The machine's clocks and locks."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from engine.interfaces.rates import Rate
from integrations.system import Boundless, OffsetClock, SoleLock, SystemClock

_HOLDER = (
    "import sys; from pathlib import Path; from integrations.system import SoleLock\n"
    "print(SoleLock(Path(sys.argv[1])).take(), flush=True); sys.stdin.read()"
)


def test_a_clock_is_ahead_by_what_its_file_says(tmp_path: Path) -> None:
    """And follows when the file changes."""
    file = tmp_path / "clock"
    clock = OffsetClock(file)
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)
    file.write_text("7200\n")
    assert abs(clock.now() - SystemClock().now() - timedelta(hours=2)) < timedelta(seconds=5)


@pytest.mark.parametrize("content", ["", "later", "७२", "nan", "inf"])
def test_a_file_that_is_no_number_says_nothing(content: str, tmp_path: Path) -> None:
    """It may be in the middle of being written."""
    file = tmp_path / "clock"
    file.write_text(content, encoding="utf-8")
    assert abs(OffsetClock(file).now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_lock_has_one_holder(tmp_path: Path) -> None:
    """Until that one gives it back."""
    first, second = SoleLock(tmp_path / "lock"), SoleLock(tmp_path / "lock")
    assert first.take()
    assert first.take()
    assert not second.take()
    first.give_back()
    assert second.take()
    second.give_back()


def test_a_holder_that_is_killed_holds_nothing_any_more(tmp_path: Path) -> None:
    """No lock is left behind that somebody must remove by hand."""
    lock = SoleLock(tmp_path / "lock")
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(lock.file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"True\n"
    assert not lock.take()
    holder.kill()
    holder.communicate()
    assert lock.take()
    lock.give_back()


def test_boundless_rates_hold_nobody_up() -> None:
    """However often."""
    rates, rate = Boundless(), Rate("any", 1, 60)
    assert all(rates.take(rate, "x") for _ in range(10))
    assert rates.wait(rate, "x") == 0
