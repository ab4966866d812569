"""The window for free text, and the hours in which people sleep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.domain.windows import QuietHours, is_open

INDIA = ZoneInfo("Asia/Kolkata")
NIGHT = QuietHours.of("21:00-08:00", INDIA)
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda moment: moment.replace(tzinfo=UTC))


def india(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 3, day, hour, minute, tzinfo=INDIA)


def test_the_window_closes_a_minute_before_a_day_is_over() -> None:
    """So that what is sent at the last moment is not late."""
    wrote = india(1, 10)
    assert is_open(wrote, wrote)
    assert is_open(wrote, india(2, 9, 58))
    assert not is_open(wrote, india(2, 9, 59))
    assert not is_open(None, wrote)


def test_the_night_spans_midnight() -> None:
    """Its first minute is quiet, its last is not."""
    quiet = [india(1, 21), india(1, 23, 59), india(2, 0), india(2, 7, 59)]
    awake = [india(1, 20, 59), india(2, 8), india(2, 12)]
    assert all(map(NIGHT.contains, quiet))
    assert not any(map(NIGHT.contains, awake))
    assert {NIGHT.waking(moment) for moment in quiet} == {india(2, 8)}
    assert [NIGHT.waking(moment) for moment in awake] == awake


def test_a_rest_at_noon_does_not() -> None:
    """Hours of one day."""
    siesta = QuietHours.of("13:00-15:00", INDIA)
    assert siesta.contains(india(1, 14))
    assert not siesta.contains(india(1, 15))
    assert siesta.waking(india(1, 14)) == india(1, 15)


def test_a_reminder_waits_for_the_morning() -> None:
    """When free text can still be sent then."""
    assert NIGHT.reminding(india(1, 23), india(1, 18)) == india(2, 8)
    assert NIGHT.reminding(india(1, 20), india(1, 18)) == india(1, 20)


def test_a_reminder_comes_before_the_night_if_the_window_closes_in_it() -> None:
    """A minute before people go to sleep; but not before they wrote."""
    assert NIGHT.reminding(india(2, 4), india(1, 5)) == india(1, 20, 59)
    assert NIGHT.reminding(india(2, 21, 55), india(1, 22)) == india(2, 20, 59)
    assert NIGHT.reminding(india(2, 4), None) == india(2, 8)
    assert NIGHT.reminding(india(1, 22), india(1, 21, 30) - timedelta(days=3)) == india(1, 20, 59)


@pytest.mark.parametrize("text", ["", "21-8", "21:00", "25:00-08:00", "21:00-21:00", "21:00-08:60", "9:00-10:00", "a"])
def test_hours_that_are_none_are_refused(text: str) -> None:
    """With a line that says how to write them."""
    with pytest.raises(ValueError, match="21:00-08:00"):
        QuietHours.of(text, INDIA)


@pytest.mark.parametrize(("moment", "morning"), [
    ("2026-11-01T01:10-04:00", "2026-11-01T01:30-04:00"),
    ("2026-11-01T01:10-05:00", "2026-11-01T01:30-05:00"),
    ("2026-11-01T00:30-04:00", "2026-11-01T01:30-04:00"),
    ("2026-03-08T01:10-05:00", "2026-03-08T01:30-05:00"),
])  # fmt: skip
def test_an_hour_that_comes_twice_is_no_day(moment: str, morning: str) -> None:
    """Clocks are put back at two: the night that ends at half past one ends twice, and nobody waits for the next."""
    quiet = QuietHours.of("21:00-01:30", ZoneInfo("America/New_York"))
    assert quiet.waking(datetime.fromisoformat(moment)) == datetime.fromisoformat(morning)


def test_an_hour_that_never_comes_ends_the_night_all_the_same() -> None:
    """Clocks are put forward from two to three."""
    quiet = QuietHours.of("21:00-02:30", ZoneInfo("America/New_York"))
    night, morning = (datetime.fromisoformat(f"2026-03-08T{text}") for text in ("01:59-05:00", "03:30-04:00"))
    assert quiet.waking(night) == morning


@given(MOMENTS, st.sampled_from(["21:00-08:00", "13:00-15:00", "00:00-06:00", "22:00-00:00"]), st.sampled_from(
    ["Asia/Kolkata", "Europe/London", "America/New_York", "UTC"]))  # fmt: skip
def test_nobody_is_woken(moment: datetime, hours: str, zone: str) -> None:
    """The morning is never quiet, never in the past, and less than a day away."""
    quiet = QuietHours.of(hours, ZoneInfo(zone))
    morning = quiet.waking(moment)
    assert not quiet.contains(morning)
    assert moment <= morning < moment + timedelta(days=1)
    assert quiet.waking(morning) == morning
