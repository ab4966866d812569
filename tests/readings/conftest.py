"""What the conversations about readings share."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest

from server.simulator import Simulator
from tests.journeys.stage import House, Stage

START = datetime.fromisoformat("2026-01-05T10:00:00+05:30")


@pytest.fixture
def actor(house: House, sqlite_url: str) -> Iterator[Simulator]:
    """Somebody who has chosen a language and stands at the menu of a `house`; no turn of theirs may fail."""
    stage = Stage(house, sqlite_url, START, restarts=True)
    stage.actor.tell("hi")
    stage.actor.tell("English")
    try:
        yield stage.actor
        stage.check()
        assert stage.trouble == []
    finally:
        stage.close()
