"""Durations: what is one, and how long it may be."""

from __future__ import annotations

import pytest

from engine.charts.durations import LONGEST, is_too_long, seconds
from engine.domain.values import Json


@pytest.mark.parametrize(
    ("written", "length"),
    [("30s", 30.0), ("10m", 600.0), ("26h", 93600.0), ("1.5d", 129600.0), ("90", 90.0), (90, 90.0), (0, 0.0)],
)
def test_a_duration_is_a_number_with_a_unit_or_of_seconds(written: Json, length: float) -> None:
    """As text or as a number."""
    assert seconds(written) == length


@pytest.mark.parametrize("value", [None, True, "", "soon", "-1d", "1e3", "3 d", -1, float("nan"), [], {}])
def test_anything_else_is_none(value: Json) -> None:
    """And is not too long either."""
    assert seconds(value) is None
    assert not is_too_long(value)


@pytest.mark.parametrize("value", ["367d", "99999999999d", "9" * 400 + "d", LONGEST + 1, 10**400, float("inf")])
def test_more_than_366_days_is_too_long(value: Json) -> None:
    """So that adding it to any moment gives a date."""
    assert seconds("366d") == LONGEST
    assert seconds(value) is None
    assert is_too_long(value)
