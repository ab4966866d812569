"""What the tests of the server share."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import structlog

from tests.server.house import House, built, settings_of


@pytest.fixture
def house(sqlite_url: str) -> Iterator[House]:
    """A server on SQLite."""
    yield from built(settings_of(sqlite_url))


@pytest.fixture(autouse=True)
def own_logs() -> Iterator[None]:
    """Logs are as they were, whatever a test has set up."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)
    structlog.contextvars.clear_contextvars()
    structlog.reset_defaults()
