"""A shop on each database, and one on SQLite alone."""

from __future__ import annotations

import os
from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
import structlog

from tests.payments.shop import Shop


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[MutableMapping[str, Any]]]:
    """What is logged during a test."""
    with structlog.testing.capture_logs() as lines:
        yield lines


@pytest.fixture
def shop(database_url: str) -> Iterator[Shop]:
    """The test runs once on each database."""
    with Shop(database_url) as running:
        yield running


@pytest.fixture
def small_shop(sqlite_url: str) -> Iterator[Shop]:
    """Where the database makes no difference."""
    with Shop(sqlite_url) as running:
        yield running


@pytest.fixture(params=["sqlite_url", "postgres_url"] if os.environ.get("BOLOASTRO_PROOF") == "1" else ["sqlite_url"])
def either_shop(request: pytest.FixtureRequest) -> Iterator[Shop]:
    """On SQLite, or on both in the long proof: the rules decide here, and the database little."""
    with Shop(request.getfixturevalue(request.param)) as running:
        yield running
