"""What people are told of their data is what is kept of them."""

from __future__ import annotations

import pytest

from server.settings import KEEP
from tests.readings.people import library

MONTH = 365.25 / 12


@pytest.mark.parametrize("language", library().languages.declared)
def test_messages_are_kept_for_as_long_as_people_are_told(language: str) -> None:
    """In months, in every language."""
    months = {round(KEEP[table] / MONTH) for table in ("inbox", "outbox", "turns", "sessions")}
    assert months == {13}
    assert " 13 " in str(library().words["privacy", language].texts["shown"].say)
