"""Logs of this folder's tests are kept, not printed."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any

import pytest
import structlog


@pytest.fixture(autouse=True)
def logs() -> Iterator[list[MutableMapping[str, Any]]]:
    """What the services log during a test."""
    with structlog.testing.capture_logs() as lines:
        yield lines
