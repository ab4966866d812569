"""What the tests of the command line share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import structlog


@pytest.fixture(autouse=True)
def own_logs() -> Iterator[None]:
    """A command run inside of this process configures the logs; the next test finds them as they were."""
    yield
    structlog.reset_defaults()
